//! Update: all that the link of a mail asks for on one page, what was last said
//! beside, sent as one submission. Looking changes nothing; sending uses the
//! link up.

use axum::body::Body;
use axum::http::StatusCode;
use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::Code;
use quarterday_proto::answer::RowFault;
use quarterday_proto::api::{LinkItem, LinkView};
use quarterday_proto::command::{Command, LinkAct, UseLink};
use quarterday_proto::item::{Kind, Observation};

use super::answer_fields::{self, field};
use super::form::Form;
use super::layout::{Around, Page};
use super::parts::{FieldError, error_summary};
use super::{link_over, sign_by_link, words};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;
use crate::routes::pages::link_view;

pub(super) fn show(call: &Call) -> Answered {
    shown(call).or_else(|problem| link_over::page(call, problem))
}

fn shown(call: &Call) -> Answered {
    link_over::of_another(call)?;
    let view = link_view(call)?;
    let page = match &view.sign_off {
        Some(asked) => sign_by_link::page(call, &view, asked, &Form::default(), &[])?,
        None => page(call, &view, &Form::default(), &[])?,
    };
    Ok(page.into_response(StatusCode::OK, &Around::of(call)))
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let answered = sent(call.clone(), form).await;
        answered.or_else(|problem| link_over::page(&call, problem))
    })
}

fn sent(call: Call, form: Form) -> Reply {
    Box::pin(async move {
        link_over::of_another(&call)?;
        let view = link_view(&call)?;
        if let Some(asked) = view.sign_off.clone() {
            return sign_by_link::send(call, view, asked, form).await;
        }
        let form = answer_fields::fitted(&view.items, &form);
        let today = call.tenant()?.view.state().day_of(call.now());
        let (answers, mut errors) = answer_fields::read(&view.items, &form, today);
        if errors.is_empty() {
            let of_items = answer_fields::of_items(&view.items, &answers);
            let command = UseLink {
                link: view.link,
                act: LinkAct::Answer { answers },
            };
            let envelope = call.envelope(Command::UseLink(command))?;
            match call.tenant()?.log.append(envelope).await {
                Ok(_) => return thanks(&call, &view),
                Err(error) => errors = told(Problem::from(error), &of_items)?,
            }
        }
        let page = page(&call, &view, &form, &errors)?;
        Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(&call)))
    })
}

/// What the rules say of answers, beside the fields that it is about. What is
/// wrong with the link or with us is another page.
fn told(problem: Problem, of_items: &[usize]) -> Result<Vec<FieldError>, Problem> {
    let about_answers = [Code::ImportFaults, Code::AnswersMissing];
    if !about_answers.iter().any(|code| problem.is(*code)) {
        return Err(problem);
    }
    let faults = problem.faults().iter();
    let mut errors: Vec<FieldError> = faults
        .map(|fault| {
            let row = fault.row.unwrap_or(1).saturating_sub(1) as usize;
            let index = of_items.get(row).copied().unwrap_or_default();
            let which = fault.column.as_deref().unwrap_or_default();
            FieldError {
                field: field(index, of_fault(fault)),
                text: match fault.found == Code::CommentaryRequired.code() {
                    true => format!("{which}: enter commentary, which this answer needs"),
                    false => format!("{which}: {}", words::plain(&fault.expected)),
                },
            }
        })
        .collect();
    if errors.is_empty() {
        errors.push(FieldError {
            field: field(0, "item"),
            text: super::refusal::sentence(problem.detail()),
        });
    }
    Ok(errors)
}

/// The field that a fault of an answer is about, as far as its code says.
fn of_fault(fault: &RowFault) -> &'static str {
    if fault.found == Code::CommentaryRequired.code() {
        return "commentary";
    }
    if fault.expected.contains("completion") {
        return "completed_on";
    }
    "item"
}

