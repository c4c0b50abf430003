//! Positions.

use quarterday_proto::event::{Event, PositionFrozen};
use quarterday_proto::item::Kind;
use quarterday_proto::position::{
    Comparative, Exception, Excluded, GroupFigure, ItemStatus, KnownAt, Part, Position,
    QuarterState,
};
use quarterday_proto::scheme::Axis;
use quarterday_proto::target::Basis;

use super::{day, plan, quarter, text, texts, time};

/// A position of nothing.
pub(crate) fn small_position() -> Position {
    Position {
        council: "rochdale".into(),
        plan: "place".into(),
        theme: None,
        quarter: quarter("2020-21-Q2"),
        kind: Kind::Action,
        axis: Axis::Status,
        basis: None,
        bases: Vec::new(),
        state: QuarterState::Open,
        closing: None,
        as_at: day("2020-09-30"),
        known_at: KnownAt {
            place: 0,
            time: None,
        },
        scheme: "plain@1990-04-01".into(),
        total: 0,
        denominator: 0,
        excluded: vec![],
        parts: vec![],
        groups: vec![],
        exceptions: vec![],
        items: vec![],
        previous: None,
        trace: vec![],
    }
}

/// A position with every field present.
pub(crate) fn full_position() -> Position {
    Position {
        theme: text("Clean and green"),
        kind: Kind::Measure,
        axis: Axis::Target,
        basis: Some(Basis::YearEnd),
        state: QuarterState::Published,
        closing: Some(2),
        known_at: KnownAt {
            place: 41,
            time: Some(time("2020-10-12T09:30:00.123456Z")),
        },
        total: 3,
        denominator: 2,
        excluded: vec![Excluded {
            reason: "not collected".into(),
            count: 1,
            trace: vec![9],
        }],
        parts: vec![
            part(),
            Part {
                colour: None,
                ..part()
            },
        ],
        groups: vec![group()],
        exceptions: vec![small_exception(), full_exception()],
        items: vec![
            ItemStatus {
                reference: "A1".into(),
                status: "amber".into(),
                excluded: None,
                trace: vec![7, 12],
            },
            ItemStatus {
                reference: "A2".into(),
                status: "grey".into(),
                excluded: text("not collected"),
                trace: vec![],
            },
        ],
        previous: Some(Comparative {
            quarter: quarter("2020-21-Q1"),
            state: QuarterState::Closed,
            restated: None,
            scheme: "plain@1990-04-01".into(),
            denominator: 2,
            parts: vec![part()],
            groups: vec![group()],
        }),
        trace: vec![7, 9, 12],
        ..small_position()
    }
}

fn part() -> Part {
    Part {
        status: "amber".into(),
        label: "Amber".into(),
        colour: text("#ffbf00"),
        count: 1,
        percent: "50.0".into(),
        trace: vec![7, 12],
    }
}

fn group() -> GroupFigure {
    GroupFigure {
        label: "on track".into(),
        statuses: texts(&["green", "amber"]),
        count: 2,
        denominator: 2,
        percent: "100.0".into(),
    }
}

fn small_exception() -> Exception {
    Exception {
        reference: "A1".into(),
        title: "Open the new library".into(),
        status: "amber".into(),
        commentary: None,
        due: None,
        original_due: None,
        note: None,
        exempt_paragraph: None,
    }
}

fn full_exception() -> Exception {
    Exception {
        commentary: text("The contractor is late."),
        due: Some(day("2021-03-31")),
        original_due: Some(day("2020-09-30")),
        note: text("completed late"),
        exempt_paragraph: text("3"),
        ..small_exception()
    }
}

/// Frozen positions that compare with a quarter restated since its closing.
pub(super) fn of_restated_comparison() -> Vec<Event> {
    let frozen = |restated| {
        let mut position = full_position();
        position.previous = position.previous.map(|previous| Comparative {
            restated: Some(restated),
            ..previous
        });
        Event::PositionFrozen(PositionFrozen {
            plan: plan(1),
            quarter: quarter("2020-21-Q2"),
            closing: 1,
            restatement: None,
            position: Box::new(position),
        })
    };
    vec![frozen(1), frozen(2)]
}
