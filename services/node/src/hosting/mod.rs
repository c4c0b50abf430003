//! The councils of this process: each its own folder, log, key, view and bus.

mod guard;
mod rules;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Context as _;
use jiff::Timestamp;
use quarterday_bus::Surroundings;
use quarterday_bus::embedded::Embedded;
use quarterday_gateway::{Councils, Readiness, Tenant};
use quarterday_ledger::key::LogKey;
use quarterday_ledger::{IndexKey, Ledger, Options};
use quarterday_projections::View;
use quarterday_proto::id::CouncilId;
use quarterday_proto::keys;
use quarterday_proto::record::Record;

pub use guard::watch;
pub use rules::{DomainRules, FeedView};

/// The time; tests bring their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Told what is being done, how far it is, and of how much.
pub type Progress = Arc<dyn Fn(&str, u64, u64) + Send + Sync>;

/// The councils that this process keeps.
pub struct Hosting {
    data: PathBuf,
    clock: Clock,
    progress: Progress,
    tenants: RwLock<BTreeMap<CouncilId, Hosted>>,
}

struct Hosted {
    tenant: Arc<Tenant>,
    bus: Arc<Embedded>,
}

impl Hosting {
    /// Opens every council in a data folder, which is made if it is not there.
    ///
    /// # Errors
    /// When a log cannot be opened, naming the council.
    pub fn open(data: &Path, clock: Clock, progress: Progress) -> anyhow::Result<Arc<Self>> {
        Self::open_some(data, None, clock, progress)
    }

    /// Opens one council of a data folder only, if it is there, or all.
    ///
    /// # Errors
    /// As for [`Hosting::open`].
    pub fn open_some(
        data: &Path,
        only: Option<&str>,
        clock: Clock,
        progress: Progress,
    ) -> anyhow::Result<Arc<Self>> {
        let hosting = Arc::new(Self {
            data: data.to_owned(),
            clock,
            progress,
            tenants: RwLock::default(),
        });
        let folder = hosting.councils();
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("could not make the data folder {}", folder.display()))?;
        std::fs::create_dir_all(hosting.keys())?;
        let mut names: Vec<_> = std::fs::read_dir(&folder)
            .with_context(|| format!("could not read {}", folder.display()))?
            .collect::<Result<_, _>>()?;
        names.sort_by_key(std::fs::DirEntry::file_name);
        for entry in names {
            let Some(id) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
            else {
                continue;
            };
            if only.is_none_or(|only| only == CouncilId::as_str(&id)) {
                hosting.open_council(&id)?;
            }
        }
        Ok(hosting)
    }

    /// Stores and answers what was taken, marks the logs and saves snapshots.
    /// Blocks.
    pub fn close(&self) {
        let tenants =
            std::mem::take(&mut *self.tenants.write().unwrap_or_else(PoisonError::into_inner));
        for (id, hosted) in tenants {
            hosted.bus.close();
            if let Err(error) = hosted.tenant.view.save() {
                tracing::warn!(council = %id, %error, "no snapshot was saved");
            }
        }
    }

    /// The folder of a council's log.
    pub fn folder_of(data: &Path, id: &CouncilId) -> PathBuf {
        data.join("councils").join(id.as_str())
    }

    fn councils(&self) -> PathBuf {
        self.data.join("councils")
    }

    fn keys(&self) -> PathBuf {
        self.data.join("keys")
    }

    fn open_council(&self, id: &CouncilId) -> anyhow::Result<Arc<Tenant>> {
        let folder = Self::folder_of(&self.data, id);
        let told = self.progress.clone();
        let name = id.clone();
        let options = Options {
            progress: Some(Arc::new(move |step| {
                told(&format!("{name}: {}", step.what), step.done, step.total);
            })),
            ..index_options()
        };
        let (ledger, appender) = Ledger::open(&folder, options)
            .with_context(|| format!("could not open the log of council `{id}`"))?;
        let told = self.progress.clone();
        let name = format!("{id}: reading the log");
        let view = View::open(ledger.clone(), &move |done, total| told(&name, done, total))
            .with_context(|| format!("could not read the log of council `{id}`"))?;
        let view = Arc::new(view);
        let key = Arc::new(self.key_of(id, ledger.head().place == 0)?);
        let clock = self.clock.clone();
        let surroundings = Surroundings {
            now: Box::new(move || clock()),
            salt: Box::new(rand::random),
            broken: Box::new(|error| {
                // Nothing is known of the end of the file until the next start
                // has looked at it, so going on could acknowledge what is lost.
                eprintln!("the log could not be written, and this process ends: {error}");
                std::process::abort();
            }),
        };
        let rules = DomainRules::new(view.clone());
        let bus = Embedded::start(
            ledger,
            appender,
            rules,
            FeedView(view.clone()),
            surroundings,
        );
        let tenant = Arc::new(Tenant {
            id: id.clone(),
            log: bus.clone(),
            view,
            key,
        });
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        tenants.insert(
            id.clone(),
            Hosted {
                tenant: tenant.clone(),
                bus,
            },
        );
        Ok(tenant)
    }

    /// The key of a log; one is made with an empty log only, because another
    /// key under the same name would make every earlier checkpoint look forged.
    fn key_of(&self, id: &CouncilId, is_new: bool) -> anyhow::Result<LogKey> {
        let path = self.keys().join(format!("{id}.key"));
        let name = origin(id);
        if !is_new && !path.exists() {
            anyhow::bail!(
                "{} is missing: put back the key that signs the checkpoints of council `{id}` \
                 (docs/operations.md says what to do if it is lost)",
                path.display()
            );
        }
        let key = if path.exists() {
            LogKey::load(&path, &name)
        } else {
            LogKey::create(&path, &name, &rand::random())
        };
        key.with_context(|| format!("the log key of council `{id}`"))
    }
}

