//! Quarters of a plan.

use quarterday_proto::event::{
    Event, PositionFrozen, QuarterClosed, QuarterOpened, QuarterPublished, QuarterReopened,
    QuarterRestated, StatusChange,
};

use super::{day, full_position, item, plan, quarter, small_position, text};

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
                },
                StatusChange {
                    reference: "A1".into(),
                    assessment: "measure/forecast".into(),
                    reported: text("green"),
                    known: text("red"),
                },
            ],
        }),
    ]
}
