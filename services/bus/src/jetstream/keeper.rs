//! The thread that keeps this node's ledger: stores what the stream delivers,
//! shows it once enough ledgers have it, and then answers.

use std::collections::VecDeque;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use quarterday_ledger::{Appender, Ledger, time_and_data};
use quarterday_proto::event::{Applied, Event, Recorded};
use quarterday_proto::exchange::Report;
use quarterday_proto::record::{Hash, Line};
use quarterday_proto::{observed, upcast};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot, watch};

use super::error::Error;
use super::quorum::Quorum;
use crate::commit::Commit;
use crate::decider::{Reply, refuse};
use crate::rules::Views;

/// Without news for so long, the end of the log is marked.
const IDLE_AFTER: Duration = Duration::from_millis(20);
/// How often it is looked whether a full disk has room for a mark.
const ROOM_EVERY: Duration = Duration::from_secs(1);
/// News that wait for the keeper. Past it, whoever brings more waits.
pub(super) const NEWS_WAITING_MAX: usize = 256;
/// Bytes of lines that are stored with one sync, one delivery beyond allowed.
const SYNC_BYTES_MAX: usize = 4 << 20;
/// Leaves of shown places that are kept at hand, to hold reports against.
const LEAVES_MAX: usize = 4096;

/// News for the keeper.
pub(super) enum News {
    /// The next records of the stream, in order.
    Lines(Vec<Line>),
    /// How far another node is.
    Report(Report),
    /// The writer is about to publish these; others wait for its answers.
    Decided {
        /// Leaves of the records.
        leaves: Vec<Hash>,
        /// What is in them.
        commits: Vec<Commit>,
        /// Who waits for what.
        replies: Vec<Reply>,
        /// Place and leaf that the answers rest on.
        end: (u64, Hash),
    },
    /// The writer stopped: what became of what it waits for is not known here, but
    /// that NATS had no room for anything from a place on.
    Abandon {
        /// That place.
        full_from: Option<u64>,
    },
    /// Whoever asks waits for all before this to be dealt with.
    Reach(oneshot::Sender<()>),
    /// Nothing more comes.
    Stop,
}

/// What the keeper is made of.
pub(super) struct Parts<V> {
    pub(super) ledger: Ledger,
    pub(super) appender: Appender,
    pub(super) views: V,
    pub(super) quorum: Quorum,
    /// Told the last place that is on disk here, and its leaf.
    pub(super) stored: watch::Sender<(u64, Hash)>,
    /// Told the last place that is shown.
    pub(super) shown: watch::Sender<u64>,
    /// Told the last place that enough ledgers have. What was on this node's
    /// disk when it started is shown, but confirmed only once others say so.
    pub(super) confirmed: watch::Sender<u64>,
    /// Told whether the disk had no room when something was last to be stored.
    pub(super) full: watch::Sender<bool>,
    /// Told what ends it all.
    pub(super) broken: Arc<dyn Fn(&Error) + Send + Sync>,
}

/// Starts the thread.
pub(super) fn start<V: Views>(
    parts: Parts<V>,
    runtime: Handle,
) -> (mpsc::Sender<News>, JoinHandle<()>) {
    let (sender, news) = mpsc::channel(NEWS_WAITING_MAX);
    let Parts {
        ledger,
        mut appender,
        views,
        quorum,
        stored,
        shown,
        confirmed,
        full,
        broken,
    } = parts;
    appender.hold();
    let keeper = Keeper {
        ledger,
        appender,
        views,
        quorum,
        stored,
        shown,
        confirmed,
        full,
        unshown: VecDeque::new(),
        own: VecDeque::new(),
        answers: VecDeque::new(),
        leaves: VecDeque::new(),
        unmarked: false,
    };
    let thread = std::thread::Builder::new()
        .name("keeper".to_owned())
        .spawn(move || {
            if let Err(error) = keeper.run(news, &runtime) {
                broken(&error);
            }
        })
        .expect("the system starts a thread");
    (sender, thread)
}

struct Keeper<V> {
    ledger: Ledger,
    appender: Appender,
    views: V,
    quorum: Quorum,
    stored: watch::Sender<(u64, Hash)>,
    shown: watch::Sender<u64>,
    confirmed: watch::Sender<u64>,
    full: watch::Sender<bool>,
    /// Stored here, not yet by enough others.
    unshown: VecDeque<Unshown>,
    /// What this node's writer decided and the stream has not yet brought back.
    own: VecDeque<(Hash, Commit)>,
    answers: VecDeque<Answers>,
    /// The last shown places with their leaves.
    leaves: VecDeque<(u64, Hash)>,
    /// There was no room to mark the end, which is all that is lacking.
    unmarked: bool,
}

struct Unshown {
    recorded: Recorded,
    leaf: Hash,
    events: Events,
}

enum Events {
    Known(Arc<[Event]>),
    /// In chunks, to be read once those are shown.
    Staged(Applied),
}

/// Answers that rest on the log being such up to a place.
struct Answers {
    place: u64,
    leaf: Hash,
    replies: Vec<Reply>,
}

