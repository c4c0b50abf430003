//! What a link says that cannot be used: why, and what to do next. Of a link
//! that is not known nothing is told but that, whatever it was.

use axum::http::StatusCode;
use maud::{Markup, html};
use quarterday_domain::reminders::performance_team;
use quarterday_domain::{Code, Link, State};
use quarterday_proto::digest::{Purpose, Thing};
use quarterday_proto::id::LinkId;

use super::layout::{Around, Page};
use super::refusal::sentence;
use super::words;
use crate::access;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;

/// The page for a link that is not known: damaged, of another council, or ended
/// so long ago that nothing is kept of it.
pub(super) fn unknown() -> (&'static str, Markup) {
    let main = html! {
        p class="govuk-body" {
            "Its address is not complete, was changed on its way, or ended long ago."
        }
        ul class="govuk-list govuk-list--bullet" {
            li { "Open the link in the mail itself; do not type it." }
            li {
                "If the mail shows it on two lines, copy both, without blanks in between."
            }
            li { "If you were asked more than once, use the newest mail: older links end." }
            li {
                "If it still does not work, "
                a class="govuk-link" href="/sign-in" { "sign in with your work email address" }
                ": what is asked of you is shown there too."
            }
        }
    };
    ("This link does not work", main)
}

/// The page for a link that is known and cannot be used, or the problem itself
/// where it is about something else.
pub(super) fn page(call: &Call, problem: Problem) -> Answered {
    let codes = [
        Code::LinkUsed,
        Code::LinkExpired,
        Code::LinkNotYours,
        Code::LinkRests,
    ];
    let Some(code) = codes.into_iter().find(|code| problem.is(*code)) else {
        return Err(problem);
    };
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let named = quarterday_proto::link::named(call.segment("token"));
    let link = named.and_then(|(_, link): (_, LinkId)| state.reminders().link(link));
    let Some(link) = link else {
        return Err(problem);
    };
    let (title, said) = match code {
        Code::LinkUsed => used(&state, link),
        Code::LinkNotYours => (
            "This link is for somebody else",
            vec![sentence(problem.detail())],
        ),
        Code::LinkRests => ("This is still to be done", vec![sentence(problem.detail())]),
        _ => ("This link has ended", vec![sentence(problem.detail())]),
    };
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-l" { (title) }
                @for one in &said { p class="govuk-body" { (one) } }
                h2 class="govuk-heading-m" { "What to do next" }
                (next(&state, link, code, tenant.id.as_str()))
            }
        }
    };
    drop(state);
    let page = Page::new(title, main);
    Ok(page.into_response(problem.status(), &Around::of(call)))
}

/// What came of a link that was used.
fn used(state: &State, link: &Link) -> (&'static str, Vec<String>) {
    let (place, at) = link.used.unwrap_or_default();
    let when = words::moment(state, at);
    if link.issued.purpose == Purpose::Answers {
        let said = format!("These answers were sent on {when}, and are recorded.");
        return ("You have sent these answers", vec![said]);
    }
    let about = match &link.issued.about {
        Some(Thing::SignOff { report, .. }) => state.report_by_id(*report),
        _ => None,
    };
    let signed = about.and_then(|report| {
        let mut given = report.signatures.iter();
        given.find(|one| one.place == place)
    });
    match (about, signed) {
        (Some(report), Some(signed)) => {
            let title = &report.content().title;
            let mut said = vec![format!(
                "\u{201c}{title}\u{201d}, version {}, was signed off on {when}.",
                signed.version
            )];
            if signed.voided_at.is_some() {
                said.push(
                    "That sign-off stands no more, because the report changed or was returned \
                     since. If you are asked again, another mail has another link."
                        .to_owned(),
                );
            }
            ("You have signed this report off", said)
        }
        (Some(report), None) => {
            let title = &report.content().title;
            let said = format!("\u{201c}{title}\u{201d} was returned to its author on {when}.");
            ("You have returned this report", vec![said])
        }
        _ => (
            "This link was used",
            vec![format!("It was used on {when}, and works once.")],
        ),
    }
}

fn next(state: &State, link: &Link, code: Code, council: &str) -> Markup {
    let team = performance_team(state).and_then(|team| state.person_by_id(team));
    let home = format!("/c/{council}");
    html! {
        ul class="govuk-list govuk-list--bullet" {
            @match (code, link.issued.purpose) {
                (Code::LinkUsed, Purpose::Answers) => {
                    li { "Nothing more is to be done with this mail." }
                    li { "To change an answer, tell the performance team." }
                }
                (Code::LinkUsed, Purpose::SignOff) => {
                    li { "Nothing more is to be done with this mail." }
                    li {
                        "If you did not do this, or have changed your mind, tell the report\u{2019}s \
                        author today."
                    }
                }
                (Code::LinkNotYours, _) => {
                    li { "Open the link of the mail that was sent to you." }
                    li { "If it was passed on to you, tell whoever did that it works for nobody else." }
                }
                (Code::LinkRests, _) => {
                    li { "If this is not so any more, tell the performance team, who can record it." }
                }
                (_, Purpose::Answers) => li { "A newer mail has a newer link." },
                (_, Purpose::SignOff) => {
                    li { "If you are asked again, a newer mail has a newer link." }
                }
            }
            li {
                a class="govuk-link" href=(home) { "Sign in" }
                " to see what is asked of you now."
            }
            @if let Some(team) = team {
                li {
                    "Ask " (team.details.post) ", "
                    a class="govuk-link" href={ "mailto:" (team.details.email) } {
                        (team.details.email)
                    }
                    "."
                }
            }
        }
    }
}

/// The refusal of a link that somebody opens who is signed in as another: it was
/// passed on, and what they send would be recorded as its addressee's.
pub(super) fn of_another(call: &Call) -> Result<(), Problem> {
    let council = call.segment("council");
    let Ok((who, _)) = access::by_session(&call.gateway, &call.headers, council) else {
        return Ok(());
    };
    if who.actor == call.who.actor {
        return Ok(());
    }
    let detail = "this link was sent to another person than the one who is signed in on this \
        device: what is sent by it is recorded as theirs. If it is yours, sign out first";
    Err(quarterday_domain::reject(Code::LinkNotYours, detail).into())
}

/// Whether a status is one of those that a link's own page has.
pub(super) fn is_own(problem: &Problem) -> bool {
    problem.is(Code::UnknownLink) && problem.status() == StatusCode::NOT_FOUND
}
