//! The councils of this process: each its own folder, log, key, view and bus.

mod guard;
mod home;
mod rules;
mod transport;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use quarterday_bus::jetstream::Error;
use quarterday_bus::{EventLog as _, Stopped, Surroundings};
use quarterday_gateway::failure::{Code, of_nats};
use quarterday_gateway::{Councils, NotMade, Readiness, Tenant};
use quarterday_ledger::key::LogKey;
use quarterday_ledger::{IndexKey, Keyed, Ledger, Options};
use quarterday_projections::View;
use quarterday_proto::api::ReadyCouncil;
use quarterday_proto::id::CouncilId;
use quarterday_proto::keys;

use crate::failure::{code, failed};

pub use guard::watch;
pub use home::Home;
pub use rules::{DomainRules, FeedView};
pub use transport::{Cluster, Transport};

use self::transport::Bus;

/// How long NATS may take to list the councils that have a stream.
const LISTED_WITHIN: Duration = Duration::from_secs(5);
/// The same while a node begins: what its own ledgers hold is not kept back for it.
const LISTED_AT_START_WITHIN: Duration = Duration::from_secs(1);

/// The time; tests bring their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Told what is being done, how far it is, and of how much.
pub type Progress = Arc<dyn Fn(&str, u64, u64) + Send + Sync>;

/// The councils that this process keeps.
pub struct Hosting {
    opening: Opening,
    tenants: RwLock<BTreeMap<CouncilId, Hosted>>,
    /// Held while a council is opened, so that none is opened twice.
    door: Mutex<()>,
    /// Why it is not known which councils there are; `None` once it is.
    unlisted: Mutex<Option<String>>,
    caveats_told: AtomicBool,
}

/// What a process is to host, and with what.
#[derive(Clone)]
pub struct Opening {
    /// The data folder, which is made if it is not there.
    pub data: PathBuf,
    /// The folder of log keys.
    pub keys: PathBuf,
    /// One council only, if it is there, or all.
    pub only: Option<String>,
    /// What carries commits.
    pub transport: Transport,
    /// The time.
    pub clock: Clock,
    /// Told what is being done.
    pub progress: Progress,
}

impl Opening {
    /// All councils of a data folder on the embedded bus.
    pub fn embedded(data: &Path, clock: Clock, progress: Progress) -> Self {
        Self {
            data: data.to_owned(),
            keys: data.join("keys"),
            only: None,
            transport: Transport::Embedded,
            clock,
            progress,
        }
    }
}

struct Hosted {
    tenant: Arc<Tenant>,
    bus: Bus,
    /// Whether it was found, by its folder or its stream, and not made here.
    is_found: bool,
}

impl Hosting {
    /// Opens every council in a data folder on the embedded bus.
    ///
    /// # Errors
    /// As for [`Hosting::open_with`].
    pub fn open(data: &Path, clock: Clock, progress: Progress) -> anyhow::Result<Arc<Self>> {
        Self::open_with(Opening::embedded(data, clock, progress))
    }

