//! What two versions of a report say differently, as people read it.

use maud::{Markup, html};
use quarterday_domain::{Edition, Report, State};
use quarterday_proto::api::{HeaderChange, SectionChange};
use quarterday_proto::report::{ReportContent, ReportHeader, Section};

use super::head::label;
use super::text_change::{Piece, pieces};
use crate::routes::pages::report_difference;
use crate::web::words;

/// What changed from one version to another.
pub(in crate::web) fn between(
    state: &State,
    report: &Report,
    from: &Edition,
    to: &Edition,
) -> Markup {
    let found = report_difference(state, report, from, to);
    let header = found.header.as_ref().map(header_rows).unwrap_or_default();
    let nothing =
        header.is_empty() && found.sections.is_empty() && !found.reordered && !found.figures;
    html! {
        @if nothing {
            p class="govuk-body" { "They say the same." }
        } @else {
            p class="govuk-body" {
                "What was taken out is " del { "struck through" } ", what was put in is "
                ins { "underlined" } "."
            }
        }
        @if found.figures {
            p class="govuk-body" {
                strong { "The figures of a covered quarter changed." }
            }
        }
        @if !header.is_empty() {
            h3 class="govuk-heading-s" { "Above the text" }
            dl class="govuk-summary-list" {
                @for (name, old, new) in &header {
                    div class="govuk-summary-list__row" {
                        dt class="govuk-summary-list__key" { (name) }
                        dd class="govuk-summary-list__value" { (changed(old, new)) }
                    }
                }
            }
        }
        @for change in &found.sections { (section(change)) }
        @if found.reordered {
            p class="govuk-body" { "The sections stand in another order." }
        }
    }
}

fn section(change: &SectionChange) -> Markup {
    let (old, new) = (change.old.as_ref(), change.new.as_ref());
    let heading = |section: &Section| section.heading.clone();
    let name = new.or(old).map(heading).unwrap_or_default();
    let what = match (old, new) {
        (None, _) => " (new)",
        (_, None) => " (taken out)",
        _ => "",
    };
    let text = |section: Option<&Section>| {
        section.map_or_else(String::new, |section| section.text.clone())
    };
    let exempt = |section: Option<&Section>| section.and_then(|one| one.exempt_paragraph.clone());
    html! {
        h3 class="govuk-heading-s" { (name) (what) }
        @if let (Some(before), Some(after)) = (old, new) {
            @if before.heading != after.heading {
                p class="govuk-body" { "Heading: " (changed(&before.heading, &after.heading)) }
            }
            @if exempt(old) != exempt(new) {
                p class="govuk-body" {
                    "Exempt paragraph: "
                    (changed(&exempt(old).unwrap_or_default(), &exempt(new).unwrap_or_default()))
                }
            }
        }
        div class="govuk-inset-text" { (changed(&text(old), &text(new))) }
    }
}

/// A text with what was taken out and put in; its lines are kept.
fn changed(old: &str, new: &str) -> Markup {
    let (old, new) = (old.replace("\r\n", "\n"), new.replace("\r\n", "\n"));
    html! {
        @for piece in pieces(&old, &new) {
            @match piece {
                Piece::Kept(text) => (lines(&text)),
                Piece::Gone(text) => del { (lines(&text)) },
                Piece::New(text) => ins { (lines(&text)) },
            }
        }
    }
}

fn lines(text: &str) -> Markup {
    html! {
        @for (index, line) in text.split('\n').enumerate() {
            @if index > 0 { br; }
            (line)
        }
    }
}

/// Name, old and new of each field above the text that changed.
fn header_rows(change: &HeaderChange) -> Vec<(String, String, String)> {
    let mut rows = vec![
        (
            "Title".to_owned(),
            change.old_title.clone(),
            change.new_title.clone(),
        ),
        (
            "Author".to_owned(),
            change.old_author.post.clone(),
            change.new_author.post.clone(),
        ),
    ];
    let sponsor = |owner: &Option<quarterday_proto::api::Owner>| {
        owner
            .as_ref()
            .map_or_else(String::new, |one| one.post.clone())
    };
    rows.push((
        "Sponsor".to_owned(),
        sponsor(&change.old_sponsor),
        sponsor(&change.new_sponsor),
    ));
    let (old, new) = (&change.old, &change.new);
    for (name, of) in FIELDS {
        rows.push((name.to_owned(), of(old), of(new)));
    }
    let mut keys: Vec<&String> = old.fields.keys().chain(new.fields.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let of = |header: &ReportHeader| header.fields.get(key).cloned().unwrap_or_default();
        rows.push((label(key), of(old), of(new)));
    }
    rows.retain(|(_, old, new)| old != new);
    rows
}

type FieldOf = fn(&ReportHeader) -> String;

const FIELDS: [(&str, FieldOf); 4] = [
    ("Committee", |header| {
        header.committee.clone().unwrap_or_default()
    }),
    ("Meeting", |header| {
        header.meeting.map(words::day).unwrap_or_default()
    }),
    ("Taken in", |header| {
        if header.private { "private" } else { "public" }.to_owned()
    }),
    ("Key decision", |header| {
        if header.key_decision { "Yes" } else { "No" }.to_owned()
    }),
];

/// The keys of what changed as people call it: headings of sections, `Figures`,
/// `Title and header`.
pub(in crate::web) fn names(content: &ReportContent, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| name_of(content, key)).collect()
}

/// One such key.
pub(in crate::web) fn name_of(content: &ReportContent, key: &str) -> String {
    let section = content.sections.iter().find(|section| section.key == key);
    match (section, key) {
        (Some(section), _) => section.heading.clone(),
        (None, quarterday_proto::route::HEADER) => "title or header".to_owned(),
        (None, quarterday_proto::route::FIGURES) => "figures".to_owned(),
        (None, key) => label(key),
    }
}
