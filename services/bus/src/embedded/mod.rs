//! The embedded bus: one process, one disk.
//!
//! Two threads a council. The *decider* takes commands, decides them against
//! memory and encodes their commits; the *storer* writes and syncs a batch,
//! feeds the views and answers. While one batch is being synced the next is
//! decided and gathered.

mod gathering;
mod storer;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::thread::JoinHandle;

use quarterday_ledger::{Appender, Ledger};
use quarterday_proto::command::Envelope;
use tokio::sync::{mpsc, oneshot, watch};

use crate::decider::{self, WAITING_MAX, Waiting};
use crate::error::Error;
use crate::follow::Follow;
use crate::rules::{Rules, Views};
use crate::surroundings::Surroundings;
use crate::{Answer, EventLog};

/// When a sender that was turned away should come back.
const RETRY_AFTER_SECONDS: u32 = 1;

/// The log of one council in this process.
pub struct Embedded {
    ledger: Ledger,
    commands: mpsc::Sender<Waiting>,
    head: watch::Receiver<u64>,
    threads: std::sync::Mutex<Option<(JoinHandle<()>, JoinHandle<()>)>>,
}

impl Embedded {
    /// Starts the two threads. The rules and views have the state of the
    /// ledger's head.
    pub fn start(
        ledger: Ledger,
        appender: Appender,
        rules: impl Rules,
        views: impl Views,
        surroundings: Surroundings,
    ) -> Arc<Self> {
        let (commands, waiting) = mpsc::channel(WAITING_MAX);
        let (told, head) = watch::channel(ledger.head().place);
        let failures = Arc::new(AtomicU64::new(0));
        let Surroundings { now, salt, broken } = surroundings;
        let (batches, storer) = storer::start(appender, views, told, broken, failures.clone());
        let decider = decider::start(decider::Parts {
            ledger: ledger.clone(),
            rules,
            now,
            salt,
            waiting,
            hand: Box::new(move |batch| batches.give(batch)),
            failures,
        });
        let threads = std::sync::Mutex::new(Some((decider, storer)));
        Arc::new(Self {
            ledger,
            commands,
            head,
            threads,
        })
    }

    /// Stops taking commands, stores and answers those taken, and closes the
    /// log with a marker. Blocks; returns at once when called again.
    pub fn close(self: Arc<Self>) {
        let threads = match self.threads.lock() {
            Ok(mut threads) => threads.take(),
            Err(_) => None,
        };
        let Some((decider, storer)) = threads else {
            return;
        };
        if self.commands.blocking_send(Waiting::Stop).is_ok() {
            let _ = decider.join();
            let _ = storer.join();
        }
    }
}

impl EventLog for Embedded {
    fn append(&self, envelope: Envelope) -> Answer {
        let (answer, answered) = oneshot::channel();
        let sent = self.commands.try_send(Waiting::Command {
            request: envelope.request_digest(),
            envelope: Arc::new(envelope),
            answer,
        });
        Box::pin(async move {
            match sent {
                Ok(()) => answered.await.unwrap_or(Err(Error::Closed)),
                Err(mpsc::error::TrySendError::Full(_)) => Err(Error::Busy {
                    retry_after_seconds: RETRY_AFTER_SECONDS,
                }),
                Err(mpsc::error::TrySendError::Closed(_)) => Err(Error::Closed),
            }
        })
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn follow(&self, from: u64) -> Follow {
        Follow::new(self.ledger.clone(), self.head.clone(), from)
    }
}
