//! How the items of a plan stand, in sentences that agree with their counts.

use quarterday_proto::layout::{Layout, Wording};
use quarterday_proto::position::{Exception, Position};

use super::chart::{self, chart};
use super::document::{Block, Run};
use super::facts::PlanFacts;
use super::sentence::{capital, counted, day, kind_word, number};

/// The sentences on a plan's positions.
pub(super) fn sentences(layout: &Layout, position: &Position) -> String {
    let words = layout.small_numbers_as_words;
    let kind = position.kind.as_str();
    if position.denominator == 0 {
        return format!("No {kind} of the plan counts in the quarter.");
    }
    let mut said: Vec<String> = Vec::new();
    for (wording, count, percent) in shares(layout, position) {
        let verb = if count == 1 {
            &wording.one
        } else {
            &wording.many
        };
        let first = said.is_empty();
        let all = count == position.denominator;
        let kinds = kind_word(position.kind, count);
        said.push(match (first, all, count) {
            (_, true, 1) => format!("The one {kind} in the plan {verb} (100%)."),
            (_, true, _) => {
                format!(
                    "All {} {kinds} in the plan (100%) {verb}.",
                    number(count, words)
                )
            }
            (true, false, 1) => format!("One {kind} in the plan ({percent}%) {verb}."),
            (true, false, _) => {
                format!("{percent}% ({count}) of the {kinds} in the plan {verb}.")
            }
            (false, false, 1) => format!("One further {kind} ({percent}%) {verb}."),
            (false, false, _) => format!("{percent}% ({count}) {verb}."),
        });
    }
    let left_out: Vec<String> = position
        .excluded
        .iter()
        .map(|excluded| {
            format!(
                "{} ({})",
                counted(excluded.count, kind, words),
                excluded.reason
            )
        })
        .collect();
    if !left_out.is_empty() {
        said.push(format!(
            "{} not counted: {}.",
            if position.total - position.denominator == 1 {
                "One is"
            } else {
                "Some are"
            },
            left_out.join(", ")
        ));
    }
    said.join(" ")
}

/// The wordings that some item has, with count and percentage; what the layout
/// has no words for is told by its label.
fn shares(layout: &Layout, position: &Position) -> Vec<(Wording, u32, String)> {
    let mut shares = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    let of_kind = layout
        .wordings
        .iter()
        .filter(|wording| wording.kind == position.kind);
    for wording in of_kind {
        let has = |status: &str| wording.statuses.iter().any(|known| known == status);
        let parts: Vec<_> = position
            .parts
            .iter()
            .filter(|part| has(&part.status))
            .collect();
        told.extend(parts.iter().map(|part| part.status.as_str()));
        let count: u32 = parts.iter().map(|part| part.count).sum();
        let group = position.groups.iter().find(|group| {
            group.statuses.len() == wording.statuses.len()
                && group.statuses.iter().all(|status| has(status))
        });
        let percent = match (parts.as_slice(), group) {
            ([part], _) => part.percent.clone(),
            (_, Some(group)) => group.percent.clone(),
            // Several statuses that no group of the scheme counts together.
            _ => parts
                .iter()
                .map(|part| part.percent.as_str())
                .collect::<Vec<_>>()
                .join(" and "),
        };
        if count > 0 {
            shares.push((wording.clone(), count, percent));
        }
    }
    for part in &position.parts {
        if part.count > 0 && !told.contains(&part.status.as_str()) {
            let label = part.label.to_lowercase();
            let wording = Wording {
                kind: position.kind,
                statuses: vec![part.status.clone()],
                one: format!("is “{label}”"),
                many: format!("are “{label}”"),
                meaning: None,
            };
            shares.push((wording, part.count, part.percent.clone()));
        }
    }
    shares
}

/// The sentence before the chart, and the chart of a position.
pub(super) fn charted(plan: &PlanFacts, position: &Position) -> Option<Block> {
    let title = format!(
        "{}: {}s by {} at the end of Quarter {}",
        plan.title,
        position.kind,
        position.axis,
        plan.quarter.number()
    );
    chart(position, title).map(Block::Chart)
}

/// The items of a position to be explained: a sentence and a list by status.
pub(super) fn exceptions(
    layout: &Layout,
    plan: &PlanFacts,
    position: &Position,
    hide: &dyn Fn(&Exception) -> bool,
) -> Vec<(String, Vec<Vec<Run>>)> {
    let mut lists = Vec::new();
    for part in &position.parts {
        let of_part: Vec<&Exception> = position
            .exceptions
            .iter()
            .filter(|exception| exception.status == part.status)
            .collect();
        if of_part.is_empty() {
            continue;
        }
        let count = of_part.len() as u32;
        let wording = layout.wordings.iter().find(|wording| {
            wording.kind == position.kind && wording.statuses.contains(&part.status)
        });
        let name = chart::name(part);
        let name = name.split(':').next().unwrap_or_default();
        let kinds = kind_word(position.kind, count);
        let intro = match (wording, count) {
            (Some(wording), 1) => format!("The {kinds} that {} ({name}) is:", wording.one),
            (Some(wording), _) => format!(
                "The {} {kinds} that {} ({name}) are:",
                number(count, layout.small_numbers_as_words),
                wording.many
            ),
            (None, 1) => format!("{}: one {kinds}:", capital(name)),
            (None, _) => format!(
                "{}: {}:",
                capital(name),
                counted(count, position.kind.as_str(), layout.small_numbers_as_words)
            ),
        };
        let items = of_part
            .iter()
            .map(|exception| line(plan, exception, hide(exception)));
        lists.push((intro, items.collect()));
    }
    lists
}

fn line(plan: &PlanFacts, exception: &Exception, hidden: bool) -> Vec<Run> {
    if hidden {
        return vec![Run::plain(format!(
            "{}: exempt; see the restricted appendix",
            exception.reference
        ))];
    }
    let mut text = exception.title.clone();
    let item = plan
        .items
        .iter()
        .find(|item| item.reference == exception.reference);
    let mut notes: Vec<String> = Vec::new();
    if let Some(complete) = item.and_then(|item| item.figures.complete.as_ref()) {
        notes.push(format!("{complete} complete"));
    }
    if let Some(due) = exception.due {
        notes.push(match exception.original_due {
            Some(original) => format!("due {}, first {}", day(due), day(original)),
            None => format!("due {}", day(due)),
        });
    }
    notes.extend(exception.note.clone());
    if !notes.is_empty() {
        text.push_str(&format!(" ({})", notes.join("; ")));
    }
    let mut runs = vec![Run::plain(text)];
    if let Some(commentary) = &exception.commentary {
        runs.push(Run::plain(format!(". {commentary}")));
    }
    runs
}
