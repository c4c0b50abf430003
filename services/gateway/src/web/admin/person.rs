//! One person: post, line manager, roles, absences, and whether mail arrives.

use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::rights::Right;
use quarterday_domain::{Person, Relation, State};

use super::frame::{address, done, row};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;
use crate::web::layout::Page;
use crate::web::{refusal, words};

/// The address of the person that a path names.
pub(super) fn address_of(call: &Call) -> Result<String, Problem> {
    let email = words::encoded(call.segment("person"));
    address(call, &format!("/people/{email}"))
}

pub(super) fn show(call: &Call) -> Answered {
    let here = address_of(call)?;
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let person = state.person(call.segment("person"))?;
    let today = state.day_of(call.now());
    let details = &person.details;
    let title = details.post.clone();
    let main = html! {
        (done(call))
        h1 class="govuk-heading-l" { (title) }
        dl class="govuk-summary-list" {
            (row("Address", &details.email))
            (row("Directorate", details.directorate.as_deref().unwrap_or("None given")))
            (row("Line manager", holder(&state, person, Relation::LineManager, today)))
            (row("Deputy", holder(&state, person, Relation::Deputy, today)))
            (row("First day", details.from.map_or("Not given".to_owned(), words::day)))
            (row("Last day", details.to.map_or("Not given".to_owned(), words::day)))
            @for appointment in state.appointments().iter().filter(|one| {
                state.holder_of_post(one.post, today) == Some(person.id) && one.person == person.id
            }) {
                (row("Appointed", format!(
                    "{} since {}", appointment.post.words(), words::day(appointment.from)
                )))
            }
        }
        (roles(call, &state, person, today, &here))
        (absences(&state, person, &here))
        (mail(call, &state, person, &here))
        @if call.who.may.has(Right::Audit) {
            p class="govuk-body" {
                a class="govuk-link" href={
                    "/c/" (tenant.id) "/audit?subject="
                    (words::encoded(&format!("person/{}", details.email)))
                } { "What was recorded of this person" }
            }
        }
    };
    drop(state);
    Page::new(title, main)
        .back(&address(call, "/people")?, "Back to people")
        .answer(call)
}

fn holder(state: &State, person: &Person, relation: Relation, today: Date) -> String {
    let now = person.holder_on(relation, today);
    let now = now.map_or_else(|| "None given".to_owned(), |one| state.post_of(one));
    match person.coming(relation, today) {
        Some((from, next)) => {
            let next = state.post_of(next);
            format!("{now}; from {} {next}", words::day(from))
        }
        None => now,
    }
}

fn roles(call: &Call, state: &State, person: &Person, today: Date, here: &str) -> Markup {
    let granted = state.roles_granted(person.id);
    let implied = state.roles_on(person.id, today);
    let may = call.who.may.has(Right::Administer);
    html! {
        h2 class="govuk-heading-m" { "Roles" }
        @if implied.is_empty() && granted.is_empty() {
            p class="govuk-body" { "None: whoever has no role may see and do nothing." }
        }
        ul class="govuk-list govuk-list--spaced" {
            @for role in &granted {
                @let words = role.as_str().replace('_', " ");
                li {
                    (words)
                    @if may {
                        " " a class="govuk-link" href={ (here) "/roles/" (role) "/take" } {
                            "Take away" span class="govuk-visually-hidden" { " the role " (words) }
                        }
                    }
                }
            }
            @for role in implied.difference(&granted) {
                li { (role.as_str().replace('_', " ")) ", by what is theirs" }
            }
        }
        @if may {
            p class="govuk-body" {
                a class="govuk-link" href={ (here) "/roles/give" } { "Give a role" }
            }
            p class="govuk-body" {
                a class="govuk-link" href={ (here) "/appoint" } { "Appoint to a statutory post" }
            }
        }
    }
}

fn absences(state: &State, person: &Person, here: &str) -> Markup {
    let all: Vec<(Date, Date)> = state.reminders().absences(person.id).collect();
    html! {
        h2 class="govuk-heading-m" { "Absences" }
        @if all.is_empty() {
            p class="govuk-body" { "None is recorded." }
        } @else {
            ul class="govuk-list govuk-list--bullet" {
                @for (first, last) in &all {
                    li { (words::day(*first)) " to " (words::day(*last)) }
                }
            }
        }
        p class="govuk-body" {
            a class="govuk-link" href={ (here) "/absence" } { "Record an absence" }
        }
    }
}

fn mail(call: &Call, state: &State, person: &Person, here: &str) -> Markup {
    let bounce = state.reminders().bounce(person.id);
    let may = call.who.may.has(Right::Administer);
    html! {
        h2 class="govuk-heading-m" { "Mail" }
        @match bounce {
            None => p class="govuk-body" { "Nothing has come back from this address." },
            Some(bounce) => {
                p class="govuk-body" {
                    "Mail to " (bounce.email) " came back on " (words::moment(state, bounce.at))
                    @if bounce.permanent { ", for good" } ": "
                    (refusal::sentence(&bounce.reason))
                }
                @if may {
                    p class="govuk-body" {
                        a class="govuk-link" href={ (here) "/mail" } { "The address works again" }
                    }
                }
            }
        }
        @if may {
            p class="govuk-body" {
                a class="govuk-link" href={
                    "/c/" (call.segment("council")) "/admin/mails?person="
                    (words::encoded(&person.details.email))
                } { "What was mailed to them" }
            }
        }
    }
}
