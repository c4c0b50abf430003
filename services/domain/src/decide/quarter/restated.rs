//! What a restatement changes: statuses, and the facts printed beside them.

use std::collections::{BTreeMap, BTreeSet};

use quarterday_proto::position::Position;
use quarterday_proto::quarter::Quarter;
use quarterday_proto::restated::{StatedFacts, StatusChange};

use crate::position::{Question, Stated, stated};
use crate::scheme::CompiledScheme;
use crate::state::{Item, Plan, State};

/// What was reported of a quarter, and what is compared with it.
pub(super) struct Compared<'a> {
    pub(super) state: &'a State,
    pub(super) plan: &'a Plan,
    pub(super) quarter: Quarter,
    pub(super) scheme: &'a CompiledScheme,
    /// The positions as last reported, and the place that they rest on.
    pub(super) reported: &'a [Position],
    pub(super) reported_at: u64,
    /// The positions as now known.
    pub(super) known: &'a [Position],
}

impl Compared<'_> {
    /// The items of which something printed differs, over all themes and each
    /// basis's own.
    pub(super) fn changes(&self) -> Vec<StatusChange> {
        let mut changes = Vec::new();
        let whole = |positions: &'_ [Position]| -> BTreeMap<String, usize> {
            let numbered = positions.iter().enumerate();
            numbered
                .filter(|(_, position)| position.theme.is_none())
                .map(|(index, position)| (assessment_of(position), index))
                .collect()
        };
        let (before, after) = (whole(self.reported), whole(self.known));
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in names {
            let before = before.get(name).map(|index| &self.reported[*index]);
            let after = after.get(name).map(|index| &self.known[*index]);
            self.changes_of(name, before, after, &mut changes);
        }
        changes
    }

    fn changes_of(
        &self,
        name: &str,
        before: Option<&Position>,
        after: Option<&Position>,
        changes: &mut Vec<StatusChange>,
    ) {
        let Some(asked) = after.or(before) else {
            return;
        };
        let (was, is) = (statuses(before), statuses(after));
        let assessment = self.scheme.assessment(asked.kind, asked.axis);
        let question = assessment.map(|assessment| Question {
            quarter: self.quarter,
            as_at: self.quarter.last_day(),
            basis: asked.basis,
            assessment,
        });
        let references: BTreeSet<&str> = was.keys().chain(is.keys()).copied().collect();
        for reference in references {
            let (reported, known) = (was.get(reference), is.get(reference));
            let item = self.state.item(self.plan, reference).ok();
            let then = item.and_then(|item| item.as_known_at(self.reported_at));
            if reported == known && then.is_none() {
                continue;
            }
            let now = item.map(|item| &**item);
            let then = self.stated(then.as_ref().or(now), question.as_ref());
            let then = then.filter(|_| reported.is_some());
            let now = self.stated(now, question.as_ref());
            let now = now.filter(|_| known.is_some());
            let (words_then, words_now) = (words(then.as_ref()), words(now.as_ref()));
            let commentary_changed = then.is_some() && now.is_some() && words_then != words_now;
            let (then, now) = (facts(then), facts(now));
            if reported == known && !commentary_changed && agree(then.as_ref(), now.as_ref()) {
                continue;
            }
            changes.push(StatusChange {
                reference: reference.to_owned(),
                assessment: name.to_owned(),
                reported: reported.map(|status| (*status).to_owned()),
                known: known.map(|status| (*status).to_owned()),
                reported_facts: then,
                known_facts: now,
                commentary_changed,
            });
        }
    }

    fn stated<'a>(
        &self,
        item: Option<&'a Item>,
        question: Option<&Question<'_>>,
    ) -> Option<Stated<'a>> {
        Some(stated(item?, question?, self.scheme))
    }
}

fn assessment_of(position: &Position) -> String {
    StatusChange::assessment_of(position.kind, position.axis, position.basis)
}

fn statuses(position: Option<&Position>) -> BTreeMap<&str, &str> {
    let items = position.into_iter().flat_map(|position| &position.items);
    items
        .map(|item| (item.reference.as_str(), item.status.as_str()))
        .collect()
}

fn words(stated: Option<&Stated<'_>>) -> String {
    let text = stated.and_then(|stated| stated.commentary);
    text.unwrap_or_default().to_owned()
}

fn facts(stated: Option<Stated<'_>>) -> Option<StatedFacts> {
    let facts = stated.map(|stated| stated.facts);
    facts.filter(|facts| *facts != StatedFacts::default())
}

fn agree(reported: Option<&StatedFacts>, known: Option<&StatedFacts>) -> bool {
    let none = StatedFacts::default();
    let (reported, known) = (reported.unwrap_or(&none), known.unwrap_or(&none));
    reported.agrees_with(known)
}
