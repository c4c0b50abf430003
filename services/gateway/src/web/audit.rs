//! Searching the audit trail: by subject, person, type, time and text.

use maud::{Markup, html};
use quarterday_proto::event::Event;

use super::layout::Page;
use super::parts::{FieldError, error_summary};
use super::refusal::sentence;
use super::{events, words};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::routes::pages::audit;

/// The fields of the form: name, label, hint.
const FIELDS: [(&str, &str, &str); 4] = [
    (
        "subject",
        "Subject",
        "For example resources-2020-21/R12, person/name@council.example or amendment/1",
    ),
    ("text", "Text", "Any words of what was recorded"),
    ("from", "From", "For example 01/10/2020"),
    ("to", "To", "For example 31/12/2020"),
];

pub(super) fn show(call: &Call) -> Answered {
    let found = audit(call);
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let (errors, trail) = match found {
        Ok(trail) => (Vec::new(), Some(trail)),
        Err(problem) if problem.status().is_client_error() => {
            let error = FieldError {
                field: "subject".to_owned(),
                text: sentence(problem.detail()),
            };
            (vec![error], None)
        }
        Err(problem) => return Err(problem),
    };
    let main = html! {
        (error_summary(&errors))
        h1 class="govuk-heading-l" { "Audit" }
        (form(call))
        @if let Some(trail) = &trail {
            h2 class="govuk-heading-m" { "Found, newest first" }
            (events::timeline(&state, &trail.entries))
            @if let Some(next) = trail.next {
                p class="govuk-body" {
                    a class="govuk-link" href={ "?" (query(call)) "before=" (next) } {
                        "Earlier entries"
                    }
                }
            }
            p class="govuk-body" {
                "To prove an entry offline: "
                code { "quarterday prove --council " (tenant.id) " --seq " em { "place" } }
            }
        }
    };
    drop(state);
    Page::new("Audit", main)
        .with_errors(!errors.is_empty())
        .answer(call)
}

/// What was asked for, as the beginning of a query.
fn query(call: &Call) -> String {
    let names = FIELDS.iter().map(|(name, _, _)| *name).chain(["type"]);
    names
        .filter_map(|name| {
            let value = call.query.text(name)?;
            Some(format!("{name}={}&", words::encoded(value)))
        })
        .collect()
}

fn form(call: &Call) -> Markup {
    let chosen = call.query.text("type").unwrap_or_default();
    html! {
        form method="get" action={ "/c/" (call.segment("council")) "/audit" } {
            @for (name, label, hint) in FIELDS {
                div class="govuk-form-group" {
                    label class="govuk-label" for=(name) { (label) }
                    div class="govuk-hint" id={ (name) "-hint" } { (hint) }
                    input class="govuk-input govuk-!-width-two-thirds" id=(name) name=(name)
                        type="text" aria-describedby={ (name) "-hint" }
                        value=[call.query.text(name)];
                }
            }
            div class="govuk-form-group" {
                label class="govuk-label" for="type" { "What happened" }
                select class="govuk-select" id="type" name="type" {
                    option value="" { "Anything" }
                    @for name in Event::NAMES {
                        option value=(name) selected[*name == chosen] { (events::in_words(name)) }
                    }
                }
            }
            button class="govuk-button" data-module="govuk-button" { "Search" }
        }
    }
}
