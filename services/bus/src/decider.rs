//! The thread that decides, of either bus: commands go in, batches of encoded
//! commits and answers to give come out.

use std::borrow::Borrow;
use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use jiff::Timestamp;
use quarterday_ledger::Ledger;
use quarterday_proto::answer::{Accepted, Rejection};
use quarterday_proto::command::Envelope;
use quarterday_proto::event::Recorded;
use quarterday_proto::id::CommandId;
use quarterday_proto::record::{self, Line};
use quarterday_proto::upcast;
use rustc_hash::FxHashMap;
use tokio::sync::{mpsc, oneshot};

use crate::commit::Commit;
use crate::error::Error;
use crate::prepare::{End, encode_commit};
use crate::rules::{Decided, Rules};

/// The most commands that wait to be decided.
pub const WAITING_MAX: usize = 8192;
/// The most commands of one batch.
pub const BATCH_COMMANDS_MAX: usize = 1024;
/// Commands that changed nothing whose ids are remembered.
pub const UNCHANGED_MAX: usize = 16_384;
/// The most bytes of one batch, one commit beyond it allowed.
pub const BATCH_BYTES_MAX: usize = 4 << 20;

/// What the decider is sent.
pub(crate) enum Waiting {
    /// A command that waits to be decided. Its request digest is worked out by
    /// whoever sends it: the decider is the one thread that every command waits for.
    Command {
        envelope: Arc<Envelope>,
        request: String,
        answer: oneshot::Sender<Result<Accepted, Error>>,
    },
    /// Nothing more is to be taken.
    Stop,
}

/// Commits to be stored together, and who waits for what.
pub(crate) struct Batch {
    pub(crate) lines: Vec<Line>,
    pub(crate) commits: Vec<Commit>,
    pub(crate) replies: Vec<Reply>,
    /// The failures that the decider had seen when it decided these.
    pub(crate) failures: u64,
    /// Place and leaf that the log ends with after these, which is what the
    /// answers rest on.
    pub(crate) end: (u64, record::Hash),
}

/// An answer to give once the batch is stored. Refusals wait too: they may rest
/// on a commit of the same batch.
pub(crate) struct Reply {
    pub(crate) answer: oneshot::Sender<Result<Accepted, Error>>,
    pub(crate) result: Result<Accepted, Error>,
}

/// Gives all the same error instead of their answers.
pub(crate) fn refuse(replies: Vec<Reply>, error: &Error) {
    for reply in replies {
        let _ = reply.answer.send(Err(error.clone()));
    }
}

/// Hands a batch on; false when nobody takes any more.
pub(crate) type Hand = Box<dyn FnMut(Batch) -> bool + Send>;

/// What a decider works with.
pub(crate) struct Parts<R> {
    pub(crate) ledger: Ledger,
    pub(crate) rules: R,
    pub(crate) now: Box<dyn FnMut() -> Timestamp + Send>,
    pub(crate) salt: Box<dyn FnMut() -> [u8; 32] + Send>,
    pub(crate) waiting: mpsc::Receiver<Waiting>,
    pub(crate) hand: Hand,
    /// Raised when what was decided last could not be stored: the decider goes
    /// back to what is.
    pub(crate) failures: Arc<AtomicU64>,
}

/// Starts the thread. The rules have the state of the ledger's head.
pub(crate) fn start(parts: Parts<impl Rules>) -> JoinHandle<()> {
    let end = end_of(&parts.ledger);
    let decider = Decider {
        ledger: parts.ledger,
        rules: parts.rules,
        now: parts.now,
        salt: parts.salt,
        end,
        unstored: FxHashMap::default(),
        unstored_places: VecDeque::new(),
        unchanged: FxHashMap::default(),
        unchanged_order: VecDeque::new(),
        hand: parts.hand,
        failures: parts.failures,
        seen_failures: 0,
    };
    let waiting = parts.waiting;
    std::thread::Builder::new()
        .name("decider".to_owned())
        .spawn(move || decider.run(waiting))
        .expect("the system starts a thread")
}

fn end_of(ledger: &Ledger) -> End {
    let head = ledger.head();
    End {
        place: head.place,
        leaf: head.leaf,
        recorded: head.recorded.unwrap_or(Timestamp::MIN),
    }
}

fn end_at(ledger: &Ledger, place: u64) -> Result<End, quarterday_ledger::Error> {
    let head = ledger.head();
    if place == head.place {
        return Ok(end_of(ledger));
    }
    let record = ledger.read(place)?;
    let record = record.record();
    Ok(End {
        place,
        leaf: record.leaf(),
        recorded: record.head.recorded,
    })
}

