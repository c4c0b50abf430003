//! Rows of import sheets.

use quarterday_proto::item::{Cause, Direction, Kind, Unavailable};
use quarterday_proto::sheet::{
    ItemRow, ObservationRow, PersonRow, PlanRow, Row, Sheets, TargetRow,
};
use quarterday_proto::target::{Basis, NoTarget, TargetStatus};

use super::{day, number, text, texts};

/// Sheets with a small and a full row each.
pub(crate) fn full_sheets() -> Sheets {
    Sheets {
        plans: rows("plans.csv", vec![small_plan(), full_plan()]),
        people: rows("people.csv", vec![small_person(), full_person()]),
        items: rows("items.csv", vec![small_item(), full_item()]),
        targets: rows("targets.csv", vec![small_target(), full_target()]),
        observations: rows(
            "observations.csv",
            vec![small_observation(), full_observation()],
        ),
    }
}

fn rows<T>(sheet: &str, values: Vec<T>) -> Vec<Row<T>> {
    let rows = values.into_iter().zip(2_u32..);
    rows.map(|(value, line)| Row {
        sheet: sheet.to_owned(),
        line,
        value,
    })
    .collect()
}

fn small_plan() -> PlanRow {
    PlanRow {
        plan: "place".into(),
        title: None,
        directorate: None,
        committee: None,
        portfolio: None,
        year: None,
        scheme: None,
        decimals: None,
    }
}

fn full_plan() -> PlanRow {
    PlanRow {
        title: text("Place plan"),
        directorate: text("Place"),
        committee: text("Overview and Scrutiny"),
        portfolio: text("Environment"),
        year: Some("2020-21".parse().unwrap()),
        scheme: text("plain"),
        decimals: Some(1),
        ..small_plan()
    }
}

fn small_person() -> PersonRow {
    PersonRow {
        email: "head@council.example".into(),
        post: "Head of Service".into(),
        directorate: None,
        line_manager_email: None,
        deputy_email: None,
        from: None,
        to: None,
    }
}

fn full_person() -> PersonRow {
    PersonRow {
        directorate: text("Place"),
        line_manager_email: text("director@council.example"),
        deputy_email: text("deputy@council.example"),
        from: Some(day("2020-04-01")),
        to: Some(day("2021-03-31")),
        ..small_person()
    }
}

pub(super) fn small_item() -> ItemRow {
    ItemRow {
        plan: "place".into(),
        reference: "A1".into(),
        kind: Kind::Action,
        title: "Open the new library".into(),
        theme: None,
        owner_email: None,
        start: None,
        due: None,
        direction: None,
        target: None,
        target_low: None,
        target_high: None,
        unit: None,
        contributors: vec![],
        parent: None,
        aliases: vec![],
        board: None,
        source: None,
        method: None,
        exempt_paragraph: None,
    }
}

fn full_item() -> ItemRow {
    ItemRow {
        theme: text("Clean and green"),
        owner_email: text("head@council.example"),
        start: Some(day("2020-04-01")),
        due: Some(day("2021-03-31")),
        direction: Some(Direction::Lower),
        target: Some(number("50")),
        target_low: Some(number("45.5")),
        target_high: Some(number("55.5")),
        unit: text("%"),
        contributors: texts(&["People"]),
        parent: text("A0"),
        aliases: texts(&["NI 192"]),
        board: text("Waste Board"),
        source: text("Returns"),
        method: text("by weight"),
        exempt_paragraph: text("3"),
        ..small_item()
    }
}

pub(super) fn small_target() -> TargetRow {
    TargetRow {
        plan: "place".into(),
        reference: "M1".into(),
        period: "2020-21".parse().unwrap(),
        basis: Basis::YearEnd,
        target: None,
        low: None,
        high: None,
        status: TargetStatus::Approved,
        no_target_reason: None,
    }
}

fn full_target() -> TargetRow {
    TargetRow {
        period: "2020-21-Q4".parse().unwrap(),
        target: Some(number("12")),
        low: Some(number("10.0")),
        high: Some(number("14.00")),
        status: TargetStatus::Provisional,
        no_target_reason: Some(NoTarget::OwnedByPartner),
        ..small_target()
    }
}

fn small_observation() -> ObservationRow {
    ObservationRow {
        plan: "place".into(),
        reference: "A1".into(),
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

fn full_observation() -> ObservationRow {
    ObservationRow {
        basis: Some(Basis::YearToDate),
        percent_complete: Some(number("75")),
        completed_on: Some(day("2020-09-29")),
        on_track: Some(true),
        cause: Some(Cause::Inside),
        actual: Some(number("-3.25")),
        forecast: Some(number("0.0")),
        rating: text("green"),
        unavailable: Some(Unavailable::Suspended),
        commentary: text("Done."),
        ..small_observation()
    }
}
