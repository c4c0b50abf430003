//! Signing a report, or returning it, by who is signed in: all that is signed, and
//! an explicit choice.

use axum::body::Body;
use axum::http::StatusCode;
use maud::{Markup, html};
use quarterday_domain::{Code, OpenRequest, State};
use quarterday_proto::command::{Command, ReturnReport, SignOff};

use super::case::{Case, here};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;
use crate::web::fields::select;
use crate::web::form::Form;
use crate::web::layout::{Around, Page};
use crate::web::parts::{FieldError, error_summary};
use crate::web::refusal::{redirect, sentence};
use crate::web::sign_form::{self, Choice};
use crate::web::{report as text, words};

/// The field that says for which role, where there are several.
const ROLE: &str = "role";

pub(super) fn show(call: &Call) -> Answered {
    page(call, &Form::default(), &[])?.answer(call)
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        match sent(&call, &form).await? {
            Ok(()) => {
                let here = here(&call, call.tenant()?);
                Ok(redirect(&format!("{here}?done=sign")))
            }
            Err(errors) => {
                let page = page(&call, &form, &errors)?;
                Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(&call)))
            }
        }
    })
}

async fn sent(call: &Call, form: &Form) -> Result<Result<(), Vec<FieldError>>, Problem> {
    let command = {
        let state = call.tenant()?.view.state();
        let case = Case::of(call, &state)?;
        let steps = steps(&case);
        refuse_none(&steps)?;
        let role = match (&steps[..], form.text(ROLE)) {
            ([only], "") => only.role.key.clone(),
            (all, role) => match all.iter().find(|one| one.role.key == role) {
                Some(found) => found.role.key.clone(),
                None => {
                    let text = "Select for which role you answer".to_owned();
                    return Ok(Err(vec![error(ROLE, text)]));
                }
            },
        };
        let choice = match sign_form::read(form) {
            Ok(choice) => choice,
            Err(errors) => return Ok(Err(errors)),
        };
        let (report, by) = (case.reference(), case.email.clone());
        match choice {
            Choice::Sign { content_hash, note } => Command::SignOff(SignOff {
                report,
                role,
                by,
                content_hash,
                note,
            }),
            Choice::Return { reason } => Command::ReturnReport(ReturnReport {
                report,
                role,
                by,
                reason,
            }),
        }
    };
    let envelope = call.envelope(command)?;
    match call.tenant()?.log.append(envelope).await {
        Ok(_) => Ok(Ok(())),
        Err(failed) => {
            let problem = Problem::from(failed);
            if problem.is(Code::ContentChanged) {
                return Ok(Err(vec![sign_form::changed()]));
            }
            if !problem.status().is_client_error() || problem.is(Code::NotYourStep) {
                return Err(problem);
            }
            Ok(Err(vec![error("act", sentence(problem.detail()))]))
        }
    }
}

fn error(field: &str, text: String) -> FieldError {
    FieldError {
        field: field.to_owned(),
        text,
    }
}

/// What the report asks of whoever asks, in their own right or as a deputy.
pub(super) fn steps<'a>(case: &'a Case<'_>) -> Vec<OpenRequest<'a>> {
    let open = case.state.open_requests_of(case.report, case.today);
    let theirs = open.into_iter().filter(|one| is_theirs(one, case));
    theirs.collect()
}

fn is_theirs(open: &OpenRequest<'_>, case: &Case<'_>) -> bool {
    let mut deputies = open.deputies.iter();
    open.people.contains(&case.person) || deputies.any(|(deputy, ..)| *deputy == case.person)
}

/// Refuses whoever is asked for nothing.
fn refuse_none(steps: &[OpenRequest<'_>]) -> Result<(), Problem> {
    if !steps.is_empty() {
        return Ok(());
    }
    let detail = "nothing of this report waits for your sign-off now";
    Err(quarterday_domain::reject(Code::NotYourStep, detail).into())
}

fn page(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Page, Problem> {
    let covered = text::covered(call, call.segment("report"))?;
    let figures = crate::routes::pages::report_figures(call, call.segment("report"))?;
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let case = Case::of(call, &state)?;
    let steps = steps(&case);
    refuse_none(&steps)?;
    let report = case.report;
    let title = &report.content().title;
    let labels: Vec<&str> = steps.iter().map(|one| one.role.label.as_str()).collect();
    let label = labels.join(" and ");
    let main = html! {
        (error_summary(errors))
        span class="govuk-caption-l" { "Sign-off by " (label) }
        h1 class="govuk-heading-l" { (title) }
        @for step in &steps { (asked(&state, step, &case)) }
        @for step in &steps { (text::since_answered(&state, report, &step.role.key)) }
        h2 class="govuk-heading-m" { "What you sign" }
        (text::head(&state, report.edition()))
        (text::sections(&report.content().sections, &figures))
        (text::figures(&state, &covered, Some(tenant.id.as_str())))
        (text::signed(&state, report, case.today))
        hr class="govuk-section-break govuk-section-break--l govuk-section-break--visible";
        h2 class="govuk-heading-m" { "Your answer" }
        form method="post" action=(call.requested) novalidate {
            (roles(&steps, form, errors))
            (sign_form::fields(&label, report.hash(), form, errors))
            (sign_form::button())
        }
    };
    let page = Page::new(format!("Sign-off: {title}"), main)
        .back(&here(call, tenant), "Back to the report")
        .with_errors(!errors.is_empty());
    Ok(page)
}

/// For which role, where one is asked for several.
fn roles(steps: &[OpenRequest<'_>], form: &Form, errors: &[FieldError]) -> Markup {
    let choice = |one: &OpenRequest<'_>| (one.role.key.clone(), one.role.label.clone());
    let mut choices: Vec<(String, String)> = steps.iter().map(choice).collect();
    html! {
        @if choices.len() > 1 {
            @let () = choices.insert(0, (String::new(), "Select a role".to_owned()));
            (select(ROLE, "For which role do you answer?", None, &choices, form, errors))
        }
    }
}

/// In whose right, and by when.
fn asked(state: &State, step: &OpenRequest<'_>, case: &Case<'_>) -> Markup {
    let mut deputies = step.deputies.iter();
    let own = step.people.contains(&case.person);
    let of = deputies.find(|(deputy, ..)| *deputy == case.person && !own);
    html! {
        div class="govuk-inset-text" {
            "Asked of you as " strong { (step.role.label) }
            @if let Some((_, of, _)) = of { ", for " strong { (state.post_of(*of)) } }
            @if let Some(due) = step.due { ", by " strong { (words::due(due, case.today)) } }
            "."
        }
    }
}