/// An accepted command, found by its id.
#[derive(Clone)]
struct Sent(Arc<Envelope>);

impl Borrow<CommandId> for Sent {
    fn borrow(&self) -> &CommandId {
        &self.0.id
    }
}

impl Hash for Sent {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.id.hash(hasher);
    }
}

impl PartialEq for Sent {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for Sent {}

struct Decider<R> {
    ledger: Ledger,
    rules: R,
    now: Box<dyn FnMut() -> Timestamp + Send>,
    salt: Box<dyn FnMut() -> [u8; 32] + Send>,
    end: End,
    /// Commands accepted but perhaps not on disk yet: the ledger does not know
    /// them.
    unstored: FxHashMap<Sent, (String, Accepted)>,
    unstored_places: VecDeque<(u64, Sent)>,
    /// Commands that changed nothing: no record keeps their ids, so they are
    /// remembered here, the last of them and until the process ends.
    unchanged: FxHashMap<CommandId, (String, Accepted)>,
    unchanged_order: VecDeque<CommandId>,
    hand: Hand,
    failures: Arc<AtomicU64>,
    seen_failures: u64,
}

impl<R: Rules> Decider<R> {
    fn run(mut self, mut waiting: mpsc::Receiver<Waiting>) {
        while let Some(first) = waiting.blocking_recv() {
            self.forget_stored();
            if let Err(error) = self.after_failure() {
                tracing::error!(%error, "the end of the log could not be read");
                return;
            }
            let mut batch = Batch {
                lines: Vec::new(),
                commits: Vec::new(),
                replies: Vec::new(),
                failures: self.seen_failures,
                end: (self.end.place, self.end.leaf),
            };
            let mut bytes = 0;
            let mut next = Some(first);
            let mut stop = false;
            while let Some(sent) = next.take() {
                match sent {
                    Waiting::Stop => {
                        stop = true;
                        waiting.close();
                    }
                    Waiting::Command {
                        envelope,
                        request,
                        answer,
                    } => bytes += self.take(&envelope, request, answer, &mut batch),
                }
                if batch.replies.len() < BATCH_COMMANDS_MAX && bytes < BATCH_BYTES_MAX {
                    next = waiting.try_recv().ok();
                }
            }
            batch.end = (self.end.place, self.end.leaf);
            if !(self.hand)(batch) {
                return;
            }
            if stop && waiting.is_empty() {
                return;
            }
        }
    }

    /// Decides a command into the batch; the bytes that its commit has.
    fn take(
        &mut self,
        envelope: &Arc<Envelope>,
        request: String,
        answer: oneshot::Sender<Result<Accepted, Error>>,
        batch: &mut Batch,
    ) -> usize {
        let lines_before = batch.lines.len();
        let result = self.decide(envelope, request, batch);
        batch.replies.push(Reply { answer, result });
        batch.lines[lines_before..]
            .iter()
            .map(|line| line.bytes.len())
            .sum()
    }

    fn decide(
        &mut self,
        envelope: &Arc<Envelope>,
        request: String,
        batch: &mut Batch,
    ) -> Result<Accepted, Error> {
        if let Some(earlier) = self.earlier(&envelope.id, &request)? {
            return Ok(earlier);
        }
        let now = (self.now)();
        let decided = self
            .rules
            .decide(envelope, now)
            .map_err(|rejection| Error::Rejected(Box::new(rejection)))?;
        if decided.events.is_empty() {
            let accepted = Accepted {
                place: self.end.place,
                recorded: None,
                events: 0,
                notes: decided.notes,
                repeated: false,
            };
            self.remember_unchanged(&envelope.id, request, accepted.clone());
            return Ok(accepted);
        }
        let first_line = batch.lines.len();
        encode_commit(
            &mut self.end,
            envelope,
            &request,
            &decided,
            now,
            &mut *self.salt,
            &mut batch.lines,
        )?;
        let recorded = Recorded {
            place: self.end.place,
            at: self.end.recorded,
        };
        self.rules.evolve(&decided.events, recorded);
        let accepted = accepted(&decided, recorded);
        // Chunks are commits too, without events of their own.
        let last_line = batch.lines.len() - 1;
        for line in &batch.lines[first_line..last_line] {
            let recorded = Recorded {
                place: line.place,
                at: self.end.recorded,
            };
            batch.commits.push(Commit {
                recorded,
                events: Arc::default(),
            });
        }
        batch.commits.push(Commit {
            recorded,
            events: decided.events.into(),
        });
        let sent = Sent(envelope.clone());
        self.unstored_places
            .push_back((recorded.place, sent.clone()));
        self.unstored.insert(sent, (request, accepted.clone()));
        Ok(accepted)
    }

