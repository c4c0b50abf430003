//! The items of a quarter that somebody may answer for, in all plans, with what
//! was said of each.

use jiff::civil::Date;
use quarterday_domain::reminders::is_undone;
use quarterday_domain::{Item, Observed, Plan, Relation, State};
use quarterday_proto::api::LinkItem;
use quarterday_proto::digest::{Asked, Because, Thing};
use quarterday_proto::id::PersonId;
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;

use crate::routes::pages::asked_item;

/// An item that is somebody's to answer.
pub(super) struct Own {
    /// What is asked, and what was said in the quarters before.
    pub(super) item: LinkItem,
    /// What was said for this quarter.
    pub(super) given: Option<Observed>,
    /// Place of the last answer, of whatever quarter; 0 before the first.
    pub(super) answered_at: u64,
}

/// Whose items are looked for.
#[derive(Clone, Copy)]
pub(super) enum Whose {
    /// Those that a person may answer, as owner, deputy or contributor.
    Of(PersonId),
    /// Everybody's, for the officer who answers for them.
    AllBy(PersonId),
}

/// The items of open quarters of this name, those not answered first.
pub(super) fn of_quarter(state: &State, whose: Whose, quarter: Quarter, today: Date) -> Vec<Own> {
    let mut found = Vec::new();
    for plan in state.plans().filter(|plan| plan.closed_at.is_none()) {
        let record = plan.quarters.get(&quarter);
        if record.is_none_or(|record| record.state != QuarterState::Open) {
            continue;
        }
        let items = state.items_of(plan);
        found.extend(items.filter_map(|item| own(state, whose, plan, item, quarter, today)));
    }
    found.sort_by_key(|own| own.given.is_some());
    found
}

/// One item of an open quarter, where it is theirs and asks for an answer or
/// has one.
pub(super) fn own(
    state: &State,
    whose: Whose,
    plan: &Plan,
    item: &Item,
    quarter: Quarter,
    today: Date,
) -> Option<Own> {
    if let Whose::Of(person) = whose
        && !state.may_answer(person, item, today)
    {
        return None;
    }
    let given = item.observed_in(quarter.first_day(), quarter.last_day(), None);
    let thing = Thing::Answer {
        plan: plan.id,
        item: item.id,
        quarter,
    };
    if given.is_none() && !is_undone(state, &thing, today) {
        return None;
    }
    view(state, whose, plan, item, quarter, today)
}

/// One item as it is shown on the page that takes answers.
pub(super) fn view(
    state: &State,
    whose: Whose,
    plan: &Plan,
    item: &Item,
    quarter: Quarter,
    today: Date,
) -> Option<Own> {
    let of = item.owner_on(today).filter(|owner| match whose {
        Whose::Of(person) => *owner != person,
        Whose::AllBy(_) => true,
    });
    let asked = Asked {
        thing: Thing::Answer {
            plan: plan.id,
            item: item.id,
            quarter,
        },
        due: plan
            .quarters
            .get(&quarter)
            .and_then(|record| record.answers_due),
        of,
        because: match (of, whose) {
            (Some(of), Whose::Of(person)) => is_deputy(state, of, person, today),
            _ => None,
        },
    };
    let mut shown = asked_item(state, &asked)?;
    let before = item.observations.iter();
    let before = before.filter(|one| one.observation.as_at < quarter.first_day());
    let last = before.max_by_key(|one| (one.observation.as_at, one.place));
    shown.last = last.map(|one| one.observation.clone());
    let given = item.observed_in(quarter.first_day(), quarter.last_day(), None);
    let answered_at = item.observations.iter().map(|one| one.place).max();
    Some(Own {
        item: shown,
        given: given.cloned(),
        answered_at: answered_at.unwrap_or(0),
    })
}

fn is_deputy(state: &State, owner: PersonId, person: PersonId, today: Date) -> Option<Because> {
    let owner = state.person_by_id(owner)?;
    let deputy = owner.holder_on(Relation::Deputy, today)?;
    (deputy == person).then_some(Because::Deputy)
}
