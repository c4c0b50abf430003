//! A position as people read it: in words, as a chart and table, against the
//! quarter before, with what is to be explained. Figures link to the events that
//! made them.

use maud::{Markup, html};
use quarterday_proto::position::{Exception, Position};

use super::chart::{bars, figure};
use super::parts::scrolling;
use super::words;

/// Items to be explained that one position shows; a theme shows fewer of them.
const EXCEPTIONS_SHOWN: usize = 50;

/// A position. `base` is the address of its quarter's page, `council` that of
/// its plan's items.
pub(super) fn show(position: &Position, base: &str, items: &str, known_at: Option<&str>) -> Markup {
    let id = format!("{}-{}", position.kind, position.axis);
    let events = Events {
        base,
        position,
        known_at,
    };
    html! {
        section aria-labelledby=(id) {
            h2 class="govuk-heading-m" id=(id) { (heading(position)) }
            p class="govuk-body" { (in_words(position)) }
            @for group in &position.groups {
                p class="govuk-body" {
                    strong {
                        @if !group.percent.is_empty() { (group.percent) "% " }
                        "(" (group.count) " of " (group.denominator) ")"
                    }
                    " " (group.label)
                }
            }
            (bars(position))
            (table(position, &events))
            (excluded(position))
            (exceptions(position, items))
        }
    }
}

/// Where the events behind figures are.
struct Events<'a> {
    base: &'a str,
    position: &'a Position,
    known_at: Option<&'a str>,
}

impl Events<'_> {
    fn of(&self, status: &str) -> String {
        let (kind, axis) = (self.position.kind, self.position.axis);
        let mut address = format!("{}/events?kind={kind}&axis={axis}", self.base);
        address.push_str(&format!("&status={}", words::encoded(status)));
        if let Some(theme) = &self.position.theme {
            address.push_str(&format!("&theme={}", words::encoded(theme)));
        }
        if let Some(known_at) = self.known_at {
            address.push_str(&format!("&known_at={}", words::encoded(known_at)));
        }
        address
    }
}

/// `Actions: status`.
pub(super) fn heading(position: &Position) -> String {
    let kind = position.kind.to_string();
    let mut letters = kind.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    let axis = position.axis.to_string();
    format!("{}{}s: {axis}", first.unwrap_or_default(), letters.as_str())
}

/// What counts and what does not, in one sentence.
pub(super) fn in_words(position: &Position) -> String {
    let kind = position.kind.to_string();
    let all = words::counted(position.total as usize, &kind);
    let counted = position.parts.iter().filter(|part| part.count > 0);
    let parts: Vec<String> = counted
        .map(|part| format!("{} {}", figure(part), part.label))
        .collect();
    let left_out = position.total - position.denominator;
    let mut text = match parts.split_last() {
        None => format!("None of {all} counts"),
        Some((last, [])) => format!("Of {}, {last}", of(position, &all)),
        Some((last, before)) => {
            format!(
                "Of {}, {} and {last}",
                of(position, &all),
                before.join(", ")
            )
        }
    };
    if left_out > 0 && position.denominator > 0 {
        text.push_str(&format!("; {left_out} left out"));
    }
    text.push('.');
    text
}

fn of(position: &Position, all: &str) -> String {
    match position.denominator == position.total {
        true => all.to_owned(),
        false => format!("{} of {all}", position.denominator),
    }
}

fn table(position: &Position, events: &Events<'_>) -> Markup {
    let previous = position.previous.as_ref();
    let before = |status: &str| {
        let parts = previous.into_iter().flat_map(|previous| &previous.parts);
        let mut found = parts.filter(|part| part.status == status);
        found.next().map_or_else(|| "\u{2013}".to_owned(), figure)
    };
    scrolling(
        "Figures by status",
        html! {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-table__caption--s" {
                    "Figures by status, of " (position.denominator)
                }
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        th scope="col" class="govuk-table__header" { "Status" }
                        th scope="col" class="govuk-table__header govuk-table__header--numeric" {
                            "This quarter"
                        }
                        @if let Some(previous) = previous {
                            th scope="col" class="govuk-table__header govuk-table__header--numeric" {
                                (previous.quarter)
                            }
                        }
                    }
                }
                tbody class="govuk-table__body" {
                    @for part in &position.parts {
                        tr class="govuk-table__row" {
                            th scope="row" class="govuk-table__header" { (part.label) }
                            td class="govuk-table__cell govuk-table__cell--numeric" {
                                @if part.count > 0 {
                                    a class="govuk-link" href=(events.of(&part.status)) {
                                        (figure(part))
                                        span class="govuk-visually-hidden" {
                                            " " (part.label) ": the events behind this figure"
                                        }
                                    }
                                } @else { (figure(part)) }
                            }
                            @if previous.is_some() {
                                td class="govuk-table__cell govuk-table__cell--numeric" {
                                    (before(&part.status))
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn excluded(position: &Position) -> Markup {
    if position.excluded.is_empty() {
        return html! {};
    }
    html! {
        h3 class="govuk-heading-s" { "Left out of the percentages" }
        ul class="govuk-list govuk-list--bullet" {
            @for excluded in &position.excluded { li { (excluded.count) ": " (excluded.reason) } }
        }
    }
}

fn exceptions(position: &Position, items: &str) -> Markup {
    if position.exceptions.is_empty() {
        return html! {};
    }
    let label = |status: &str| {
        let mut parts = position.parts.iter();
        let found = parts.find(|part| part.status == status);
        found.map_or(status.to_owned(), |part| part.label.clone())
    };
    html! {
        h3 class="govuk-heading-s" { "To be explained" }
        @for exception in position.exceptions.iter().take(EXCEPTIONS_SHOWN) {
            (one(exception, &label(&exception.status), items))
        }
        @let more = position.exceptions.len().saturating_sub(EXCEPTIONS_SHOWN);
        @if more > 0 {
            p class="govuk-body" {
                "And " (words::counted(more, "item")) " more: choose a theme to see fewer at once."
            }
        }
    }
}

fn one(exception: &Exception, label: &str, items: &str) -> Markup {
    let address = format!("{items}/{}", words::encoded(&exception.reference));
    html! {
        div class="govuk-inset-text" {
            p class="govuk-body govuk-!-margin-bottom-1" {
                a class="govuk-link govuk-!-font-weight-bold" href=(address) {
                    (exception.reference) ": " (exception.title)
                }
            }
            p class="govuk-body govuk-!-margin-bottom-1" {
                strong { (label) }
                @if let Some(note) = &exception.note { ", " (note) }
                @if let Some(due) = exception.due {
                    "; due " (words::day(due))
                    @if let Some(original) = exception.original_due.filter(|day| *day != due) {
                        " (first " (words::day(original)) ")"
                    }
                }
            }
            @match &exception.commentary {
                Some(commentary) => p class="govuk-body govuk-!-margin-bottom-0" { (commentary) },
                None => p class="govuk-body govuk-!-margin-bottom-0" { "No commentary was given." }
            }
        }
    }
}
