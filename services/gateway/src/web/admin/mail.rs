//! One mail: to whom, what it asks for, how far it is, and what it said.

use axum::http::StatusCode;
use maud::{Markup, html};
use quarterday_domain::State;
use quarterday_proto::digest::{Asked, Thing};
use quarterday_proto::id::DigestId;

use super::frame::{address, row};
use super::mails::called;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::mail_room::Written;
use crate::problem::Problem;
use crate::routes::pages::digest_view;
use crate::web::layout::Page;
use crate::web::refusal::sentence;
use crate::web::words;

/// What stands before the token of a link.
const LINKS: [&str; 2] = ["/link/", "/sign-in/"];

pub(super) fn show(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let id: Option<DigestId> = call.segment("digest").parse().ok();
    let (view, items) = {
        let state = tenant.view.state();
        let found = id.and_then(|id| state.reminders().digest(id).cloned());
        let found = found.ok_or_else(|| {
            let detail = "there is no such mail, or it is older than ten weeks";
            Problem::new(StatusCode::NOT_FOUND, "no_such_route", detail)
        })?;
        let items = found
            .claim
            .items
            .iter()
            .map(|asked| in_words(&state, asked));
        let items: Vec<String> = items.collect();
        (digest_view(&state, &found), items)
    };
    let room = call.gateway.surroundings.web.mails.as_ref();
    let kept = room.and_then(|room| room.kept(&tenant.id, &view.message_id));
    let state = tenant.view.state();
    let to = view.to.as_ref();
    let main = html! {
        h1 class="govuk-heading-l" { "Mail of " (words::moment(&state, view.changed)) }
        dl class="govuk-summary-list" {
            (row("To", to.map_or_else(
                || "somebody who is no longer known".to_owned(),
                |to| format!("{}, {}", to.post, to.email),
            )))
            (row("For", words::day(view.day)))
            (row("Schedules", view.schedules.join(", ")))
            (row("State", format!("{}. {}", called(view.standing), sentence(&view.detail))))
            (row("Attempts", view.attempt))
            @if view.repeats > 0 {
                (row("Perhaps sent more than once", view.repeats))
            }
            @if let Some(at) = view.retry_at {
                (row("Tried again", words::moment(&state, at)))
            }
            (row("Template", &view.template))
            (row("Message-ID", &view.message_id))
            (row("SHA-256 of what was sent", &view.content_hash))
        }
        h2 class="govuk-heading-m" { "What it asks for" }
        ul class="govuk-list govuk-list--bullet" { @for item in &items { li { (item) } } }
        h2 class="govuk-heading-m" { "What it said" }
        @match &kept {
            Some(kept) => (written(kept)),
            None => p class="govuk-body" {
                "Mails that were handed to a mail server are not kept here, for their links let \
                whoever has them act: their hash above tells whether a copy is what was sent."
            }
        }
    };
    drop(state);
    Page::new("Mail", main)
        .back(&address(call, "/mails")?, "Back to the mail log")
        .answer(call)
}

/// Subject, text and HTML of a mail.
pub(super) fn written(mail: &Written) -> Markup {
    html! {
        dl class="govuk-summary-list" { (row("Subject", &mail.subject)) }
        pre class="govuk-body qd-mail" tabindex="0" role="region" aria-label="Text of the mail" {
            (without_tokens(&mail.text))
        }
        details class="govuk-details" {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { "The same as HTML" }
            }
            div class="govuk-details__text" { pre class="qd-mail" { (without_tokens(&mail.html)) } }
        }
    }
}

/// A mail with what its links let do left out: whoever keeps the service does not
/// act for those whom it writes to.
fn without_tokens(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = LINKS
        .iter()
        .filter_map(|link| rest.find(link).map(|at| at + link.len()))
        .min()
    {
        let (before, token) = rest.split_at(at);
        let ends = |letter: char| !letter.is_ascii_alphanumeric() && !"_-".contains(letter);
        shown.push_str(before);
        shown.push('\u{2026}');
        rest = &token[token.find(ends).unwrap_or(token.len())..];
    }
    shown.push_str(rest);
    shown
}

fn in_words(state: &State, asked: &Asked) -> String {
    let item = |plan, item| {
        let plan = state
            .plan_by_id(plan)
            .map(|plan| plan.details.title.clone());
        let item = state.item_by_id(item);
        let item = item.map(|item| format!("{}: {}", item.reference(), item.latest().title));
        format!("{}, {}", item.unwrap_or_default(), plan.unwrap_or_default())
    };
    let report = |report| {
        let known = state.report_by_id(report);
        known.map_or_else(String::new, |report| report.content().title.clone())
    };
    let what = match &asked.thing {
        Thing::Answer {
            plan,
            item: id,
            quarter,
        } => format!(
            "Answer for {}: {}",
            words::quarter(*quarter),
            item(*plan, *id)
        ),
        Thing::Completion { plan, item: id, .. } => format!("Complete {}", item(*plan, *id)),
        Thing::SignOff {
            report: id, role, ..
        } => format!("Sign off as {role}: {}", report(*id)),
        Thing::Revision { report: id, .. } => format!("Revise {}", report(*id)),
        Thing::Publication { report: id, .. } => format!("Published: {}", report(*id)),
    };
    let due = asked.due.map(|due| format!(", by {}", words::day(due)));
    let of = asked.of.map(|of| format!(", for {}", state.post_of(of)));
    format!(
        "{what}{}{}",
        due.unwrap_or_default(),
        of.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_shown_without_what_they_let_do() {
        let check = |text: &str, expected: &str| assert_eq!(without_tokens(text), expected);
        check(
            "See https://q.example/c/a/link/qdl_a-B_9.",
            "See https://q.example/c/a/link/\u{2026}.",
        );
        check(
            "<a href='/sign-in/x'>1</a> /link/y",
            "<a href='/sign-in/\u{2026}'>1</a> /link/\u{2026}",
        );
        check("nothing", "nothing");
    }
}
