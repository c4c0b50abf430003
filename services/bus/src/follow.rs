//! Following acknowledged commits.

use quarterday_ledger::{Error, Ledger, OwnedRecord};
use tokio::sync::watch;

/// Acknowledged records from a place on, in order, those to come included.
pub struct Follow {
    ledger: Ledger,
    head: watch::Receiver<u64>,
    next: u64,
}

impl Follow {
    pub(crate) fn new(ledger: Ledger, head: watch::Receiver<u64>, from: u64) -> Self {
        Self {
            ledger,
            head,
            next: from.max(1),
        }
    }

    /// The next record, waiting for it if it is still to come; nothing once the
    /// log is closed.
    ///
    /// # Errors
    /// What the ledger says of a record that it cannot read.
    pub async fn next(&mut self) -> Result<Option<OwnedRecord>, Error> {
        loop {
            let head = *self.head.borrow_and_update();
            if self.next <= head {
                let record = self.ledger.read(self.next)?;
                self.next += 1;
                return Ok(Some(record));
            }
            if self.head.changed().await.is_err() {
                return Ok(None);
            }
        }
    }
}
