//! Drafting a report: its reference, route, covered quarters and headings. Its text
//! is written on the page that edits it.

use axum::body::Body;
use axum::http::StatusCode;
use maud::html;
use quarterday_domain::rights::Right;
use quarterday_domain::{State, builtin_route_names};
use quarterday_proto::command::{Command, Cover, DraftReport};
use quarterday_proto::position::QuarterState;
use quarterday_proto::report::{ReportContent, ReportHeader, Section};
use quarterday_proto::when;

use super::acts::new_key;
use super::case::asker;
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;
use crate::web::fields::{input, select, textarea};
use crate::web::form::Form;
use crate::web::layout::{Around, Page};
use crate::web::parts::{FieldError, error_summary};
use crate::web::refusal::{redirect, sentence};
use crate::web::words;

/// Covered quarters that the form has fields for.
const COVERS: usize = 4;
/// The headings that are offered.
const HEADINGS: &str = "Purpose\nRecommendations\nPerformance overview\nPerformance issues\n\
    Financial implications\nLegal implications\nEquality\nRisk\nBackground papers";

pub(super) fn show(call: &Call) -> Answered {
    let form = Form::with([("headings".to_owned(), HEADINGS.to_owned())]);
    page(call, &form, &[])?.answer(call)
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let errors = match read(&call, &form)? {
            Err(errors) => errors,
            Ok(command) => {
                let reference = command.report.clone();
                let envelope = call.envelope(Command::DraftReport(command))?;
                match call.tenant()?.log.append(envelope).await {
                    Ok(_) => {
                        let reference = words::encoded(&reference);
                        let tenant = call.tenant()?;
                        return Ok(redirect(&format!(
                            "/c/{}/reports/{reference}?done=draft",
                            tenant.id
                        )));
                    }
                    Err(failed) => {
                        let problem = Problem::from(failed);
                        if !problem.status().is_client_error()
                            || problem.is(quarterday_domain::Code::NotYourStep)
                        {
                            return Err(problem);
                        }
                        vec![error("act", &sentence(problem.detail()))]
                    }
                }
            }
        };
        let page = page(&call, &form, &errors)?;
        Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(&call)))
    })
}

fn error(field: &str, text: &str) -> FieldError {
    FieldError {
        field: field.to_owned(),
        text: text.to_owned(),
    }
}

fn read(call: &Call, form: &Form) -> Result<Result<DraftReport, Vec<FieldError>>, Problem> {
    let state = call.tenant()?.view.state();
    let (_, own) = asker(call, &state)?;
    let given = |name: &str| Some(form.text(name).to_owned()).filter(|text| !text.is_empty());
    let mut errors = Vec::new();
    for (name, text) in [
        ("report", "Enter a reference for the report"),
        ("title", "Enter the title"),
        ("headings", "Enter at least one heading"),
    ] {
        if form.text(name).is_empty() {
            errors.push(error(name, text));
        }
    }
    let meeting = given("meeting").map(|text| when::day(&text)).transpose();
    if meeting.is_err() {
        let text = "Enter the day of the meeting, for example 10/11/2021";
        errors.push(error("meeting", text));
    }
    let mut covers: Vec<Cover> = Vec::new();
    for index in 0..COVERS {
        let name = format!("covers-{index}");
        let Some(chosen) = given(&name) else { continue };
        let cover = chosen.rsplit_once('/').and_then(|(plan, quarter)| {
            Some(Cover {
                plan: plan.to_owned(),
                quarter: quarter.parse().ok()?,
            })
        });
        match cover {
            Some(cover) => covers.push(cover),
            None => errors.push(error(&name, "Select a quarter from the list")),
        }
    }
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    let mut sections: Vec<Section> = Vec::new();
    for heading in form.text("headings").lines().map(str::trim) {
        if !heading.is_empty() {
            sections.push(Section {
                key: new_key(heading, &sections),
                heading: heading.to_owned(),
                text: String::new(),
                exempt_paragraph: None,
            });
        }
    }
    Ok(Ok(DraftReport {
        report: form.text("report").to_owned(),
        report_type: None,
        route: given("route"),
        author: given("author").unwrap_or(own),
        sponsor: given("sponsor"),
        signatories: std::collections::BTreeMap::new(),
        covers,
        content: ReportContent {
            title: form.text("title").to_owned(),
            header: ReportHeader {
                committee: given("committee"),
                meeting: meeting.unwrap_or_default(),
                ..ReportHeader::default()
            },
            sections,
        },
    }))
}

fn page(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Page, Problem> {
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let may_name = call.who.may.has(Right::RunCycle);
    let (routes, quarters) = (routes(&state), quarters(&state));
    let main = html! {
        (error_summary(errors))
        h1 class="govuk-heading-l" { "Draft a report" }
        form method="post" action=(call.requested) novalidate {
            div id="act" tabindex="-1" { (crate::web::parts::field_errors(errors, "act")) }
            (input("report", "Reference", Some("For example performance-2021-22-q2"), form, errors))
            (input("title", "Title", None, form, errors))
            @if may_name {
                (input("author", "Author, by address", Some("Left empty: you"), form, errors))
            }
            (input("sponsor", "Sponsor, by address (optional)", None, form, errors))
            (select("route", "Route of its sign-off", None, &routes, form, errors))
            (input("committee", "Committee (optional)", None, form, errors))
            (input("meeting", "Day of the meeting (optional)", Some("For example 10/11/2021"),
                form, errors))
            @for index in 0..COVERS {
                @let label = format!("Covered quarter {} (optional)", index + 1);
                (select(&format!("covers-{index}"), &label, None, &quarters, form, errors))
            }
            (textarea("headings", "Headings of its sections", Some(
                "One on each line. Their text is written next."
            ), 10, form, errors))
            button type="submit" class="govuk-button" data-module="govuk-button"
                data-prevent-double-click="true" { "Draft it" }
        }
    };
    drop(state);
    Ok(Page::new("Draft a report", main)
        .back(&format!("/c/{}/reports", tenant.id), "Back to reports")
        .with_errors(!errors.is_empty()))
}

/// The routes that a report may take.
fn routes(state: &State) -> Vec<(String, String)> {
    let adopted = state.routes().map(|version| version.route.route.clone());
    let mut names: Vec<String> = adopted.chain(builtin_route_names()).collect();
    names.sort();
    names.dedup();
    let first = (String::new(), "As usual for reports of its type".to_owned());
    let all = names.into_iter().map(|name| (name.clone(), name));
    std::iter::once(first).chain(all).collect()
}

/// The quarters that a report may cover, newest first.
fn quarters(state: &State) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for plan in state.plans() {
        for (quarter, record) in &plan.quarters {
            let open = match record.state {
                QuarterState::Open => " (still open)",
                _ => "",
            };
            let label = format!("{}, {}{open}", plan.details.title, words::quarter(*quarter));
            all.push((
                std::cmp::Reverse(*quarter),
                format!("{}/{quarter}", plan.details.reference),
                label,
            ));
        }
    }
    all.sort();
    let none = (String::new(), "None".to_owned());
    let all = all.into_iter().map(|(_, value, label)| (value, label));
    std::iter::once(none).chain(all).collect()
}
