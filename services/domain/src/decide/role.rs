//! Granting and revoking roles.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{GrantRole, RevokeRole};
use quarterday_proto::event::{Event, RoleChanged};

use super::{Case, Decided};
use crate::rejection::{Code, reject};

pub(super) fn grant(case: &Case<'_>, command: &GrantRole) -> Result<Decided, Rejection> {
    let person = case.state.person(&command.person)?;
    if person.details.to.is_some_and(|to| to < case.today) {
        return Err(reject(
            Code::HasLeft,
            format!(
                "the last day of `{}` in the post has passed: correct it in the people sheet, or \
                 grant the role to the successor",
                person.details.email
            ),
        ));
    }
    let role = command.role;
    if case.state.access.has_role(person.id, role) {
        return Ok(Decided {
            events: Vec::new(),
            notes: vec![format!("`{}` is {role} already", person.details.email)],
        });
    }
    let person = person.id;
    Ok(Event::RoleGranted(RoleChanged { person, role }).into())
}

pub(super) fn revoke(case: &Case<'_>, command: &RevokeRole) -> Result<Decided, Rejection> {
    let person = case.state.person(&command.person)?;
    let role = command.role;
    if !case.state.access.has_role(person.id, role) {
        let implied = case.state.roles_on(person.id, case.today).contains(&role);
        let detail = if implied {
            format!(
                "`{}` was not granted the role {role}, but has it by what is theirs: an item, a \
                 report, a request to sign, a mail about a report or the council's settings",
                person.details.email
            )
        } else {
            format!("`{}` does not have the role {role}", person.details.email)
        };
        return Err(reject(Code::RoleNotGranted, detail));
    }
    let person = person.id;
    Ok(Event::RoleRevoked(RoleChanged { person, role }).into())
}
