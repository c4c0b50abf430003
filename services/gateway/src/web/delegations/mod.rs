//! Delegations of sign-offs: one's own, and for administrators everybody's.

mod end;
mod give;
mod list;

use quarterday_domain::rights::Right;
use quarterday_domain::{Delegation, State};
use quarterday_proto::id::PersonId;

use super::{ACT, get, post, step};
use crate::call::Call;
use crate::endpoint::Endpoint;
use crate::problem::Problem;

/// The pages of delegations.
pub(super) fn endpoints() -> Vec<Endpoint> {
    let give = "/c/{council}/delegations/new";
    let end = "/c/{council}/delegations/{delegation}/end";
    vec![
        get("/c/{council}/delegations", ACT, list::show).query(list::QUERY),
        get(give, ACT, step::show::<give::Give>),
        post(give, ACT, step::send::<give::Give>),
        get(end, ACT, step::show::<end::End>),
        post(end, ACT, step::send::<end::End>),
    ]
}

/// The address of the list.
fn address(call: &Call) -> Result<String, Problem> {
    Ok(format!("/c/{}/delegations", call.tenant()?.id))
}

/// Whoever has signed in.
fn asker(call: &Call) -> Result<PersonId, Problem> {
    let signed = call.who.session.as_ref();
    Ok(signed.ok_or_else(Problem::unauthorized)?.person)
}

/// Whether everybody's are shown, and given for anybody.
fn is_for_all(call: &Call) -> bool {
    call.who.may.has(Right::Administer)
}

/// Whether a delegation is among those that whoever asks may see.
fn is_shown(call: &Call, one: &Delegation) -> Result<bool, Problem> {
    let asker = asker(call)?;
    Ok(is_for_all(call) || one.from == asker || one.to == asker)
}

/// What a delegation is for, in words.
fn scope(state: &State, one: &Delegation) -> String {
    use quarterday_proto::report::DelegationScope as Scope;
    let titles = |reports: &[quarterday_proto::id::ReportId]| {
        let known = reports.iter().filter_map(|id| state.report_by_id(*id));
        let titles: Vec<String> = known.map(|report| report.content().title.clone()).collect();
        titles.join(", ")
    };
    match &one.scope {
        Scope::All => "all that is asked".to_owned(),
        Scope::Roles(roles) => format!("as {}", roles.join(", ")),
        Scope::Reports(reports) => titles(reports),
        Scope::Steps { roles, reports } => {
            format!("as {} of {}", roles.join(", "), titles(reports))
        }
    }
}
