//! Importing sheets: a file is read and tried out first, which stores nothing;
//! what is wrong is listed by row and column, or what it would do is shown.

mod carried;
mod check;
mod send;

pub(super) use check::check;
pub(super) use send::{COMMAND, confirm, whole};

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, Response};
use maud::{Markup, html};
use quarterday_domain::Code;
use quarterday_domain::rights::Right;
use quarterday_proto::answer::RowFault;

use super::frame::address;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;
use crate::web::layout::Page;
use crate::web::parts::{FieldError, error_summary, field_errors, has_error, table};
use crate::web::sent;

/// The field with the file.
const FILE: &str = "file";
/// Faults that a page shows one by one; the others are counted.
const FAULTS_SHOWN: usize = 200;
/// The media type of workbooks.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn show(call: &Call) -> Answered {
    page(call, &[], None)?.answer(call)
}

/// An empty workbook with every column, and what each takes.
pub(super) fn template(_: &Call) -> Answered {
    let bytes = quarterday_documents::template::workbook().map_err(Problem::internal)?;
    let mut answer = Response::new(Body::from(bytes));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(XLSX));
    let name = HeaderValue::from_static("attachment; filename=\"quarterday-import.xlsx\"");
    headers.insert(CONTENT_DISPOSITION, name);
    Ok(answer)
}

/// The page to choose a file on, with what was wrong with the one before.
fn page(call: &Call, errors: &[FieldError], below: Option<Markup>) -> Result<Page, Problem> {
    let here = address(call, "/imports")?;
    let wrong = has_error(errors, FILE);
    let main = html! {
        (error_summary(errors))
        h1 class="govuk-heading-l" { "Import sheets" }
        @if let Some(below) = below { (below) }
        p class="govuk-body" {
            "Plans, people, items, targets and observations, as CSV files or as sheets of one \
            workbook. A sheet is known by its columns: "
            a class="govuk-link" href={ (here) "/template" } { "an empty workbook has them all" }
            ". All rows are imported or none."
        }
        @if !call.who.may.has(Right::RunCycle) {
            p class="govuk-body" {
                "Your roles let you import people. The other sheets are imported by performance \
                officers."
            }
        }
        form method="post" action={ (here) "/check" } enctype="multipart/form-data" novalidate {
            div class={ "govuk-form-group" @if wrong { " govuk-form-group--error" } } {
                label class="govuk-label" for=(FILE) { "Files" }
                div class="govuk-hint" id="file-hint" {
                    "Files that end in .csv or .xlsx. Nothing is stored before you have seen what \
                    they would do."
                }
                (field_errors(errors, FILE))
                input class="govuk-file-upload" id=(FILE) name=(FILE) type="file" multiple
                    accept=".csv,.xlsx"
                    aria-describedby={ "file-hint" @if wrong { " file-error" } };
            }
            button type="submit" class="govuk-button" data-module="govuk-button" {
                "Check the files"
            }
        }
    };
    Ok(Page::new("Import sheets", main).back(&address(call, "")?, "Back to administration"))
}

/// The page again, with all that is wrong with the files.
fn refused(call: &Call, problem: Problem) -> Answered {
    if problem.is(Code::NotYourStep) {
        let text = "These sheets hold more than people, and your roles let you import people \
            alone: ask a performance officer, or take the other sheets out";
        return again(call, text, None);
    }
    let faults = problem.faults().to_vec();
    let error = sent::said_against(problem, FILE)?;
    if faults.is_empty() {
        return again(call, &error.text, None);
    }
    again(call, &error.text, Some(listed(&faults)))
}

fn again(call: &Call, text: &str, below: Option<Markup>) -> Answered {
    let errors = [FieldError {
        field: if below.is_some() { "faults" } else { FILE }.to_owned(),
        text: text.to_owned(),
    }];
    page(call, &errors, below)?.of_form(call, &errors)
}

/// Each fault with its sheet, row and column.
fn listed(faults: &[RowFault]) -> Markup {
    let rows: Vec<Vec<Markup>> = faults
        .iter()
        .take(FAULTS_SHOWN)
        .map(|fault| {
            vec![
                html! { (fault.sheet) },
                html! { @if let Some(row) = fault.row { (row) } },
                html! { (fault.column.as_deref().unwrap_or_default()) },
                html! { (found(&fault.found)) },
                html! { (fault.expected) },
            ]
        })
        .collect();
    let more = faults.len().saturating_sub(FAULTS_SHOWN);
    html! {
        div id="faults" tabindex="-1" {
            (table(
                "What is wrong",
                &["Sheet", "Row", "Column", "What stands there", "What is expected"],
                &rows,
            ))
        }
        @if more > 0 {
            p class="govuk-body" { "And " (more) " more, listed once these are put right." }
        }
        p class="govuk-body" { "Nothing was stored. Put the cells right and choose the file again." }
    }
}

fn found(text: &str) -> &str {
    if text.is_empty() { "nothing" } else { text }
}