impl<V: Views> Keeper<V> {
    fn run(mut self, mut news: mpsc::Receiver<News>, runtime: &Handle) -> Result<(), Error> {
        let mut idle = false;
        // A ledger that counts alone confirms itself.
        self.show()?;
        loop {
            let first = if idle {
                news.blocking_recv()
            } else {
                let at_most = if *self.full.borrow() {
                    ROOM_EVERY
                } else {
                    IDLE_AFTER
                };
                match runtime.block_on(async { tokio::time::timeout(at_most, news.recv()).await }) {
                    Ok(first) => first,
                    Err(_) => {
                        // Without room for a mark it is tried again.
                        idle = self.mark()?;
                        continue;
                    }
                }
            };
            idle = false;
            let mut next = first;
            let mut lines = Vec::new();
            let mut bytes = 0;
            let mut reached = Vec::new();
            loop {
                match next {
                    Some(News::Lines(more)) => {
                        bytes += more.iter().map(|line| line.bytes.len()).sum::<usize>();
                        lines.extend(more);
                    }
                    Some(News::Report(report)) => self.quorum.hear(report),
                    Some(News::Decided {
                        leaves,
                        commits,
                        replies,
                        end: (place, leaf),
                    }) => {
                        self.own.extend(leaves.into_iter().zip(commits));
                        self.answers.push_back(Answers {
                            place,
                            leaf,
                            replies,
                        });
                    }
                    Some(News::Abandon { full_from }) => self.abandon(full_from),
                    Some(News::Reach(asker)) => reached.push(asker),
                    None | Some(News::Stop) => {
                        self.abandon(None);
                        return match self.appender.close() {
                            // The next start looks where the log ends.
                            Ok(()) | Err(quarterday_ledger::Error::Full) => Ok(()),
                            Err(error) => Err(error.into()),
                        };
                    }
                }
                if bytes >= SYNC_BYTES_MAX {
                    break;
                }
                match news.try_recv() {
                    Ok(more) => next = Some(more),
                    Err(_) => break,
                }
            }
            self.store(&lines)?;
            self.show()?;
            for asker in reached {
                let _ = asker.send(());
            }
        }
    }

    /// Marks the end of the log; whether there was room for it.
    fn mark(&mut self) -> Result<bool, Error> {
        let was_full = *self.full.borrow();
        let is_marked = self.unless_full(|appender| appender.idle())?;
        if is_marked && self.unmarked {
            self.full.send_replace(false);
        }
        // Where records were refused, only one that is stored shows that there is room.
        self.unmarked = !is_marked && (self.unmarked || !was_full);
        Ok(is_marked)
    }

