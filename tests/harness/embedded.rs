//! A council's log on the embedded bus, opened in the test's own process, and
//! rows of its sheets.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use quarterday_bus::embedded::Embedded;
use quarterday_bus::{Surroundings, Views};
use quarterday_ledger::Ledger;
use quarterday_node::hosting::{DomainRules, FeedView, index_options};
use quarterday_projections::View;
use quarterday_proto::command::{Command, Envelope};
use quarterday_proto::item::Kind;
use quarterday_proto::sheet::{ItemRow, PlanRow, Row};

/// A log, opened as a node opens it.
pub struct OpenedLog {
    /// Where commands go.
    pub bus: Arc<Embedded>,
    /// What is known.
    pub view: Arc<View>,
    /// What is on the disk.
    pub ledger: Ledger,
}

impl OpenedLog {
    /// Opens a folder, with a clock, and with what else looks at commits.
    ///
    /// # Errors
    /// When the folder holds no log that can be opened.
    pub fn open<V: Views>(
        dir: &Path,
        now: impl Fn() -> Timestamp + Send + 'static,
        views: impl FnOnce(FeedView) -> V,
    ) -> anyhow::Result<Self> {
        let (ledger, appender) = Ledger::open(dir, index_options())?;
        let view = Arc::new(View::open(ledger.clone(), &|_, _| {})?);
        let surroundings = Surroundings {
            now: Box::new(now),
            salt: Box::new(rand::random),
            broken: Box::new(|error| panic!("the log broke: {error}")),
        };
        let rules = DomainRules::new(view.clone());
        let views = views(FeedView(view.clone()));
        let bus = Embedded::start(ledger.clone(), appender, rules, views, surroundings);
        Ok(Self { bus, view, ledger })
    }
}

/// A command of the operator.
///
/// # Panics
/// When the id is none.
pub fn by_operator(id: &str, command: Command) -> Envelope {
    Envelope {
        id: id.parse().expect("an id of a command"),
        actor: "operator".parse().expect("an actor"),
        known_at: None,
        cause: None,
        session: None,
        command,
    }
}

/// The row of a plan under the scheme of Rochdale.
pub fn plan_row(plan: &str, title: Option<&str>, year: Option<&str>) -> Row<PlanRow> {
    row(PlanRow {
        plan: plan.to_owned(),
        title: title.map(str::to_owned),
        directorate: None,
        committee: None,
        portfolio: None,
        year: year.map(|year| year.parse().expect("a financial year")),
        scheme: Some("rochdale".to_owned()),
        decimals: None,
    })
}

/// The row of an action.
pub fn action_row(
    plan: &str,
    reference: String,
    title: String,
    owner_email: Option<String>,
    due: Date,
) -> Row<ItemRow> {
    row(ItemRow {
        plan: plan.to_owned(),
        reference,
        kind: Kind::Action,
        title,
        theme: None,
        owner_email,
        start: None,
        due: Some(due),
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
    })
}

/// A row of a sheet that nobody typed.
pub fn row<T>(value: T) -> Row<T> {
    Row {
        sheet: "sheet".to_owned(),
        line: 2,
        value,
    }
}
