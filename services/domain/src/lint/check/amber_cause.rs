//! An amber without the cause from outside that makes it amber and not red.

use crate::lint::code::{Found, LintCode};
use crate::lint::draft::{Item, Shown};
use crate::lint::reading::{Findings, ReadParagraph, ReadSection, Reading};

use super::on_hold::best_match;

/// A paragraph with its section.
type Placed<'r, 'a> = (&'r ReadSection<'a>, &'r ReadParagraph<'a>);

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let plans = reading.draft.plans.iter();
    let items = plans.flat_map(|plan| plan.items.iter().map(move |item| (plan, item)));
    let unstated = items.filter(|(_, item)| {
        let given = item.outside_cause.as_deref().unwrap_or_default();
        item.shown == Shown::BehindOutside && given.trim().is_empty()
    });
    let mut unstated = unstated.peekable();
    if unstated.peek().is_none() {
        return;
    }
    let named = named(reading);
    for (plan, item) in unstated {
        let of_item = named.iter().filter(|(named, _)| std::ptr::eq(*named, item));
        let mut of_item = of_item.map(|(_, placed)| placed);
        if of_item
            .clone()
            .any(|(_, paragraph)| states_cause(paragraph))
        {
            continue;
        }
        let found = Found {
            code: LintCode::AmberWithoutCause,
            problem: format!(
                "{} is amber, and no cause outside of the directorate's control is stated",
                item.reference
            ),
            says: "amber".to_owned(),
            against: "no cause from outside".to_owned(),
            remedy: "state the cause, or show the item as red".to_owned(),
        };
        match of_item.next() {
            Some((section, paragraph)) => {
                findings.at(section, paragraph, 0..paragraph.text.pieces.len(), found);
            }
            None => findings.of_item(plan, item, found),
        }
    }
}

/// The items that sentences are about, more than about others of their plan.
fn named<'r, 'a>(reading: &'r Reading<'a>) -> Vec<(&'a Item, Placed<'r, 'a>)> {
    let mut named = Vec::new();
    let telling = reading
        .paragraphs()
        .filter(|(section, _)| section.tells_progress());
    for (section, paragraph) in telling {
        let text = &paragraph.text;
        for sentence in &text.sentences {
            let (_, words) = text.quote(sentence.clone());
            let found = best_match(reading, section.section.plan.as_deref(), &words);
            named.extend(found.map(|found| (found.item, (section, paragraph))));
        }
    }
    named
}

fn states_cause(paragraph: &ReadParagraph<'_>) -> bool {
    const CAUSES: [&str; 9] = [
        "due to",
        "because",
        "owing to",
        "as a result of",
        "caused by",
        "outside",
        "result of",
        "following",
        "beyond our control",
    ];
    let text = &paragraph.text;
    // "Due to be completed" is no cause.
    let all = 0..text.pieces.len();
    text.has_any(all, &CAUSES)
        .is_some_and(|at| !text.is(at.end, "be"))
}
