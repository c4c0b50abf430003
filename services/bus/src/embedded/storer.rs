//! The thread that stores: one write and one sync a batch, then the views, then
//! the answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use quarterday_ledger::Appender;
use tokio::sync::watch;

use super::gathering::{Giver, Taken, Taker, gathering};
use crate::decider::{Batch, Reply, refuse};
use crate::error::Error;
use crate::rules::Views;
use crate::surroundings::Broken;

/// Without a batch for so long, the end of the log is marked.
const IDLE_AFTER: Duration = Duration::from_millis(20);

/// Starts the thread; batches go in by the giver.
pub(super) fn start(
    appender: Appender,
    views: impl Views,
    head: watch::Sender<u64>,
    broken: Broken,
    failures: Arc<AtomicU64>,
) -> (Giver, JoinHandle<()>) {
    let (giver, batches) = gathering();
    let storer = Storer {
        appender,
        views,
        head,
        broken,
        failures,
    };
    let thread = std::thread::Builder::new()
        .name("storer".to_owned())
        .spawn(move || storer.run(&batches))
        .expect("the system starts a thread");
    (giver, thread)
}

struct Storer<V> {
    appender: Appender,
    views: V,
    head: watch::Sender<u64>,
    broken: Broken,
    failures: Arc<AtomicU64>,
}

impl<V: Views> Storer<V> {
    fn run(mut self, batches: &Taker) {
        let mut at_most = Some(IDLE_AFTER);
        loop {
            match batches.take(at_most) {
                Taken::Batch(batch) => {
                    self.store(batch);
                    at_most = Some(IDLE_AFTER);
                }
                Taken::Nothing => {
                    if !self.idle() {
                        return;
                    }
                    // Nothing is due before the next batch.
                    at_most = None;
                }
                Taken::Ended => break,
            }
        }
        if let Err(error) = self.appender.close() {
            tracing::error!(%error, "the log could not be closed in good order");
        }
    }

    fn store(&mut self, batch: Batch) {
        // Decided on top of commits that could not be stored: all of it is void.
        if batch.failures != self.failures.load(Ordering::Acquire) {
            return refuse(batch.replies, &Error::DiskFull);
        }
        if !batch.lines.is_empty() {
            if let Err(error) = self.appender.append(&batch.lines) {
                return self.failed(batch.replies, &error);
            }
            self.views.take_in(&batch.commits);
            if let Some(last) = batch.lines.last() {
                self.head.send_replace(last.place);
            }
        }
        for reply in batch.replies {
            // Whoever no longer waits will ask again with the same id.
            let _ = reply.answer.send(reply.result);
        }
    }

    fn failed(&mut self, replies: Vec<Reply>, error: &quarterday_ledger::Error) {
        self.failures.fetch_add(1, Ordering::AcqRel);
        if matches!(error, quarterday_ledger::Error::Full) {
            tracing::error!("the disk that holds the log is full");
            return refuse(replies, &Error::DiskFull);
        }
        tracing::error!(%error, "the log could not be written");
        refuse(replies, &Error::Broken);
        (self.broken)(error);
    }

    /// Marks the end of the log; whether it can go on.
    fn idle(&mut self) -> bool {
        match self.appender.idle() {
            Ok(()) => true,
            Err(quarterday_ledger::Error::Full) => {
                tracing::error!("the disk is full: the end of the log could not be marked");
                true
            }
            Err(error) => {
                tracing::error!(%error, "the log could not be written");
                self.failures.fetch_add(1, Ordering::AcqRel);
                (self.broken)(&error);
                false
            }
        }
    }
}
