//! Making a token: its text is on the page that answers, and nowhere else.

use axum::body::Body;
use axum::http::StatusCode;
use maud::html;
use quarterday_proto::api::RequestToken;
use quarterday_proto::command::Command;
use quarterday_proto::council::Scope;

use super::frame::address;
use super::tokens::lets;
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;
use crate::routes::pages::minted;
use crate::web::chase_reassign::people;
use crate::web::fields::radios;
use crate::web::form::Form;
use crate::web::inputs::{Fields, Reader, named};
use crate::web::layout::{Around, Page};
use crate::web::parts::{FieldError, error_summary};
use crate::web::sent;

pub(super) fn show(call: &Call) -> Answered {
    page(call, &Form::default(), &[])
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let asked = match read(&call, &form)? {
            Ok(asked) => asked,
            Err(errors) => return page(&call, &form, &errors),
        };
        let (token, command) = match minted(&call, asked) {
            Ok(minted) => minted,
            Err(problem) => {
                let errors = [sent::said_against(problem, "name")?];
                return page(&call, &form, &errors);
            }
        };
        let name = command.name.clone();
        match sent::send(&call, &form, Command::IssueToken(command)).await {
            Ok(_) => shown(&call, &name, &token),
            Err(problem) => {
                let errors = [sent::said_against(problem, "name")?];
                page(&call, &form, &errors)
            }
        }
    })
}

fn read(call: &Call, form: &Form) -> Result<Result<RequestToken, Vec<FieldError>>, Problem> {
    let mut read = Reader::new(form);
    let name = read.required("name", "Enter what it is for");
    let scope: Option<Scope> = form.text("scope").parse().ok();
    if scope.is_none() {
        read.fault("scope", "Select what it may do");
    }
    let last = read.day("last", "Enter its last day, like 31/03/2021");
    let expires = match last {
        Some(day) => {
            let state = call.tenant()?.view.state();
            let zone = state.council()?.time_zone();
            let end = day
                .tomorrow()
                .ok()
                .and_then(|next| next.to_zoned(zone.clone()).ok());
            end.map(|end| end.timestamp())
        }
        None => None,
    };
    let asked = scope.map(|scope| RequestToken {
        name,
        scope,
        expires,
        person: form.filled("person").map(str::to_owned),
    });
    Ok(match asked {
        Some(asked) if read.errors.is_empty() => Ok(asked),
        _ => Err(read.errors),
    })
}

fn page(call: &Call, form: &Form, errors: &[FieldError]) -> Answered {
    let state = call.tenant()?.view.state();
    let mut people = people(&state, state.day_of(call.now()));
    drop(state);
    if let Some(first) = people.first_mut() {
        "Nobody: it acts for itself".clone_into(&mut first.1);
    }
    let scopes = Scope::ALL
        .iter()
        .map(|scope| (scope.as_str(), lets(*scope).to_owned()));
    let fields = Fields { form, errors };
    let main = html! {
        (error_summary(errors))
        h1 class="govuk-heading-l" { "Make a token" }
        form method="post" action=(call.requested) novalidate {
            (sent::once(call))
            (fields.input(named("name", "What it is for", "For example: finance dashboard")))
            (radios("scope", "What it may do", None, scopes.collect(), form, errors))
            (fields.select(
                named(
                    "person",
                    "Whom it stands for",
                    "What is done with it is then done by that person, with that person\u{2019}s \
                    rights.",
                ),
                &people,
            ))
            (fields.input(named(
                "last",
                "Last day (optional)",
                "For example 31/03/2021. Left empty, it ends when it is revoked.",
            )))
            button type="submit" class="govuk-button" data-module="govuk-button"
                data-prevent-double-click="true" { "Make the token" }
        }
    };
    Page::new("Make a token", main)
        .back(&address(call, "/tokens")?, "Back to the tokens")
        .of_form(call, errors)
}

fn shown(call: &Call, name: &str, token: &str) -> Answered {
    let main = html! {
        h1 class="govuk-heading-l" { "The token \u{201c}" (name) "\u{201d} is made" }
        div class="govuk-warning-text" {
            span class="govuk-warning-text__icon" aria-hidden="true" { "!" }
            strong class="govuk-warning-text__text" {
                span class="govuk-visually-hidden" { "Warning" }
                "Copy it now: it is shown this once, and is stored nowhere."
            }
        }
        p class="govuk-body" { code id="token" { (token) } }
        p class="govuk-body" {
            a class="govuk-link" href=(address(call, "/tokens")?) { "Back to the tokens" }
        }
    };
    let page = Page::new("The token is made", main);
    Ok(page.into_response(StatusCode::OK, &Around::of(call)))
}
