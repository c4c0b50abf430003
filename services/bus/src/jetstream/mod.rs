//! The bus on NATS JetStream: a stream per council, every node with a ledger of
//! its own, one writer at a time.
//!
//! A place is the sequence of the stream. The writer decides as on the embedded
//! bus and publishes each record with the place and the record that it must
//! follow, so of two that hold themselves for the writer only one gets a place.
//! Every node follows the stream into its ledger; a commit is acknowledged, and
//! shown, once as many ledgers as configured have it on disk. Before it
//! publishes anything, a new writer makes sure that the stream has all that any
//! such ledger has, for a server may come back without its newest messages.
//!
//! - [`connection`](Connection) and `standing`: reaching NATS, and what it does
//!   not permit.
//! - `stream`: the stream, made as it must be or refused.
//! - `follower` and `keeper`: the stream into the ledger, and what is shown.
//! - `quorum` and `joined`: which places enough ledgers have, and whose count.
//! - `heads`: what a would-be writer makes of the ends of other ledgers.
//! - `peers`: what nodes tell and ask each other.
//! - `namesake`: two nodes with one name.
//! - `writer` and `lease`: taking the writer's place, healing, publishing.
//! - `fence`: answers without a record, of a writer that is new.
//! - `ledgers` and `unwritable`: which ledgers are there, and why nothing can be written.
//! - `publish`: records over the wire, each to its place or nowhere.
//! - `transfer`: a council from the embedded bus to this one and back.
//! - `operating`: what an operator sees and does of a stream.
//! - `writing`: who the writer is, as nodes tell each other.
//! - `forward`: commands that reach another node than the writer.

mod connection;
mod error;
mod fence;
mod follower;
mod forward;
mod heads;
mod joined;
mod keeper;
mod lease;
mod ledgers;
mod namesake;
mod operating;
mod peers;
mod progress;
mod publish;
mod quorum;
mod settings;
#[cfg(test)]
mod simulation;
mod standing;
mod stream;
mod transfer;
mod unwritable;
mod writer;
mod writing;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use quarterday_ledger::{Appender, Ledger};
use quarterday_proto::answer::Accepted;
use quarterday_proto::command::Envelope;
use quarterday_proto::id::{CouncilId, NodeId};
use quarterday_proto::record::Hash;
use tokio::runtime::Handle;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::Instant;

pub use async_nats::ServerAddr;
pub use connection::{Access, Connection, Credential, SERVER_VERSION_MIN, Seen};
pub use error::{Error, making};
pub use joined::accept as accept_ledger;
pub use lease::LEASE;
pub use operating::{CopySeen, StreamSeen, delete_stream, look_at_stream};
pub use progress::NotReady;
pub use publish::IN_FLIGHT_MAX;
pub use settings::Settings;
pub use standing::Denied;
pub use stream::{councils, is_fit};
pub use transfer::{Moved, create_stream, move_in, move_out};

use self::joined::Joined;
use self::keeper::News;
use self::ledgers::Ledgers;
use self::namesake::Namesake;
use self::progress::Progress;
use self::quorum::Quorum;
use self::unwritable::Unwritable;
use crate::decider::{self, WAITING_MAX, Waiting};
use crate::follow::Follow;
use crate::rules::{Rules, Views};
use crate::surroundings::Surroundings;
use crate::{Answer, EventLog};

/// Batches between the deciding thread and the publishing task.
const BATCHES_WAITING_MAX: usize = 1;
/// When a sender that was turned away should come back.
const RETRY_AFTER_SECONDS: u32 = 1;
/// How long a command is tried again when the writer changes under it. After
/// that its sender is told to ask again, with the same id.
const ANSWER_WITHIN: Duration = Duration::from_secs(25);
/// Time between two tries.
const TRY_EVERY: Duration = Duration::from_millis(100);
/// How long no writer may be heard of until this is no place to send a command to.
/// A dead one is replaced in less.
const NO_WRITER_AFTER: Duration = Duration::from_secs(10);
/// How long closing waits for what is stored to be confirmed by others.
const CONFIRM_WITHIN: Duration = Duration::from_secs(3);

