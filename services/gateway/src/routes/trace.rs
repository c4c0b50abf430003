//! What a figure was made of: the commits behind it.

use std::collections::BTreeSet;

use quarterday_domain::State;
use quarterday_proto::api::Trail;
use quarterday_proto::event::{Event, item_subject};
use quarterday_proto::position::Position;

use super::audit::{entry, name, whole};
use super::positions;
use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::limits::{ENTRIES_DEFAULT, ENTRIES_MAX};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

pub(crate) const QUERY: &[Parameter] = &[
    Parameter {
        name: "status",
        shape: Shape::Text,
        about: "Of the items with this status only",
    },
    Parameter {
        name: "limit",
        shape: Shape::Whole,
        about: "At most so many, 1 to 1000; 100 unless given",
    },
    Parameter {
        name: "after",
        shape: Shape::Whole,
        about: "Only places after this one: `next` of the page before",
    },
];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/{council}/plans/{plan}/quarters/{quarter}/trace";
    vec![
        Endpoint::read(path, "trace", trace)
            .about("The commits behind a figure, oldest first")
            .query(positions::QUERY)
            .query(QUERY)
            .gives_json::<Trail>(),
    ]
}

fn trace(call: &Call) -> Answered {
    answer::json(&trail(call)?)
}

/// The commits behind the figure that a request asks for.
pub(crate) fn trail(call: &Call) -> Result<Trail, Problem> {
    let limit = call
        .query
        .whole("limit", 1..=ENTRIES_MAX)?
        .unwrap_or(ENTRIES_DEFAULT);
    let after = call.query.whole("after", 0..=u64::MAX)?.unwrap_or(0);
    let asked = positions::asked(call)?;
    let status = call.query.text("status");
    let places = places(&asked, status)?;
    let tenant = call.tenant()?;
    let items = subjects(&tenant.view.state(), &asked, status);
    let (ledger, mut more) = (tenant.log.ledger(), false);
    let last = ledger.head().place;
    let mut entries = Vec::new();
    for place in places.range(after.saturating_add(1)..) {
        if entries.len() as u64 == limit {
            more = true;
            break;
        }
        if let Some(found) = whole(ledger, *place, last)? {
            entries.push(entry(found, |event| bears_on(event, &items))?);
        }
    }
    name(&tenant.view.state(), &mut entries);
    let next = entries.last().map(|entry| entry.place).filter(|_| more);
    Ok(Trail {
        entries,
        more,
        next,
    })
}

/// The places behind the positions, or behind one status of them.
fn places(positions: &[Position], status: Option<&str>) -> Result<BTreeSet<u64>, Problem> {
    let Some(status) = status else {
        return Ok(positions
            .iter()
            .flat_map(|position| position.trace.iter().copied())
            .collect());
    };
    let known: BTreeSet<&str> = positions
        .iter()
        .flat_map(|position| {
            let counted = position.parts.iter().map(|part| part.status.as_str());
            counted.chain(position.items.iter().map(|item| item.status.as_str()))
        })
        .collect();
    if !known.contains(status) {
        let known: Vec<&str> = known.into_iter().collect();
        return Err(Problem::query(
            "status",
            format!("one of {}", known.join(", ")),
        ));
    }
    let items = positions.iter().flat_map(|position| &position.items);
    let with_status = items.filter(|item| item.status == status);
    Ok(with_status
        .flat_map(|item| item.trace.iter().copied())
        .collect())
}

/// Subjects of the items behind the positions.
fn subjects(state: &State, positions: &[Position], status: Option<&str>) -> BTreeSet<String> {
    let mut subjects = BTreeSet::new();
    for position in positions {
        let Ok(plan) = state.plan(&position.plan) else {
            continue;
        };
        let items = position.items.iter();
        let wanted = items.filter(|item| status.is_none_or(|status| item.status == status));
        subjects.extend(wanted.filter_map(|item| {
            let item = state.item(plan, &item.reference).ok()?;
            Some(item_subject(item.kind, item.id))
        }));
    }
    subjects
}

/// Whether an event of a commit behind a figure bears on it: of the events of
/// items only those of its own, and nothing of people and tokens.
fn bears_on(event: &Event, items: &BTreeSet<String>) -> bool {
    let subject = event.subject();
    match subject.split_once('.') {
        Some(("plan" | "quarter" | "scheme" | "amendment", _)) | None => true,
        Some(("person" | "token", _)) => false,
        _ => items.contains(&subject),
    }
}
