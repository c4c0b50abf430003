//! Update while signed in: all items of a quarter that are one's own to answer,
//! also as a deputy, sent as one submission.

use axum::body::Body;
use axum::http::StatusCode;
use maud::html;
use quarterday_proto::command::{Command, SubmitAnswers};
use quarterday_proto::id::PersonId;

use super::answer_fields::field;
use super::answer_sheet::{self, Sheet};
use super::form::Form;
use super::layout::{Around, Page};
use super::own_items::{self, Own, Whose};
use super::parts::{FieldError, error_summary};
use super::{sent, words};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;
use crate::routes::pages::quarter;

pub(super) fn show(call: &Call) -> Answered {
    let quarter = quarter(call)?;
    let tenant = call.tenant()?;
    let items = {
        let state = tenant.view.state();
        let today = state.day_of(call.now());
        own_items::of_quarter(&state, Whose::Of(person(call)?), quarter, today)
    };
    let form = answer_sheet::filled_in(&items);
    page(call, &items, &form, &[])?.answer(call)
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let mut form = Form::read(&call.headers, body).await?;
        let mut sheet = read(&call, &form)?;
        if sheet.errors.is_empty() && sheet.answers.is_empty() {
            sheet.errors.push(FieldError {
                field: field(0, "item"),
                text: "Nothing was answered or changed".to_owned(),
            });
        }
        if sheet.errors.is_empty() {
            let answers = sheet.answers.iter().map(|(_, answer)| answer.clone());
            let command = Command::SubmitAnswers(SubmitAnswers {
                answers: answers.collect(),
            });
            match sent::send(&call, &form, command).await {
                Ok(_) => return thanks(&call, sheet.answers.len()),
                Err(problem) => sheet.told(problem, &mut form)?,
            }
            // The other version is that of now.
            let errors = std::mem::take(&mut sheet.errors);
            sheet = read(&call, &form)?;
            sheet.errors = errors;
        }
        let page = page(&call, &sheet.items, &form, &sheet.errors)?;
        Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(&call)))
    })
}

/// Whoever signed in.
pub(super) fn person(call: &Call) -> Result<PersonId, Problem> {
    let signed = call.who.session.as_ref();
    let signed = signed.ok_or_else(Problem::unauthorized)?;
    Ok(signed.person)
}

fn read(call: &Call, form: &Form) -> Result<Sheet, Problem> {
    let quarter = quarter(call)?;
    let state = call.tenant()?.view.state();
    let today = state.day_of(call.now());
    answer_sheet::read(&state, form, Whose::Of(person(call)?), quarter, today)
}

fn page(call: &Call, items: &[Own], form: &Form, errors: &[FieldError]) -> Result<Page, Problem> {
    let quarter = quarter(call)?;
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let post = state.post_of(person(call)?);
    let now = answer_sheet::filled_in(items);
    let open = items.iter().filter(|own| own.given.is_none()).count();
    let title = format!("Your update for {}", words::quarter(quarter));
    let main = html! {
        (error_summary(errors))
        span class="govuk-caption-l" { (post) }
        h1 class="govuk-heading-l" { (title) }
        @if items.is_empty() {
            p class="govuk-body" {
                "Nothing of this quarter is yours to answer, or it is not open."
            }
        } @else {
            p class="govuk-body" {
                (words::counted(open, "item")) " without an answer, of "
                (words::counted(items.len(), "item")) ". What you fill in is sent together; what \
                you leave as it is stays as it is."
            }
            form method="post" action=(call.requested) novalidate {
                (sent::once(call))
                (answer_sheet::show(&state, items, state.day_of(call.now()), form, errors, &now))
                button type="submit" class="govuk-button" data-module="govuk-button"
                    data-prevent-double-click="true" { "Send my answers" }
            }
        }
    };
    drop(state);
    Ok(Page::new(title, main)
        .with_errors(!errors.is_empty())
        .back(&format!("/c/{}", tenant.id), "Back to what is asked of you"))
}

fn thanks(call: &Call, count: usize) -> Answered {
    let quarter = quarter(call)?;
    let tenant = call.tenant()?;
    let left = {
        let state = tenant.view.state();
        let today = state.day_of(call.now());
        let items = own_items::of_quarter(&state, Whose::Of(person(call)?), quarter, today);
        items.iter().filter(|own| own.given.is_none()).count()
    };
    let main = html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1 class="govuk-panel__title" { "Update sent" }
            div class="govuk-panel__body" { (answer_sheet::counted(count, quarter)) }
        }
        p class="govuk-body" {
            @if left == 0 { "You have answered for every item that is yours. " }
            @else { (words::counted(left, "item")) " of yours still without an answer. " }
            "Until the quarter closes you can "
            a class="govuk-link" href=(call.requested) { "look at your answers and change them" }
            "."
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/c/" (tenant.id) } { "What is asked of you" }
        }
    };
    Page::new("Update sent", main).answer(call)
}
