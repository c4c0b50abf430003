//! The workbook of a quarter: chosen, filled in as far as it is known, sent out.

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, Response};
use maud::{Markup, html};
use quarterday_documents::answer_workbook::{Row, write};
use quarterday_domain::State;
use quarterday_proto::quarter::Quarter;

use super::form::Form;
use super::inputs::{Fields, named};
use super::layout::Page;
use super::my_update::person;
use super::own_items::{self, Own, Whose};
use super::parts::{FieldError, error_summary, field_errors, has_error};
use super::{update, words};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;
use crate::query::{Parameter, Shape};
use crate::routes::pages::quarter;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) const QUERY: &[Parameter] = &[Parameter {
    name: "directorate",
    shape: Shape::Text,
    about: "Only items of this directorate",
}];

pub(super) fn show(call: &Call) -> Answered {
    page(call, &[])?.answer(call)
}

/// The page that sends it out and takes it back.
pub(super) fn page(call: &Call, errors: &[FieldError]) -> Result<Page, Problem> {
    let quarter = quarter(call)?;
    let here = address(call)?;
    let tenant = call.tenant()?;
    let directorates = {
        let state = tenant.view.state();
        let items = items(call, &state, quarter, None)?;
        let mut names: Vec<String> = items
            .iter()
            .filter_map(|own| directorate(&state, own))
            .collect();
        names.sort();
        names.dedup();
        let all = (String::new(), "All directorates".to_owned());
        let names = names.into_iter().map(|name| (name.clone(), name));
        std::iter::once(all).chain(names).collect::<Vec<_>>()
    };
    let form = Form::default();
    let fields = Fields {
        form: &form,
        errors,
    };
    let title = format!("Workbook for {}", words::quarter(quarter));
    let main = html! {
        (error_summary(errors))
        span class="govuk-caption-l" { (words::period(quarter)) }
        h1 class="govuk-heading-l" { (title) }
        h2 class="govuk-heading-m" { "Send it out" }
        p class="govuk-body" {
            "It holds the items of the quarter, with what was said of each so far and before."
        }
        form method="get" action={ (here) "/file" } {
            (fields.select(named("directorate", "Directorate", ""), &directorates))
            button class="govuk-button govuk-button--secondary" data-module="govuk-button" {
                "Download the workbook"
            }
        }
        h2 class="govuk-heading-m" { "Take it back" }
        p class="govuk-body" {
            "Every change is shown before anything is stored. Answers that came meanwhile are \
            listed one by one, with both values."
        }
        (upload(&here, errors))
    };
    Ok(Page::new(title, main).with_errors(!errors.is_empty()).back(
        &format!("/c/{}/quarters", tenant.id),
        "Back to the quarters",
    ))
}

fn upload(here: &str, errors: &[FieldError]) -> Markup {
    let wrong = has_error(errors, "file");
    html! {
        form method="post" action={ (here) "/back" } enctype="multipart/form-data" novalidate {
            div class={ "govuk-form-group" @if wrong { " govuk-form-group--error" } } {
                label class="govuk-label" for="file" { "The workbook that came back" }
                (field_errors(errors, "file"))
                input class="govuk-file-upload" id="file" name="file" type="file" accept=".xlsx"
                    aria-describedby=[wrong.then_some("file-error")];
            }
            button type="submit" class="govuk-button" data-module="govuk-button" {
                "Show what it changes"
            }
        }
    }
}

/// The file.
pub(super) fn file(call: &Call) -> Answered {
    let quarter = quarter(call)?;
    let tenant = call.tenant()?;
    let wanted = call.query.text("directorate");
    let (place, rows) = {
        let state = tenant.view.state();
        let today = state.day_of(call.now());
        let items = items(call, &state, quarter, wanted)?;
        let rows: Vec<Row> = items
            .iter()
            .map(|own| Row {
                plan: own.item.plan.clone(),
                reference: own.item.reference.clone(),
                title: own.item.title.clone(),
                owner: own
                    .item
                    .of
                    .as_ref()
                    .map_or_else(|| "nobody".to_owned(), |owner| owner.post.clone()),
                due: own.item.due,
                as_at: update::as_at(&own.item, today),
                given: own.given.as_ref().map(|given| given.observation.clone()),
                before: before(own),
            })
            .collect();
        (state.head(), rows)
    };
    let title = format!("Answers for {}", words::quarter(quarter));
    let bytes = write(&title, place, &rows).map_err(Problem::internal)?;
    let mut answer = Response::new(Body::from(bytes));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(XLSX));
    let name = format!("attachment; filename=\"{}-{quarter}.xlsx\"", tenant.id);
    let name = HeaderValue::from_str(&name).map_err(Problem::internal)?;
    headers.insert(CONTENT_DISPOSITION, name);
    Ok(answer)
}

fn before(own: &Own) -> String {
    let Some(last) = &own.item.last else {
        return String::new();
    };
    let facts = update::said(own.item.kind, last);
    let text = last.commentary.as_deref().unwrap_or_default();
    format!("As at {}: {facts}. {text}", words::day(last.as_at))
}

fn items(
    call: &Call,
    state: &State,
    quarter: Quarter,
    wanted: Option<&str>,
) -> Result<Vec<Own>, Problem> {
    let whose = Whose::AllBy(person(call)?);
    let mut items = own_items::of_quarter(state, whose, quarter, state.day_of(call.now()));
    items.retain(|own| {
        wanted.is_none_or(|wanted| directorate(state, own).as_deref() == Some(wanted))
    });
    Ok(items)
}

/// The directorate that an item is of: its own, or its plan's.
fn directorate(state: &State, own: &Own) -> Option<String> {
    let plan = state.plan(&own.item.plan).ok()?;
    let item = state.item(plan, &own.item.reference).ok()?;
    let own = item.latest().directorate.clone();
    own.or_else(|| plan.details.directorate.clone())
}

/// The address of the page.
pub(super) fn address(call: &Call) -> Result<String, Problem> {
    let council = &call.tenant()?.id;
    Ok(format!("/c/{council}/quarters/{}/workbook", quarter(call)?))
}
