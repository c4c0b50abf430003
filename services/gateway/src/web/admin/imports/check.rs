//! Trying files out: what they would do as things stand. Nothing is stored.

use std::collections::BTreeMap;

use axum::body::Body;
use maud::{Markup, html};
use quarterday_documents::import::SourceFile;
use quarterday_domain::Decided;
use quarterday_proto::api::RowCounts;
use quarterday_proto::command::{Command, Import};

use super::{FILE, carried, refused};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::gateway::one_of;
use crate::problem::Problem;
use crate::routes::pages::{import_count, import_files, read_import};
use crate::web::admin::frame::address;
use crate::web::layout::Page;
use crate::web::parts::table;
use crate::web::plan::capital;
use crate::web::refusal::sentence;
use crate::web::{events, sent, words};

pub(in crate::web::admin) fn check(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let permit = one_of(&call.gateway.imports, "imports")?;
        let files = match import_files(&call, body).await {
            Ok(files) => files,
            Err(problem) => return refused(&call, problem),
        };
        call.blocking(move |call| {
            let answer = match tried(call, &files) {
                Ok(tried) => shown(call, &files, &tried),
                Err(problem) => refused(call, problem),
            };
            drop(permit);
            answer
        })
        .await
    })
}

/// What files would do.
struct Tried {
    rows: RowCounts,
    notes: Vec<String>,
    decided: Decided,
}

fn tried(call: &Call, files: &[SourceFile]) -> Result<Tried, Problem> {
    let parsed = read_import(call, files)?;
    let rows = import_count(&parsed.sheets);
    let command = Command::Import(Import {
        plan: None,
        sheets: parsed.sheets,
    });
    Ok(Tried {
        rows,
        notes: parsed.notes,
        decided: sent::tried_apart(call, command)?,
    })
}

fn shown(call: &Call, files: &[SourceFile], tried: &Tried) -> Answered {
    let here = address(call, "/imports")?;
    let title = "Check the import";
    let nothing = tried.decided.events.is_empty();
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" {
            "Every cell of " (rows(&tried.rows)) " is in order. Nothing is stored yet."
        }
        @for note in tried.notes.iter().chain(&tried.decided.notes) {
            p class="govuk-body" { (sentence(note)) }
        }
        @if nothing {
            div class="govuk-inset-text" { "The files say nothing new." }
        } @else {
            (table("What would be recorded", &["What", "How many"], &counts(&tried.decided)))
            @if carried::fits(files) {
                form method="post" action=(here) {
                    (sent::once(call))
                    (carried::fields(files))
                    button type="submit" class="govuk-button" data-module="govuk-button"
                        data-prevent-double-click="true" { "Import" }
                }
            } @else {
                (choose_again(call, &here))
            }
        }
    };
    Page::new(title, main)
        .back(&here, "Choose other files")
        .answer(call)
}

/// The form for files that no page can carry.
fn choose_again(call: &Call, here: &str) -> Markup {
    let id = (call.gateway.surroundings.new_id)();
    html! {
        form method="post" action={ (here) "/whole?command=" (id) } enctype="multipart/form-data"
            novalidate {
            div class="govuk-form-group" {
                label class="govuk-label" for=(FILE) { "The same files once more" }
                div class="govuk-hint" id="file-hint" {
                    "They are too large to be kept in this page."
                }
                input class="govuk-file-upload" id=(FILE) name=(FILE) type="file" multiple
                    accept=".csv,.xlsx" aria-describedby="file-hint";
            }
            button type="submit" class="govuk-button" data-module="govuk-button"
                data-prevent-double-click="true" { "Import" }
        }
    }
}

/// `3 people and 12 items`.
fn rows(rows: &RowCounts) -> String {
    let counts = [
        (rows.plans, "row of plans", "rows of plans"),
        (rows.people, "row of people", "rows of people"),
        (rows.items, "row of items", "rows of items"),
        (rows.targets, "row of targets", "rows of targets"),
        (
            rows.observations,
            "row of observations",
            "rows of observations",
        ),
    ];
    let given = counts.into_iter().filter(|(count, ..)| *count > 0);
    let given = given.map(|(count, one, many)| {
        let what = if count == 1 { one } else { many };
        format!("{count} {what}")
    });
    given.collect::<Vec<_>>().join(", ")
}

/// How many events of each kind there would be.
fn counts(decided: &Decided) -> Vec<Vec<Markup>> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for event in &decided.events {
        *counts.entry(events::in_words(event.name())).or_default() += 1;
    }
    let rows = counts.iter().map(|(what, count)| {
        vec![
            html! { (capital(what)) },
            html! { (words::counted(*count, "time")) },
        ]
    });
    rows.collect()
}
