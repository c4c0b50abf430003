//! Clients that send commands to any node until they are answered, and never
//! forget what they were told.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use quarterday_tests::{Answer, COUNCIL, Http, NODES, PLAN};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use super::history::{Asked, Call, Told};

/// Items of the plan of the harness.
const ITEMS: u64 = 8;
/// Names that tokens compete for.
const NAMES: u64 = 6;
/// How long a client waits for an answer before it asks again.
const ANSWER_WITHIN: Duration = Duration::from_secs(6);
/// Time between two sendings of the same command.
const AGAIN_AFTER: Duration = Duration::from_millis(100);

/// An answer to a command, to be had again.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) id: String,
    pub(crate) asked: Asked,
    pub(crate) place: u64,
    /// Not known of an acceptance that was only told of later.
    pub(crate) recorded: Option<String>,
}

/// Clients and what they know.
pub(crate) struct Clients {
    seed: u64,
    nodes: Vec<Http>,
    began: Instant,
    stopped: AtomicBool,
    calls: Mutex<Vec<Call>>,
    stored: Mutex<Vec<Stored>>,
    answered: AtomicU64,
    again: AtomicU64,
}

/// What a node said to one sending.
enum Said {
    Stored {
        place: u64,
        recorded: Option<String>,
    },
    Refused,
    Nothing,
}

impl Clients {
    pub(crate) fn new(seed: u64, data: &[PathBuf]) -> Self {
        Self {
            seed,
            nodes: data.iter().map(|data| Http::operator(data)).collect(),
            began: Instant::now(),
            stopped: AtomicBool::new(false),
            calls: Mutex::default(),
            stored: Mutex::default(),
            answered: AtomicU64::new(0),
            again: AtomicU64::new(0),
        }
    }

    /// Has the clients end once each has an answer to its last command.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    /// All calls so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// All acceptances so far.
    pub(crate) fn stored(&self) -> Vec<Stored> {
        self.stored.lock().unwrap().clone()
    }

    /// What happened, for people.
    pub(crate) fn told(&self) -> String {
        let calls = self.calls.lock().unwrap();
        let count = |told: fn(&Call) -> bool| calls.iter().filter(|call| told(call)).count();
        format!(
            "{} stored, {} refused, {} given up, {} reads, {} sent again",
            self.stored.lock().unwrap().len(),
            count(|call| call.told == Told::Refused),
            count(|call| call.told == Told::Nothing),
            count(|call| matches!(call.asked, Asked::Read { .. })),
            self.again.load(Ordering::Relaxed),
        )
    }

    /// Sends commands one after the other until told to stop.
    pub(crate) async fn send(self: Arc<Self>, client: u64) {
        let mut chance = StdRng::seed_from_u64(self.seed ^ (client << 20));
        let mut number = 0;
        while !self.stopped.load(Ordering::SeqCst) {
            number += 1;
            let asked = self.choose(&mut chance).await;
            // Now and then one gives up, and the outcome stays open.
            let patience = chance.random_ratio(1, 15).then_some(ANSWER_WITHIN / 12);
            let id = format!("c{client}-{number}");
            self.call(&mut chance, id, asked, patience).await;
        }
    }

    async fn choose(&self, chance: &mut StdRng) -> Asked {
        let item = chance.random_range(1..=ITEMS);
        let name = chance.random_range(0..NAMES);
        match chance.random_range(0..10) {
            0..4 => Asked::Observe { item, known: None },
            4..7 => {
                let node = chance.random_range(0..NODES.len());
                let known = self.read(item, node).await;
                Asked::Observe { item, known }
            }
            7..9 => Asked::Issue { name },
            _ => Asked::Revoke { name },
        }
    }

    /// The place of an item's last change as a node shows it.
    async fn read(&self, item: u64, node: usize) -> Option<u64> {
        let from = self.now();
        let path = format!("/api/v1/{COUNCIL}/plans/{PLAN}/items/H{item}");
        let sent = self.nodes[node].try_send("GET", &path, &[], Vec::new());
        let answer = tokio::time::timeout(ANSWER_WITHIN, sent).await.ok()?.ok()?;
        if answer.status != 200 {
            return None;
        }
        let place = answer.tag.as_deref()?.trim_matches('"').parse().ok()?;
        self.note(Call {
            id: String::new(),
            asked: Asked::Read { item, node },
            told: Told::Place { place, node },
            from,
            to: self.now(),
        });
        Some(place)
    }

