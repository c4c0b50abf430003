//! Who the writer is, as nodes tell each other. Nothing that is stored rests on it:
//! it is for sending a command again in time, and for people.

use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::StreamExt as _;
use quarterday_proto::exchange::{self, Writing};
use quarterday_proto::id::NodeId;
use tokio::sync::watch;
use tokio::time::{Duration, Instant};

use super::error::Error;
use super::lease::LEASE;
use super::{Role, Shared};

/// How often the writer tells that it is.
const TELL_EVERY: Duration = Duration::from_secs(1);
/// How long a command that was sent to a writer who is not heard waits before it
/// is sent again.
const SILENT_FOR: Duration = Duration::from_secs(1);

/// How often the writer may have told that it is one while a command was on its way
/// to it.
const LATE_MAX: u64 = 3;

/// The writer that was heard of last.
pub(super) struct Writer {
    heard: watch::Sender<Option<Heard>>,
    began: Instant,
    /// How often this node told that it is the writer.
    times: AtomicU64,
}

#[derive(Clone)]
struct Heard {
    writing: Writing,
    at: Instant,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self {
            heard: watch::Sender::new(None),
            began: Instant::now(),
            times: AtomicU64::new(0),
        }
    }

    pub(super) fn hear(&self, writing: Writing) {
        let at = Instant::now();
        self.heard.send_replace(Some(Heard { writing, at }));
    }

    /// The node that writes, if it was heard lately.
    pub(super) fn node(&self) -> Option<NodeId> {
        let heard = self.heard.borrow();
        let lately = heard.as_ref().filter(|heard| heard.at.elapsed() < LEASE);
        lately.map(|heard| heard.writing.node.clone())
    }

    /// How long no writer was heard.
    pub(super) fn silent_for(&self) -> Duration {
        let heard = self.heard.borrow();
        heard
            .as_ref()
            .map_or(self.began, |heard| heard.at)
            .elapsed()
    }

    /// Whether another node, which writes, waits for room in the storage of NATS.
    pub(super) fn waits_for_room(&self) -> bool {
        let heard = self.heard.borrow();
        let lately = heard.as_ref().filter(|heard| heard.at.elapsed() < LEASE);
        lately.is_some_and(|heard| heard.writing.nats_is_full)
    }

    fn term(&self) -> Option<String> {
        let heard = self.heard.borrow();
        heard.as_ref().map(|heard| heard.writing.term.clone())
    }

    /// What whoever sends a command on says of the writer that it is for; nothing
    /// while none is heard.
    pub(super) fn address(&self) -> Option<String> {
        let heard = self.heard.borrow();
        let heard = heard.as_ref().filter(|heard| heard.at.elapsed() < LEASE)?;
        let Writing { term, times, .. } = &heard.writing;
        Some(format!("{times} {term}"))
    }

    /// Whether a command that is for this address was sent to the present term, and
    /// lately. One that comes late may have been sent again, refused and told so.
    pub(super) fn is_for(&self, address: &str) -> bool {
        let heard = self.heard.borrow();
        let (Some(heard), Some((times, term))) = (heard.as_ref(), address.split_once(' ')) else {
            return false;
        };
        let now = heard.writing.times;
        term == heard.writing.term
            && times
                .parse()
                .is_ok_and(|times: u64| now.saturating_sub(times) <= LATE_MAX)
    }

    /// Waits until whoever is the writer now no longer is, as far as is heard, or
    /// is not heard any more.
    pub(super) async fn is_replaced(&self) {
        let (term, sent) = (self.term(), Instant::now());
        let mut heard = self.heard.subscribe();
        loop {
            heard.mark_unchanged();
            if self.term() != term {
                return;
            }
            let last = heard.borrow().as_ref().map(|heard| heard.at);
            let silent = (sent + SILENT_FOR).max(last.map_or(sent, |last| last + LEASE));
            tokio::select! {
                // The sender lives as long as this value.
                _ = heard.changed() => {}
                () = tokio::time::sleep_until(silent) => return,
            }
        }
    }
}

