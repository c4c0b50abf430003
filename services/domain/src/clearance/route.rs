//! Routes: those that come with the product, and the checks of one adopted.

use std::collections::BTreeSet;

use quarterday_proto::answer::Rejection;
use quarterday_proto::route::{Holder, Role, Route};

use crate::rejection::{Code, reject};
use crate::state::State;

const FILES: &[&str] = &[
    include_str!("../../routes/derby.toml"),
    include_str!("../../routes/plain.toml"),
    include_str!("../../routes/staged.toml"),
];

/// Roles that no author signs, whatever a route says of them.
const CHECKS: &[&str] = &["legal", "finance"];
/// The most stages of a route.
const STAGES_MAX: usize = 12;
/// The most roles of a stage.
const ROLES_MAX: usize = 30;
/// The most holders of a role.
const HOLDERS_MAX: usize = 30;
/// The most working days that a role may have to answer.
const ANSWER_WORKING_DAYS_MAX: u16 = 60;
/// The most letters of a name or key.
const NAME_MAX: usize = 64;

/// Reads a route from TOML; it is checked when it is adopted.
///
/// # Errors
/// `QD0052`, with the line that cannot be read.
pub fn parse_route(text: &str) -> Result<Route, Rejection> {
    toml::from_str(text).map_err(|error| {
        reject(
            Code::RouteInvalid,
            format!("the route is not readable: {error}"),
        )
    })
}

/// Every version of the built-in route of this name, oldest first; none if
/// there is no such route.
pub fn builtin_routes(name: &str) -> Vec<Route> {
    let mut versions: Vec<Route> = all()
        .into_iter()
        .filter(|route| route.route == name)
        .collect();
    versions.sort_by_key(|route| route.from);
    versions
}

/// The names of the built-in routes.
pub fn builtin_route_names() -> Vec<String> {
    let mut names: Vec<String> = all().into_iter().map(|route| route.route).collect();
    names.sort();
    names.dedup();
    names
}

fn all() -> Vec<Route> {
    FILES
        .iter()
        .map(|text| parse_route(text).expect("a test reads every built-in route"))
        .collect()
}

/// Checks that a route can be followed.
///
/// # Errors
/// `QD0052` naming what is wrong, `QD0009` for a person who is not known.
pub(crate) fn check(state: &State, route: &Route) -> Result<(), Rejection> {
    let fault = |why: String| {
        let name = &route.route;
        Err(reject(Code::RouteInvalid, format!("route `{name}`: {why}")))
    };
    if !is_key(&route.route) {
        return fault("its name needs 1 to 64 of a-z, 0-9, - and _".to_owned());
    }
    if route.stages.is_empty() || route.stages.len() > STAGES_MAX {
        return fault(format!("it needs 1 to {STAGES_MAX} stages"));
    }
    let mut keys = BTreeSet::new();
    for stage in &route.stages {
        if stage.roles.is_empty() || stage.roles.len() > ROLES_MAX {
            return fault(format!(
                "stage `{}` needs 1 to {ROLES_MAX} roles",
                stage.name
            ));
        }
        for role in &stage.roles {
            if !keys.insert(role.key.as_str()) {
                return fault(format!("two roles have the key `{}`", role.key));
            }
            if let Some(why) = role_fault(role) {
                return fault(format!("role `{}` {why}", role.key));
            }
            for holder in &role.holders {
                if let Holder::Person(email) = holder {
                    state.person(email)?;
                }
            }
        }
    }
    if !route.roles().any(|(_, role)| role.required) {
        return fault("no role is required, so nobody would have to sign".to_owned());
    }
    Ok(())
}

fn role_fault(role: &Role) -> Option<String> {
    if !is_key(&role.key) {
        return Some("needs a key of 1 to 64 of a-z, 0-9, - and _".to_owned());
    }
    if role.label.trim().is_empty() {
        return Some("has no label for the sign-off table".to_owned());
    }
    if role.holders.is_empty() || role.holders.len() > HOLDERS_MAX {
        return Some(format!("needs 1 to {HOLDERS_MAX} holders"));
    }
    let blank = |holder: &Holder| match holder {
        Holder::Post(text) | Holder::Body(text) => text.trim().is_empty(),
        _ => false,
    };
    if role.holders.iter().any(blank) {
        return Some("has a post or body without a name".to_owned());
    }
    if CHECKS.contains(&role.key.as_str()) && !role.independent {
        return Some("checks the author and must be marked `independent = true`".to_owned());
    }
    if role.independent && role.holders.contains(&Holder::Author) {
        return Some("is independent, and its holder is the author".to_owned());
    }
    if role.concerns.as_ref().is_some_and(Vec::is_empty) {
        return Some("concerns nothing, so that no edit would ever void its sign-off".to_owned());
    }
    let days = role.answer_working_days;
    if days.is_some_and(|days| !(1..=ANSWER_WORKING_DAYS_MAX).contains(&days)) {
        return Some(format!(
            "may have 1 to {ANSWER_WORKING_DAYS_MAX} working days to answer"
        ));
    }
    None
}

/// Whether a text may name a route, a role or a section.
pub(crate) fn is_key(text: &str) -> bool {
    let plain = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-'
    };
    !text.is_empty() && text.len() <= NAME_MAX && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_route_can_be_followed() {
        for text in FILES {
            let route = parse_route(text).unwrap_or_else(|rejection| panic!("{rejection}"));
            check(&State::default(), &route).unwrap_or_else(|rejection| panic!("{rejection}"));
        }
        assert_eq!(builtin_route_names(), ["derby", "plain", "staged"]);
        assert!(builtin_routes("no such route").is_empty());
    }
}
