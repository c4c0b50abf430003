//! What any two versions of a report say differently.

use maud::html;

use super::address;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;
use crate::query::Parameter;
use crate::routes::pages::{REPORT_FROM, REPORT_TO, report_edition};
use crate::web::layout::Page;
use crate::web::{report as text, words};

pub(super) const QUERY: &[Parameter] = &[REPORT_FROM, REPORT_TO];

pub(super) fn show(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let report = state.report(call.segment("report"))?;
    let first = report.editions.first();
    let first = first.ok_or_else(|| Problem::internal("a report without a version"))?;
    let asked = |name: &'static str, unless| match call.query.text(name) {
        Some(text) => report_edition(report, text),
        None => Ok(unless),
    };
    let (from, to) = (asked("from", first)?, asked("to", report.edition())?);
    let here = address(tenant.id.as_str(), report);
    let title = format!("Versions {} and {} compared", from.version, to.version);
    let main = html! {
        span class="govuk-caption-l" { (report.content().title) }
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" {
            "From version " (from.version) " of " (words::moment(&state, from.recorded.at))
            " to version " (to.version) " of " (words::moment(&state, to.recorded.at)) "."
        }
        h2 class="govuk-heading-m" { "What changed" }
        (text::between(&state, report, from, to))
    };
    drop(state);
    Page::new(title, main)
        .back(&here, "Back to the report")
        .answer(call)
}
