//! A workbook that came back: its faults by cell, or each change it makes, the
//! answers that came meanwhile with both values to choose from. Nothing is
//! stored before that was confirmed.

use axum::body::Body;
use axum::http::StatusCode;
use maud::{Markup, html};
use quarterday_documents::import::{Fault, SourceFile, noted_place, parse_for};
use quarterday_domain::{Observed, State};
use quarterday_proto::command::{Command, SubmitAnswers, SubmittedAnswer};
use quarterday_proto::item::Observation;
use quarterday_proto::quarter::Quarter;
use quarterday_proto::sheet::{ObservationRow, Row};

use super::form::Form;
use super::layout::{Around, Page};
use super::my_update::person;
use super::parts::{FieldError, scrolling};
use super::{sent, update, words, workbook};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::gateway::one_of;
use crate::problem::Problem;
use crate::routes::pages::{import_files, quarter};

/// A row that says something new.
struct Change {
    /// Where it stands in the workbook.
    line: u32,
    answer: SubmittedAnswer,
    title: String,
    /// What counts now.
    now: Option<Observed>,
    /// Whether that came after the workbook was sent out.
    is_stale: bool,
}

pub(super) fn show(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let permit = one_of(&call.gateway.imports, "imports")?;
        let files = match import_files(&call, body).await {
            Ok(files) => files,
            Err(problem) => return refused(&call, &[sent::said_against(problem, "file")?]),
        };
        call.blocking(move |call| {
            let answer = read(call, &files);
            drop(permit);
            answer
        })
        .await
    })
}

/// The whole of what is confirmed stands in the form: it is stored as it was
/// shown, or not at all.
pub(super) fn confirm(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let mut answers = Vec::new();
        for text in form.all("answer") {
            let answer: SubmittedAnswer = serde_json::from_str(text).map_err(|_| {
                let detail = "the form does not hold what was shown: upload the workbook again";
                Problem::new(StatusCode::BAD_REQUEST, "malformed", detail)
            })?;
            let key = format!("take-{}-{}", answer.plan, answer.reference);
            if form.text(&key) != "theirs" {
                answers.push(answer);
            }
        }
        let count = answers.len();
        if count == 0 {
            return refused(
                &call,
                &[FieldError {
                    field: "file".to_owned(),
                    text: "Nothing was taken from the workbook, so nothing was stored".to_owned(),
                }],
            );
        }
        let command = Command::SubmitAnswers(SubmitAnswers { answers });
        match sent::send(&call, &form, command).await {
            Ok(_) => thanks(&call, count),
            Err(problem) => {
                let errors = sent::faults_against(problem, "file", |fault| {
                    let column = fault.column.as_deref().unwrap_or_default();
                    format!("{column}: {}", fault.expected)
                });
                refused(&call, &errors?)
            }
        }
    })
}

fn refused(call: &Call, errors: &[FieldError]) -> Answered {
    let page = workbook::page(call, errors)?;
    Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(call)))
}

fn fault(text: impl Into<String>) -> FieldError {
    FieldError {
        field: "file".to_owned(),
        text: text.into(),
    }
}

/// A fault with where it stands.
fn by_cell(one: &Fault) -> FieldError {
    let row = one.row.map(|row| format!(", row {row}"));
    let column = one.column.as_ref().map(|name| format!(", column {name}"));
    let (row, column) = (row.unwrap_or_default(), column.unwrap_or_default());
    let (sheet, found, expected) = (&one.sheet, &one.found, &one.expected);
    fault(format!(
        "{sheet}{row}{column}: {found} stands there; expected is {expected}"
    ))
}

fn read(call: &Call, files: &[SourceFile]) -> Answered {
    let place = match files {
        [file] => noted_place(&file.bytes),
        _ => None,
    };
    let Some(place) = place else {
        let text = "Select one workbook that was downloaded here: its sheet Notes says what was \
            known when it was sent out";
        return refused(call, &[fault(text)]);
    };
    let rows = match parse_for(files, None) {
        Ok(parsed) => parsed.sheets.observations,
        Err(faults) => {
            // The rules judge the other rows too, so that all is put right at once.
            let (_, by_rules) = changes(call, place, &faults.rest.sheets.observations)?;
            let mut errors: Vec<FieldError> = faults.faults.iter().map(by_cell).collect();
            errors.extend(by_rules);
            return refused(call, &errors);
        }
    };
    let (changes, errors) = changes(call, place, &rows)?;
    if !errors.is_empty() {
        return refused(call, &errors);
    }
    if changes.is_empty() {
        return refused(call, &[fault("The workbook says nothing new")]);
    }
    preview(call, &changes)
}

