//! Roles.

use quarterday_proto::command::{Command, GrantRole, RevokeRole};
use quarterday_proto::event::{Event, RoleChanged};
use quarterday_proto::role::CouncilRole;

use super::person;

pub(super) fn events() -> Vec<Event> {
    let changed = |number, role| RoleChanged {
        person: person(number),
        role,
    };
    vec![
        Event::RoleGranted(changed(1, CouncilRole::Auditor)),
        Event::RoleGranted(changed(2, CouncilRole::DemocraticServices)),
        Event::RoleRevoked(changed(1, CouncilRole::Owner)),
        Event::RoleRevoked(changed(2, CouncilRole::PerformanceOfficer)),
    ]
}

pub(super) fn commands() -> Vec<Command> {
    vec![
        Command::GrantRole(GrantRole {
            person: "officer@council.example".into(),
            role: CouncilRole::PerformanceOfficer,
        }),
        Command::RevokeRole(RevokeRole {
            person: "officer@council.example".into(),
            role: CouncilRole::Viewer,
        }),
    ]
}
