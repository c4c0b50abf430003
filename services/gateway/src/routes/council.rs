//! One council.

use quarterday_proto::api::{CouncilDetails, Counts};

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}", "council", council)
            .about("The council: settings, last place and root of its log, and how much there is")
            .gives_json::<CouncilDetails>(),
    ]
}

fn council(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let head = tenant.log.ledger().head();
    let state = tenant.view.state();
    let council = state.council()?;
    let count = |count: usize| count as u64;
    let details = CouncilDetails {
        id: tenant.id.clone(),
        name: council.name.clone(),
        nation: council.nation,
        zone: council.zone.clone(),
        settings: council.settings.clone(),
        place: head.place,
        recorded: head.recorded,
        root: hex::encode(head.root),
        counts: Counts {
            plans: count(state.plans().count()),
            items: count(state.all_items().count()),
            people: count(state.people().count()),
            amendments: count(state.amendments().count()),
            schemes: count(state.scheme_names().count()),
            tokens: count(state.tokens().filter(|token| !token.revoked).count()),
        },
    };
    let changed_at = council.changed_at;
    drop(state);
    answer::tag(answer::json(&details)?, changed_at)
}
