//! The thread that stores: one write and one sync a batch, then the views, then
//! the answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use quarterday_ledger::Appender;
use tokio::sync::watch;

use crate::decider::{Batch, Reply, refuse};
use crate::error::Error;
use crate::rules::Views;
use crate::surroundings::Broken;

/// Without a batch for so long, the end of the log is marked.
const IDLE_AFTER: Duration = Duration::from_millis(20);
/// Batches that wait to be stored. One is decided while another is synced; more
/// would only make answers wait longer.
const BATCHES_WAITING_MAX: usize = 1;

/// Starts the thread; batches go in by the sender.
pub(super) fn start(
    appender: Appender,
    views: impl Views,
    head: watch::Sender<u64>,
    broken: Broken,
    failures: Arc<AtomicU64>,
) -> (SyncSender<Batch>, JoinHandle<()>) {
    let (sender, batches) = sync_channel(BATCHES_WAITING_MAX);
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
    (sender, thread)
}

struct Storer<V> {
    appender: Appender,
    views: V,
    head: watch::Sender<u64>,
    broken: Broken,
    failures: Arc<AtomicU64>,
}

impl<V: Views> Storer<V> {
    fn run(mut self, batches: &Receiver<Batch>) {
        loop {
            match batches.recv_timeout(IDLE_AFTER) {
                Ok(batch) => self.store(batch),
                Err(RecvTimeoutError::Timeout) => {
                    if !self.idle() {
                        return;
                    }
                    // Nothing is due before the next batch.
                    match batches.recv() {
                        Ok(batch) => self.store(batch),
                        Err(_) => break,
                    }
                }
                Err(RecvTimeoutError::Disconnected) => break,
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
