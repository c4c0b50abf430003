//! Quarters of a plan.

use quarterday_proto::event::{
    Event, PositionFrozen, QuarterClosed, QuarterOpened, QuarterPublished, QuarterReopened,
    QuarterRestated,
};
use quarterday_proto::item::{Cause, Unavailable};
use quarterday_proto::restated::{StatedFacts, StatusChange};

use super::{day, full_position, item, number, plan, quarter, small_position, text};

pub(super) fn events() -> Vec<Event> {
    let (plan, quarter) = (plan(1), quarter("2020-21-Q2"));
    vec![
        Event::QuarterOpened(QuarterOpened {
            plan,
            quarter,
            answers_due: None,
        }),
        Event::QuarterOpened(QuarterOpened {
            plan,
            quarter,
            answers_due: Some(day("2020-10-14")),
        }),
        Event::QuarterClosed(QuarterClosed {
            plan,
            quarter,
            closing: 1,
            frozen_at: 40,
            reason: None,
            unanswered: vec![],
            inputs: "ab".repeat(32),
        }),
        Event::QuarterClosed(QuarterClosed {
            plan,
            quarter,
            closing: 2,
            frozen_at: u64::MAX,
            reason: text("The return of the contractor is late."),
            unanswered: vec![item(1), item(2)],
            inputs: "cd".repeat(32),
        }),
        Event::PositionFrozen(PositionFrozen {
            plan,
            quarter,
            closing: 1,
            restatement: None,
            position: Box::new(small_position()),
        }),
        Event::PositionFrozen(PositionFrozen {
            plan,
            quarter,
            closing: 2,
            restatement: Some(1),
            position: Box::new(full_position()),
        }),
        Event::QuarterReopened(QuarterReopened {
            plan,
            quarter,
            reason: "A wrong figure.".into(),
        }),
        Event::QuarterReopened(QuarterReopened {
            plan,
            quarter,
            reason: String::new(),
        }),
        Event::QuarterPublished(QuarterPublished {
            plan,
            quarter,
            closing: 1,
            on: day("2020-11-05"),
            reference: None,
        }),
        Event::QuarterPublished(QuarterPublished {
            plan,
            quarter,
            closing: 2,
            on: day("2020-11-05"),
            reference: text("Cabinet, item 9"),
        }),
        Event::QuarterRestated(QuarterRestated {
            plan,
            quarter,
            restatement: 1,
            reason: "Late data.".into(),
            known_at: 77,
            changes: vec![],
        }),
        Event::QuarterRestated(QuarterRestated {
            plan,
            quarter,
            restatement: 2,
            reason: "Late data.".into(),
            known_at: 99,
            changes: vec![
                StatusChange {
                    reference: "A1".into(),
                    assessment: "action/status".into(),
                    reported: None,
                    known: None,
                    reported_facts: None,
                    known_facts: None,
                    commentary_changed: false,
                },
                StatusChange {
                    reference: "A1".into(),
                    assessment: "measure/forecast".into(),
                    reported: text("green"),
                    known: text("red"),
                    reported_facts: None,
                    known_facts: None,
                    commentary_changed: false,
                },
            ],
        }),
    ]
}

/// Restatements that say which facts changed.
pub(super) fn of_facts() -> Vec<Event> {
    let restated = |changes| {
        Event::QuarterRestated(QuarterRestated {
            plan: plan(1),
            quarter: quarter("2020-21-Q2"),
            restatement: 3,
            reason: "A figure was mistyped.".into(),
            known_at: 120,
            changes,
        })
    };
    let change = |reported_facts, known_facts, commentary_changed| StatusChange {
        reference: "M1".into(),
        assessment: "measure/target".into(),
        reported: text("missed"),
        known: text("missed"),
        reported_facts,
        known_facts,
        commentary_changed,
    };
    let facts = StatedFacts {
        actual: Some(number("67")),
        forecast: Some(number("80.5")),
        percent_complete: Some(number("60")),
        rating: text("amber"),
        unavailable: Some(Unavailable::NotSupplied),
        completed_on: Some(day("2020-09-01")),
        cause: Some(Cause::Outside),
        place: Some(31),
    };
    vec![
        restated(vec![change(None, Some(StatedFacts::default()), false)]),
        restated(vec![change(Some(facts.clone()), Some(facts), true)]),
    ]
}
