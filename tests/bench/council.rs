//! A council to measure on: 1,000 actions of one plan, and observations of them.

use std::path::Path;

use jiff::civil::{Date, date};
use quarterday_bus::EventLog;
use quarterday_ledger::Options;
use quarterday_node::hosting::index_options;
use quarterday_proto::command::{Command, Envelope, EstablishCouncil, Import, Observe};
use quarterday_proto::council::{Nation, Settings};
use quarterday_proto::item::Observation;
use quarterday_proto::sheet::Sheets;
use quarterday_tests::{OpenedLog, action_row, by_operator, plan_row};

/// Items of the plan.
pub(crate) const ITEMS: u64 = 1000;
/// The plan's reference.
pub(crate) const PLAN: &str = "bench-2020-21";

/// The council's log, opened.
pub(crate) type Council = OpenedLog;

/// Options as a node has them.
pub(crate) fn options() -> Options {
    index_options()
}

/// Opens a log; sets the council up where it is empty.
pub(crate) async fn open(dir: &Path) -> anyhow::Result<Council> {
    let council = OpenedLog::open(dir, jiff::Timestamp::now, |view| view)?;
    if council.ledger.head().place == 0 {
        set_up(council.bus.as_ref()).await?;
    }
    Ok(council)
}

/// Sets the council up with its plan, on any bus.
pub(crate) async fn set_up(bus: &dyn EventLog) -> anyhow::Result<()> {
    let establish = EstablishCouncil {
        name: "Bench".to_owned(),
        nation: Nation::England,
        zone: None,
        settings: Settings::default(),
    };
    let mut sheets = Sheets::default();
    sheets.plans.push(plan_row(PLAN, None, None));
    sheets.items.extend((0..ITEMS).map(|item| {
        let title = format!("Action number {item}");
        action_row(PLAN, format!("A{item}"), title, None, date(2021, 3, 31))
    }));
    let import = Import { plan: None, sheets };
    for (id, command) in [
        ("set-up", Command::EstablishCouncil(establish)),
        ("items", Command::Import(import)),
    ] {
        bus.append(by_operator(id, command)).await?;
    }
    Ok(())
}

/// The `number`-th observation: every item in turn, twelve days of a year.
pub(crate) fn observe(id: String, number: u64) -> Envelope {
    let first: Date = date(2020, 4, 15);
    let months = i64::try_from(number / ITEMS % 12).expect("a year is short");
    let as_at = first
        .checked_add(jiff::Span::new().months(months))
        .expect("within the year");
    let observation = Observation {
        as_at,
        basis: None,
        percent_complete: Some((number % 100).into()),
        completed_on: None,
        on_track: Some(!number.is_multiple_of(7)),
        cause: None,
        actual: None,
        forecast: None,
        rating: None,
        unavailable: None,
        commentary: Some(
            format!("Work goes on as planned; step {number} of the programme is done.").into(),
        ),
    };
    let command = Command::Observe(Observe {
        plan: PLAN.to_owned(),
        reference: format!("A{}", number % ITEMS),
        entered_for: None,
        observation,
    });
    by_operator(&id, command)
}
