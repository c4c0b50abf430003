//! Clients that send commands over HTTP and never forget what they were told.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use quarterday_tests::{Answer, COUNCIL, Http, Line, observation};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::Value;
use tokio::sync::watch;

/// What a command was answered.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) command: Value,
    pub(crate) place: u64,
    pub(crate) recorded: String,
}

/// Clients and what they know.
pub(crate) struct Writers {
    seed: u64,
    token: String,
    base: watch::Sender<Option<String>>,
    stopped: AtomicBool,
    numbers: AtomicU64,
    answers: Mutex<BTreeMap<String, Told>>,
    /// Sendings without an answer, answers to commands that had been stored
    /// without one, and answers given again.
    unanswered: AtomicU64,
    found_stored: AtomicU64,
    repeated: AtomicU64,
}

impl Writers {
    pub(crate) fn new(seed: u64, token: &str) -> Self {
        Self {
            seed,
            token: token.to_owned(),
            base: watch::channel(None).0,
            stopped: AtomicBool::new(false),
            numbers: AtomicU64::new(0),
            answers: Mutex::default(),
            unanswered: AtomicU64::new(0),
            found_stored: AtomicU64::new(0),
            repeated: AtomicU64::new(0),
        }
    }

    /// Tells the clients where the service is now, if anywhere.
    pub(crate) fn served_at(&self, base: Option<&str>) {
        self.base.send_replace(base.map(str::to_owned));
    }

    /// Has the clients end once each has an answer to its last command.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    pub(crate) fn acknowledged(&self) -> u64 {
        self.answers.lock().unwrap().len() as u64
    }

    pub(crate) fn answers(&self) -> BTreeMap<String, Told> {
        self.answers.lock().unwrap().clone()
    }

    /// What happened, for people.
    pub(crate) fn told(&self) -> String {
        format!(
            "{} sendings without an answer, {} of them stored all the same, {} answers again",
            self.unanswered.load(Ordering::Relaxed),
            self.found_stored.load(Ordering::Relaxed),
            self.repeated.load(Ordering::Relaxed),
        )
    }

    /// One client: a new command once the last is answered, and now and then
    /// an old one again.
    pub(crate) async fn write(self: Arc<Self>, writer: u64) {
        let mut chance = StdRng::seed_from_u64(self.seed ^ (writer << 32));
        let mut own: Vec<String> = Vec::new();
        let mut base = self.base.subscribe();
        while !self.stopped.load(Ordering::SeqCst) {
            if chance.random_ratio(1, 12) && !own.is_empty() {
                let id = own[chance.random_range(0..own.len())].clone();
                let first = self.answers.lock().unwrap()[&id].clone();
                let (told, _) = self.send(&mut base, &id, &first.command).await;
                assert_eq!(
                    (told.place, &told.recorded),
                    (first.place, &first.recorded),
                    "{id}"
                );
                self.repeated.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            let number = self.numbers.fetch_add(1, Ordering::SeqCst);
            let id = format!("w{writer}-{number}");
            let (told, repeated) = self.send(&mut base, &id, &observation(number)).await;
            self.found_stored
                .fetch_add(u64::from(repeated), Ordering::Relaxed);
            self.answers.lock().unwrap().insert(id.clone(), told);
            own.push(id);
        }
    }

    /// Sends a command until it is answered.
    async fn send(
        &self,
        base: &mut watch::Receiver<Option<String>>,
        id: &str,
        command: &Value,
    ) -> (Told, bool) {
        loop {
            let known = base.wait_for(Option::is_some).await.unwrap().clone();
            let http = self.http(known.as_deref().unwrap());
            // The service may be killed while it is asked.
            let Some(answer) = post(&http, id, command).await else {
                self.unanswered.fetch_add(1, Ordering::Relaxed);
                // Not again before the service is told to be elsewhere.
                let _ = base.wait_for(|now| *now != known).await;
                continue;
            };
            let answer = answer.good();
            let told = Told {
                command: command.clone(),
                place: answer["place"].as_u64().unwrap(),
                recorded: answer["recorded"].as_str().unwrap().to_owned(),
            };
            return (told, answer["repeated"] == true);
        }
    }

    fn http(&self, base: &str) -> Http {
        Http::network(base, &self.token)
    }
}

async fn post(http: &Http, id: &str, command: &Value) -> Option<Answer> {
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", id),
    ];
    let path = format!("/api/v1/{COUNCIL}/commands");
    http.try_send("POST", &path, &headers, command.to_string().into_bytes())
        .await
        .ok()
}

/// Holds a log against what was answered: each command is there once, at the
/// place and time that its sender was told, and nothing else is.
pub(crate) fn check_log(lines: &[Line], answers: &BTreeMap<String, Told>, before: u64) {
    let mut found = BTreeMap::new();
    for (line, place) in lines.iter().zip(1..) {
        assert_eq!(line.place(), place);
        if place > before {
            let doubled = found.insert(line.command(), line);
            assert!(doubled.is_none(), "{} is there twice", line.command());
        }
    }
    for (id, told) in answers {
        let line = found
            .remove(id.as_str())
            .unwrap_or_else(|| panic!("{id} is lost: {told:?}"));
        assert_eq!(line.place(), told.place, "{id}");
        let recorded: jiff::Timestamp = line.value["head"]["recorded"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(recorded, told.recorded.parse().unwrap(), "{id}");
    }
    assert!(found.is_empty(), "nobody was answered: {:?}", found.keys());
}
