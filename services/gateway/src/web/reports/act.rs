//! What is done with a report by a form: its fields, a preview of what it will do,
//! and the command that does it. The preview decides the same command by the same
//! rules without storing anything, so it cannot say something else than happens.

use std::sync::Arc;

use axum::body::Body;
use axum::http::StatusCode;
use maud::{Markup, html};
use quarterday_domain::{Code, Context, decide};
use quarterday_proto::command::Envelope;

use super::acts::{self, Act};
use super::case::{Case, here};
use super::consequences;
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;
use crate::web::form::Form;
use crate::web::layout::{Around, Page};
use crate::web::parts::{FieldError, error_summary};
use crate::web::refusal::{redirect, sentence};

/// Fields of every form: the place up to which the report was known, the id of the
/// command, and whether it was looked over.
const KNOWN_AT: &str = "known_at";
const COMMAND: &str = "command";
const CONFIRM: &str = "confirm";

pub(super) fn show(call: &Call) -> Answered {
    let act = asked(call)?;
    // A copy: the linter reads prose, and commits need not wait for that.
    let state = call.tenant()?.view.state().clone();
    let case = Case::of(call, &state)?;
    acts::may(&case, act)?;
    let form = (act.prefill)(&case);
    let page = form_page(call, &case, act, &form, &[], None)?;
    page.answer(call)
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Arc::new(Form::read(&call.headers, body).await?);
        let prepared = async || {
            let form = form.clone();
            call.blocking(move |call| prepare(call, &form)).await
        };
        let shown = |page: Page, status| Ok(page.into_response(status, &Around::of(&call)));
        let envelope = match prepared().await? {
            Next::Page(page, status) => return shown(page, status),
            Next::Send(envelope) => envelope,
        };
        let act = asked(&call)?;
        let tenant = call.tenant()?;
        let Err(error) = tenant.log.append(*envelope).await else {
            let here = here(&call, tenant);
            return Ok(redirect(&format!("{here}?done={}", act.key)));
        };
        // Somebody was quicker: the form says so, with what was entered.
        match (Problem::from(error), prepared().await?) {
            (problem, Next::Page(page, status)) if problem.status().is_client_error() => {
                shown(page, status)
            }
            (problem, _) => Err(problem),
        }
    })
}

/// What follows from a form that was sent.
enum Next {
    Page(Page, StatusCode),
    Send(Box<Envelope>),
}

fn prepare(call: &Call, form: &Form) -> Result<Next, Problem> {
    let act = asked(call)?;
    // A copy: the linter reads prose, and commits need not wait for that.
    let state = call.tenant()?.view.state().clone();
    let case = Case::of(call, &state)?;
    acts::may(&case, act)?;
    let again = |form: &Form, errors: &[FieldError], above: Option<Markup>| {
        let page = form_page(call, &case, act, form, errors, above)?;
        let status = match errors.is_empty() {
            true => StatusCode::OK,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Ok(Next::Page(page, status))
    };
    if form.text(CONFIRM) == "change" {
        return again(form, &[], None);
    }
    let command = match (act.read)(&case, form) {
        Ok(command) => command,
        Err(errors) => return again(form, &errors, None),
    };
    let mut envelope = call.envelope(command)?;
    // Without it nobody could tell what was changed meanwhile.
    envelope.known_at = Some(form.text(KNOWN_AT).parse().unwrap_or(0));
    if let Ok(id) = form.text(COMMAND).parse() {
        envelope.id = id;
    }
    let error = |text: String| FieldError {
        field: act.field.to_owned(),
        text,
    };
    let decided = match decide(&state, &envelope, Context { now: call.now() }) {
        Ok(decided) if decided.events.is_empty() => {
            let text = "This would change nothing. Change something, or go back to the report";
            return again(form, &[error(text.to_owned())], None);
        }
        Ok(decided) => decided,
        Err(rejection) if rejection.code == Code::StaleRevision.code() => {
            let (merged, above) = (act.merge)(&case, form);
            let text = "Somebody changed the report after you opened this page. Nothing of \
                yours is lost: look at both below, and send it again";
            return again(&merged, &[error(text.to_owned())], Some(above));
        }
        Err(rejection) => {
            let problem = Problem::from(rejection);
            if !problem.status().is_client_error() || problem.is(Code::NotYourStep) {
                return Err(problem);
            }
            return again(form, &[error(sentence(problem.detail()))], None);
        }
    };
    if form.text(CONFIRM) == "yes" {
        return Ok(Next::Send(Box::new(envelope)));
    }
    let mut lines = consequences::of(&state, case.report, &decided);
    lines.extend(acts::findings_of(&case, &envelope.command));
    let page = preview(call, act, form, &envelope, &case, &lines);
    Ok(Next::Page(page, StatusCode::OK))
}

fn asked(call: &Call) -> Result<&'static Act, Problem> {
    acts::named(call.segment("act")).ok_or_else(|| {
        let detail = "there is nothing of that name to be done with a report";
        Problem::new(StatusCode::NOT_FOUND, "no_such_route", detail)
    })
}

/// The form. Where it comes back because of a change meanwhile, the report is known
/// as it is now from then on.
fn form_page(
    call: &Call,
    case: &Case<'_>,
    act: &Act,
    form: &Form,
    errors: &[FieldError],
    above: Option<Markup>,
) -> Result<Page, Problem> {
    let known = match form.text(KNOWN_AT) {
        known if above.is_none() && !known.is_empty() => known.to_owned(),
        _ => case.report.changed_at.to_string(),
    };
    let here = here(call, call.tenant()?);
    let main = html! {
        (error_summary(errors))
        span class="govuk-caption-l" { (case.report.content().title) }
        h1 class="govuk-heading-l" { (act.title) }
        p class="govuk-body" { (act.about) }
        (above.unwrap_or_default())
        form method="post" action=(call.requested) novalidate {
            input type="hidden" name=(KNOWN_AT) value=(known);
            div id=(act.field) tabindex="-1" {
                (crate::web::parts::field_errors(errors, act.field))
            }
            ((act.fields)(case, form, errors))
            button type="submit" class="govuk-button" data-module="govuk-button"
                data-prevent-double-click="true" { "Continue" }
        }
    };
    Ok(Page::new(act.title, main)
        .back(&here, "Back to the report")
        .with_errors(!errors.is_empty()))
}

/// What it will do, and the button that does it.
fn preview(
    call: &Call,
    act: &Act,
    form: &Form,
    envelope: &Envelope,
    case: &Case<'_>,
    lines: &[String],
) -> Page {
    let own = [CONFIRM, COMMAND];
    let main = html! {
        span class="govuk-caption-l" { (case.report.content().title) }
        h1 class="govuk-heading-l" { (act.title) ": what this will do" }
        ul class="govuk-list govuk-list--bullet" id="consequences" {
            @for line in lines { li { (line) } }
        }
        form method="post" action=(call.requested) novalidate {
            @for (name, value) in form.fields().filter(|(name, _)| !own.contains(name)) {
                input type="hidden" name=(name) value=(value);
            }
            input type="hidden" name=(COMMAND) value=(envelope.id);
            button type="submit" name=(CONFIRM) value="yes" class="govuk-button"
                data-module="govuk-button" data-prevent-double-click="true" { (act.button) }
            " "
            button type="submit" name=(CONFIRM) value="change"
                class="govuk-button govuk-button--secondary" data-module="govuk-button" {
                "Change what you entered"
            }
        }
    };
    let title = format!("{}: what this will do", act.title);
    Page::new(title, main)
}
