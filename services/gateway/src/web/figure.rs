//! The events behind a figure, oldest first.

use maud::html;

use super::layout::Page;
use super::{events, words};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::routes::pages::{quarter, trace};

pub(super) fn show(call: &Call) -> Answered {
    let quarter = quarter(call)?;
    let trail = trace(call)?;
    let tenant = call.tenant()?;
    let plan = words::encoded(call.segment("plan"));
    let back = format!("/c/{}/plans/{plan}/quarters/{quarter}", tenant.id);
    let state = tenant.view.state();
    let main = html! {
        span class="govuk-caption-l" { (call.segment("plan")) ", " (words::quarter(quarter)) }
        h1 class="govuk-heading-l" { "The events behind this figure" }
        h2 class="govuk-heading-m" { "Oldest first" }
        (events::timeline(&state, &trail.entries))
        @if let Some(next) = trail.next {
            @let query: String = ["kind", "axis", "basis", "theme", "status", "known_at"]
                .iter()
                .filter_map(|name| {
                    let value = call.query.text(name)?;
                    Some(format!("{name}={}&", words::encoded(value)))
                })
                .collect();
            p class="govuk-body" {
                a class="govuk-link" href={ "?" (query) "after=" (next) } { "Later events" }
            }
        }
    };
    drop(state);
    Page::new("The events behind this figure", main)
        .back(&back, "Back to the quarter")
        .answer(call)
}