    /// Sends a command until it is answered or patience ends.
    async fn call(
        &self,
        chance: &mut StdRng,
        id: String,
        asked: Asked,
        patience: Option<Duration>,
    ) {
        let from = self.now();
        let gives_up = patience.map(|patience| Instant::now() + patience);
        let told = loop {
            let node = chance.random_range(0..NODES.len());
            match self.once(node, &id, &asked, gives_up).await {
                Said::Stored { place, recorded } => {
                    let stored = Stored {
                        id: id.clone(),
                        asked: asked.clone(),
                        place,
                        recorded,
                    };
                    self.stored.lock().unwrap().push(stored);
                    break Told::Place { place, node };
                }
                Said::Refused => break Told::Refused,
                Said::Nothing if gives_up.is_some_and(|end| end <= Instant::now()) => {
                    break Told::Nothing;
                }
                Said::Nothing => {
                    self.again.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(AGAIN_AFTER).await;
                }
            }
        };
        self.answered.fetch_add(1, Ordering::Relaxed);
        let to = match told {
            // It may still be stored at any time.
            Told::Nothing => u64::MAX,
            _ => self.now(),
        };
        self.note(Call {
            id,
            asked,
            told,
            from,
            to,
        });
    }

    async fn once(&self, node: usize, id: &str, asked: &Asked, gives_up: Option<Instant>) -> Said {
        let sent = self.sending(node, id, asked);
        let limit = gives_up.map_or(ANSWER_WITHIN, |end| {
            end.saturating_duration_since(Instant::now())
        });
        match tokio::time::timeout(limit, sent).await {
            Ok(Ok(answer)) => said(id, asked, &answer),
            Ok(Err(_)) | Err(_) => Said::Nothing,
        }
    }

    async fn sending(
        &self,
        node: usize,
        id: &str,
        asked: &Asked,
    ) -> Result<Answer, reqwest::Error> {
        let mut headers = vec![
            ("content-type", "application/json"),
            ("idempotency-key", id),
        ];
        let known;
        if let Asked::Observe {
            known: Some(place), ..
        } = asked
        {
            known = format!("\"{place}\"");
            headers.push(("if-match", &known));
        }
        let (method, path, body) = request(id, asked);
        let body = body.map_or_else(Vec::new, |body| body.to_string().into_bytes());
        self.nodes[node]
            .try_send(method, &path, &headers, body)
            .await
    }

    /// Sends a stored command to a node once more: the same answer comes.
    pub(crate) async fn ask_again(&self, node: usize, stored: &Stored) {
        let Stored {
            id,
            asked,
            place,
            recorded,
        } = stored;
        let answer = self.sending(node, id, asked).await.unwrap();
        match said(id, asked, &answer) {
            Said::Stored {
                place: again,
                recorded: when,
            } => {
                assert_eq!(again, *place, "{id}");
                if let (Some(first), Some(when)) = (recorded, when) {
                    assert_eq!(when, *first, "{id}");
                    assert_eq!(answer.json()["repeated"], true, "{id}");
                }
            }
            Said::Refused | Said::Nothing => panic!("{id} at {place}: {answer:?}"),
        }
    }

    fn note(&self, call: Call) {
        self.calls.lock().unwrap().push(call);
    }

    /// Time on the clock of all calls, in nanoseconds.
    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_nanos()).unwrap()
    }
}

fn request(id: &str, asked: &Asked) -> (&'static str, String, Option<Value>) {
    match asked {
        Asked::Observe { item, .. } => {
            let body = json!({ "observe": {
                "plan": PLAN,
                "ref": format!("H{item}"),
                "observation": {
                    "as_at": "2020-05-01",
                    "on_track": true,
                    "commentary": format!("{id} is done."),
                },
            } });
            ("POST", format!("/api/v1/{COUNCIL}/commands"), Some(body))
        }
        Asked::Issue { name } => {
            let body = json!({ "name": format!("name-{name}"), "scope": "read" });
            ("POST", format!("/api/v1/{COUNCIL}/tokens"), Some(body))
        }
        Asked::Revoke { name } => {
            let path = format!("/api/v1/{COUNCIL}/tokens/name-{name}");
            ("DELETE", path, None)
        }
        Asked::Read { .. } => unreachable!("reads are no commands"),
    }
}

/// What an answer means.
///
/// # Panics
/// When it is neither acceptance, refusal by the expected rule, nor a request
/// to come back.
fn said(id: &str, asked: &Asked, answer: &Answer) -> Said {
    if matches!(answer.status, 503 | 504) {
        return Said::Nothing;
    }
    let body = answer.json();
    if answer.status < 300 {
        let place = body["place"].as_u64().unwrap();
        let recorded = body["recorded"].as_str().map(str::to_owned);
        return Said::Stored { place, recorded };
    }
    let expected = match (asked, body["code"].as_str()) {
        // A token's text is shown once and is another each time, so a sending
        // that was stored makes the next one another request of the same id.
        (Asked::Issue { .. }, Some("QD0002")) => {
            let detail = body["detail"].as_str().unwrap();
            let place = detail.split("at place ").nth(1).and_then(|rest| {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                digits.parse().ok()
            });
            let recorded = None;
            let place = place.unwrap();
            return Said::Stored { place, recorded };
        }
        (Asked::Observe { known, .. }, Some("QD0003")) => known.is_some(),
        (Asked::Issue { .. }, Some("QD0032")) | (Asked::Revoke { .. }, Some("QD0035")) => true,
        _ => false,
    };
    assert!(expected, "{id} {asked:?}: {answer:?}");
    Said::Refused
}
