//! The bus on a real nats-server.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use quarterday_bus::Surroundings;
use quarterday_bus::jetstream::{Access, Connection, JetStream, Role, Settings};
use quarterday_ledger::Ledger;
use quarterday_node::hosting::index_options;
use quarterday_projections::View;
use quarterday_tests::Nats;
use tempfile::TempDir;

use crate::suite::{Buses, Opened, World};

/// How long a node may take to become the writer: a lease that nobody gave
/// back, and some more.
const WRITER_WITHIN: Duration = Duration::from_secs(20);

/// One node and one server; its ledger in a new folder after each crash.
pub(crate) struct OnNats {
    nats: Nats,
    room: TempDir,
    lives: usize,
}

impl OnNats {
    fn dir(&self) -> PathBuf {
        self.room.path().join(self.lives.to_string())
    }
}

impl Buses for OnNats {
    type Handle = Arc<JetStream>;

    fn new() -> Self {
        Self {
            nats: Nats::start(),
            room: tempfile::tempdir().unwrap(),
            lives: 0,
        }
    }

    async fn open(&mut self, world: &World) -> Opened<Self::Handle> {
        let access = Access {
            servers: vec![self.nats.url()],
            name: "conformance".to_owned(),
            ..Access::default()
        };
        let connection = Connection::open(&access).await.unwrap();
        let (ledger, appender) = Ledger::open(&self.dir(), index_options()).unwrap();
        let view = Arc::new(View::open(ledger.clone(), &|_, _| {}).unwrap());
        let surroundings = Surroundings {
            now: world.now(),
            salt: world.salt(),
            broken: Box::new(|error| panic!("the log broke: {error}")),
        };
        let bus = JetStream::start(
            "rochdale".parse().unwrap(),
            connection,
            Settings::alone("a".parse().unwrap()),
            (ledger, appender),
            world.rules(&view),
            world.views(&view),
            surroundings,
        )
        .unwrap();
        let started = std::time::Instant::now();
        while bus.role() != Role::Writer {
            assert!(started.elapsed() < WRITER_WITHIN, "{:?}", bus.not_ready());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let reason = bus.not_ready();
        assert!(reason.is_none(), "{reason:?}");
        Opened {
            log: bus.clone(),
            view,
            handle: bus,
        }
    }

    async fn close(&mut self, opened: Opened<Self::Handle>) {
        let bus = opened.handle.clone();
        tokio::task::spawn_blocking(move || bus.close())
            .await
            .unwrap();
        if let Err(error) = opened.view.save() {
            panic!("no snapshot was saved: {error}");
        }
    }

    /// The next life has what the files hold at this moment, and the stream.
    async fn crash(&mut self, opened: Opened<Self::Handle>) {
        let before = self.dir();
        self.lives += 1;
        super::embedded::copy(&before, &self.dir());
        let bus = opened.handle.clone();
        tokio::task::spawn_blocking(move || bus.close())
            .await
            .unwrap();
    }
}
