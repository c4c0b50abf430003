//! Who writes a report, and whom it names for roles of its route.

use std::collections::BTreeMap;

use maud::{Markup, html};
use quarterday_domain::{State, builtin_routes};
use quarterday_proto::id::PersonId;
use quarterday_proto::route::{Holder, Role, Route};

use crate::web::chase_reassign::people;
use crate::web::fields::{input, select};
use crate::web::form::Form;
use crate::web::parts::FieldError;
use crate::web::reports::case::Case;

/// The field with the author's address.
pub(super) const AUTHOR: &str = "author";
/// What the fields of those named for a role begin with; its key follows.
pub(super) const SIGNATORY: &str = "signatory-";
/// What the name of a field with what it held at first ends with.
const BEFORE: &str = "-before";

fn email(state: &State, person: PersonId) -> String {
    let known = state.person_by_id(person);
    known.map_or_else(String::new, |known| known.details.email.clone())
}

/// The roles of the report's route that are held by those whom it names.
fn named(case: &Case<'_>) -> Vec<Role> {
    let name = &case.report.details.route;
    let own = case.report.route.as_deref().cloned();
    let adopted = || Some((*case.state.route_on(name, case.today)?.route).clone());
    let route: Option<Route> = own.or_else(adopted).or_else(|| builtin_routes(name).pop());
    let roles = route.iter().flat_map(|route| route.roles());
    let named = roles.filter(|(_, role)| role.holders.contains(&Holder::Named));
    named.map(|(_, role)| role.clone()).collect()
}

pub(super) fn prefill(case: &Case<'_>) -> Vec<(String, String)> {
    let author = email(case.state, case.report.details.author);
    let mut fields = both(AUTHOR, author).to_vec();
    for role in named(case) {
        let people = case.report.details.signatories.get(&role.key);
        let people = people.into_iter().flatten();
        let emails: Vec<String> = people.map(|person| email(case.state, *person)).collect();
        fields.extend(both(&format!("{SIGNATORY}{}", role.key), emails.join(", ")));
    }
    fields
}

/// A field, and what it held at first.
fn both(name: &str, value: String) -> [(String, String); 2] {
    [
        (format!("{name}{BEFORE}"), value.clone()),
        (name.to_owned(), value),
    ]
}

pub(super) fn fields(case: &Case<'_>, form: &Form, errors: &[FieldError]) -> Markup {
    let mut people = people(case.state, case.today);
    let now = form.text(AUTHOR).to_owned();
    if !people.iter().any(|(email, _)| *email == now) {
        people.push((now.clone(), now));
    }
    let before = |name: &str| {
        let name = format!("{name}{BEFORE}");
        html! { input type="hidden" name=(name) value=(form.text(&name)); }
    };
    html! {
        h2 class="govuk-heading-m" { "Who writes and signs it" }
        (before(AUTHOR))
        (select(AUTHOR, "Author", None, &people, form, errors))
        @for role in named(case) {
            @let name = format!("{SIGNATORY}{}", role.key);
            (before(&name))
            (input(
                &name, &format!("Who signs as {}", role.label),
                Some("Addresses, with commas between them"), form, errors,
            ))
        }
    }
}

/// What a field holds, where that is other than at first.
fn changed<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    let before = form.text(&format!("{name}{BEFORE}"));
    Some(form.text(name)).filter(|now| *now != before)
}

/// The other author, where another was chosen.
pub(super) fn author(form: &Form) -> Option<String> {
    changed(form, AUTHOR)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// All whom it is to name for roles, where any were changed.
pub(super) fn signatories(case: &Case<'_>, form: &Form) -> Option<BTreeMap<String, Vec<String>>> {
    let roles = named(case);
    let name = |role: &Role| format!("{SIGNATORY}{}", role.key);
    if !roles
        .iter()
        .any(|role| changed(form, &name(role)).is_some())
    {
        return None;
    }
    let now = case.report.details.signatories.iter();
    let mut all: BTreeMap<String, Vec<String>> = now
        .map(|(key, people)| {
            let emails = people.iter().map(|person| email(case.state, *person));
            (key.clone(), emails.collect())
        })
        .collect();
    for role in &roles {
        if let Some(text) = changed(form, &name(role)) {
            let emails = text.split([',', ';']).map(str::trim);
            let emails = emails.filter(|text| !text.is_empty()).map(str::to_owned);
            all.insert(role.key.clone(), emails.collect());
        }
    }
    all.retain(|_, people| !people.is_empty());
    Some(all)
}
