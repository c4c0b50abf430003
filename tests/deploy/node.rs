//! A node's bus for one council, as `serve` sets it up.

use std::path::Path;
use std::sync::Arc;

use quarterday_bus::jetstream::{Access, Connection, JetStream, Role, Settings};
use quarterday_bus::{EventLog as _, Surroundings};
use quarterday_ledger::Ledger;
use quarterday_node::hosting::{DomainRules, FeedView, index_options};
use quarterday_projections::View;
use quarterday_proto::answer::Accepted;
use quarterday_proto::command::Envelope;
use serde_json::{Value, json};

/// The plan.
const PLAN: &str = "housing-2020-21";
/// Tries at some 10 ms each before a test gives up.
const TRIES_MAX: usize = 3000;

/// A node's bus for one council.
pub(crate) struct Node {
    pub(crate) bus: Arc<JetStream>,
}

impl Node {
    pub(crate) async fn open(
        council: &str,
        access: &Access,
        settings: Settings,
        folder: &Path,
    ) -> Self {
        let mut tried = 0;
        let connection = loop {
            // The servers may be starting.
            match Connection::open(access).await {
                Ok(connection) => break connection,
                Err(error) if tried == TRIES_MAX => panic!("{error}"),
                Err(_) => tried += 1,
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        };
        let (ledger, appender) = Ledger::open(folder, index_options()).unwrap();
        let view = Arc::new(View::open(ledger.clone(), &|_, _| {}).unwrap());
        let surroundings = Surroundings {
            now: Box::new(jiff::Timestamp::now),
            salt: Box::new(rand::random),
            broken: Box::new(|error| panic!("the log broke: {error}")),
        };
        let bus = JetStream::start(
            council.parse().unwrap(),
            connection,
            settings,
            (ledger, appender),
            DomainRules::new(view.clone()),
            FeedView(view),
            surroundings,
        );
        Self { bus: bus.unwrap() }
    }

    /// Has an operator's credential make the stream and the bucket of leases.
    pub(crate) async fn make_stream(council: &str, operator: &Access) {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::alone("operator".parse().unwrap());
        let node = Self::open(council, operator, settings, folder.path()).await;
        node.writes().await;
        node.close().await;
    }

    /// Waits until it is the writer.
    pub(crate) async fn writes(&self) {
        self.waits("is no writer", |bus| bus.role() == Role::Writer)
            .await;
    }

    /// Waits until it is up to date and others have told it so.
    pub(crate) async fn ready(&self) {
        self.waits("is not ready", |bus| bus.not_ready().is_none())
            .await;
    }

    /// Waits until its ledger shows a place.
    pub(crate) async fn shows(&self, place: u64) {
        self.waits("does not show the place", |bus| {
            bus.ledger().head().place >= place
        })
        .await;
    }

    async fn waits(&self, fault: &str, holds: impl Fn(&JetStream) -> bool) {
        for _ in 0..TRIES_MAX {
            if holds(&self.bus) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("{fault}: {:?}, {:?}", self.bus.role(), self.bus.not_ready());
    }

    pub(crate) async fn accept(&self, envelope: Envelope) -> Accepted {
        let id = envelope.id.clone();
        let answer = self.bus.append(envelope).await;
        answer.unwrap_or_else(|error| panic!("{id} was not accepted: {error}"))
    }

    pub(crate) fn head(&self) -> (u64, [u8; 32]) {
        let head = self.bus.ledger().head();
        (head.place, head.root)
    }

    pub(crate) async fn close(self) {
        tokio::task::spawn_blocking(move || self.bus.close())
            .await
            .unwrap();
    }
}

fn envelope(id: &str, command: Value) -> Envelope {
    let envelope = json!({ "id": id, "actor": "operator", "command": command });
    serde_json::from_value(envelope).unwrap()
}

/// Sets the council up.
pub(crate) fn establish(id: &str) -> Envelope {
    let command = json!({ "establish_council": { "name": "Mytown", "nation": "england" } });
    envelope(id, command)
}

/// Imports a plan with items `H0` and so on, with titles of so many bytes.
pub(crate) fn plan(id: &str, items: usize, title_bytes: usize) -> Envelope {
    let items: Vec<Value> = (0..items)
        .map(|item| {
            json!({
                "sheet": "items", "line": item + 2, "plan": PLAN, "ref": format!("H{item}"),
                "kind": "action", "title": format!("{item} {}", "t".repeat(title_bytes)),
                "due": "2021-03-31",
            })
        })
        .collect();
    envelope(id, json!({ "import": { "sheets": { "items": items } } }))
}

/// An observation of an item on a day of April.
pub(crate) fn observe(id: &str, item: usize, day: usize) -> Envelope {
    let observation = json!({
        "as_at": format!("2020-04-{day:02}"), "on_track": true, "commentary": "One step further.",
    });
    envelope(
        id,
        json!({ "observe": { "plan": PLAN, "ref": format!("H{item}"), "observation": observation } }),
    )
}
