//! Councils in a folder that goes with the test.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, RwLock};

use jiff::{SignedDuration, Timestamp};
use quarterday_bus::embedded::Embedded;
use quarterday_bus::{Commit, Decided, Rules, Views};
use quarterday_domain::{Context, State, decide};
use quarterday_gateway::{Councils, NotMade, Readiness, Tenant};
use quarterday_ledger::key::LogKey;
use quarterday_ledger::{Dimension, IndexKey, IndexPlace, Keyed, Ledger, Options};
use quarterday_projections::View;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::Envelope;
use quarterday_proto::event::{Event, Recorded};
use quarterday_proto::id::CouncilId;
use quarterday_proto::keys;

/// A clock that tests set.
#[derive(Clone)]
pub(crate) struct Clock(Arc<Mutex<Timestamp>>);

impl Clock {
    pub(crate) fn at(text: &str) -> Self {
        Self(Arc::new(Mutex::new(text.parse().unwrap())))
    }

    pub(crate) fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    pub(crate) fn go_on(&self, seconds: i64) {
        let mut now = self.0.lock().unwrap();
        *now += SignedDuration::from_secs(seconds);
    }
}

/// Councils in a folder.
pub(crate) struct Hosting {
    folder: tempfile::TempDir,
    clock: Clock,
    tenants: RwLock<BTreeMap<CouncilId, Arc<Tenant>>>,
    pub(crate) readiness: Mutex<Readiness>,
}

impl Hosting {
    /// The folder of a council's log.
    pub(crate) fn folder_of(&self, id: &str) -> std::path::PathBuf {
        self.folder.path().join(id)
    }

    pub(crate) fn new(clock: Clock) -> Arc<Self> {
        let readiness = Readiness {
            ready: true,
            ..Readiness::default()
        };
        Arc::new(Self {
            folder: tempfile::tempdir().unwrap(),
            clock,
            tenants: RwLock::default(),
            readiness: Mutex::new(readiness),
        })
    }
}

impl Councils for Hosting {
    fn list(&self) -> Vec<Arc<Tenant>> {
        self.tenants.read().unwrap().values().cloned().collect()
    }

    fn get(&self, id: &CouncilId) -> Option<Arc<Tenant>> {
        self.tenants.read().unwrap().get(id).cloned()
    }

    fn create(&self, id: &CouncilId) -> Result<Arc<Tenant>, NotMade> {
        if let Some(tenant) = self.get(id) {
            return Ok(tenant);
        }
        let options = Options {
            index: IndexPlace::Memory,
            index_keys,
            background: false,
            ..Options::default()
        };
        let folder = self.folder.path().join(id.as_str());
        let (ledger, appender) = Ledger::open(&folder, options).unwrap();
        let view = Arc::new(View::open(ledger.clone(), &|_, _| {}).unwrap());
        let (clock, mut salt) = (self.clock.clone(), 0_u64);
        let surroundings = quarterday_bus::Surroundings {
            now: Box::new(move || clock.now()),
            salt: Box::new(move || {
                salt += 1;
                let mut bytes = [0; 32];
                bytes[..8].copy_from_slice(&salt.to_be_bytes());
                bytes
            }),
            broken: Box::new(|error| panic!("{error}")),
        };
        let rules = DomainRules {
            state: view.state().clone(),
            view: view.clone(),
        };
        let log = Embedded::start(ledger, appender, rules, Feed(view.clone()), surroundings);
        let key = LogKey::from_seed(&format!("quarterday/{id}"), &[9; 32]).unwrap();
        let tenant = Arc::new(Tenant {
            id: id.clone(),
            log,
            view,
            key: key.into(),
        });
        self.tenants
            .write()
            .unwrap()
            .insert(id.clone(), tenant.clone());
        Ok(tenant)
    }

    fn readiness(&self) -> Readiness {
        self.readiness.lock().unwrap().clone()
    }
}

fn index_keys(record: &Keyed<'_>, found: &mut Vec<IndexKey>) {
    quarterday_ledger::head_keys(record, found);
    let Some(data) = record.data else { return };
    let (subject, kind) = (record.subject, record.kind);
    let _head_only_where_unreadable = keys::of_record(subject, kind, data, &mut |key, text| {
        let key = match key {
            keys::Key::Subject => IndexKey::new(Dimension::Subject, text),
            keys::Key::Type => IndexKey::new(Dimension::Type, text),
        };
        if !found.contains(&key) {
            found.push(key);
        }
    });
}

struct DomainRules {
    state: State,
    view: Arc<View>,
}

impl Rules for DomainRules {
    fn decide(&self, envelope: &Envelope, now: Timestamp) -> Result<Decided, Rejection> {
        let decided = decide(&self.state, envelope, Context { now })?;
        Ok(Decided {
            events: decided.events,
            notes: decided.notes,
        })
    }

    fn evolve(&mut self, events: &[Event], recorded: Recorded) {
        events
            .iter()
            .for_each(|event| self.state.evolve(event, recorded));
        self.state.advance(recorded);
    }

    fn go_back(&mut self) -> u64 {
        self.state = self.view.state().clone();
        self.state.head()
    }
}

struct Feed(Arc<View>);

impl Views for Feed {
    fn take_in(&mut self, commits: &[Commit]) {
        self.0.take_in(
            commits
                .iter()
                .map(|commit| (commit.recorded, &commit.events[..])),
        );
    }
}
