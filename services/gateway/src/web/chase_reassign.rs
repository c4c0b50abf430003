//! Giving chosen items to somebody else: each with its owner before and after,
//! and then all of them or none. Another post or directorate accountable for an
//! item of an approved plan is an amendment; this is who answers.

use axum::body::Body;
use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::State;
use quarterday_proto::command::{Command, Import};
use quarterday_proto::sheet::{ItemRow, Row, Sheets};

use super::chase::{self, Waiting};
use super::form::Form;
use super::inputs::{Fields, named};
use super::layout::Page;
use super::parts::{FieldError, error_summary, table};
use super::{sent, words};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;

/// Who is to have them: asked first, then each change is shown.
pub(super) fn preview(call: &Call, form: &Form, errors: &[FieldError]) -> Answered {
    let items = chase::chosen(call, form)?;
    let address = chase::address(call)?;
    let state = call.tenant()?.view.state();
    let to = form.filled("to").and_then(|email| state.person(email).ok());
    let title = format!(
        "Give {} to somebody else",
        words::counted(items.len(), "item")
    );
    let people = people(&state, state.day_of(call.now()));
    let fields = Fields { form, errors };
    let main = html! {
        (error_summary(errors))
        h1 class="govuk-heading-l" { (title) }
        @match to {
            None => {
                ul class="govuk-list govuk-list--bullet" {
                    @for item in &items {
                        li {
                            (item.reference) ": " (item.title) ", now of "
                            (chase::owner(&state, item))
                        }
                    }
                }
                form method="post" action=(address) {
                    (chase::choice(&items))
                    input type="hidden" name="act" value="reassign";
                    (fields.select(named("to", "Who is to answer for them", ""), &people))
                    button type="submit" class="govuk-button" data-module="govuk-button" {
                        "Show each change"
                    }
                }
            },
            Some(to) => {
                (changes(&state, &items, &to.details.post))
                form method="post" action={ (address) "/reassign" } {
                    (sent::once(call))
                    (chase::choice(&items))
                    input type="hidden" name="to" value=(to.details.email);
                    button type="submit" class="govuk-button" data-module="govuk-button"
                        data-prevent-double-click="true" {
                        "Give them to " (to.details.post)
                    }
                }
                p class="govuk-body" {
                    "This changes who answers. To make another post or directorate accountable \
                    for an item of an approved plan, propose an amendment."
                }
            }
        }
    };
    drop(state);
    Page::new(title, main)
        .back(&address, "Back to the list")
        .of_form(call, errors)
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let (rows, to) = rows(&call, &form)?;
        let Some(to) = to.filter(|_| !rows.is_empty()) else {
            let error = FieldError {
                field: "to".to_owned(),
                text: "Select who is to answer for them".to_owned(),
            };
            return preview(&call, &form, &[error]);
        };
        let count = rows.len();
        let sheets = Sheets {
            items: rows,
            ..Sheets::default()
        };
        let command = Command::Import(Import { plan: None, sheets });
        match sent::send(&call, &form, command).await {
            Ok(_) => thanks(&call, count, &to),
            Err(problem) => {
                let errors = sent::faults_against(problem, "to", |fault| fault.expected.clone());
                preview(&call, &form, &errors?)
            }
        }
    })
}

/// The rows that say whose the chosen items are, and the new owner's post.
/// Items that were answered meanwhile are given over too: the list was looked
/// at, and a form sent twice must say the same.
fn rows(call: &Call, form: &Form) -> Result<(Vec<Row<ItemRow>>, Option<String>), Problem> {
    let state = call.tenant()?.view.state();
    let to = form.filled("to").and_then(|email| state.person(email).ok());
    let Some(to) = to else {
        return Ok((Vec::new(), None));
    };
    let ids = form.all("item").filter_map(|id| id.parse().ok());
    let items = ids.filter_map(|id| state.item_by_id(id));
    let rows = items.zip(2..).filter_map(|(item, line)| {
        let plan = state.plan_by_id(item.plan)?;
        let value = ItemRow {
            plan: plan.details.reference.clone(),
            reference: item.reference().to_owned(),
            kind: item.kind,
            title: item.latest().title.clone(),
            theme: None,
            owner_email: Some(to.details.email.clone()),
            start: None,
            due: None,
            direction: None,
            target: None,
            target_low: None,
            target_high: None,
            unit: None,
            contributors: Vec::new(),
            parent: None,
            aliases: Vec::new(),
            board: None,
            source: None,
            method: None,
            exempt_paragraph: None,
        };
        Some(Row {
            sheet: "items".to_owned(),
            line,
            value,
        })
    });
    Ok((rows.collect(), Some(to.details.post.clone())))
}

fn changes(state: &State, items: &[Waiting], to: &str) -> Markup {
    let rows: Vec<Vec<Markup>> = items
        .iter()
        .map(|item| {
            vec![
                html! { (item.reference) ": " (item.title) },
                html! { (chase::owner(state, item)) },
                html! { (to) },
            ]
        })
        .collect();
    table("What changes", &["Item", "Now of", "Then of"], &rows)
}

/// Whoever holds a post today, by post.
pub(super) fn people(state: &State, today: Date) -> Vec<(String, String)> {
    let here = state.people().filter(|person| {
        let details = &person.details;
        details.to.is_none_or(|last| last >= today)
            && details.from.is_none_or(|first| first <= today)
    });
    let mut people: Vec<(String, String)> = here
        .map(|person| {
            let details = &person.details;
            let label = format!("{} ({})", details.post, details.email);
            (details.email.clone(), label)
        })
        .collect();
    people.sort_by(|one, other| one.1.cmp(&other.1));
    people.insert(0, (String::new(), "Select a person".to_owned()));
    people
}

fn thanks(call: &Call, count: usize, to: &str) -> Answered {
    let main = html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1 class="govuk-panel__title" { "Given over" }
            div class="govuk-panel__body" { (words::counted(count, "item")) " to " (to) }
        }
        p class="govuk-body" {
            "Reminders and links of mails go to " (to) " from now on."
        }
        p class="govuk-body" {
            a class="govuk-link" href=(chase::address(call)?) { "Back to the list" }
        }
    };
    Page::new("Given over", main).answer(call)
}