/// What this node is to a council at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It decides and publishes.
    Writer,
    /// It has the writer's place and makes sure that nothing is missing.
    TakingOver,
    /// Another node writes, or none.
    Other,
}

/// The log of one council on NATS.
pub struct JetStream {
    shared: Arc<Shared>,
    /// Last place of the ledger when it was opened.
    began: u64,
    running: Mutex<Option<Running>>,
    runtime: Handle,
}

struct Running {
    decider: JoinHandle<()>,
    keeper: JoinHandle<()>,
    writer: tokio::task::JoinHandle<()>,
    follower: tokio::task::JoinHandle<()>,
    peers: tokio::task::JoinHandle<()>,
    namesake: tokio::task::JoinHandle<()>,
}

/// What the parts of one council's bus share.
struct Shared {
    council: CouncilId,
    settings: Settings,
    connection: Connection,
    ledger: Ledger,
    progress: Progress,
    joined: Joined,
    namesake: Namesake,
    commands: mpsc::Sender<Waiting>,
    news: mpsc::Sender<News>,
    /// Last place on disk here, with its leaf.
    stored: watch::Receiver<(u64, Hash)>,
    /// Last place that is acknowledged and shown.
    shown: watch::Receiver<u64>,
    /// Last place that enough ledgers have.
    confirmed: watch::Receiver<u64>,
    /// Whether the disk of this node's ledger had no room when last written to.
    full: watch::Receiver<bool>,
    role: watch::Sender<Role>,
    writer: writing::Writer,
    unwritable: Arc<Unwritable>,
    ledgers: Ledgers,
    /// Something changed that the writer must look at before it publishes more.
    look_again: Notify,
    /// Raised with each taking over: what was decided before is void.
    epoch: Arc<AtomicU64>,
}

impl JetStream {
    /// Starts to follow the council's stream, and to write when no other node
    /// does. The rules and views have the state of the ledger's head.
    ///
    /// # Errors
    /// [`Error::Settings`]. What fails later is tried again, or ends the process
    /// by `surroundings.broken`.
    pub fn start(
        council: CouncilId,
        connection: Connection,
        settings: Settings,
        (ledger, appender): (Ledger, Appender),
        rules: impl Rules,
        views: impl Views,
        surroundings: Surroundings,
    ) -> Result<Arc<Self>, Error> {
        settings.check()?;
        let runtime = Handle::current();
        let head = ledger.head();
        let (stored_told, stored) = watch::channel((head.place, head.leaf));
        let (shown_told, shown) = watch::channel(head.place);
        let (confirmed_told, confirmed) = watch::channel(0);
        let (full_told, full) = watch::channel(false);
        let (commands, waiting) = mpsc::channel(WAITING_MAX);
        let (batches, decided) = mpsc::channel(BATCHES_WAITING_MAX);
        let epoch = Arc::new(AtomicU64::new(0));
        let Surroundings { now, salt, broken } = surroundings;
        let broken: Arc<dyn Fn(&Error) + Send + Sync> = Arc::new(move |error| broken(error));
        let joined = Joined::of(ledger.dir(), &settings);
        let (news, keeper) = keeper::start(
            keeper::Parts {
                ledger: ledger.clone(),
                appender,
                views,
                quorum: Quorum::new(&settings, joined.told()),
                stored: stored_told,
                shown: shown_told,
                confirmed: confirmed_told,
                full: full_told,
                broken: broken.clone(),
            },
            runtime.clone(),
        );
        let decider = decider::start(decider::Parts {
            ledger: ledger.clone(),
            rules,
            now,
            salt,
            waiting,
            hand: Box::new(move |batch| batches.blocking_send(batch).is_ok()),
            failures: epoch.clone(),
        });
        let instance = connection.client.new_inbox();
        let shared = Arc::new(Shared {
            council,
            settings,
            connection,
            ledger,
            progress: Progress::default(),
            joined,
            namesake: Namesake::new(instance),
            commands,
            news,
            stored,
            shown,
            confirmed,
            full,
            role: watch::Sender::new(Role::Other),
            writer: writing::Writer::new(),
            unwritable: Arc::new(Unwritable::default()),
            ledgers: Ledgers::new(),
            look_again: Notify::new(),
            epoch,
        });
        let following = shared.clone();
        let breaks = broken.clone();
        let follower = tokio::spawn(async move {
            let error = follower::run(&following).await;
            breaks(&error);
        });
        let telling = shared.clone();
        let peers = tokio::spawn(async move {
            telling.namesake.is_known_alone().await;
            peers::run(&telling).await;
        });
        let named = shared.clone();
        let breaks = broken.clone();
        let namesake = tokio::spawn(async move {
            let error = namesake::run(&named).await;
            breaks(&error);
        });
        let writing = shared.clone();
        let writer = tokio::spawn(async move {
            if writing.settings.counts() {
                if let Err(error) = writer::run(writing, decided).await {
                    broken(&error);
                }
            } else {
                // Its ledger does not count, so it never writes.
                let mut decided = decided;
                while let Some(batch) = decided.recv().await {
                    decider::refuse(batch.replies, &crate::Error::Unknown);
                }
            }
        });
        Ok(Arc::new(Self {
            shared,
            began: head.place,
            running: Mutex::new(Some(Running {
                decider,
                keeper,
                writer,
                follower,
                peers,
                namesake,
            })),
            runtime,
        }))
    }

