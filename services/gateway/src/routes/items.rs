//! Items of a plan.

mod view;

use quarterday_domain::{Item, Plan, State};
use quarterday_proto::api::{ItemPage, ItemView};
use quarterday_proto::id::PersonId;
use quarterday_proto::item::Kind;

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::page;
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

pub(super) use view::owner;

/// The parameter that asks for one kind of item.
pub(super) const KIND: Parameter = Parameter {
    name: "kind",
    shape: Shape::Words(kinds),
    about: "Only this kind of item",
};

const QUERY: &[Parameter] = &[
    KIND,
    Parameter {
        name: "owner",
        shape: Shape::Text,
        about: "Only those that this address owns today",
    },
    Parameter {
        name: "theme",
        shape: Shape::Text,
        about: "Only those under this theme",
    },
];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/plans/{plan}/items", "items", list)
            .about("The items of a plan, those that ended too, in the order they were added")
            .query(QUERY)
            .query(page::QUERY)
            .gives_json::<ItemPage>(),
        Endpoint::read("/api/v1/{council}/plans/{plan}/items/{ref}", "item", item)
            .about("An item in full: definitions, targets, observations and lineage")
            .gives_json::<ItemView>(),
    ]
}

/// The words of `kind`.
pub(super) fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.as_str()).collect()
}

fn list(call: &Call) -> Answered {
    let kind: Option<Kind> = call.query.parsed("kind")?;
    let limit = page::limit(call)?;
    let state = call.tenant()?.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let owner = call
        .query
        .text("owner")
        .map(|email| state.person(email).map(|person| person.id));
    let owner = owner.transpose()?;
    let theme = call.query.text("theme");
    let today = state.day_of(call.now());
    let mut items = rest(&state, plan, call.query.text("after"))?.filter(|item| {
        kind.is_none_or(|kind| item.kind == kind)
            && theme.is_none_or(|theme| item.latest().theme.as_deref() == Some(theme))
            && owner.is_none_or(|owner: PersonId| item.owner_on(today) == Some(owner))
    });
    let mut found = Vec::new();
    for item in items.by_ref() {
        found.push(view::summary(&state, item, today));
        if found.len() == limit {
            break;
        }
    }
    let more = items.next().is_some();
    drop(items);
    drop(state);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| last.reference.clone());
    answer::json(&ItemPage { items: found, next })
}

/// The items after one, or all.
fn rest<'a>(
    state: &'a State,
    plan: &'a Plan,
    after: Option<&str>,
) -> Result<Box<dyn Iterator<Item = &'a Item> + 'a>, Problem> {
    let items = state.items_of(plan).map(|item| &**item);
    let Some(after) = after else {
        return Ok(Box::new(items));
    };
    let last = state
        .item(plan, after)
        .map_err(|_| Problem::query("after", "the reference of an item of the plan"))?;
    let id = last.id;
    Ok(Box::new(
        items.skip_while(move |item| item.id != id).skip(1),
    ))
}

fn item(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let item = state.item(plan, call.segment("ref"))?;
    let view = view::full(&state, plan, item, state.day_of(call.now()));
    // Its owner may change with the day, without an event.
    let moves = item.versions.iter().any(|one| one.effective.is_some());
    drop(state);
    if moves {
        return answer::tag(answer::json(&view)?, view.changed_at);
    }
    answer::tagged(call, view.changed_at, &view)
}