/// What the rows change, or what is wrong with them.
fn changes(
    call: &Call,
    place: u64,
    rows: &[Row<ObservationRow>],
) -> Result<(Vec<Change>, Vec<FieldError>), Problem> {
    let quarter = quarter(call)?;
    let (mut changes, mut errors) = (Vec::new(), Vec::new());
    {
        let state = call.tenant()?.view.state();
        for row in rows {
            match change(call, &state, quarter, place, row)? {
                Ok(Some(change)) => changes.push(change),
                Ok(None) => {}
                Err(text) => {
                    errors.push(fault(format!("{}, row {}: {text}", row.sheet, row.line)));
                }
            }
        }
    }
    if errors.is_empty() && !changes.is_empty() {
        let answers = changes.iter().map(|change| change.answer.clone());
        let command = Command::SubmitAnswers(SubmitAnswers {
            answers: answers.collect(),
        });
        if let Err(problem) = sent::tried(call, command) {
            let lines = problem.faults().iter().map(|one| {
                let at = one.row.unwrap_or(1).saturating_sub(1) as usize;
                let line = changes.get(at).map_or(0, |change| change.line);
                fault(format!("observations, row {line}: {}", one.expected))
            });
            errors = lines.collect();
            if errors.is_empty() {
                errors.push(sent::said_against(problem, "file")?);
            }
        }
    }
    Ok((changes, errors))
}

fn change(
    call: &Call,
    state: &State,
    quarter: Quarter,
    place: u64,
    row: &Row<ObservationRow>,
) -> Result<Result<Option<Change>, String>, Problem> {
    let said = observation(&row.value);
    if is_silent(&said) {
        return Ok(Ok(None));
    }
    let plan = state.plan(&row.value.plan);
    let found = plan.and_then(|plan| state.item(plan, &row.value.reference));
    let item = match found {
        Ok(item) => item,
        Err(rejection) => return Ok(Err(rejection.detail)),
    };
    if !quarter.contains(said.as_at) {
        return Ok(Err(format!(
            "column as_at is {}, which is not in {}",
            words::day(said.as_at),
            words::quarter(quarter)
        )));
    }
    let now = item.observed_in(quarter.first_day(), quarter.last_day(), None);
    let same = |now: &Observed| {
        let mut dated = now.observation.clone();
        dated.as_at = said.as_at;
        dated == said
    };
    if now.is_some_and(same) {
        return Ok(Ok(None));
    }
    let last = item.observations.iter().map(|one| one.place).max();
    let owner = item.owner_on(state.day_of(call.now()));
    let owner = state.person_by_id(owner.unwrap_or(person(call)?));
    Ok(Ok(Some(Change {
        line: row.line,
        answer: SubmittedAnswer {
            plan: row.value.plan.clone(),
            reference: row.value.reference.clone(),
            entered_for: owner.map(|owner| owner.details.email.clone()),
            known_at: Some(state.head()),
            observation: said,
        },
        title: item.latest().title.clone(),
        is_stale: last.is_some_and(|last| last > place),
        now: now.cloned(),
    })))
}

fn observation(row: &ObservationRow) -> Observation {
    Observation {
        as_at: row.as_at,
        basis: row.basis,
        percent_complete: row.percent_complete,
        completed_on: row.completed_on,
        on_track: row.on_track,
        cause: row.cause,
        actual: row.actual,
        forecast: row.forecast,
        rating: row.rating.clone(),
        unavailable: row.unavailable,
        commentary: row.commentary.as_deref().map(Into::into),
    }
}

/// Whether a row was left blank: its day was filled in beforehand.
fn is_silent(said: &Observation) -> bool {
    let blank = Observation {
        as_at: said.as_at,
        basis: said.basis,
        percent_complete: None,
        completed_on: None,
        on_track: None,
        cause: None,
        actual: None,
        forecast: None,
        rating: None,
        unavailable: None,
        commentary: None,
    };
    *said == blank
}

