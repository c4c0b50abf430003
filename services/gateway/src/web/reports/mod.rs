//! Pages of reports, for who is signed in: which there are, how far each is,
//! what each version says.

mod compare;
mod list;
mod one;
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
        get("/c/{council}/reports/{report}", one::show),
        get(
            "/c/{council}/reports/{report}/versions/{version}",
            version::show,
        ),
        get("/c/{council}/reports/{report}/compare", compare::show).query(compare::QUERY),
    ]
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
