//! The log of a council on NATS whose node does not run, opened to be read.

use std::sync::{Arc, Mutex, PoisonError};

use quarterday_ledger::{Appender, Ledger};
use quarterday_proto::command::Envelope;
use tokio::sync::watch;

use crate::error::Error;
use crate::follow::Follow;
use crate::{Answer, EventLog};

/// A log that takes no commands.
///
/// It shows what its ledger has. Whether others have the last of that too is not
/// known without the node, so nothing is signed of it.
pub struct Stopped {
    ledger: Ledger,
    head: watch::Sender<u64>,
    /// Kept so that no node opens the log meanwhile.
    appender: Mutex<Option<Appender>>,
}

impl Stopped {
    /// Opens a log for reading.
    pub fn new(ledger: Ledger, appender: Appender) -> Arc<Self> {
        let head = watch::Sender::new(ledger.head().place);
        Arc::new(Self {
            ledger,
            head,
            appender: Mutex::new(Some(appender)),
        })
    }

    /// Lets a node open the log again.
    pub fn close(&self) {
        let mut appender = self.appender.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(error)) = appender.take().map(Appender::close) {
            tracing::warn!(%error, "the log could not be closed in good order");
        }
    }
}

impl EventLog for Stopped {
    fn append(&self, _: Envelope) -> Answer {
        Box::pin(std::future::ready(Err(Error::Stopped)))
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn follow(&self, from: u64) -> Follow {
        Follow::new(self.ledger.clone(), self.head.subscribe(), from)
    }

    fn knows_what_is_acknowledged(&self) -> bool {
        false
    }
}
