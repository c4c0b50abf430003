//! A council to measure on: 1,000 actions of one plan, and observations of them.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use quarterday_bus::EventLog;
use quarterday_bus::Surroundings;
use quarterday_bus::embedded::Embedded;
use quarterday_ledger::{Ledger, Options};
use quarterday_node::hosting::{DomainRules, FeedView, index_options};
use quarterday_projections::View;
use quarterday_proto::command::{Command, Envelope, EstablishCouncil, Import, Observe};
use quarterday_proto::council::{Nation, Settings};
use quarterday_proto::item::{Kind, Observation};
use quarterday_proto::sheet::{ItemRow, PlanRow, Row, Sheets};

/// Items of the plan.
pub(crate) const ITEMS: u64 = 1000;
/// The plan's reference.
pub(crate) const PLAN: &str = "bench-2020-21";

/// The council's log, opened.
pub(crate) struct Council {
    pub(crate) bus: Arc<Embedded>,
    pub(crate) view: Arc<View>,
    pub(crate) ledger: Ledger,
}

/// Options as a node has them.
pub(crate) fn options() -> Options {
    index_options()
}

impl Council {
    /// Opens a log; sets the council up where it is empty.
    pub(crate) async fn open(dir: &Path) -> anyhow::Result<Self> {
        let (ledger, appender) = Ledger::open(dir, options())?;
        let view = Arc::new(View::open(ledger.clone(), &|_, _| {})?);
        let surroundings = Surroundings {
            now: Box::new(jiff::Timestamp::now),
            salt: Box::new(rand::random),
            broken: Box::new(|error| panic!("the log broke: {error}")),
        };
        let rules = DomainRules::new(view.clone());
        let bus = Embedded::start(
            ledger.clone(),
            appender,
            rules,
            FeedView(view.clone()),
            surroundings,
        );
        let council = Self { bus, view, ledger };
        if council.ledger.head().place == 0 {
            set_up(council.bus.as_ref()).await?;
        }
        Ok(council)
    }
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
    sheets.plans.push(row(PlanRow {
        plan: PLAN.to_owned(),
        title: None,
        directorate: None,
        committee: None,
        portfolio: None,
        year: None,
        scheme: Some("rochdale".to_owned()),
        decimals: None,
    }));
    sheets
        .items
        .extend((0..ITEMS).map(|item| row(action(item))));
    let import = Import { plan: None, sheets };
    for (id, command) in [
        ("set-up", Command::EstablishCouncil(establish)),
        ("items", Command::Import(import)),
    ] {
        bus.append(envelope(id.to_owned(), command)).await?;
    }
    Ok(())
}

/// The `number`-th observation: every item in turn, twelve days of a year.
pub(crate) fn observe(id: String, number: u64) -> Envelope {
    let first: Date = jiff::civil::date(2020, 4, 15);
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
    envelope(id, command)
}

fn action(item: u64) -> ItemRow {
    ItemRow {
        plan: PLAN.to_owned(),
        reference: format!("A{item}"),
        kind: Kind::Action,
        title: format!("Action number {item}"),
        theme: None,
        owner_email: None,
        start: None,
        due: Some(jiff::civil::date(2021, 3, 31)),
        direction: None,
        target: None,
        target_low: None,
        target_high: None,
        unit: None,
        contributors: Vec::new(),
        parent: None,
        aliases: Vec::new(),
        board: None,
        source: None,
        method: None,
        exempt_paragraph: None,
    }
}

fn row<T>(value: T) -> Row<T> {
    Row {
        sheet: "bench".to_owned(),
        line: 2,
        value,
    }
}

fn envelope(id: String, command: Command) -> Envelope {
    Envelope {
        id: id.parse().expect("the bench's ids are ids"),
        actor: "operator".parse().expect("an actor"),
        known_at: None,
        cause: None,
        session: None,
        command,
    }
}