    /// What this node is to the council.
    pub fn role(&self) -> Role {
        *self.shared.role.borrow()
    }

    /// The node that writes, as far as one was heard of lately.
    pub fn writer(&self) -> Option<NodeId> {
        self.shared.writer.node()
    }

    /// Why this node should not be asked anything yet; `None` once it is up to
    /// date.
    pub fn not_ready(&self) -> Option<NotReady> {
        let Shared {
            connection,
            progress,
            settings,
            ..
        } = &*self.shared;
        if let Some(fault) = connection.fault() {
            return Some(NotReady::Failed(Arc::new(fault)));
        }
        if let Some(denied) = connection.standing.silenced(&self.shared.council) {
            return Some(NotReady::Failed(Arc::new(Error::NotPermitted {
                action: "tell other nodes what they need",
                denied,
            })));
        }
        if self.shared.is_full() {
            return Some(NotReady::Failed(Arc::new(Error::Ledger(
                quarterday_ledger::Error::Full,
            ))));
        }
        // What keeps the stream from being followed is the cause of all else.
        if let Some(problem) = progress.problem() {
            return Some(problem);
        }
        let stored = self.shared.stored.borrow().0;
        let confirmed = *self.shared.confirmed.borrow();
        let behind = progress.not_ready(stored, confirmed);
        if settings.counts() && !self.shared.joined.counts() {
            let words = format!(
                "this ledger does not count yet: it is new or was emptied, and has not been as \
                 far as enough others; {}",
                progress.how_far(stored)
            );
            return Some(match behind {
                Some(NotReady::Behind(_)) => NotReady::Behind(words),
                _ => NotReady::Unconfirmed(words),
            });
        }
        if confirmed < self.began {
            // What was on this disk is shown, and may be here alone.
            return Some(NotReady::Unconfirmed(format!(
                "too few ledgers confirm what was on this node's disk: {confirmed} of {} records",
                self.began
            )));
        }
        behind.or_else(|| self.shared.no_writing())
    }

    /// Whether the log is empty and its stream not configured as it must be:
    /// nobody has set a council up on it.
    pub fn is_nobodys(&self) -> bool {
        self.shared.stored.borrow().0 == 0 && self.shared.progress.is_unsuitable()
    }

    /// Last place on this node's disk, last place that is shown, and last place
    /// of the stream as far as known.
    pub fn places(&self) -> (u64, u64, Option<u64>) {
        let stored = self.shared.stored.borrow().0;
        let shown = *self.shared.shown.borrow();
        (stored, shown, self.shared.progress.stream_end())
    }

