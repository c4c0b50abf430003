//! Delegating sign-offs for a period.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{Delegate, EndDelegation, ScopeOfDelegation};
use quarterday_proto::event::{DelegationEnded, DelegationGiven, Event};
use quarterday_proto::id::{DelegationId, ReportId};
use quarterday_proto::report::DelegationScope;

use super::super::{Case, Decided, required};
use crate::rejection::{Code, reject};

pub(crate) fn delegate(case: &Case<'_>, command: &Delegate) -> Result<Decided, Rejection> {
    let from = case.state.person(&command.from)?;
    let to = case.state.person(&command.to)?;
    required(&command.reason, "a reason for the delegation")?;
    let invalid = |why: String| Err(reject(Code::DelegationInvalid, why));
    if from.id == to.id {
        return invalid("nobody is their own deputy".to_owned());
    }
    if command.last < command.first {
        return invalid(format!(
            "its last day {} is before its first day {}",
            command.last, command.first
        ));
    }
    if command.last < case.today {
        return invalid(format!(
            "its last day {} is over, and a sign-off cannot be given a right afterwards",
            command.last
        ));
    }
    let scope = match &command.scope {
        ScopeOfDelegation::All => DelegationScope::All,
        ScopeOfDelegation::Roles(roles) => {
            if roles.is_empty() {
                return invalid("it names no role".to_owned());
            }
            DelegationScope::Roles(roles.clone())
        }
        ScopeOfDelegation::Reports(references) => {
            if references.is_empty() {
                return invalid("it names no report".to_owned());
            }
            let reports = references
                .iter()
                .map(|reference| case.state.report(reference));
            let reports: Result<Vec<ReportId>, Rejection> = reports
                .map(|report| report.map(|report| report.id))
                .collect();
            DelegationScope::Reports(reports?)
        }
    };
    let overlapping = case.state.delegations().iter().find(|known| {
        !known.ended
            && (known.from, known.to) == (from.id, to.id)
            && known.scope == scope
            && known.first <= command.last
            && command.first <= known.last
    });
    if let Some(known) = overlapping {
        return invalid(format!(
            "delegation `{}` is between the same two, for the same, from {} to {}",
            known.reference, known.first, known.last
        ));
    }
    let reference = format!("D{}", case.state.delegations().len() + 1);
    let notes = vec![format!("delegation `{reference}`")];
    let event = Event::DelegationGiven(DelegationGiven {
        delegation: DelegationId::derive(case.id, 0),
        reference,
        from: from.id,
        to: to.id,
        first: command.first,
        last: command.last,
        scope,
        reason: command.reason.clone(),
    });
    Ok(Decided {
        events: vec![event],
        notes,
    })
}

pub(crate) fn end_delegation(
    case: &Case<'_>,
    command: &EndDelegation,
) -> Result<Decided, Rejection> {
    let known = case
        .state
        .delegations()
        .iter()
        .find(|known| known.reference == command.delegation && !known.ended)
        .ok_or_else(|| {
            reject(
                Code::UnknownDelegation,
                format!("there is no delegation `{}` in force", command.delegation),
            )
        })?;
    Ok(Event::DelegationEnded(DelegationEnded {
        delegation: known.id,
        from: known.from,
        to: known.to,
    })
    .into())
}
