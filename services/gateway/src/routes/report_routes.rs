//! Routes of clearance, and who holds statutory posts.

use quarterday_domain::{Code, builtin_route_names, builtin_routes, reject};
use quarterday_proto::api::{AdoptedRoute, AppointmentView, PostList, RouteList};
use quarterday_proto::route::Route;

use super::reports::owner_of;
use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/routes", "routes", list)
            .about("The routes of clearance adopted, and those that come with the product")
            .gives_json::<RouteList>(),
        Endpoint::read("/api/v1/{council}/routes/{name}", "route", one)
            .about("All versions of a route as data")
            .gives_json::<RouteList>(),
        Endpoint::read("/api/v1/{council}/posts", "posts", posts)
            .about("Who is, was and will be appointed to statutory posts")
            .gives_json::<PostList>(),
    ]
}

fn list(call: &Call) -> Answered {
    let routes = adopted(call, None)?;
    let built_in = builtin_route_names();
    answer::json(&RouteList {
        routes,
        built_in: built_in
            .iter()
            .flat_map(|name| builtin_routes(name))
            .collect(),
    })
}

fn one(call: &Call) -> Answered {
    let name = call.segment("name");
    let routes = adopted(call, Some(name))?;
    let built_in: Vec<Route> = builtin_routes(name);
    if routes.is_empty() && built_in.is_empty() {
        let detail = format!("no route `{name}` is adopted or built in");
        return Err(reject(Code::UnknownRoute, detail).into());
    }
    answer::json(&RouteList { routes, built_in })
}

fn adopted(call: &Call, name: Option<&str>) -> Result<Vec<AdoptedRoute>, crate::problem::Problem> {
    let state = call.tenant()?.view.state();
    let versions = state.routes();
    let routes = versions
        .filter(|known| name.is_none_or(|name| known.route.route == name))
        .map(|known| AdoptedRoute {
            place: known.place,
            route: (*known.route).clone(),
        });
    let routes = routes.collect();
    Ok(routes)
}

fn posts(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let today = state.day_of(call.now());
    // Of two appointments from one day the later one counts.
    let counts = |known: &quarterday_domain::Appointment| {
        let before_today = state
            .appointments()
            .iter()
            .filter(|other| other.from <= today);
        let last = before_today
            .filter(|other| other.post == known.post)
            .max_by_key(|other| (other.from, other.place));
        last.is_some_and(|last| last.place == known.place)
    };
    let appointments = state
        .appointments()
        .iter()
        .map(|known| AppointmentView {
            post: known.post,
            person: owner_of(&state, known.person),
            from: known.from,
            current: counts(known) && state.in_post(known.person, today),
            left: state.left_on(known.person).filter(|left| *left < today),
        })
        .collect();
    drop(state);
    answer::json(&PostList { appointments })
}
