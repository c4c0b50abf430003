//! Sign-off by the link of a mail: all that is signed, and a form that signs or
//! returns exactly that. Looking signs nothing; what is sent uses the link up.

use axum::http::StatusCode;
use maud::{Markup, html};
use quarterday_domain::Code;
use quarterday_proto::api::{LinkSignOff, LinkView};
use quarterday_proto::command::{Command, LinkAct, UseLink};

use super::form::Form;
use super::layout::{Around, Page};
use super::parts::{FieldError, error_summary};
use super::sign_form::{self, Choice};
use super::{report, words};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;
use crate::routes::pages::report_figures;

pub(super) fn page(
    call: &Call,
    view: &LinkView,
    asked: &LinkSignOff,
    form: &Form,
    errors: &[FieldError],
) -> Result<Page, Problem> {
    let covered = report::covered(call, &asked.report.report)?;
    let figures = report_figures(call, &asked.report.report)?;
    let state = call.tenant()?.view.state();
    let known = state.report(&asked.report.report)?;
    let today = state.day_of(call.now());
    let title = &asked.report.content.title;
    let main = html! {
        (error_summary(errors))
        span class="govuk-caption-l" { "Sign-off by " (asked.label) }
        h1 class="govuk-heading-l" { (title) }
        (asked_of(view, asked, today))
        (report::since_answered(&state, known, &asked.role))
        h2 class="govuk-heading-m" { "What you sign" }
        (report::head(&state, known.edition()))
        (report::sections(&asked.report.content.sections, &figures))
        (report::figures(&state, &covered, None))
        (report::signed(&state, known, today))
        hr class="govuk-section-break govuk-section-break--l govuk-section-break--visible";
        h2 class="govuk-heading-m" { "Your answer" }
        form method="post" action=(call.requested) novalidate {
            (sign_form::fields(&asked.label, &asked.report.summary.content_hash, form, errors))
            (sign_form::button())
        }
    };
    drop(state);
    Ok(Page::new(format!("Sign-off: {title}"), main).with_errors(!errors.is_empty()))
}

pub(super) async fn send(call: Call, view: LinkView, asked: LinkSignOff, form: Form) -> Answered {
    let choice = match sign_form::read(&form) {
        Ok(choice) => choice,
        Err(errors) => return refused(&call, &view, &asked, &form, &errors),
    };
    let gives_back = matches!(choice, Choice::Return { .. });
    let act = match choice {
        Choice::Return { reason } => LinkAct::Return { reason },
        Choice::Sign { content_hash, note } => LinkAct::SignOff { content_hash, note },
    };
    let command = UseLink {
        link: view.link,
        act,
    };
    let envelope = call.envelope(Command::UseLink(command))?;
    match call.tenant()?.log.append(envelope).await {
        Ok(_) => thanks(&call, &asked, gives_back),
        Err(error) => {
            let problem = Problem::from(error);
            // The page below shows what there is to read now.
            if !problem.is(Code::ContentChanged) {
                return Err(problem);
            }
            refused(&call, &view, &asked, &form, &[sign_form::changed()])
        }
    }
}

fn refused(
    call: &Call,
    view: &LinkView,
    asked: &LinkSignOff,
    form: &Form,
    errors: &[FieldError],
) -> Answered {
    let page = page(call, view, asked, form, errors)?;
    Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(call)))
}

/// Of whom it is asked, in whose right and by when.
fn asked_of(view: &LinkView, asked: &LinkSignOff, today: jiff::civil::Date) -> Markup {
    html! {
        div class="govuk-inset-text" id="asked" {
            p class="govuk-body" {
                "Asked of " strong { (view.to.post) }
                @if let Some(of) = &asked.of { ", for " strong { (of.post) } }
                @if let Some(by) = asked.answer_by { ", by " strong { (words::due(by, today)) } }
                "."
            }
            p class="govuk-body govuk-!-margin-bottom-0" {
                "What is sent from this page is recorded as theirs. If this is not you, do not \
                answer: give the mail back to whoever sent it to you."
            }
        }
    }
}

fn thanks(call: &Call, asked: &LinkSignOff, gives_back: bool) -> Answered {
    let (title, after) = if gives_back {
        (
            "Report returned",
            "Its author is told why. You are asked again when it is circulated anew.",
        )
    } else {
        (
            "Signed off",
            "It is recorded with the version that you read. If that changes in what concerns \
             you, you are asked again.",
        )
    };
    let main = html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1 class="govuk-panel__title" { (title) }
            div class="govuk-panel__body" { (asked.label) ": " (asked.report.content.title) }
        }
        p class="govuk-body" { (after) }
    };
    Page::new(title, main).answer(call)
}