fn preview(call: &Call, changes: &[Change]) -> Answered {
    let here = workbook::address(call)?;
    let state = call.tenant()?.view.state();
    let (stale, fresh): (Vec<&Change>, Vec<&Change>) =
        changes.iter().partition(|change| change.is_stale);
    let title = "Check the workbook";
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { "Nothing is stored yet." }
        form method="post" action={ (here) "/confirm" } {
            (sent::once(call))
            @for change in changes {
                input type="hidden" name="answer"
                    value=(serde_json::to_string(&change.answer).map_err(Problem::internal)?);
            }
            @if !stale.is_empty() {
                h2 class="govuk-heading-m" { "Answered meanwhile" }
                @for change in &stale { (choice(&state, change)) }
            }
            @if !fresh.is_empty() {
                h2 class="govuk-heading-m" { "What changes" }
                (table(&state, &fresh))
            }
            button type="submit" class="govuk-button" data-module="govuk-button"
                data-prevent-double-click="true" { "Store these answers" }
        }
    };
    drop(state);
    Page::new(title, main)
        .back(&here, "Back to the workbook")
        .answer(call)
}

/// The two values of a row that somebody answered meanwhile.
fn choice(state: &State, change: &Change) -> Markup {
    let name = format!("take-{}-{}", change.answer.plan, change.answer.reference);
    let kind = kind(state, change);
    let now = change.now.as_ref();
    let choices = [
        (
            "theirs",
            "Sent meanwhile",
            now.map(|now| said(kind, &now.observation)),
        ),
        (
            "workbook",
            "In the workbook",
            Some(said(kind, &change.answer.observation)),
        ),
    ];
    html! {
        div class="govuk-form-group" {
            fieldset class="govuk-fieldset" {
                legend class="govuk-fieldset__legend govuk-fieldset__legend--s" {
                    (change.answer.reference) ": " (change.title) " (row " (change.line) ")"
                }
                div class="govuk-radios govuk-radios--small" data-module="govuk-radios" {
                    @for (at, (value, label, words)) in choices.iter().enumerate() {
                        @let id = format!("{name}-{at}");
                        div class="govuk-radios__item" {
                            // What is known stays unless the officer says otherwise.
                            input class="govuk-radios__input" id=(id) name=(name) type="radio"
                                value=(value) checked[at == 0];
                            label class="govuk-label govuk-radios__label" for=(id) {
                                strong { (label) ": " }
                                (words.as_deref().unwrap_or("no answer for this quarter"))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn table(state: &State, changes: &[&Change]) -> Markup {
    scrolling(
        "What changes",
        html! {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-visually-hidden" { "What changes" }
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        @for name in ["Item", "So far", "Then"] {
                            th scope="col" class="govuk-table__header" { (name) }
                        }
                    }
                }
                tbody class="govuk-table__body" {
                    @for change in changes {
                        @let kind = kind(state, change);
                        tr class="govuk-table__row" {
                            th scope="row" class="govuk-table__header" {
                                (change.answer.reference) ": " (change.title)
                            }
                            td class="govuk-table__cell" {
                                (change.now.as_ref().map_or_else(
                                    || "no answer".to_owned(),
                                    |now| said(kind, &now.observation),
                                ))
                            }
                            td class="govuk-table__cell" {
                                (said(kind, &change.answer.observation))
                            }
                        }
                    }
                }
            }
        },
    )
}

fn kind(state: &State, change: &Change) -> quarterday_proto::item::Kind {
    let plan = state.plan(&change.answer.plan).ok();
    let item = plan.and_then(|plan| state.item(plan, &change.answer.reference).ok());
    item.map_or(quarterday_proto::item::Kind::Action, |item| item.kind)
}

fn said(kind: quarterday_proto::item::Kind, observation: &Observation) -> String {
    let facts = update::said(kind, observation);
    match &observation.commentary {
        Some(commentary) => format!("{facts}. {commentary}"),
        None => facts,
    }
}

fn thanks(call: &Call, count: usize) -> Answered {
    let here = workbook::address(call)?;
    let main = html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1 class="govuk-panel__title" { "Answers stored" }
            div class="govuk-panel__body" { (words::counted(count, "answer")) }
        }
        p class="govuk-body" {
            a class="govuk-link" href=(here) { "Back to the workbook" }
        }
    };
    Page::new("Answers stored", main).answer(call)
}
