//! What was mailed: by person and by state, the newest first.

use maud::{Markup, html};
use quarterday_domain::{Digest, State};
use quarterday_proto::api::DigestStanding;

use super::frame::address;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;
use crate::query::{Parameter, Shape};
use crate::routes::pages::digest_standing;
use crate::web::chase_reassign::people;
use crate::web::layout::Page;
use crate::web::parts::table;
use crate::web::words;

/// Mails that are listed; the others are counted.
const SHOWN: usize = 100;

pub(super) const QUERY: &[Parameter] = &[
    Parameter {
        name: "person",
        shape: Shape::Text,
        about: "Only mails to this address",
    },
    Parameter {
        name: "state",
        shape: Shape::Text,
        about: "Only mails in this state",
    },
];

/// Every state, with its word in addresses and what it is called.
const STATES: [(DigestStanding, &str, &str); 6] = [
    (DigestStanding::Claimed, "claimed", "In hand"),
    (DigestStanding::Sent, "sent", "Handed to the mail server"),
    (
        DigestStanding::Kept,
        "kept",
        "Kept: no mail server is configured",
    ),
    (
        DigestStanding::Waiting,
        "waiting",
        "Failed, and tried again",
    ),
    (DigestStanding::Failed, "failed", "Failed for good"),
    (DigestStanding::Dropped, "dropped", "Given up"),
];

/// What a state is called.
pub(super) fn called(standing: DigestStanding) -> &'static str {
    let found = STATES.iter().find(|(known, ..)| *known == standing);
    found.map_or("", |(_, _, label)| label)
}

pub(super) fn show(call: &Call) -> Answered {
    let here = address(call, "/mails")?;
    let state = call.tenant()?.view.state();
    let person = match call.query.text("person") {
        Some(email) => Some(state.person(email)?.id),
        None => None,
    };
    let wanted = wanted(call)?;
    let digests = state.reminders().digests();
    let mut found: Vec<&Digest> = digests
        .map(|one| &**one)
        .filter(|one| person.is_none_or(|person| one.claim.person == person))
        .filter(|one| wanted.is_none_or(|wanted| digest_standing(one) == wanted))
        .collect();
    found.sort_by_key(|one| std::cmp::Reverse((one.changed_at, one.id)));
    let rows: Vec<Vec<Markup>> = found
        .iter()
        .take(SHOWN)
        .map(|one| row(&state, one, &here))
        .collect();
    let more = found.len().saturating_sub(SHOWN);
    let filter = filter(call, &state, &here);
    drop(state);
    let main = html! {
        h1 class="govuk-heading-l" { "Mail log" }
        p class="govuk-body" {
            "What reminders mailed in the last ten weeks. "
            a class="govuk-link" href={ (here) "/templates" } { "What mails say" }
        }
        (filter)
        @if rows.is_empty() {
            p class="govuk-body" { "No mail is found." }
        } @else {
            (table("Mails, newest first", &["Mail", "To", "Asks for", "State"], &rows))
        }
        @if more > 0 {
            p class="govuk-body" { "And " (words::counted(more, "older mail")) "." }
        }
    };
    Page::new("Mail log", main)
        .back(&address(call, "")?, "Back to administration")
        .answer(call)
}

fn wanted(call: &Call) -> Result<Option<DigestStanding>, Problem> {
    let Some(text) = call.query.text("state") else {
        return Ok(None);
    };
    let found = STATES.iter().find(|(_, word, _)| *word == text);
    match found {
        Some((standing, ..)) => Ok(Some(*standing)),
        None => Err(Problem::query("state", "one of the states of the list")),
    }
}

fn row(state: &State, one: &Digest, here: &str) -> Vec<Markup> {
    let standing = digest_standing(one);
    vec![
        html! {
            a class="govuk-link" href={ (here) "/sent/" (one.id) } {
                (words::moment(state, one.changed))
                span class="govuk-visually-hidden" { ", " (state.post_of(one.claim.person)) }
            }
        },
        html! { (state.post_of(one.claim.person)) },
        html! {
            (words::counted(one.claim.items.len(), "thing")) br;
            (one.claim.schedules.join(", "))
        },
        html! {
            (called(standing))
            @if one.repeats > 0 { br; "perhaps sent " (words::counted(one.repeats as usize, "time")) " more" }
        },
    ]
}

fn filter(call: &Call, state: &State, here: &str) -> Markup {
    let chosen = |name| call.query.text(name).unwrap_or_default();
    let mut people = people(state, state.day_of(call.now()));
    if let Some(first) = people.first_mut() {
        "Everybody".clone_into(&mut first.1);
    }
    let given = chosen("person").to_owned();
    if !people.iter().any(|(email, _)| *email == given) {
        people.push((given.clone(), given));
    }
    html! {
        form method="get" action=(here) {
            div class="govuk-form-group" {
                label class="govuk-label" for="person" { "To" }
                select class="govuk-select" id="person" name="person" {
                    @for (email, label) in &people {
                        option value=(email) selected[email == chosen("person")] { (label) }
                    }
                }
            }
            div class="govuk-form-group" {
                label class="govuk-label" for="state" { "State" }
                select class="govuk-select" id="state" name="state" {
                    option value="" { "Any" }
                    @for (_, word, label) in &STATES {
                        option value=(word) selected[*word == chosen("state")] { (label) }
                    }
                }
            }
            button class="govuk-button govuk-button--secondary" data-module="govuk-button" {
                "Show"
            }
        }
    }
}