    /// Stores and syncs what the stream brought.
    fn store(&mut self, lines: &[Line]) -> Result<(), Error> {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return Ok(());
        };
        if *self.full.borrow() && first.place > self.appender.head().place + 1 {
            // They follow what there was no room for, and are read again with that.
            return Ok(());
        }
        match self.unless_full(|appender| appender.append(lines)) {
            Ok(true) => {}
            // None of them is stored; the follower reads them again.
            Ok(false) => {
                self.unmarked = false;
                return Ok(());
            }
            Err(quarterday_ledger::Error::NotNext { place, reason }) => {
                return Err(self.differs_from_stream(place, reason, lines));
            }
            Err(error) => return Err(error.into()),
        }
        self.unmarked = false;
        if self.full.send_replace(false) {
            tracing::info!("there is room for the log again");
        }
        for line in lines {
            let unshown = self.unshown(line)?;
            self.unshown.push_back(unshown);
        }
        self.stored.send_replace((last.place, last.leaf));
        Ok(())
    }

    /// Writes something; whether there was room for it.
    fn unless_full(
        &mut self,
        write: impl FnOnce(&mut Appender) -> Result<(), quarterday_ledger::Error>,
    ) -> Result<bool, quarterday_ledger::Error> {
        match write(&mut self.appender) {
            Ok(()) => Ok(true),
            Err(quarterday_ledger::Error::Full) => {
                if !self.full.send_replace(true) {
                    tracing::error!("the disk that holds the log is full: nothing is followed");
                }
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    fn unshown(&mut self, line: &Line) -> Result<Unshown, Error> {
        let unreadable = |reason: String| {
            Error::Ledger(quarterday_ledger::Error::Damaged {
                place: line.place,
                segment: "the stream".to_owned(),
                offset: 0,
                reason,
            })
        };
        let body = line.bytes.strip_suffix(b"\n").unwrap_or(&line.bytes);
        let Some((at, data)) = time_and_data(body) else {
            return Err(unreadable("it is no record".to_owned()));
        };
        let place = line.place;
        let recorded = Recorded { place, at };
        let leaf = line.leaf;
        // What this node decided need not be decoded again.
        while let Some((own, commit)) = self.own.pop_front() {
            if commit.recorded.place < line.place {
                continue;
            }
            if own == leaf {
                let events = Events::Known(commit.events);
                return Ok(Unshown {
                    recorded,
                    leaf,
                    events,
                });
            }
            // It is still to come, or never will.
            self.own.push_front((own, commit));
            break;
        }
        let events = match data {
            None => Events::Known(Arc::default()),
            Some(data) => match observed::read(data) {
                Some(event) => Events::Known(Arc::new([Event::ItemObserved(event)])),
                None => {
                    let data = upcast::read(data).map_err(|error| unreadable(error.to_string()))?;
                    match data.applied {
                        Some(applied) => Events::Staged(applied),
                        None => Events::Known(data.events.into()),
                    }
                }
            },
        };
        Ok(Unshown {
            recorded,
            leaf,
            events,
        })
    }

    /// Shows what enough ledgers have, and answers who waited for it.
    fn show(&mut self) -> Result<(), Error> {
        let stored = self.appender.head().place;
        let Self {
            quorum,
            ledger,
            appender,
            leaves,
            ..
        } = self;
        let acknowledged =
            quorum.acknowledged(stored, |place| leaf_of(place, appender, leaves, ledger))?;
        let acknowledged = acknowledged.map_err(|differs| Error::Diverged {
            place: differs.place,
            ours: hex::encode(differs.ours),
            theirs: hex::encode(differs.theirs),
            other: format!("the ledger of node `{}`", differs.node),
        })?;
        if acknowledged > *self.confirmed.borrow() {
            self.confirmed.send_replace(acknowledged);
        }
        let ready = |unshown: &&Unshown| unshown.recorded.place <= acknowledged;
        let Some(last) = self.unshown.iter().take_while(ready).last() else {
            self.answer()?;
            return Ok(());
        };
        let recorded = last.recorded;
        self.appender.show(recorded.place, recorded.at);
        let mut commits = Vec::new();
        while let Some(unshown) = self
            .unshown
            .pop_front_if(|unshown| unshown.recorded.place <= acknowledged)
        {
            if self.leaves.len() == LEAVES_MAX {
                self.leaves.pop_front();
            }
            self.leaves
                .push_back((unshown.recorded.place, unshown.leaf));
            let events = match unshown.events {
                Events::Known(events) => events,
                Events::Staged(applied) => {
                    let events = self.ledger.staged_events(&applied);
                    let place = unshown.recorded.place;
                    let events = events.map_err(|error| quarterday_ledger::Error::Damaged {
                        place,
                        segment: "the stream".to_owned(),
                        offset: 0,
                        reason: error.to_string(),
                    })?;
                    events.into()
                }
            };
            commits.push(Commit {
                recorded: unshown.recorded,
                events,
            });
        }
        self.views.take_in(&commits);
        self.shown.send_replace(recorded.place);
        self.answer()
    }

    fn answer(&mut self) -> Result<(), Error> {
        let sure = (*self.shown.borrow()).min(*self.confirmed.borrow());
        while let Some(answers) = self.answers.pop_front_if(|answers| answers.place <= sure) {
            let leaf = match answers.place {
                0 => quarterday_proto::record::PREV_OF_FIRST,
                place => leaf_of(place, &self.appender, &self.leaves, &self.ledger)?,
            };
            if leaf == answers.leaf {
                for reply in answers.replies {
                    // Whoever no longer waits will ask again with the same id.
                    let _ = reply.answer.send(reply.result);
                }
            } else {
                refuse(answers.replies, &crate::Error::Unknown);
            }
        }
        Ok(())
    }

    fn abandon(&mut self, full_from: Option<u64>) {
        self.own.clear();
        for answers in self.answers.drain(..) {
            let (full, unknown) = answers.replies.into_iter().partition(|reply| {
                let accepted = reply.result.as_ref().ok();
                let places = accepted.map(|accepted| accepted.place).zip(full_from);
                places.is_some_and(|(place, full_from)| place >= full_from)
            });
            refuse(full, &crate::Error::NatsFull);
            refuse(unknown, &crate::Error::Unknown);
        }
    }

    fn differs_from_stream(&self, place: u64, reason: &str, lines: &[Line]) -> Error {
        let head = self.appender.head();
        let theirs = lines.iter().find(|line| line.place == place);
        let theirs = theirs.map_or_else(String::new, |line| hex::encode(line.leaf));
        Error::Diverged {
            place: head.place,
            ours: hex::encode(head.leaf),
            theirs: format!("not what place {place} ({theirs}) follows: {reason}"),
            other: "the stream".to_owned(),
        }
    }
}

/// The leaf at a place that is stored here.
fn leaf_of(
    place: u64,
    appender: &Appender,
    leaves: &VecDeque<(u64, Hash)>,
    ledger: &Ledger,
) -> Result<Hash, quarterday_ledger::Error> {
    if let Some(leaf) = appender.held_leaf(place) {
        return Ok(leaf);
    }
    if let Some((first, _)) = leaves.front()
        && let Some(at) = place.checked_sub(*first)
        && let Some((_, leaf)) = usize::try_from(at).ok().and_then(|at| leaves.get(at))
    {
        return Ok(*leaf);
    }
    Ok(ledger.read_stored(place)?.record().leaf())
}
