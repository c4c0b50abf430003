//! Delegations of sign-offs.

use jiff::civil::Date;
use quarterday_domain::{Delegation, State};
use quarterday_proto::api::{DelegationList, DelegationView};
use quarterday_proto::id::ReportId;
use quarterday_proto::report::DelegationScope;

use super::reports::owner_of;
use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/delegations", "delegations", list)
            .about("The delegations of sign-offs, those that are over too")
            .gives_json::<DelegationList>(),
    ]
}

fn list(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let today = state.day_of(call.now());
    let delegations = state.delegations().iter();
    let delegations = delegations.map(|one| view(&state, one, today)).collect();
    drop(state);
    answer::json(&DelegationList { delegations })
}

fn references(state: &State, reports: &[ReportId]) -> Vec<String> {
    let known = reports.iter().filter_map(|id| state.report_by_id(*id));
    known
        .map(|report| report.details.reference.clone())
        .collect()
}

fn view(state: &State, delegation: &Delegation, today: Date) -> DelegationView {
    let (mut roles, mut reports) = (Vec::new(), Vec::new());
    match &delegation.scope {
        DelegationScope::All => {}
        DelegationScope::Roles(named) => roles.clone_from(named),
        DelegationScope::Reports(named) => reports = references(state, named),
        DelegationScope::Steps {
            roles: keys,
            reports: named,
        } => {
            roles.clone_from(keys);
            reports = references(state, named);
        }
    }
    let standing = match delegation {
        one if one.ended => "ended",
        one if one.last < today => "over",
        one if today < one.first => "to come",
        _ => "in force",
    };
    DelegationView {
        reference: delegation.reference.clone(),
        from: owner_of(state, delegation.from),
        to: owner_of(state, delegation.to),
        first: delegation.first,
        last: delegation.last,
        roles,
        reports,
        reason: delegation.reason.clone(),
        standing: standing.to_owned(),
    }
}
