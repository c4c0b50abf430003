//! A council in this process, on any disk.

use std::path::Path;
use std::sync::Arc;

use quarterday_bus::Surroundings;
use quarterday_bus::embedded::Embedded;
use quarterday_bus::{Error, EventLog as _};
use quarterday_ledger::disk::Disk;
use quarterday_ledger::{IndexPlace, Ledger, Options};
use quarterday_node::hosting::{DomainRules, FeedView, index_options};
use quarterday_projections::View;
use quarterday_proto::answer::Accepted;
use quarterday_proto::command::Envelope;
use quarterday_tests::observation;
use serde_json::{Value, json};

/// The folder of its log, on a disk of its own.
pub(crate) const LOG: &str = "/log";

/// The council, open.
pub(crate) struct Council {
    pub(crate) bus: Arc<Embedded>,
    pub(crate) view: Arc<View>,
}

impl Council {
    /// Opens it on a disk.
    pub(crate) fn open(
        disk: Arc<dyn Disk>,
        segment_bytes_max: u64,
    ) -> Result<Self, quarterday_ledger::Error> {
        let options = Options {
            disk,
            segment_bytes_max,
            index: IndexPlace::Memory,
            background: false,
            ..index_options()
        };
        let (ledger, appender) = Ledger::open(Path::new(LOG), options)?;
        let view = View::open(ledger.clone(), &|_, _| {}).unwrap();
        let view = Arc::new(view);
        let surroundings = Surroundings {
            now: Box::new(jiff::Timestamp::now),
            salt: Box::new(rand::random),
            // A process would end here; what the disk then holds is looked at.
            broken: Box::new(|_| {}),
        };
        let rules = DomainRules::new(view.clone());
        let bus = Embedded::start(
            ledger,
            appender,
            rules,
            FeedView(view.clone()),
            surroundings,
        );
        Ok(Self { bus, view })
    }

    /// Sends a command.
    pub(crate) async fn send(&self, id: &str, command: Value) -> Result<Accepted, Error> {
        self.bus.append(envelope(id, command)).await
    }

    /// Sets it up with the plan that [`observation`] is about.
    pub(crate) async fn set_up(&self) -> Result<(), Error> {
        if self.bus.ledger().head().place == 0 {
            let establish =
                json!({ "establish_council": { "name": "Mytown", "nation": "england" } });
            self.send("set-up", establish).await?;
        }
        let items: Vec<Value> = (1..=8)
            .map(|item| {
                json!({
                    "sheet": "items", "line": item + 1, "plan": quarterday_tests::PLAN,
                    "ref": format!("H{item}"), "kind": "action", "title": format!("Action {item}"),
                    "due": "2021-03-31",
                })
            })
            .collect();
        self.send(
            "items",
            json!({ "import": { "sheets": { "items": items } } }),
        )
        .await?;
        Ok(())
    }

    /// Sends the `number`-th observation.
    pub(crate) async fn observe(&self, number: u64) -> Result<Accepted, Error> {
        self.send(&id(number), observation(number)).await
    }

    /// The command of each place, from 1 on.
    pub(crate) fn commands(&self) -> Vec<String> {
        let mut commands = Vec::new();
        let scanned = self.bus.ledger().scan(1, |record| {
            commands.push(record.head.command.to_string());
            std::ops::ControlFlow::<()>::Continue(())
        });
        assert!(scanned.unwrap().is_continue());
        commands
    }

    /// Closes it.
    pub(crate) async fn close(self) {
        tokio::task::spawn_blocking(move || self.bus.close())
            .await
            .unwrap();
    }
}

/// The command id of an observation.
pub(crate) fn id(number: u64) -> String {
    format!("o-{number}")
}

/// A command of the operator.
pub(crate) fn envelope(id: &str, command: Value) -> Envelope {
    let envelope = json!({ "id": id, "actor": "operator", "command": command });
    serde_json::from_value(envelope).unwrap()
}
