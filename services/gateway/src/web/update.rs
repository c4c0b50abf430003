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
    let mut errors: Vec<FieldError> = Vec::new();
    for fault in problem.faults() {
        let row = fault.row.unwrap_or(1).saturating_sub(1) as usize;
        let error = fault_said(of_items.get(row).copied().unwrap_or_default(), fault);
        // Two answers that came of one field lack the same.
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
    if errors.is_empty() {
        errors.push(FieldError {
            field: field(0, "item"),
            text: super::refusal::sentence(problem.detail()),
        });
    }
    Ok(errors)
}

/// What the rules say of one answer, beside its field.
pub(super) fn fault_said(index: usize, fault: &RowFault) -> FieldError {
    let which = fault.column.as_deref().unwrap_or_default();
    FieldError {
        field: field(index, of_fault(fault)),
        text: match fault.found == Code::CommentaryRequired.code() {
            true => format!("{which}: enter commentary, which this answer needs"),
            false => format!("{which}: {}", words::plain(without_name(&fault.expected))),
        },
    }
}

/// What is said of an item's facts without the item's name and their day, which
/// the page says already.
fn without_name(text: &str) -> &str {
    match text.split_once(": ") {
        Some((name, said)) if name.starts_with("item `") && name.contains("`, as at ") => said,
        _ => text,
    }
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
            (answer_fields::show(index, item, today, form, errors))
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

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use quarterday_domain::reject;

    use super::*;

    fn fault(row: u32, code: Code, expected: &str) -> RowFault {
        RowFault {
            sheet: "answers".to_owned(),
            row: Some(row),
            column: Some("P5".to_owned()),
            code: String::new(),
            found: code.code().to_owned(),
            expected: expected.to_owned(),
        }
    }

    #[test]
    fn faults_are_said_once_and_in_the_words_of_the_page() {
        let check = |faults: Vec<RowFault>, expected: &[(&str, &str)]| {
            let mut rejection = reject(Code::ImportFaults, "nothing was stored");
            rejection.faults = faults;
            let problem = Problem::from(rejection);
            assert_eq!(problem.status(), StatusCode::UNPROCESSABLE_ENTITY);
            let found = told(problem, &[0, 0, 1]).unwrap();
            let found: Vec<_> = found
                .iter()
                .map(|error| (error.field.as_str(), error.text.as_str()))
                .collect();
            assert_eq!(found, expected);
        };
        let lacking = |row| fault(row, Code::CommentaryRequired, "it needs commentary");
        let said = "P5: enter commentary, which this answer needs";
        // A completion after the quarter is two answers of one item.
        check(vec![lacking(1), lacking(2)], &[("item-0-commentary", said)]);
        check(
            vec![lacking(1), lacking(3)],
            &[("item-0-commentary", said), ("item-1-commentary", said)],
        );
        let named = "item `P5` of plan `place-2026-27`, as at 2026-09-30: its completion is \
                     after the day that the facts describe";
        check(
            vec![fault(1, Code::ObservationInvalid, named)],
            &[(
                "item-0-completed_on",
                "P5: its completion is after the day that the facts describe",
            )],
        );
        let ended = "item `P5` of plan `P` ended on 2026-07-01: nothing is observed of it after";
        check(
            vec![fault(1, Code::ItemEnded, ended)],
            &[(
                "item-0-item",
                "P5: item \u{201c}P5\u{201d} of plan \u{201c}P\u{201d} ended on 1 July 2026: \
                 nothing is observed of it after",
            )],
        );
    }
}