    fn remember_unchanged(&mut self, id: &CommandId, request: String, accepted: Accepted) {
        if self.unchanged_order.len() == UNCHANGED_MAX
            && let Some(oldest) = self.unchanged_order.pop_front()
        {
            self.unchanged.remove(&oldest);
        }
        self.unchanged.insert(id.clone(), (request, accepted));
        self.unchanged_order.push_back(id.clone());
    }

    /// The answer to an earlier sending of the same command.
    fn earlier(&self, id: &CommandId, request: &str) -> Result<Option<Accepted>, Error> {
        let (known, mut accepted) = match self.unstored.get(id) {
            Some((known, accepted)) => (known.clone(), accepted.clone()),
            None => match (self.unchanged.get(id), self.stored(id)?) {
                (Some(unchanged), _) => unchanged.clone(),
                (None, Some(stored)) => stored,
                (None, None) => return Ok(None),
            },
        };
        if known != request {
            return Err(Error::Rejected(Box::new(reused(id, accepted.place))));
        }
        accepted.repeated = true;
        Ok(Some(accepted))
    }

    fn stored(&self, id: &CommandId) -> Result<Option<(String, Accepted)>, Error> {
        let failed = |error: quarterday_ledger::Error| {
            tracing::error!(%error, "the log could not be asked for a command");
            Error::Broken
        };
        let Some(place) = self.ledger.command_place(id).map_err(failed)? else {
            return Ok(None);
        };
        let record = self.ledger.read(place).map_err(failed)?;
        let record = record.record();
        let recorded = Recorded {
            place,
            at: record.head.recorded,
        };
        let Some(body) = &record.body else {
            // Redacted: what was asked is gone, that it was accepted is not.
            let accepted = Accepted {
                place,
                recorded: Some(recorded.at),
                events: 0,
                notes: Vec::new(),
                repeated: true,
            };
            return Ok(Some((String::new(), accepted)));
        };
        let data = upcast::read(body.data).map_err(|error| {
            tracing::error!(%error, place, "a record could not be read");
            Error::Broken
        })?;
        let commit = crate::commit::Assembler
            .commit(&record, &self.ledger)
            .map_err(|error| {
                tracing::error!(%error, place, "a commit could not be read");
                Error::Broken
            })?;
        let decided = Decided {
            events: commit.events.to_vec(),
            notes: data.notes,
        };
        Ok(Some((data.request, accepted(&decided, recorded))))
    }

    fn forget_stored(&mut self) {
        let stored = self.ledger.head().place;
        while let Some((place, _)) = self.unstored_places.front()
            && *place <= stored
        {
            if let Some((_, sent)) = self.unstored_places.pop_front() {
                self.unstored.remove(&sent);
            }
        }
    }

    /// Goes back to what is on disk when the storer could not store.
    fn after_failure(&mut self) -> Result<(), quarterday_ledger::Error> {
        let failures = self.failures.load(Ordering::Acquire);
        if failures == self.seen_failures {
            return Ok(());
        }
        self.seen_failures = failures;
        // The log may go on meanwhile, by another writer's hand: state and end
        // are of one place, so that what is decided is stored there or nowhere.
        let place = self.rules.go_back();
        self.end = end_at(&self.ledger, place)?;
        self.unstored.clear();
        self.unstored_places.clear();
        self.unchanged.clear();
        self.unchanged_order.clear();
        Ok(())
    }
}

fn accepted(decided: &Decided, recorded: Recorded) -> Accepted {
    Accepted {
        place: recorded.place,
        recorded: Some(recorded.at),
        events: u32::try_from(decided.events.len()).unwrap_or(u32::MAX),
        notes: decided.notes.clone(),
        repeated: false,
    }
}

/// The bus, not the rules, knows the commands of before; the code is one of
/// theirs all the same.
fn reused(id: &CommandId, place: u64) -> Rejection {
    Rejection {
        code: "QD0002".to_owned(),
        name: "command_id_reused".to_owned(),
        detail: format!(
            "command id `{id}` was used at place {place} for another request: send this one with \
             an id of its own"
        ),
        faults: Vec::new(),
    }
}
