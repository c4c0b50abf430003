//! The people of a council, by address.

use maud::{Markup, html};
use quarterday_domain::{Person, State, reminders};

use super::frame::{DONE, address, done};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::page;
use crate::query::{Parameter, Shape};
use crate::web::layout::Page;
use crate::web::parts::table;
use crate::web::words;

pub(super) const QUERY: &[Parameter] = &[
    Parameter {
        name: "text",
        shape: Shape::Text,
        about: "Only people whose post, directorate or address has these letters",
    },
    DONE,
    page::QUERY[0],
    page::QUERY[1],
];

pub(super) fn show(call: &Call) -> Answered {
    let here = address(call, "/people")?;
    let state = call.tenant()?.view.state();
    let wanted = call.query.text("text").unwrap_or_default().to_lowercase();
    let fits = |person: &&std::sync::Arc<Person>| {
        let details = &person.details;
        let texts = [
            Some(&details.email),
            Some(&details.post),
            details.directorate.as_ref(),
        ];
        let mut texts = texts.into_iter().flatten();
        texts.any(|text| text.to_lowercase().contains(&wanted))
    };
    let after = call.query.text("after");
    let found = state.people().filter(fits);
    let (people, next) = page::of(call, found, after, |person| person.details.email.as_str())?;
    let next = next.map(str::to_owned);
    let today = state.day_of(call.now());
    let rows: Vec<Vec<Markup>> = people
        .iter()
        .map(|person| row(&state, person, today, &here))
        .collect();
    drop(state);
    let main = html! {
        (done(call))
        h1 class="govuk-heading-l" { "People" }
        p class="govuk-body" {
            "People come and change by a people sheet: "
            a class="govuk-link" href=(address(call, "/imports")?) { "import a sheet" }
            ". Nothing is stored before you have seen what it would do."
        }
        form method="get" action=(here) {
            div class="govuk-form-group" {
                label class="govuk-label" for="text" { "Post, directorate or address" }
                input class="govuk-input govuk-input--width-20" id="text" name="text" type="text"
                    value=[call.query.text("text")];
            }
            button class="govuk-button govuk-button--secondary" data-module="govuk-button" {
                "Search"
            }
        }
        @if rows.is_empty() {
            p class="govuk-body" { "Nobody is found." }
        } @else {
            (table("People", &["Post", "Address", "Directorate", "Roles given", "Remarks"], &rows))
        }
        @if let Some(next) = next {
            p class="govuk-body" {
                a class="govuk-link" href={
                    (here) "?text=" (words::encoded(call.query.text("text").unwrap_or_default()))
                    "&after=" (words::encoded(&next))
                } { "More people" }
            }
        }
    };
    Page::new("People", main)
        .back(&address(call, "")?, "Back to administration")
        .answer(call)
}

fn row(state: &State, person: &Person, today: jiff::civil::Date, here: &str) -> Vec<Markup> {
    let details = &person.details;
    let roles = state.roles_granted(person.id);
    let roles: Vec<String> = roles
        .iter()
        .map(|role| role.as_str().replace('_', " "))
        .collect();
    vec![
        html! {
            a class="govuk-link" href={ (here) "/" (words::encoded(&details.email)) } {
                (details.post)
            }
        },
        html! { (details.email) },
        html! { (details.directorate.as_deref().unwrap_or_default()) },
        html! { (roles.join(", ")) },
        html! { (remarks(state, person, today).join(", ")) },
    ]
}

/// What one should know of a person today.
pub(super) fn remarks(state: &State, person: &Person, today: jiff::civil::Date) -> Vec<String> {
    let details = &person.details;
    let mut remarks = Vec::new();
    if let Some(to) = details.to.filter(|to| *to < today) {
        remarks.push(format!("left on {}", words::day(to)));
    }
    if let Some(from) = details.from.filter(|from| *from > today) {
        remarks.push(format!("begins on {}", words::day(from)));
    }
    let mut absences = state.reminders().absences(person.id);
    if let Some((_, last)) = absences.find(|(first, last)| (*first..=*last).contains(&today)) {
        remarks.push(format!("away until {}", words::day(last)));
    }
    if reminders::dead_address(state, person.id).is_some() {
        remarks.push("the address takes no mail".to_owned());
    }
    remarks
}
