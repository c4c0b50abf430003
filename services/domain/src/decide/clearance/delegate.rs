//! Delegating sign-offs for a period.

use std::collections::BTreeSet;

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{Delegate, EndDelegation, ScopeOfDelegation};
use quarterday_proto::event::{DelegationEnded, DelegationGiven, Event};
use quarterday_proto::id::{DelegationId, ReportId};
use quarterday_proto::report::DelegationScope;
use quarterday_proto::route::Route;

use super::super::{Case, Decided, required};
use super::route::counting;
use crate::clearance::{builtin_route_names, builtin_routes};
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
            known_roles(case, roles)?;
            DelegationScope::Roles(roles.clone())
        }
        ScopeOfDelegation::Reports(references) => {
            DelegationScope::Reports(named(case, references)?)
        }
        ScopeOfDelegation::Steps { roles, reports } => {
            if roles.is_empty() {
                return invalid("it names no role".to_owned());
            }
            roles_of_reports(case, roles, reports)?;
            DelegationScope::Steps {
                roles: roles.clone(),
                reports: named(case, reports)?,
            }
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
        .find(|known| known.reference == command.delegation)
        .filter(|known| !known.ended && case.today <= known.last)
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

/// The reports of these references.
fn named(case: &Case<'_>, references: &[String]) -> Result<Vec<ReportId>, Rejection> {
    if references.is_empty() {
        return Err(reject(Code::DelegationInvalid, "it names no report"));
    }
    let reports = references.iter();
    reports
        .map(|reference| case.state.report(reference).map(|report| report.id))
        .collect()
}

/// Refuses a role that no route has, adopted or built in.
fn known_roles(case: &Case<'_>, roles: &[String]) -> Result<(), Rejection> {
    let mut known = BTreeSet::new();
    let keys = |route: &Route| -> Vec<String> {
        route.roles().map(|(_, role)| role.key.clone()).collect()
    };
    for version in case.state.routes() {
        known.extend(keys(&version.route));
    }
    for name in builtin_route_names() {
        known.extend(builtin_routes(&name).iter().flat_map(keys));
    }
    unknown_role(roles, &known, "no route has")
}

/// Refuses a role that the route of none of the reports has.
fn roles_of_reports(
    case: &Case<'_>,
    roles: &[String],
    reports: &[String],
) -> Result<(), Rejection> {
    let mut known = BTreeSet::new();
    for reference in reports {
        let report = case.state.report(reference)?;
        let route = match &report.route {
            Some(route) => (**route).clone(),
            None => counting(case, &report.details.route)?.0,
        };
        known.extend(route.roles().map(|(_, role)| role.key.clone()));
    }
    unknown_role(roles, &known, "the route of no report that it names has")
}

fn unknown_role(
    roles: &[String],
    known: &BTreeSet<String>,
    who_has: &str,
) -> Result<(), Rejection> {
    let Some(unknown) = roles.iter().find(|role| !known.contains(*role)) else {
        return Ok(());
    };
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    Err(reject(
        Code::UnknownRole,
        format!(
            "{who_has} a role `{unknown}`; the roles are {}",
            known.join(", ")
        ),
    ))
}