    /// Stops taking commands, stores and answers those taken, gives the writer's
    /// place back and closes the log with a marker. Blocks, and must not be
    /// called on the runtime's own threads; returns at once when called again.
    pub fn close(&self) {
        let running = self
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(running) = running else { return };
        let _ = self.shared.commands.blocking_send(Waiting::Stop);
        let _ = running.decider.join();
        self.runtime.block_on(async {
            let limit = CONFIRM_WITHIN + LEASE;
            let mut writer = running.writer;
            if tokio::time::timeout(limit, &mut writer).await.is_err() {
                writer.abort();
            }
            // What was published is answered once others have it too.
            let mut confirmed = self.shared.confirmed.clone();
            let stored = self.shared.stored.clone();
            let all = confirmed.wait_for(|confirmed| *confirmed >= stored.borrow().0);
            let _ = tokio::time::timeout(CONFIRM_WITHIN, all).await;
            running.follower.abort();
            running.peers.abort();
            running.namesake.abort();
            let _ = self.shared.news.send(News::Stop).await;
        });
        let _ = running.keeper.join();
    }
}

impl Shared {
    /// Has a command decided by this node, if it is the writer.
    fn decide_here(
        &self,
        envelope: &Arc<Envelope>,
    ) -> Option<Result<oneshot::Receiver<Result<Accepted, crate::Error>>, crate::Error>> {
        if *self.role.borrow() != Role::Writer {
            return None;
        }
        let (answer, answered) = oneshot::channel();
        let sent = self.commands.try_send(Waiting::Command {
            request: envelope.request_digest(),
            envelope: envelope.clone(),
            answer,
        });
        Some(match sent {
            Ok(()) => Ok(answered),
            Err(mpsc::error::TrySendError::Full(_)) => Err(crate::Error::Busy {
                retry_after_seconds: RETRY_AFTER_SECONDS,
            }),
            Err(mpsc::error::TrySendError::Closed(_)) => Err(crate::Error::Closed),
        })
    }

    /// Has a command decided by whoever is the writer, and waits until this
    /// node shows the outcome.
    async fn dispatch(
        &self,
        envelope: Arc<Envelope>,
        mut here: Option<Result<oneshot::Receiver<Result<Accepted, crate::Error>>, crate::Error>>,
    ) -> Result<Accepted, crate::Error> {
        let deadline = Instant::now() + ANSWER_WITHIN;
        let mut may_be_stored = false;
        loop {
            let tried = match here.take() {
                Some(Err(error)) => return Err(error),
                Some(Ok(answer)) => {
                    may_be_stored = true;
                    match tokio::time::timeout_at(deadline, answer).await {
                        Ok(Ok(answer)) => answer,
                        Ok(Err(_)) | Err(_) => Err(crate::Error::Unknown),
                    }
                }
                None if self.commands.is_closed() => return Err(crate::Error::Closed),
                // It could be stored elsewhere, and the outcome not be shown here.
                None if !may_be_stored && self.is_full() => return Err(crate::Error::DiskFull),
                // What is given to the client now would be sent at some later time.
                None if !self.connection.is_up() => Err(crate::Error::Unknown),
                None => {
                    let sent = forward::send(self, &envelope);
                    match tokio::time::timeout_at(deadline, sent).await {
                        Ok(Ok(accepted)) => {
                            return self.once_shown(accepted, deadline).await;
                        }
                        Ok(Err(forward::Unanswered::NobodyThere)) => Err(crate::Error::Unknown),
                        Ok(Err(forward::Unanswered::Otherwise(error))) => {
                            may_be_stored = true;
                            Err(error)
                        }
                        Err(_) => {
                            may_be_stored = true;
                            Err(crate::Error::Unknown)
                        }
                    }
                }
            };
            match tried {
                Err(crate::Error::Unknown) if !may_be_stored => {
                    if let Some(obstacle) = self.obstacle() {
                        return Err(match &*obstacle {
                            Error::StorageFull { .. } => crate::Error::NatsFull,
                            _ => crate::Error::Unavailable(obstacle),
                        });
                    }
                    if Instant::now() + TRY_EVERY >= deadline {
                        return Err(crate::Error::NoWriter);
                    }
                }
                Err(crate::Error::Unknown) if Instant::now() + TRY_EVERY < deadline => {}
                answer => return answer,
            }
            let mut role = self.role.subscribe();
            role.mark_unchanged();
            let _ = tokio::time::timeout(TRY_EVERY, role.changed()).await;
            here = self.decide_here(&envelope);
        }
    }

