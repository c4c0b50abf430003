//! Answering for the owners of chosen items: typed in, shown before and after,
//! and then recorded as entered for them.

use axum::body::Body;
use axum::http::StatusCode;
use maud::{Markup, html};
use quarterday_domain::State;
use quarterday_proto::command::{Command, SubmitAnswers};
use quarterday_proto::id::ItemId;

use super::answer_fields::field;
use super::answer_sheet::{self, Sheet};
use super::chase;
use super::form::Form;
use super::layout::{Around, Page};
use super::my_update::person;
use super::own_items::{self, Own, Whose};
use super::parts::{FieldError, error_summary};
use super::{sent, update, words};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;
use crate::routes::pages::quarter;

/// The chosen items with their fields.
pub(super) fn fill_in(call: &Call, form: &Form) -> Answered {
    let quarter = quarter(call)?;
    let whose = Whose::AllBy(person(call)?);
    let items: Vec<Own> = {
        let state = call.tenant()?.view.state();
        let today = state.day_of(call.now());
        let ids = form.all("item").filter_map(|id| id.parse::<ItemId>().ok());
        let items = ids.filter_map(|id| state.item_by_id(id));
        items
            .filter_map(|item| {
                let plan = state.plan_by_id(item.plan)?;
                own_items::view(&state, whose, plan, item, quarter, today)
            })
            .collect()
    };
    let form = answer_sheet::filled_in(&items);
    Ok(page(call, &items, &form, &[])?.into_response(StatusCode::OK, &Around::of(call)))
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let mut form = Form::read(&call.headers, body).await?;
        let mut sheet = read(&call, &form)?;
        if form.text("step") == "edit" {
            let page = page(&call, &sheet.items, &form, &[])?;
            return Ok(page.into_response(StatusCode::OK, &Around::of(&call)));
        }
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
            let done = match form.text("step") {
                "send" => sent::send(&call, &form, command).await.map(|_| true),
                _ => sent::tried(&call, command).map(|_| false),
            };
            match done {
                Ok(true) => return thanks(&call, sheet.answers.len()),
                Ok(false) => return preview(&call, &sheet, &form),
                Err(problem) => sheet.told(problem, &mut form)?,
            }
            let errors = std::mem::take(&mut sheet.errors);
            sheet = read(&call, &form)?;
            sheet.errors = errors;
        }
        let page = page(&call, &sheet.items, &form, &sheet.errors)?;
        Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(&call)))
    })
}

fn read(call: &Call, form: &Form) -> Result<Sheet, Problem> {
    let state = call.tenant()?.view.state();
    let today = state.day_of(call.now());
    let whose = Whose::AllBy(person(call)?);
    answer_sheet::read(&state, form, whose, quarter(call)?, today)
}

fn page(call: &Call, items: &[Own], form: &Form, errors: &[FieldError]) -> Result<Page, Problem> {
    let address = chase::address(call)?;
    let state = call.tenant()?.view.state();
    let now = answer_sheet::filled_in(items);
    let title = "Answer for the owner";
    let main = html! {
        (error_summary(errors))
        span class="govuk-caption-l" { (words::quarter(quarter(call)?)) }
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" {
            "The record says that you entered these answers, and for whom. Nothing is stored \
            before you have seen each change."
        }
        form method="post" action={ (address) "/answer" } novalidate {
            (answer_sheet::show(&state, items, state.day_of(call.now()), form, errors, &now))
            button type="submit" name="step" value="preview" class="govuk-button"
                data-module="govuk-button" { "Show each change" }
        }
    };
    drop(state);
    Ok(Page::new(title, main)
        .with_errors(!errors.is_empty())
        .back(&address, "Back to the list"))
}

fn preview(call: &Call, sheet: &Sheet, form: &Form) -> Answered {
    let address = chase::address(call)?;
    let state = call.tenant()?.view.state();
    let title = "Check the answers";
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @for (index, answer) in &sheet.answers {
            @if let Some(own) = sheet.items.get(*index) {
                h2 class="govuk-heading-m" { (own.item.reference) ": " (own.item.title) }
                dl class="govuk-summary-list" {
                    (row("Entered for", &of_whom(&state, answer.entered_for.as_deref())))
                    (row("So far", &own.given.as_ref().map_or_else(
                        || "no answer for this quarter".to_owned(),
                        |given| said(own, &given.observation),
                    )))
                    (row("Then", &said(own, &answer.observation)))
                }
            }
        }
        form method="post" action={ (address) "/answer" } {
            (sent::once(call))
            @for (name, value) in form.fields().filter(|(name, _)| name.starts_with("item-")) {
                input type="hidden" name=(name) value=(value);
            }
            div class="govuk-button-group" {
                button type="submit" name="step" value="send" class="govuk-button"
                    data-module="govuk-button" data-prevent-double-click="true" {
                    "Record " (words::counted(sheet.answers.len(), "answer"))
                }
                button type="submit" name="step" value="edit" data-module="govuk-button"
                    class="govuk-button govuk-button--secondary" { "Change them" }
            }
        }
    };
    drop(state);
    Page::new(title, main)
        .back(&address, "Back to the list")
        .answer(call)
}

fn row(key: &str, value: &str) -> Markup {
    html! {
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (key) }
            dd class="govuk-summary-list__value" { (value) }
        }
    }
}

/// The facts of an answer, and its commentary.
fn said(own: &Own, observation: &quarterday_proto::item::Observation) -> String {
    let facts = update::said(own.item.kind, observation);
    match &observation.commentary {
        Some(commentary) => format!("{facts}. {commentary}"),
        None => facts,
    }
}

fn of_whom(state: &State, email: Option<&str>) -> String {
    let person = email.and_then(|email| state.person(email).ok());
    person.map_or_else(
        || "nobody: the item has no owner".to_owned(),
        |person| person.details.post.clone(),
    )
}

fn thanks(call: &Call, count: usize) -> Answered {
    let quarter = quarter(call)?;
    let main = html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1 class="govuk-panel__title" { "Answers recorded" }
            div class="govuk-panel__body" { (answer_sheet::counted(count, quarter)) }
        }
        p class="govuk-body" {
            a class="govuk-link" href=(chase::address(call)?) { "Back to the list" }
        }
    };
    Page::new("Answers recorded", main).answer(call)
}
