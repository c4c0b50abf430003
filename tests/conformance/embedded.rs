//! The embedded bus on real files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use quarterday_bus::Surroundings;
use quarterday_bus::embedded::Embedded;
use quarterday_ledger::Ledger;
use quarterday_node::hosting::index_options;
use quarterday_projections::View;
use tempfile::TempDir;

use crate::suite::{Buses, Opened, World};

/// Logs in folders of their own, one after each crash.
pub(crate) struct OnFiles {
    room: TempDir,
    lives: usize,
}

impl OnFiles {
    fn dir(&self) -> PathBuf {
        self.room.path().join(self.lives.to_string())
    }
}

impl Buses for OnFiles {
    type Handle = Arc<Embedded>;

    fn new() -> Self {
        Self {
            room: tempfile::tempdir().unwrap(),
            lives: 0,
        }
    }

    async fn open(&mut self, world: &World) -> Opened<Self::Handle> {
        let (ledger, appender) = Ledger::open(&self.dir(), index_options()).unwrap();
        let view = Arc::new(View::open(ledger.clone(), &|_, _| {}).unwrap());
        let surroundings = Surroundings {
            now: world.now(),
            salt: world.salt(),
            broken: Box::new(|error| panic!("the log broke: {error}")),
        };
        let rules = world.rules(&view);
        let bus = Embedded::start(ledger, appender, rules, world.views(&view), surroundings);
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

    /// The next life has what the files hold at this moment, as after `kill -9`.
    async fn crash(&mut self, opened: Opened<Self::Handle>) {
        let before = self.dir();
        self.lives += 1;
        copy(&before, &self.dir());
        let bus = opened.handle.clone();
        tokio::task::spawn_blocking(move || bus.close())
            .await
            .unwrap();
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, name) = entry
            .map(|entry| (entry.path(), entry.file_name()))
            .unwrap();
        if from.is_dir() {
            copy(&from, &to.join(name));
        } else if let Err(error) = std::fs::copy(&from, to.join(name)) {
            // The bus goes on meanwhile and may put a file in another's place.
            assert_eq!(
                error.kind(),
                std::io::ErrorKind::NotFound,
                "{}",
                from.display()
            );
        }
    }
}