    /// Opens the councils of a data folder, and on NATS those that have a
    /// stream, if it is reached already. Blocks, in a thread of the runtime made for that.
    ///
    /// # Errors
    /// When a log cannot be opened, naming the council.
    pub fn open_with(opening: Opening) -> anyhow::Result<Arc<Self>> {
        let hosting = Arc::new(Self {
            opening,
            tenants: RwLock::default(),
            door: Mutex::default(),
            unlisted: Mutex::new(Some("they were not asked for yet".to_owned())),
            caveats_told: AtomicBool::new(false),
        });
        let folder = hosting.councils();
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("could not make the data folder {}", folder.display()))?;
        let keys = &hosting.opening.keys;
        std::fs::create_dir_all(keys)
            .with_context(|| format!("could not make the folder of keys {}", keys.display()))?;
        let mut ids = Vec::new();
        for entry in std::fs::read_dir(&folder)
            .with_context(|| format!("could not read {}", folder.display()))?
        {
            let name = entry?.file_name();
            ids.extend(
                name.to_str()
                    .and_then(|name| name.parse::<CouncilId>().ok()),
            );
        }
        let listed = hosting.listed(LISTED_AT_START_WITHIN, Error::is_final_at_start)?;
        ids.extend(listed.iter().flatten().cloned());
        ids.sort();
        ids.dedup();
        for id in ids {
            if hosting.is_wanted(&id) {
                hosting.open_council(&id, false)?;
            }
        }
        if listed.is_some() {
            hosting.all_are_open();
        }
        Ok(hosting)
    }

    /// Councils that have a stream; none while NATS does not say. That it does
    /// not is no error: it is asked again, and until then this process is not
    /// ready.
    ///
    /// # Errors
    /// When this NATS can never be used.
    fn listed(
        &self,
        within: Duration,
        is_final: fn(&Error) -> bool,
    ) -> anyhow::Result<Option<Vec<CouncilId>>> {
        let listed = self.opening.transport.councils(within);
        let mut unlisted = self.unlisted.lock().unwrap_or_else(PoisonError::into_inner);
        match listed {
            Ok(ids) => Ok(Some(ids)),
            Err(error) if is_final(&error) => Err(error.into()),
            Err(error) => {
                // A list that was there once stands.
                if unlisted.is_some() {
                    let code = of_nats(&error).unwrap_or(Code::Internal);
                    let reason = code.tells(&error);
                    // That there is no connection is told by the connection.
                    let told = matches!(error, Error::Connect { .. } | Error::Refused { .. });
                    if !told && unlisted.as_ref() != Some(&reason) {
                        tracing::warn!(reason, "which councils there are is not known yet");
                    }
                    *unlisted = Some(reason);
                }
                Ok(None)
            }
        }
    }

    /// All councils that were listed are open.
    fn all_are_open(&self) {
        *self.unlisted.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn is_wanted(&self, id: &CouncilId) -> bool {
        let only = self.opening.only.as_deref();
        only.is_none_or(|only| only == id.as_str())
    }

    /// Opens councils that got a stream since; blocks as [`Hosting::open_with`].
    /// Also says how far those are that catch up.
    ///
    /// # Errors
    /// When a log cannot be opened. That NATS does not answer is no error: it is
    /// asked again.
    pub fn look_for_councils(&self) -> anyhow::Result<()> {
        self.look(Error::is_final)
    }

    /// The same for a node that does not serve yet, and so need not be kept up
    /// whatever this NATS is.
    ///
    /// # Errors
    /// As for [`Hosting::look_for_councils`], and for a server that is too old.
    pub fn look_for_councils_at_start(&self) -> anyhow::Result<()> {
        self.look(Error::is_final_at_start)
    }

    fn look(&self, is_final: fn(&Error) -> bool) -> anyhow::Result<()> {
        let listed = self.listed(LISTED_WITHIN, is_final)?;
        for id in listed.iter().flatten() {
            if self.is_wanted(id) && self.get(id).is_none() {
                tracing::info!(council = %id, "found a new council");
                self.open_council(id, false)?;
            }
        }
        if let Some(listed) = listed {
            self.all_are_open();
            self.forget_all_but(&listed)?;
        }
        if self.unlisted().is_some() {
            return Ok(());
        }
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        for (id, hosted) in tenants.iter() {
            if let Some(reason) = hosted.bus.not_ready() {
                tracing::info!(council = %id, reason, "not ready");
            }
        }
        Ok(())
    }

    /// Lets go of councils that were found by a stream which is gone again, and of
    /// which there is not a single record: the stream was someone else's.
    fn forget_all_but(&self, listed: &[CouncilId]) -> anyhow::Result<()> {
        if !matches!(self.opening.transport, Transport::Nats(_)) {
            return Ok(());
        }
        let mut kept = Vec::new();
        let door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        let gone = tenants.extract_if(.., |id, hosted| {
            hosted.is_found && hosted.bus.is_empty() && !listed.contains(id)
        });
        let gone: Vec<_> = gone.collect();
        drop(tenants);
        for (id, hosted) in gone {
            hosted.bus.close();
            if hosted.bus.is_empty() {
                tracing::info!(council = %id, "its stream is gone before it was set up");
                let folder = Self::folder_of(&self.opening.data, &id);
                std::fs::remove_dir_all(&folder)
                    .with_context(|| format!("could not remove {}", folder.display()))?;
            } else {
                // Its first record came at this moment.
                kept.push(id);
            }
        }
        drop(door);
        for id in kept {
            self.open_council(&id, false)?;
        }
        Ok(())
    }

    /// Tells, once, of councils that are only read because no node runs.
    pub fn tell_caveats(&self, tell: impl Fn(String)) {
        if self.caveats_told.swap(true, Ordering::Relaxed) {
            return;
        }
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        for (id, hosted) in tenants.iter() {
            let Bus::Stopped(log) = &hosted.bus else {
                continue;
            };
            tell(format!(
                "No node runs here, so this is what the ledger of council `{id}` held when it \
                 stopped: {} places. Later ones are in the stream, and whether the last of these \
                 are acknowledged is not known here.",
                log.ledger().head().place
            ));
        }
    }

    /// Stores and answers what was taken, marks the logs and saves snapshots.
    /// Blocks.
    pub fn close(&self) {
        let tenants =
            std::mem::take(&mut *self.tenants.write().unwrap_or_else(PoisonError::into_inner));
        // Those on NATS may each have to wait for it.
        std::thread::scope(|scope| {
            for (id, hosted) in tenants {
                scope.spawn(move || {
                    hosted.bus.close();
                    if let Err(error) = hosted.tenant.view.save() {
                        tracing::warn!(council = %id, %error, "no snapshot was saved");
                    }
                });
            }
        });
    }

    /// Leaves what was made by hand to the owner of the data folder.
    ///
    /// # Errors
    /// When something may not be given away.
    pub fn leave_to_owner(&self) -> anyhow::Result<()> {
        crate::owner::settle_all(&self.opening.data)
    }

    /// The folder of a council's log.
    pub fn folder_of(data: &Path, id: &CouncilId) -> PathBuf {
        data.join("councils").join(id.as_str())
    }

    fn councils(&self) -> PathBuf {
        self.opening.data.join("councils")
    }

    fn open_council(&self, id: &CouncilId, create: bool) -> anyhow::Result<Arc<Tenant>> {
        let _door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tenant) = self.get(id) {
            return Ok(tenant);
        }
        let Opening {
            data,
            transport,
            clock,
            progress,
            ..
        } = &self.opening;
        let folder = Self::folder_of(data, id);
        let only_reads = transport.only_reads(&folder)?;
        if !only_reads {
            transport.home().enter(&folder, id)?;
        }
        transport.home().may_make(&self.councils(), &folder)?;
        if create {
            transport.check(id)?;
        }
        let is_new = transport.may_make_key(create);
        let told = progress.clone();
        let name = id.clone();
        let options = Options {
            progress: Some(Arc::new(move |step| {
                told(&format!("{name}: {}", step.what), step.done, step.total);
            })),
            ..index_options()
        };
        let (ledger, appender) = Ledger::open(&folder, options)
            .with_context(|| format!("could not open the log of council `{id}`"))?;
        let told = progress.clone();
        let name = format!("{id}: reading the log");
        let view = View::open(ledger.clone(), &move |done, total| told(&name, done, total))
            .with_context(|| format!("could not read the log of council `{id}`"))?;
        let view = Arc::new(view);
        let (bus, key) = if only_reads {
            (Bus::Stopped(Stopped::new(ledger, appender)), None)
        } else {
            transport.home().stay(&folder)?;
            let is_new = is_new && ledger.head().place == 0;
            let key = self.key_of(id, is_new, transport.needs_key())?;
            let clock = clock.clone();
            let surroundings = Surroundings {
                now: Box::new(move || clock()),
                salt: Box::new(rand::random),
                broken: transport.broken(id),
            };
            let rules = DomainRules::new(view.clone());
            let views = FeedView(view.clone());
            let log = (ledger, appender);
            let bus = transport.start(id, !create, log, rules, views, surroundings)?;
            (bus, key)
        };
        let key = key.map_or_else(OnceLock::new, OnceLock::from);
        let tenant = Arc::new(Tenant {
            id: id.clone(),
            log: bus.log(),
            view,
            key,
        });
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        tenants.insert(
            id.clone(),
            Hosted {
                tenant: tenant.clone(),
                bus,
                is_found: !create,
            },
        );
        Ok(tenant)
    }

    /// Makes the key of a council that was found before it was set up: an
    /// operator made its stream.
    fn make_key(&self, tenant: &Tenant) -> anyhow::Result<()> {
        let _door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        if tenant.key.get().is_none()
            && tenant.log.ledger().head().place == 0
            && let Some(key) = self.key_of(&tenant.id, true, true)?
        {
            // Nobody else sets it while the door is held.
            let _ = tenant.key.set(key);
        }
        Ok(())
    }

    /// The key of a log; one is made with a new log only, because another key
    /// under the same name would make every earlier checkpoint look forged. On
    /// NATS a node may be without.
    fn key_of(&self, id: &CouncilId, is_new: bool, needed: bool) -> anyhow::Result<Option<LogKey>> {
        let path = self.opening.keys.join(format!("{id}.key"));
        let name = origin(id);
        let key = if path.exists() {
            LogKey::load(&path, &name)
        } else if is_new {
            LogKey::create(&path, &name, &rand::random())
        } else if needed {
            let detail = format!(
                "{} is missing: put back the key that signs the checkpoints of council `{id}` \
                 (docs/operations.md says what to do if it is lost)",
                path.display()
            );
            return Err(failed(Code::KeyUnusable, detail));
        } else {
            tracing::info!(council = %id, "this node has no log key and signs no checkpoints");
            return Ok(None);
        };
        let key = key.with_context(|| format!("the log key of council `{id}`"))?;
        Ok(Some(key))
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

    fn create(&self, id: &CouncilId) -> Result<Arc<Tenant>, NotMade> {
        let transport = &self.opening.transport;
        let found = match self.get(id) {
            // Nobody could set it up: better said now than waited for.
            Some(tenant) if tenant.log.ledger().head().place == 0 => {
                transport.check(id).map(|()| tenant)
            }
            Some(tenant) => Ok(tenant),
            None => self.open_council(id, true),
        };
        let made = found.and_then(|tenant| self.make_key(&tenant).map(|()| tenant));
        made.map_err(|error| NotMade {
            code: code(&error).unwrap_or(Code::CouncilNotMade),
            detail: format!("{error:#}"),
        })
    }

    fn unlisted(&self) -> Option<String> {
        let unlisted = self.unlisted.lock();
        unlisted.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn readiness(&self) -> Readiness {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        let mut reasons = Vec::new();
        if let Some(reason) = self.unlisted() {
            reasons.push(format!(
                "which councils there are is not known yet: {reason}"
            ));
        }
        let mut nobodys = Vec::new();
        let mut serves_one = false;
        let mut councils = Vec::new();
        for (id, hosted) in tenants.iter() {
            let ledger = hosted.tenant.log.ledger();
            let damaged = ledger.fault();
            let damaged =
                damaged.map(|fault| Code::LogDamaged.tells(format!("the log is damaged: {fault}")));
            let reason = damaged.or_else(|| hosted.bus.not_ready());
            match &reason {
                Some(reason) if hosted.bus.is_nobodys() => {
                    nobodys.push(format!("council `{id}`: {reason}"));
                }
                Some(reason) => reasons.push(format!("council `{id}`: {reason}")),
                None => serves_one = true,
            }
            councils.push(ReadyCouncil {
                id: id.clone(),
                place: ledger.head().place,
                writer: hosted.bus.writer(),
                reason,
            });
        }
        // A stream that nobody has set a council up on is no reason to send the
        // others' requests elsewhere. It is one where there are no others.
        if !serves_one {
            reasons.extend(nobodys);
        }
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
fn index_keys(record: &Keyed<'_>, found: &mut Vec<IndexKey>) {
    use quarterday_ledger::Dimension;
    found.push(IndexKey::new(Dimension::Actor, record.actor));
    let data = record.data.unwrap_or_default();
    let mut add = |key, text: &str| {
        let dimension = match key {
            keys::Key::Subject => Dimension::Subject,
            keys::Key::Type => Dimension::Type,
        };
        found.push(IndexKey::new(dimension, text));
    };
    // What cannot be read, or was redacted, is found by its head.
    if data.is_empty() {
        add(keys::Key::Subject, record.subject);
        add(keys::Key::Type, record.kind);
    } else if let Err(error) = keys::of_record(record.subject, record.kind, data, &mut add) {
        tracing::warn!(place = record.place, %error, "a record is indexed by its head only");
    }
}
