//! The things that can be asked for: whose they are, and whether they are done.

use jiff::civil::Date;
use quarterday_proto::digest::{Asked, Thing};
use quarterday_proto::id::PersonId;
use quarterday_proto::position::QuarterState;
use quarterday_proto::schedule::{Anchor, Asks};

use super::clearance;
use crate::position::is_unanswered;
use crate::state::{Item, Plan, State};

/// A thing that is not done, with what is counted from and to.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) thing: Thing,
    /// Whose it is, where it is somebody's.
    pub(super) holder: Option<PersonId>,
    /// By when.
    pub(super) due: Option<Date>,
    /// Who answers for it beside the holder: the sponsor of a report.
    pub(super) sponsor: Option<PersonId>,
    /// The end of the quarter that is asked for.
    pub(super) quarter_end: Option<Date>,
    /// The day of the meeting that a report goes to.
    pub(super) meeting: Option<Date>,
}

impl Candidate {
    /// The day that a schedule counts from.
    pub(super) fn anchor(&self, to: Anchor) -> Option<Date> {
        match to {
            Anchor::QuarterEnd => self.quarter_end,
            Anchor::AnswersDue | Anchor::ItemDue | Anchor::SignOffDue => self.due,
            Anchor::Meeting => self.meeting,
        }
    }

    /// Whether it is asked for by the clock, with no day to count from: answers
    /// once the quarter is over, completions once they are late.
    pub(super) fn is_of_now(&self, today: Date) -> bool {
        match &self.thing {
            Thing::Answer { .. } => self.quarter_end.is_some_and(|end| end < today),
            Thing::Completion { due, .. } => *due < today,
            Thing::SignOff { .. } | Thing::Revision { .. } | Thing::Publication { .. } => true,
        }
    }
}

/// Everything that is not done yet of what a schedule asks for, and everything
/// that happened in some days before that it tells of.
pub(super) fn candidates(state: &State, asks: Asks, days: u8, today: Date) -> Vec<Candidate> {
    match asks {
        Asks::Answers => answers(state, today),
        Asks::OverdueAnswers => {
            let mut answers = answers(state, today);
            answers.retain(|candidate| candidate.due.is_some_and(|due| due < today));
            answers
        }
        Asks::ItemsDue => completions(state, today),
        Asks::SignOffs => clearance::sign_offs(state, today),
        Asks::OverdueSignOffs => {
            let mut sign_offs = clearance::sign_offs(state, today);
            sign_offs.retain(|candidate| candidate.due.is_some_and(|due| due < today));
            sign_offs
        }
        Asks::Returns => clearance::returns(state, today),
        Asks::Publications => clearance::publications(state, days, today),
    }
}

/// The days that schedules count from, whether or not anything is left to ask
/// for: asked at every look of a scheduler, so nothing is assessed for it.
pub(super) fn anchors(state: &State, asks: Asks, to: Anchor, today: Date) -> Vec<Date> {
    if !matches!(asks, Asks::Answers | Asks::OverdueAnswers) {
        let candidates = candidates(state, asks, 0, today);
        return candidates
            .iter()
            .filter_map(|candidate| candidate.anchor(to))
            .collect();
    }
    let plans = state.plans().filter(|plan| plan.closed_at.is_none());
    let quarters = plans.flat_map(|plan| &plan.quarters);
    quarters
        .filter(|(_, record)| record.state == QuarterState::Open)
        .filter_map(|(quarter, record)| match to {
            Anchor::QuarterEnd => Some(quarter.last_day()),
            _ => record.answers_due,
        })
        .collect()
}

fn answers(state: &State, today: Date) -> Vec<Candidate> {
    let mut found = Vec::new();
    for plan in state.plans().filter(|plan| plan.closed_at.is_none()) {
        let open = plan
            .quarters
            .iter()
            .filter(|(_, record)| record.state == QuarterState::Open);
        for (quarter, record) in open {
            let unanswered = state
                .items_of(plan)
                .filter(|item| is_unanswered(state, plan, item, *quarter));
            found.extend(unanswered.map(|item| Candidate {
                thing: Thing::Answer {
                    plan: plan.id,
                    item: item.id,
                    quarter: *quarter,
                },
                holder: owner(item, today),
                due: record.answers_due,
                sponsor: None,
                quarter_end: Some(quarter.last_day()),
                meeting: None,
            }));
        }
    }
    found
}

fn completions(state: &State, today: Date) -> Vec<Candidate> {
    let mut found = Vec::new();
    for plan in state.plans().filter(|plan| plan.closed_at.is_none()) {
        for item in state.items_of(plan) {
            let Some(due) = item.version_as_at(today).definition.due else {
                continue;
            };
            if is_incomplete(item, due, today) {
                found.push(Candidate {
                    thing: Thing::Completion {
                        plan: plan.id,
                        item: item.id,
                        due,
                    },
                    holder: owner(item, today),
                    due: Some(due),
                    sponsor: None,
                    quarter_end: None,
                    meeting: None,
                });
            }
        }
    }
    found
}

/// Whether a thing is a person's, as at a day. What nobody has is told to the
/// performance team, and so counts as that of whoever is asked.
pub fn is_theirs(state: &State, thing: &Thing, person: PersonId, today: Date) -> bool {
    match thing {
        Thing::Answer { item, .. } | Thing::Completion { item, .. } => {
            let item = state.item_by_id(*item);
            let owner = item.and_then(|item| owner(item, today));
            owner.is_none_or(|owner| owner == person)
        }
        Thing::SignOff { .. } | Thing::Revision { .. } | Thing::Publication { .. } => {
            clearance::is_theirs(state, thing, person, today)
        }
    }
}

/// Whether a thing is still to be done.
pub fn is_undone(state: &State, thing: &Thing, today: Date) -> bool {
    let (Thing::Answer { plan, item, .. } | Thing::Completion { plan, item, .. }) = thing else {
        return clearance::is_undone(state, thing, today);
    };
    let found = (state.plan_by_id(*plan), state.item_by_id(*item));
    let (Some(plan), Some(item)) = found else {
        return false;
    };
    match thing {
        _ if plan.closed_at.is_some() => false,
        Thing::Answer { quarter, .. } => {
            is_open(plan, *quarter) && is_unanswered(state, plan, item, *quarter)
        }
        Thing::Completion { due, .. } => is_incomplete(item, *due, today),
        Thing::SignOff { .. } | Thing::Revision { .. } | Thing::Publication { .. } => false,
    }
}

/// Whether a thing is still to be asked of a person: not done, still that of
/// whoever it was asked of, and, where it is the person's own, with the person
/// there to do it.
pub fn still_asked(state: &State, asked: &Asked, person: PersonId, today: Date) -> bool {
    let of = asked.of.unwrap_or(person);
    let is_there = asked.of.is_some() || super::route::is_there(state, person, today);
    is_there && is_theirs(state, &asked.thing, of, today) && is_undone(state, &asked.thing, today)
}

fn is_open(plan: &Plan, quarter: quarterday_proto::quarter::Quarter) -> bool {
    let record = plan.quarters.get(&quarter);
    record.is_some_and(|record| record.state == QuarterState::Open)
}

fn is_incomplete(item: &Item, due: Date, today: Date) -> bool {
    item.concluded.is_none()
        && item.counts_as_at(today)
        && item.completed_by(today).is_none()
        && item.version_as_at(today).definition.due == Some(due)
}

fn owner(item: &Item, today: Date) -> Option<PersonId> {
    item.version_as_at(today).definition.owner
}
