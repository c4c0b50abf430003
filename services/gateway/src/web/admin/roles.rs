//! Roles: what each lets, and who has it.

use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::rights::{self, Right};
use quarterday_domain::{Person, State};
use quarterday_proto::role::CouncilRole;

use super::frame::address;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::web::layout::Page;
use crate::web::plan::capital;
use crate::web::words;

/// What a right lets, in a few words.
pub(super) fn lets(right: Right) -> &'static str {
    match right {
        Right::Read => "reads plans, figures and reports",
        Right::Audit => "searches the audit trail",
        Right::Act => "acts on what is their own",
        Right::RunCycle => "imports, opens and closes quarters, amends",
        Right::Clerk => "takes reports to their meeting",
        Right::Administer => "keeps people, roles, tokens, schemes, routes and settings",
    }
}

/// What a role lets.
pub(super) fn in_words(role: CouncilRole) -> String {
    let lets: Vec<&str> = rights::of_role(role)
        .iter()
        .map(|right| lets(*right))
        .collect();
    lets.join(", ")
}

pub(super) fn show(call: &Call) -> Answered {
    let people = address(call, "/people")?;
    let state = call.tenant()?.view.state();
    let today = state.day_of(call.now());
    let main = html! {
        h1 class="govuk-heading-l" { "Roles" }
        p class="govuk-body" {
            "A role is given or taken away on the page of a "
            a class="govuk-link" href=(people) { "person" }
            ". Whoever owns an item, or is asked to sign, is an owner or a signatory without that."
        }
        @for role in CouncilRole::ALL {
            (one(&state, *role, today, &people))
        }
    };
    drop(state);
    Page::new("Roles", main)
        .back(&address(call, "")?, "Back to administration")
        .answer(call)
}

fn one(state: &State, role: CouncilRole, today: Date, people: &str) -> Markup {
    let has = |person: &&std::sync::Arc<Person>| state.roles_granted(person.id).contains(&role);
    let mut holders: Vec<_> = state.people().filter(has).collect();
    holders.sort_by(|one, other| one.details.post.cmp(&other.details.post));
    html! {
        h2 class="govuk-heading-m" { (capital(&role.as_str().replace('_', " "))) }
        p class="govuk-body" { (capital(&in_words(role))) "." }
        @if holders.is_empty() {
            p class="govuk-body" { "It is given to nobody." }
        } @else {
            ul class="govuk-list govuk-list--bullet" {
                @for person in holders {
                    li {
                        a class="govuk-link" href={
                            (people) "/" (words::encoded(&person.details.email))
                        } { (person.details.post) }
                        @if !state.in_post(person.id, today) { ", not in the post today" }
                    }
                }
            }
        }
    }
}
