//! Items, targets and observations.

use quarterday_proto::event::{Event, ItemConcluded, ItemObserved, ItemRecorded, TargetSet};
use quarterday_proto::item::{
    Cause, Direction, ItemDefinition, Kind, Observation, Outcome, Unavailable,
};
use quarterday_proto::target::{Basis, NoTarget, Target, TargetStatus};

use super::{day, item, number, person, plan, quarter, text, texts};

pub(super) fn events() -> Vec<Event> {
    let recorded = |number, definition| ItemRecorded {
        item: item(number),
        plan: plan(1),
        definition,
    };
    let target = |number, kind, target| TargetSet {
        item: item(number),
        kind,
        target,
    };
    let concluded = |kind, outcome| {
        Event::ItemConcluded(ItemConcluded {
            item: item(1),
            kind,
            outcome,
        })
    };
    let mut events = vec![
        Event::ItemAdded(recorded(1, Box::new(small_item()))),
        Event::ItemAdded(recorded(2, Box::new(full_item()))),
        Event::ItemChanged(recorded(1, Box::new(small_item()))),
        Event::ItemChanged(recorded(2, Box::new(full_item()))),
        Event::TargetSet(target(1, Kind::Measure, small_target())),
        Event::TargetSet(target(2, Kind::Measure, full_target())),
        Event::ItemObserved(ItemObserved {
            item: item(1),
            kind: Kind::Action,
            observation: small_observation(),
            entered_for: None,
            restates: None,
        }),
        Event::ItemObserved(ItemObserved {
            item: item(2),
            kind: Kind::Measure,
            observation: full_observation(),
            entered_for: Some(person(1)),
            restates: Some(quarter("2020-21-Q1")),
        }),
        concluded(Kind::Action, Outcome::Routine),
        concluded(
            Kind::Milestone,
            Outcome::Ended {
                reference: "CAB 21/7".into(),
            },
        ),
        concluded(Kind::Project, Outcome::CarriedForward { into: item(3) }),
    ];
    events.extend(Unavailable::ALL.iter().map(|reason| {
        Event::ItemObserved(ItemObserved {
            item: item(3),
            kind: Kind::Risk,
            observation: Observation {
                unavailable: Some(*reason),
                ..small_observation()
            },
            entered_for: None,
            restates: None,
        })
    }));
    events.extend(NoTarget::ALL.iter().map(|reason| {
        let none = Target {
            no_target_reason: Some(*reason),
            ..small_target()
        };
        Event::TargetSet(target(3, Kind::Measure, none))
    }));
    events
}

pub(super) fn small_item() -> ItemDefinition {
    ItemDefinition {
        reference: "A1".into(),
        kind: Kind::Action,
        title: "Open the new library".into(),
        theme: None,
        owner: None,
        start: None,
        due: None,
        direction: None,
        unit: None,
        directorate: None,
        contributors: vec![],
        parent: None,
        aliases: vec![],
        board: None,
        source: None,
        method: None,
        exempt_paragraph: None,
    }
}

pub(super) fn full_item() -> ItemDefinition {
    ItemDefinition {
        reference: "PI 12.3 *new*".into(),
        kind: Kind::Measure,
        title: "Waste recycled\nor composted, “%”".into(),
        theme: text("Clean and green"),
        owner: Some(person(1)),
        start: Some(day("2020-04-01")),
        due: Some(day("2021-03-31")),
        direction: Some(Direction::Range),
        unit: text("%"),
        directorate: text("Place"),
        contributors: texts(&["People", "Finance"]),
        parent: text("A1"),
        aliases: texts(&["NI 192"]),
        board: text("Waste Board"),
        source: text("Returns of the contractor"),
        method: text("tonnes recycled / tonnes collected × 100"),
        exempt_paragraph: text("3"),
    }
}

pub(super) fn small_target() -> Target {
    Target {
        period: None,
        basis: None,
        target: None,
        low: None,
        high: None,
        status: TargetStatus::Approved,
        no_target_reason: None,
    }
}

pub(super) fn full_target() -> Target {
    Target {
        period: Some("2020-21-Q2".parse().unwrap()),
        basis: Some(Basis::YearToDate),
        target: Some(number("47.50")),
        low: Some(number("-0.001")),
        high: Some(number("79228162514264337593543950335")),
        status: TargetStatus::Provisional,
        no_target_reason: Some(NoTarget::NotYetSet),
    }
}

fn small_observation() -> Observation {
    Observation {
        as_at: day("2020-09-30"),
        basis: None,
        percent_complete: None,
        completed_on: None,
        on_track: None,
        cause: None,
        actual: None,
        forecast: None,
        rating: None,
        unavailable: None,
        commentary: None,
    }
}

pub(super) fn full_observation() -> Observation {
    Observation {
        as_at: day("2020-06-30"),
        basis: Some(Basis::InQuarter),
        percent_complete: Some(number("100.0")),
        completed_on: Some(day("2020-06-29")),
        on_track: Some(false),
        cause: Some(Cause::Outside),
        actual: Some(number("46.8")),
        forecast: Some(number("0")),
        rating: text("amber"),
        unavailable: Some(Unavailable::NotSupplied),
        commentary: Some("Tonnage fell; the return of June is late.\tSee \"Q1\". £ é 日".into()),
    }
}
