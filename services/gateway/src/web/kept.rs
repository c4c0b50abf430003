//! What was typed when a session ends before it is sent: kept in a page of the
//! browser, to be sent after signing in again. Nothing of it is stored here.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Response, StatusCode};
use maud::html;

use super::form::Form;
use super::layout::{Around, Page};
use crate::problem::Problem;

/// Whether a request has a form that can be kept: a file cannot.
pub(crate) fn can_be(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// The page that keeps a form, and sends it to where it was to go.
pub(crate) async fn page(
    headers: &HeaderMap,
    body: Body,
    path: &str,
) -> Result<Response<Body>, Problem> {
    let form = Form::read(headers, body).await?;
    let council = path
        .strip_prefix("/c/")
        .and_then(|rest| rest.split('/').next());
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-l" { "You were signed out before this was sent" }
                p class="govuk-body" {
                    "Nothing is lost: this page keeps what you typed as long as it is open."
                }
                ol class="govuk-list govuk-list--number govuk-list--spaced" {
                    li {
                        a class="govuk-link" target="_blank" rel="noreferrer noopener"
                            href={ "/sign-in?council=" (council.unwrap_or_default()) } {
                            "Sign in again (opens in a new tab)"
                        }
                        "."
                    }
                    li { "Come back to this tab and send what you typed." }
                }
                form method="post" action=(path) {
                    @for (name, value) in form.fields() {
                        input type="hidden" name=(name) value=(value);
                    }
                    button type="submit" class="govuk-button" data-module="govuk-button"
                        data-prevent-double-click="true" { "Send what I typed" }
                }
            }
        }
    };
    let page = Page::new("You were signed out before this was sent", main);
    Ok(page.into_response(StatusCode::UNAUTHORIZED, &Around::default()))
}