    /// Whether this node's disk had no room when it was last to store something.
    fn is_full(&self) -> bool {
        *self.full.borrow()
    }

    /// Why no node that stands as this one could store anything, until somebody
    /// changes something.
    fn obstacle(&self) -> Option<Arc<Error>> {
        let fault = self.connection.lasting_fault().map(Arc::new);
        let fault = fault.or_else(|| self.progress.obstacle());
        fault.or_else(|| self.unwritable.obstacle())
    }

    /// Why nothing can be written, whoever is asked to.
    fn no_writing(&self) -> Option<NotReady> {
        let writes = self.writer.node().is_some();
        if let Some(error) = self.unwritable.obstacle()
            && (!writes || matches!(*error, Error::StorageFull { .. }))
        {
            return Some(NotReady::Failed(error));
        }
        if self.writer.waits_for_room() {
            let reason = "as the node that writes says".to_owned();
            return Some(NotReady::Failed(Arc::new(Error::StorageFull { reason })));
        }
        if let Some(too_few) = self.ledgers.too_few(&self.settings) {
            return Some(NotReady::Failed(Arc::new(too_few)));
        }
        let silent = self.writer.silent_for();
        if silent < NO_WRITER_AFTER {
            return None;
        }
        if let Some(cause) = self.unwritable.cause() {
            return Some(NotReady::Failed(cause));
        }
        Some(NotReady::NoWriter(format!(
            "no node writes since {} s, as far as is heard here: nothing can be stored",
            silent.as_secs()
        )))
    }

    /// A text of its own for each time that this node became the writer.
    fn term(&self) -> String {
        let epoch = self.epoch.load(Ordering::Acquire);
        format!("{}.{epoch}", self.namesake.instance())
    }

    async fn once_shown(
        &self,
        accepted: Accepted,
        deadline: Instant,
    ) -> Result<Accepted, crate::Error> {
        let mut shown = self.shown.clone();
        let reached = shown.wait_for(|shown| *shown >= accepted.place);
        match tokio::time::timeout_at(deadline, reached).await {
            Ok(Ok(_)) => Ok(accepted),
            Ok(Err(_)) | Err(_) => Err(crate::Error::Unknown),
        }
    }

    /// The council's stream, as it must be.
    async fn stream(&self) -> Result<async_nats::jetstream::stream::Stream, Error> {
        let Settings {
            replicas,
            may_create,
            is_found,
            ..
        } = self.settings;
        let may_create = may_create && !(is_found && self.stored.borrow().0 == 0);
        stream::open(&self.connection, &self.council, replicas, may_create).await
    }

    /// Waits until the keeper has dealt with all that it was given.
    async fn reached(&self) {
        let (told, reached) = oneshot::channel();
        if self.news.send(News::Reach(told)).await.is_ok() {
            let _ = reached.await;
        }
    }
}

impl EventLog for JetStream {
    fn append(&self, envelope: Envelope) -> Answer {
        let envelope = Arc::new(envelope);
        let shared = self.shared.clone();
        // Sent on in the order of the calls where this node is the writer.
        let here = shared.decide_here(&envelope);
        Box::pin(async move { shared.dispatch(envelope, here).await })
    }

    fn ledger(&self) -> &Ledger {
        &self.shared.ledger
    }

    fn follow(&self, from: u64) -> Follow {
        Follow::new(self.shared.ledger.clone(), self.shared.shown.clone(), from)
    }
}
