//! What mails say: each template, and how it reads with sample data.

use axum::http::StatusCode;
use maud::html;

use super::frame::address;
use super::mail::written;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;
use crate::web::layout::Page;
use crate::web::plan::capital;
use crate::web::refusal::sentence;

pub(super) fn list(call: &Call) -> Answered {
    let here = address(call, "/mails/templates")?;
    let room = call.gateway.surroundings.web.mails.as_ref();
    let names = room.map(|room| room.templates()).unwrap_or_default();
    let main = html! {
        h1 class="govuk-heading-l" { "What mails say" }
        p class="govuk-body" {
            "The words are files beside the configuration of the service: whoever runs it can \
            change them for your council. Each mail below is shown with sample data."
        }
        @if names.is_empty() {
            p class="govuk-body" { "This node writes no mails." }
        }
        ul class="govuk-list govuk-list--spaced" {
            @for name in &names {
                li { a class="govuk-link" href={ (here) "/" (name) } { (title(name)) } }
            }
        }
    };
    Page::new("What mails say", main)
        .back(&address(call, "/mails")?, "Back to the mail log")
        .answer(call)
}

pub(super) fn one(call: &Call) -> Answered {
    let name = call.segment("template");
    let room = call.gateway.surroundings.web.mails.as_ref();
    let preview = room.and_then(|room| room.preview(&call.tenant().ok()?.id, name));
    let preview = preview.ok_or_else(|| {
        let detail = "there is no mail of that name";
        Problem::new(StatusCode::NOT_FOUND, "no_such_route", detail)
    })?;
    let title = title(name);
    let main = html! {
        span class="govuk-caption-l" { "With sample data" }
        h1 class="govuk-heading-l" { (title) }
        @match &preview {
            Ok(mail) => (written(mail)),
            Err(fault) => div class="govuk-inset-text" {
                "This mail cannot be written: " (sentence(fault))
            }
        }
    };
    Page::new(title, main)
        .back(
            &address(call, "/mails/templates")?,
            "Back to what mails say",
        )
        .answer(call)
}

fn title(name: &str) -> String {
    capital(&name.replace('-', " "))
}