fn page(call: &Call, view: &LinkView, form: &Form, errors: &[FieldError]) -> Result<Page, Problem> {
    let today = call.tenant()?.view.state().day_of(call.now());
    let main = html! {
        (error_summary(errors))
        span class="govuk-caption-l" { (view.to.post) }
        h1 class="govuk-heading-l" { "Your update" }
        @if view.items.is_empty() {
            p class="govuk-body" { "All that this link asked for is done. Thank you." }
        } @else {
            p class="govuk-body" {
                (words::counted(view.items.len(), "item"))
                ", sent together. What you send counts as yours: pass this link on to nobody."
            }
            form method="post" action=(call.requested) novalidate {
                @for (index, item) in view.items.iter().enumerate() {
                    (one(index, item, today, form, errors))
                }
                button type="submit" class="govuk-button" data-module="govuk-button"
                    data-prevent-double-click="true" {
                    "Send " (words::counted(view.items.len(), "answer"))
                }
            }
        }
    };
    Ok(Page::new("Your update", main).with_errors(!errors.is_empty()))
}

/// One item: what is asked, what was last said, and the fields.
pub(super) fn one(
    index: usize,
    item: &LinkItem,
    today: Date,
    form: &Form,
    errors: &[FieldError],
) -> Markup {
    html! {
        section id=(field(index, "item")) tabindex="-1" aria-labelledby=(field(index, "title")) {
            h2 class="govuk-heading-m" id=(field(index, "title")) {
                (item.reference) ": " (item.title)
            }
            p class="govuk-body" {
                (item.plan_title)
                @if item.only_completion { ": is it completed, or on track to be?" }
                @else { ", " (words::quarter(item.quarter)) " (" (words::period(item.quarter)) ")" }
                @if let Some(due) = item.due { "; to be completed by " (words::due(due, today)) }
                @if let Some(by) = item.answer_by { "; answer by " (words::due(by, today)) }
                @if let Some(of) = &item.of { "; for " (of.post) }
            }
            (last(item))
            (super::parts::field_errors(errors, &field(index, "item")))
            (answer_fields::show(index, item, form, errors))
            hr class="govuk-section-break govuk-section-break--l govuk-section-break--visible";
        }
    }
}

/// What was said last.
fn last(item: &LinkItem) -> Markup {
    let Some(last) = &item.last else {
        return html! { div class="govuk-inset-text" { "Nothing was said of it before." } };
    };
    html! {
        div class="govuk-inset-text" {
            p class="govuk-body govuk-!-margin-bottom-1" {
                strong { "Last said, as at " (words::day(last.as_at)) ": " }
                (said(item.kind, last))
            }
            @if let Some(commentary) = &last.commentary {
                p class="govuk-body govuk-!-margin-bottom-0" { (commentary) }
            }
        }
    }
}

/// The facts of an answer in words.
pub(super) fn said(kind: Kind, last: &Observation) -> String {
    let mut parts = Vec::new();
    match (last.completed_on, last.on_track) {
        (Some(day), _) => parts.push(format!("completed on {}", words::day(day))),
        (None, Some(true)) => parts.push("on track".to_owned()),
        (None, Some(false)) => parts.push("not on track".to_owned()),
        (None, None) => {}
    }
    let mut number = |name: &str, value: Option<String>| {
        parts.extend(value.map(|value| format!("{name} {value}")));
    };
    number("figure", last.actual.map(|value| value.to_string()));
    number("forecast", last.forecast.map(|value| value.to_string()));
    number(
        "per cent complete",
        last.percent_complete.map(|value| value.to_string()),
    );
    number("rating", last.rating.clone());
    number(
        "no figure:",
        last.unavailable.map(|why| why.label().to_owned()),
    );
    if parts.is_empty() {
        return format!("nothing but words of this {kind}");
    }
    parts.join(", ")
}

fn thanks(call: &Call, view: &LinkView) -> Answered {
    let main = html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1 class="govuk-panel__title" { "Update sent" }
            div class="govuk-panel__body" { (words::counted(view.items.len(), "answer")) }
        }
        p class="govuk-body" {
            "It is recorded as yours. To change an answer before the quarter closes, ask the \
            performance team."
        }
    };
    Page::new("Update sent", main).answer(call)
}

/// The day that an answer describes: the quarter's last, or today before it.
pub(super) fn as_at(item: &LinkItem, today: Date) -> Date {
    item.quarter.last_day().min(today)
}
