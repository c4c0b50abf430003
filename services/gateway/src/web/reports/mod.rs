//! Pages of reports, for who is signed in: which there are, how far each is,
//! what each version says, what waits for one's sign-off, and what is done with
//! them. What a form does is decided by the rules that decide the same command of
//! the API.

mod act;
mod acts;
mod case;
mod compare;
mod consequences;
mod draft;
mod inbox;
mod list;
mod one;
mod sign;
mod state_words;
mod version;

use axum::http::Method;
use quarterday_domain::Report;
use quarterday_domain::rights::Right;

use super::words;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint, Handler, Needs};

const READ: Needs = Needs::Right(Right::Read);

/// The pages of reports.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        get("/c/{council}/reports", list::show),
        get("/c/{council}/reports/{report}", one::show).query(one::QUERY),
        get(
            "/c/{council}/reports/{report}/versions/{version}",
            version::show,
        ),
        get("/c/{council}/reports/{report}/compare", compare::show).query(compare::QUERY),
        get("/c/{council}/sign-offs", inbox::show),
        writes(
            Method::GET,
            "/c/{council}/new-report",
            Handler::Blocking(draft::show),
        ),
        writes(
            Method::POST,
            "/c/{council}/new-report",
            Handler::Waiting(draft::send),
        ),
        writes(
            Method::GET,
            "/c/{council}/reports/{report}/sign",
            Handler::Blocking(sign::show),
        ),
        writes(
            Method::POST,
            "/c/{council}/reports/{report}/sign",
            Handler::Waiting(sign::send),
        ),
        writes(
            Method::GET,
            "/c/{council}/reports/{report}/do/{act}",
            Handler::Blocking(act::show),
        ),
        writes(
            Method::POST,
            "/c/{council}/reports/{report}/do/{act}",
            Handler::Waiting(act::send),
        ),
    ]
}

/// A page that sends commands: those on what is one's own, or more by one's
/// roles, which the command's own rights say.
fn writes(method: Method, path: &'static str, handler: Handler) -> Endpoint {
    Endpoint::page(method, path, Needs::Right(Right::Act), handler)
}

fn get(path: &'static str, handler: fn(&Call) -> Answered) -> Endpoint {
    Endpoint::page(Method::GET, path, READ, Handler::Blocking(handler))
}

/// Where a report is shown.
pub(super) fn address(council: &str, report: &Report) -> String {
    format!(
        "/c/{council}/reports/{}",
        words::encoded(&report.details.reference)
    )
}
