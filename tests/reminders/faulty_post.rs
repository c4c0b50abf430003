//! A mail server that fails, and schedulers that die at the worst moments.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use quarterday_proto::id::{CouncilId, DigestId, ReportId};
use quarterday_scheduler::mail::template::{Files, Matter, Templates};
use quarterday_scheduler::mail::{Check, Message, MessageId, Outcome, Refusal, Stage, retry};
use quarterday_scheduler::remind::{Gate, Handed, Post, Written};
use quarterday_tests::Seed;
use tokio::sync::Notify;

use crate::council::Clock;

/// A mail that the server has.
#[derive(Debug, Clone)]
pub(crate) struct Delivered {
    pub(crate) to: String,
    pub(crate) message_id: String,
    pub(crate) at: Timestamp,
    /// The references of the items that it lists.
    pub(crate) items: Vec<String>,
}

/// What all schedulers share: the server, and chance.
pub(crate) struct Server {
    pub(crate) delivered: Mutex<Vec<Delivered>>,
    /// Items that are answered in the quarter under way.
    pub(crate) answered: Mutex<HashSet<String>>,
    pub(crate) chance: Mutex<Seed>,
    clock: Clock,
}

impl Server {
    pub(crate) fn new(clock: Clock) -> Arc<Self> {
        Arc::new(Self {
            delivered: Mutex::default(),
            answered: Mutex::default(),
            chance: Mutex::new(Seed::new()),
            clock,
        })
    }

    fn once_in(&self, times: u64) -> bool {
        self.chance.lock().unwrap().once_in(times)
    }

    /// Takes a mail, which must ask for nothing that is done.
    fn take(&self, message: &Message) {
        let items = listed(&message.content.text);
        assert!(!items.is_empty(), "{}", message.content.text);
        let answered = self.answered.lock().unwrap();
        for item in &items {
            assert!(!answered.contains(item), "{item} was answered");
        }
        self.delivered.lock().unwrap().push(Delivered {
            to: message.to.address.to_string(),
            message_id: message.message_id.as_str().to_owned(),
            at: self.clock.now(),
            items,
        });
    }
}

/// The references that a mail lists: `- I001 Item 1 (The plan)`.
fn listed(text: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("- "));
    lines
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect()
}

/// The way of one scheduler to the server. `killed` is told when the scheduler
/// is to die.
pub(crate) struct FaultyPost {
    pub(crate) server: Arc<Server>,
    pub(crate) killed: Arc<Notify>,
    templates: Arc<Templates>,
}

impl FaultyPost {
    pub(crate) fn new(server: Arc<Server>) -> Arc<Self> {
        let templates = Templates::new(Files::built_in()).unwrap();
        Arc::new(Self {
            server,
            killed: Arc::default(),
            templates: Arc::new(templates),
        })
    }
}

/// One attempt in so many meets a temporary failure of the server.
const FAILS_ONCE_IN: u64 = 5;
/// One in so many kills its scheduler, before or behind the server.
const KILLS_ONCE_IN: u64 = 250;
/// One answer in so many is lost.
const LOST_ONCE_IN: u64 = 40;

impl Post for FaultyPost {
    fn write(&self, _: &CouncilId, matter: &Matter) -> Result<Written, String> {
        let content = self.templates.write(matter);
        Ok(Written {
            content: content.map_err(|error| error.to_string())?,
            template: "digest@built-in".to_owned(),
        })
    }

    fn message_id(&self, council: &CouncilId, digest: DigestId) -> MessageId {
        MessageId::derived("digest", &format!("{council}/{digest}"), "a.example")
    }

    fn thread_root(&self, council: &CouncilId, report: ReportId) -> MessageId {
        MessageId::derived("report", &format!("{council}/{report}"), "a.example")
    }

    fn hand_over(&self, _: &CouncilId, message: Message, gate: Gate) -> Handed {
        let (server, killed) = (self.server.clone(), self.killed.clone());
        Box::pin(async move {
            let dies = async |server: &Server| {
                if server.once_in(KILLS_ONCE_IN) {
                    killed.notify_one();
                    std::future::pending::<()>().await;
                }
            };
            dies(&server).await;
            tokio::task::yield_now().await;
            if server.once_in(FAILS_ONCE_IN) {
                return Outcome::Refused(Refusal {
                    stage: Stage::Connect,
                    permanent: false,
                    code: Some(421),
                    enhanced: None,
                    text: "try later".to_owned(),
                });
            }
            if let Check::Stop { why } = gate() {
                return Outcome::Stopped { why };
            }
            server.take(&message);
            dies(&server).await;
            tokio::task::yield_now().await;
            if server.once_in(LOST_ONCE_IN) {
                let why = "the connection was lost".to_owned();
                return Outcome::Unknown { why };
            }
            let response = "250 queued".to_owned();
            Outcome::Accepted { response }
        })
    }

    fn longest_after_gate(&self) -> Duration {
        Duration::from_secs(60)
    }

    fn retry(&self) -> retry::Policy {
        retry::Policy {
            attempts_max: 10,
            first: Duration::from_secs(60),
            longest: Duration::from_secs(1200),
        }
    }
}
