//! Signals of optimism, for performance officers and owners only.

use quarterday_domain::State;
use quarterday_domain::rights::Right;
use quarterday_proto::api::{ItemSignals, SignalList};
use quarterday_proto::id::PersonId;

use super::items::owner;
use super::quarters;
use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint, Needs};
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/{council}/plans/{plan}/quarters/{quarter}/signals";
    vec![
        Endpoint::read(path, "signals", list)
            .about(
                "What gives cause to look twice at items that are shown as on track: all for \
                 performance officers, their own for owners",
            )
            .needs(Right::Act)
            .gives_json::<SignalList>(),
    ]
}

/// Whose items are shown.
enum Seen {
    All,
    OfOwner(PersonId),
}

fn list(call: &Call) -> Answered {
    let quarter = quarters::asked(call)?;
    let plan = call.segment("plan");
    let tenant = call.tenant()?;
    let seen = seen(call, &tenant.view.state())?;
    let found = tenant.view.signals(plan, quarter)?;
    let state = tenant.view.state();
    let day = quarter.last_day();
    let items = found.into_iter().filter_map(|(id, signals)| {
        let item = state.item_by_id(id)?;
        let definition = &item.version_as_at(day).definition;
        if let Seen::OfOwner(person) = seen
            && item.owner_on(state.day_of(call.now())) != Some(person)
        {
            return None;
        }
        Some(ItemSignals {
            reference: definition.reference.clone(),
            title: definition.title.clone(),
            owner: definition.owner.and_then(|known| owner(&state, known)),
            signals,
        })
    });
    let list = SignalList {
        plan: plan.to_owned(),
        quarter,
        items: items.collect(),
    };
    drop(state);
    answer::json(&list)
}

/// Whoever runs the cycle sees all; a person, by whatever door, by the person's
/// own rights and not by those of a token.
fn seen(call: &Call, state: &State) -> Result<Seen, Problem> {
    let person = call.who.actor.as_str().strip_prefix("person.");
    let person = person.and_then(|id| state.person_by_id(id.parse().ok()?));
    let Some(person) = person else {
        call.who.may.check(Needs::Right(Right::RunCycle))?;
        return Ok(Seen::All);
    };
    let rights = state.rights_on(person.id, state.day_of(call.now()));
    Ok(if rights.contains(&Right::RunCycle) {
        Seen::All
    } else {
        Seen::OfOwner(person.id)
    })
}
