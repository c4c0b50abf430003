//! Connections that are kept for the next mail.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::connection::{Connection, Dial};
use super::{Refusal, Stage};

/// Connections to one server, no more at once than it was told.
pub(super) struct Pool {
    slots: Semaphore,
    idle: Mutex<Vec<Idle>>,
    idle_at_most: Duration,
    mails_at_most: u32,
}

struct Idle {
    connection: Connection,
    since: Instant,
    mails: u32,
}

/// A connection in use. It is dropped, and the server sees the end of it, unless
/// it is put back.
pub(super) struct Lease<'a> {
    pub(super) connection: Connection,
    /// Whether it served before, so that its end may have gone unseen.
    pub(super) used: bool,
    mails: u32,
    slot: SemaphorePermit<'a>,
}

impl Pool {
    pub(super) fn new(connections: usize, idle_at_most: Duration, mails_at_most: u32) -> Self {
        Self {
            slots: Semaphore::new(connections),
            idle: Mutex::default(),
            idle_at_most,
            mails_at_most,
        }
    }

    /// One that is idle, else a new one.
    pub(super) async fn lease(&self, dial: &Dial) -> Result<Lease<'_>, Refusal> {
        let slot = self.slot().await?;
        if let Some(idle) = self.newest() {
            return Ok(Lease {
                connection: idle.connection,
                used: true,
                mails: idle.mails,
                slot,
            });
        }
        Self::fresh(dial, slot).await
    }

    /// A new one in the place of one that turned out to be gone.
    pub(super) async fn renew<'a>(
        &self,
        dial: &Dial,
        gone: Lease<'a>,
    ) -> Result<Lease<'a>, Refusal> {
        Self::fresh(dial, gone.slot).await
    }

    /// Keeps a connection for the next mail.
    pub(super) async fn put_back(&self, lease: Lease<'_>, dial: &Dial) {
        let mails = lease.mails + 1;
        if mails >= self.mails_at_most {
            lease.connection.quit(dial.command_within).await;
            return;
        }
        self.lock().push(Idle {
            connection: lease.connection,
            since: Instant::now(),
            mails,
        });
    }

    async fn slot(&self) -> Result<SemaphorePermit<'_>, Refusal> {
        // The semaphore lives as long as the pool and is never closed.
        let closed = |_| Refusal::unanswered(Stage::Connect, "the pool is closed");
        self.slots.acquire().await.map_err(closed)
    }

    async fn fresh<'a>(dial: &Dial, slot: SemaphorePermit<'a>) -> Result<Lease<'a>, Refusal> {
        Ok(Lease {
            connection: dial.connect().await?,
            used: false,
            mails: 0,
            slot,
        })
    }

    fn newest(&self) -> Option<Idle> {
        let mut idle = self.lock();
        // The newest is the likeliest to be there still; the old ones go.
        idle.retain(|one| one.since.elapsed() < self.idle_at_most);
        idle.pop()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
