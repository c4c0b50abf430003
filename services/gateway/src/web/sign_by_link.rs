//! Sign-off by the link of a mail: the version to read, and forms that sign or
//! return exactly that. Looking signs nothing; the first form that is sent uses
//! the link up.

use axum::http::StatusCode;
use maud::{Markup, html};
use quarterday_domain::Code;
use quarterday_proto::api::{LinkSignOff, LinkView};
use quarterday_proto::command::{Command, LinkAct, UseLink};
use quarterday_proto::report::ReportHeader;

use super::form::Form;
use super::layout::{Around, Page};
use super::parts::{FieldError, error_summary, field_errors, has_error};
use super::words;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;

/// Letters of a hash that are shown: enough to tell versions apart.
const HASH_SHOWN: usize = 12;

pub(super) fn page(
    call: &Call,
    view: &LinkView,
    asked: &LinkSignOff,
    form: &Form,
    errors: &[FieldError],
) -> Page {
    let report = &asked.report;
    let title = &report.content.title;
    let main = html! {
        (error_summary(errors))
        span class="govuk-caption-l" { "Sign-off by " (asked.label) }
        h1 class="govuk-heading-l" { (title) }
        (facts(view, asked))
        @for section in &report.content.sections {
            h2 class="govuk-heading-m" { (section.heading) }
            @for paragraph in section.text.split("\n\n") {
                p class="govuk-body" { (paragraph) }
            }
        }
        hr class="govuk-section-break govuk-section-break--l govuk-section-break--visible";
        (to_sign(call, asked, form, errors))
        (to_return(call, form, errors))
    };
    Page::new(format!("Sign-off: {title}"), main).with_errors(!errors.is_empty())
}

pub(super) async fn send(call: Call, view: LinkView, asked: LinkSignOff, form: Form) -> Answered {
    let gives_back = form.text("act") == "return";
    let act = if gives_back {
        let reason = form.text("reason").to_owned();
        if reason.is_empty() {
            let error = FieldError {
                field: "reason".to_owned(),
                text: "Say why it is returned".to_owned(),
            };
            return refused(&call, &view, &asked, &form, error);
        }
        LinkAct::Return { reason }
    } else {
        let note = Some(form.text("note").to_owned());
        LinkAct::SignOff {
            content_hash: form.text("content_hash").to_owned(),
            note: note.filter(|note| !note.is_empty()),
        }
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
            let error = FieldError {
                field: "report".to_owned(),
                text: "The report changed while you read it. Read this version, and sign it or \
                    return it"
                    .to_owned(),
            };
            refused(&call, &view, &asked, &form, error)
        }
    }
}

fn refused(
    call: &Call,
    view: &LinkView,
    asked: &LinkSignOff,
    form: &Form,
    error: FieldError,
) -> Answered {
    let page = page(call, view, asked, form, &[error]);
    Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(call)))
}

/// What the report is, by when it is wanted, and in whose right.
fn facts(view: &LinkView, asked: &LinkSignOff) -> Markup {
    let report = &asked.report;
    let ReportHeader {
        committee, meeting, ..
    } = &report.content.header;
    let hash: String = report
        .summary
        .content_hash
        .chars()
        .take(HASH_SHOWN)
        .collect();
    let rows = [
        ("Asked of", Some(view.to.post.clone())),
        ("For", asked.of.as_ref().map(|of| of.post.clone())),
        ("Wanted by", asked.answer_by.map(words::day)),
        ("Committee", committee.clone()),
        ("Meeting", meeting.map(words::day)),
        (
            "Version",
            Some(format!("{} ({hash})", report.summary.version)),
        ),
    ];
    html! {
        dl id="report" tabindex="-1" class="govuk-summary-list" {
            @for (name, value) in rows {
                @if let Some(value) = value {
                    div class="govuk-summary-list__row" {
                        dt class="govuk-summary-list__key" { (name) }
                        dd class="govuk-summary-list__value" { (value) }
                    }
                }
            }
        }
    }
}

fn to_sign(call: &Call, asked: &LinkSignOff, form: &Form, errors: &[FieldError]) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Sign it off" }
        form method="post" action=(call.requested) novalidate {
            input type="hidden" name="act" value="sign";
            input type="hidden" name="content_hash" value=(asked.report.summary.content_hash);
            p class="govuk-body" {
                "Your signature is for exactly the version above. If it is changed in what \
                concerns " (asked.label) ", you are asked again."
            }
            (textarea("note", "A note to the author (optional)", form, errors))
            button type="submit" class="govuk-button" data-module="govuk-button"
                data-prevent-double-click="true" { "Sign off for " (asked.label) }
        }
    }
}

fn to_return(call: &Call, form: &Form, errors: &[FieldError]) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Or return it to its author" }
        form method="post" action=(call.requested) novalidate {
            input type="hidden" name="act" value="return";
            (textarea("reason", "What has to change", form, errors))
            button type="submit" class="govuk-button govuk-button--secondary"
                data-module="govuk-button" data-prevent-double-click="true" {
                "Return the report"
            }
        }
    }
}

fn textarea(name: &str, label: &str, form: &Form, errors: &[FieldError]) -> Markup {
    let wrong = has_error(errors, name);
    let group = if wrong {
        "govuk-form-group govuk-form-group--error"
    } else {
        "govuk-form-group"
    };
    html! {
        div class=(group) {
            label class="govuk-label" for=(name) { (label) }
            (field_errors(errors, name))
            textarea class="govuk-textarea" id=(name) name=(name) rows="4"
                aria-describedby=[wrong.then(|| format!("{name}-error"))] {
                (form.text(name))
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
