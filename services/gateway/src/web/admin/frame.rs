//! What all pages of administration share: where they are, and that something
//! was just done.

use maud::{Markup, html};

use crate::call::Call;
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

/// What was just done, which the page that follows says first.
pub(in crate::web) const DONE: Parameter = Parameter {
    name: "done",
    shape: Shape::Text,
    about: "What was just done",
};

/// What is said of what was done, by the word in the address.
const SAID: [(&str, &str); 13] = [
    ("appointed", "The appointment is recorded"),
    ("absence", "The absence is recorded"),
    ("mail", "The address is written to again"),
    ("role-given", "The role is given"),
    ("role-taken", "The role is taken away"),
    ("scheme", "The version of the scheme is adopted"),
    ("route", "The version of the route is adopted"),
    ("layout", "The version of the layout is adopted"),
    ("schedule", "The schedule is adopted"),
    ("paused", "The schedule is paused"),
    ("resumed", "The schedule runs again"),
    ("token", "The token is revoked"),
    ("delegation", "The delegation is recorded"),
];

/// The address of a page of administration; the rest begins with a slash, or is
/// empty for the overview.
pub(super) fn address(call: &Call, rest: &str) -> Result<String, Problem> {
    Ok(format!("/c/{}/admin{rest}", call.tenant()?.id))
}

/// That what was asked for is done, where the address says so.
pub(in crate::web) fn done(call: &Call) -> Markup {
    let asked = call.query.text("done");
    let said = SAID.iter().find(|(word, _)| Some(*word) == asked);
    html! {
        @if let Some((_, text)) = said {
            div class="govuk-notification-banner govuk-notification-banner--success" role="alert"
                aria-labelledby="done" data-module="govuk-notification-banner" {
                div class="govuk-notification-banner__header" {
                    h2 class="govuk-notification-banner__title" id="done" { "Success" }
                }
                div class="govuk-notification-banner__content" {
                    p class="govuk-notification-banner__heading" { (text) }
                }
            }
        }
    }
}

/// A row of a summary list.
pub(super) fn row(key: &str, value: impl maud::Render) -> Markup {
    html! {
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (key) }
            dd class="govuk-summary-list__value" { (value) }
        }
    }
}
