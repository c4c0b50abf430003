//! Adopting a version of a route.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::AdoptRoute;
use quarterday_proto::event::{Event, RouteAdopted};
use quarterday_proto::id::RouteId;
use quarterday_proto::route::Route;

use super::super::{Case, Decided};
use crate::clearance::{builtin_routes, check_route};
use crate::rejection::{Code, reject};
use crate::state::State;

pub(crate) fn adopt(case: &Case<'_>, command: &AdoptRoute) -> Result<Decided, Rejection> {
    check_route(case.state, &command.route)?;
    let same_day = case
        .state
        .routes()
        .filter(|known| known.route.route == command.route.route)
        .filter(|known| known.route.from == command.route.from);
    if same_day
        .last()
        .is_some_and(|known| *known.route == command.route)
    {
        return Ok(Decided::default());
    }
    Ok(adopted(case.state, case, &command.route).into())
}

/// The event that adopts a route. Every version of a name has the id of the
/// first.
fn adopted(state: &State, case: &Case<'_>, route: &Route) -> Event {
    let known = state
        .routes()
        .find(|known| known.route.route == route.route);
    Event::RouteAdopted(RouteAdopted {
        id: known.map_or_else(|| RouteId::derive(case.id, 0), |known| known.id),
        route: route.clone(),
    })
}

/// The name of the route that a report takes: the one it names, the one for its
/// type, or `plain`.
pub(super) fn name_for(case: &Case<'_>, named: Option<&str>, report_type: &str) -> String {
    let for_type = || {
        let adopted = case.state.routes();
        let mut names: Vec<&str> = adopted
            .filter(|known| {
                known
                    .route
                    .report_types
                    .iter()
                    .any(|kind| kind == report_type)
            })
            .map(|known| known.route.route.as_str())
            .collect();
        // A later version may be for other types.
        names.retain(|name| {
            let now = case.state.route_on(name, case.today);
            now.is_some_and(|now| {
                now.route
                    .report_types
                    .iter()
                    .any(|kind| kind == report_type)
            })
        });
        names.first().map(|name| (*name).to_owned())
    };
    let named = named.map(str::to_owned);
    named
        .or_else(for_type)
        .unwrap_or_else(|| "plain".to_owned())
}

/// The version of a route that counts today, and the event that adopts it where
/// it is a built-in one that was not adopted yet.
///
/// # Errors
/// `QD0051`.
pub(super) fn counting(case: &Case<'_>, name: &str) -> Result<(Route, Option<Event>), Rejection> {
    if let Some(version) = case.state.route_on(name, case.today) {
        return Ok(((*version.route).clone(), None));
    }
    let adopted = case.state.routes().any(|known| known.route.route == name);
    let builtin = builtin_routes(name)
        .into_iter()
        .rfind(|route| !adopted && route.from <= case.today);
    if let Some(route) = builtin {
        let event = adopted_first(case, &route);
        return Ok((route, Some(event)));
    }
    Err(reject(
        Code::UnknownRoute,
        format!(
            "no version of route `{name}` counts on {}: adopt one, or take one of {}",
            case.today,
            crate::clearance::builtin_route_names().join(", ")
        ),
    ))
}

fn adopted_first(case: &Case<'_>, route: &Route) -> Event {
    adopted(case.state, case, route)
}