/// Tells others that this node is the writer, whenever it is.
pub(super) async fn tell(shared: &Shared) -> Result<(), Error> {
    let subject = exchange::writing(&shared.council);
    let mut role = shared.role.subscribe();
    loop {
        if *role.borrow_and_update() == Role::Writer {
            let times = shared.writer.times.fetch_add(1, Ordering::Relaxed) + 1;
            let writing = Writing {
                node: shared.settings.node.clone(),
                term: shared.term(),
                times,
                nats_is_full: shared.unwritable.is_full(),
            };
            let bytes = serde_json::to_vec(&writing).expect("a writer is what JSON can write");
            shared.writer.hear(writing);
            shared
                .connection
                .client
                .publish(subject.clone(), bytes.into())
                .await
                .map_err(Error::nats("tell who writes"))?;
        }
        let _ = tokio::time::timeout(TELL_EVERY, role.changed()).await;
    }
}

/// Hears who the writer is.
pub(super) async fn hear(shared: &Shared) -> Result<(), Error> {
    let subject = exchange::writing(&shared.council);
    let heard = shared.connection.client.subscribe(subject).await;
    let mut heard = heard.map_err(Error::nats("hear who writes"))?;
    while let Some(message) = heard.next().await {
        if let Ok(writing) = serde_json::from_slice::<Writing>(&message.payload)
            && writing.node != shared.settings.node
        {
            shared.writer.hear(writing);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn writing(node: &str, term: &str) -> Writing {
        Writing {
            node: node.parse().unwrap(),
            term: term.to_owned(),
            times: 7,
            nats_is_full: false,
        }
    }

    /// How long a command that was sent waits for the writer to be replaced.
    async fn waits(
        writer: &Arc<Writer>,
        meanwhile: impl Future<Output = ()>,
    ) -> Result<Duration, Duration> {
        let waiting = writer.clone();
        let began = Instant::now();
        let replaced = tokio::spawn(async move { waiting.is_replaced().await });
        tokio::task::yield_now().await;
        meanwhile.await;
        tokio::task::yield_now().await;
        let ended = replaced.is_finished();
        replaced.abort();
        if ended {
            Ok(began.elapsed())
        } else {
            Err(began.elapsed())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_command_that_comes_late_is_not_for_this_writer() {
        let writer = Writer::new();
        assert_eq!(writer.address(), None);
        assert!(!writer.is_for("7 1"));
        writer.hear(writing("a", "1.2"));
        let address = writer.address().unwrap();
        for (address, expected) in [
            (address.as_str(), true),
            ("4 1.2", true),
            ("3 1.2", false),
            ("7 1.1", false),
            ("1.2", false),
        ] {
            assert_eq!(writer.is_for(address), expected, "{address}");
        }
        tokio::time::sleep(LEASE).await;
        assert_eq!(writer.address(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_command_is_sent_again_when_the_writer_is_another_or_silent() {
        let writer = Arc::new(Writer::new());
        assert_eq!(writer.node(), None);
        let step = Duration::from_secs(1);
        // Nobody was heard: another try soon.
        let silent = waits(&writer, tokio::time::sleep(SILENT_FOR)).await;
        assert_eq!(silent, Ok(SILENT_FOR));
        writer.hear(writing("a", "1"));
        assert_eq!(writer.node(), Some("a".parse().unwrap()));
        // One that tells on and on is waited for.
        let tells = async {
            for _ in 0..10 {
                tokio::time::sleep(step).await;
                writer.hear(writing("a", "1"));
                tokio::task::yield_now().await;
            }
        };
        assert_eq!(waits(&writer, tells).await, Err(10 * step));
        // One that is replaced is not, also if it is the same node again.
        for (node, term) in [("b", "2"), ("b", "3")] {
            let told = async { writer.hear(writing(node, term)) };
            assert_eq!(waits(&writer, told).await, Ok(Duration::ZERO));
        }
        let silent = waits(&writer, tokio::time::sleep(LEASE)).await;
        assert_eq!(silent, Ok(LEASE));
        assert_eq!(writer.node(), None);
        assert_eq!(writer.silent_for(), LEASE);
    }
}