/// The origin that a council's checkpoints name.
pub fn origin(id: &CouncilId) -> String {
    format!("quarterday/{id}")
}

impl Councils for Hosting {
    fn list(&self) -> Vec<Arc<Tenant>> {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        tenants
            .values()
            .map(|hosted| hosted.tenant.clone())
            .collect()
    }

    fn get(&self, id: &CouncilId) -> Option<Arc<Tenant>> {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        tenants.get(id).map(|hosted| hosted.tenant.clone())
    }

    fn create(&self, id: &CouncilId) -> Result<Arc<Tenant>, String> {
        if let Some(tenant) = self.get(id) {
            return Ok(tenant);
        }
        self.open_council(id).map_err(|error| format!("{error:#}"))
    }

    fn readiness(&self) -> Readiness {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        let mut reasons = Vec::new();
        let councils = tenants
            .iter()
            .map(|(id, hosted)| {
                if let Some(fault) = hosted.tenant.log.ledger().fault() {
                    reasons.push(format!("council `{id}`: the log is damaged: {fault}"));
                }
                (id.clone(), hosted.tenant.log.ledger().head().place)
            })
            .collect();
        Readiness {
            ready: reasons.is_empty(),
            reasons,
            councils,
        }
    }
}

/// Raised when [`index_keys`] changes, so that old blocks are built anew.
const INDEX_VERSION: u32 = 2;

/// How a node opens a log: with the audit index that knows every subject and
/// type of a commit.
pub fn index_options() -> Options {
    Options {
        index_keys,
        index_version: INDEX_VERSION,
        ..Options::default()
    }
}

/// Every subject and type of a commit's events, so that the trail of an item
/// shows the amendments and imports that bear on it.
fn index_keys(record: &Record<'_>, found: &mut Vec<IndexKey>) {
    use quarterday_ledger::Dimension;
    found.push(IndexKey::new(Dimension::Actor, record.head.actor.as_str()));
    let data = record
        .body
        .as_ref()
        .map(|body| body.data)
        .unwrap_or_default();
    let mut add = |key, text: &str| {
        let dimension = match key {
            keys::Key::Subject => Dimension::Subject,
            keys::Key::Type => Dimension::Type,
        };
        found.push(IndexKey::new(dimension, text));
    };
    // What cannot be read, or was redacted, is found by its head.
    if data.is_empty() {
        add(keys::Key::Subject, &record.head.subject);
        add(keys::Key::Type, &record.head.kind);
    } else if let Err(error) = keys::of_record(&record.head, data, &mut add) {
        tracing::warn!(place = record.head.place, %error, "a record is indexed by its head only");
    }
}
