//! What changed in a report since a role answered it.

use maud::{Markup, html};
use quarterday_domain::{Report, State};

use super::{between, edition_of};
use crate::web::words;

/// What changed since the role signed or returned it last, where it did.
pub(in crate::web) fn since_answered(state: &State, known: &Report, role: &str) -> Markup {
    let signed = known.signatures.iter().rev().find(|one| one.role == role);
    let returned = known.returns.iter().rev().find(|one| one.role == role);
    let signed = signed.map(|one| (one.place, one.day, &one.by, one.hash.as_str(), "signed"));
    let returned = returned.map(|one| {
        let hash = one.hash.as_str();
        (one.place, one.day, &one.by, hash, "returned")
    });
    let last = signed.into_iter().chain(returned).max_by_key(|one| one.0);
    let before = last.and_then(|last| Some((last, edition_of(known, last.3)?)));
    let Some(((_, day, by, ..), before)) = before else {
        return html! {};
    };
    let did = last.map_or("", |last| last.4);
    html! {
        h2 class="govuk-heading-m" id="changes" { "What changed since it was " (did) }
        p class="govuk-body" {
            (state.signed_name(by)) " " (did) " version " (before.version) " on " (words::day(day))
            "."
            @if before.hash != known.hash() {
                " That does not cover what the report says now, so you are asked again."
            } @else {
                " The report says the same now."
            }
        }
        @if before.hash != known.hash() {
            (between(state, known, before, known.edition()))
        }
    }
}
