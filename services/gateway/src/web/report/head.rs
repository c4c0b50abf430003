//! What stands above the text of a report.

use maud::{Markup, html};
use quarterday_domain::{Edition, State};

use crate::web::words;

/// Letters of a hash that are shown: enough to tell versions apart.
const HASH_SHOWN: usize = 12;

/// Title apart, all that is printed above the text of an edition.
pub(in crate::web) fn head(state: &State, edition: &Edition) -> Markup {
    let header = &edition.content.header;
    let sponsor = edition.people.sponsor;
    let mut rows = vec![
        ("Author".to_owned(), state.post_of(edition.people.author)),
        (
            "Sponsor".to_owned(),
            sponsor.map_or("None".to_owned(), |sponsor| state.post_of(sponsor)),
        ),
        (
            "Committee".to_owned(),
            header.committee.clone().unwrap_or_default(),
        ),
        (
            "Meeting".to_owned(),
            header.meeting.map(words::day).unwrap_or_default(),
        ),
        (
            "Taken in".to_owned(),
            if header.private { "private" } else { "public" }.to_owned(),
        ),
        (
            "Key decision".to_owned(),
            if header.key_decision { "Yes" } else { "No" }.to_owned(),
        ),
    ];
    let fields = header.fields.iter();
    rows.extend(fields.map(|(key, text)| (label(key), text.clone())));
    rows.push((
        "Version".to_owned(),
        format!(
            "{} ({}), of {}",
            edition.version,
            hash_shown(&edition.hash),
            words::moment(state, edition.recorded.at)
        ),
    ));
    html! {
        dl class="govuk-summary-list" {
            @for (name, value) in rows {
                div class="govuk-summary-list__row" {
                    dt class="govuk-summary-list__key" { (name) }
                    dd class="govuk-summary-list__value" { (value) }
                }
            }
        }
    }
}

/// `portfolio_holder` as `Portfolio holder`.
pub(in crate::web) fn label(key: &str) -> String {
    crate::web::plan::capital(&key.replace(['_', '-'], " "))
}

/// The beginning of a hash, which a sign-off may name it by.
pub(in crate::web) fn hash_shown(hash: &str) -> String {
    hash.chars().take(HASH_SHOWN).collect()
}
