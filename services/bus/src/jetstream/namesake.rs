//! Two nodes with one name.
//!
//! Whoever counts ledgers by name would count two as one, and both would hold
//! themselves for the holder of one lease. So a node asks, before it takes part,
//! whether another process answers to its name, and ends if one does. It goes on
//! to ask: two that began at the same moment, or out of reach of each other, find
//! out later, and then the one whose instance sorts last ends.
//!
//! Only an answer to a question counts, for it comes from a process that runs
//! now: what a killed one had sent may still arrive after its successor began.

use std::time::Duration;

use async_nats::Request;
use async_nats::client::RequestErrorKind;
use futures_util::StreamExt as _;
use quarterday_proto::exchange::{self, Claim};
use tokio::sync::watch;

use super::Shared;
use super::error::Error;

/// How often a node asks.
const ASK_EVERY: Duration = Duration::from_secs(2);
/// How long it waits for an answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(1);
/// Time until another try after a failure.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// Whether this process has its node's name to itself.
pub(super) struct Namesake {
    instance: String,
    is_alone: watch::Sender<bool>,
}

impl Namesake {
    /// Of a process that is told apart from others by this text.
    pub(super) fn new(instance: String) -> Self {
        Self {
            instance,
            is_alone: watch::Sender::new(false),
        }
    }

    /// The text that this process is told apart by.
    pub(super) fn instance(&self) -> &str {
        &self.instance
    }

    /// Whether it is known that no other process has the name.
    pub(super) fn is_alone(&self) -> bool {
        *self.is_alone.borrow()
    }

    /// Waits until it is known that no other process has the name.
    pub(super) async fn is_known_alone(&self) {
        let mut is_alone = self.is_alone.subscribe();
        // The sender lives as long as this value.
        let _ = is_alone.wait_for(|alone| *alone).await;
    }
}

/// Asks and answers, on and on; ends only with [`Error::NameTaken`].
pub(super) async fn run(shared: &Shared) -> Error {
    loop {
        shared.connection.up().await;
        match take_part(shared).await {
            Err(error) if error.is_final() => return error,
            Err(error) => {
                tracing::warn!(council = %shared.council, %error, "the name of this node is not sure");
            }
            Ok(()) => {}
        }
        tokio::time::sleep(RETRY_AFTER).await;
    }
}

async fn take_part(shared: &Shared) -> Result<(), Error> {
    // Nobody answers to the name as long as it is not known to be free, so one
    // that begins never drives out one that runs.
    if !shared.namesake.is_alone() {
        if ask(shared).await?.is_some() {
            return Err(taken(shared));
        }
        shared.namesake.is_alone.send_replace(true);
    }
    tokio::select! {
        ended = answer(shared) => ended,
        ended = ask_again(shared) => ended,
    }
}

async fn ask_again(shared: &Shared) -> Result<(), Error> {
    loop {
        tokio::time::sleep(ASK_EVERY).await;
        let Some(other) = ask(shared).await? else {
            continue;
        };
        if other < shared.namesake.instance {
            return Err(taken(shared));
        }
        tracing::warn!(council = %shared.council, "another node with the name of this one ends");
    }
}

fn taken(shared: &Shared) -> Error {
    Error::NameTaken {
        node: shared.settings.node.clone(),
    }
}

fn claim(shared: &Shared) -> bytes::Bytes {
    let instance = shared.namesake.instance.clone();
    let bytes = serde_json::to_vec(&Claim { instance });
    bytes.expect("a claim is what JSON can write").into()
}

/// Asks for the name; the instance of another process that has it.
async fn ask(shared: &Shared) -> Result<Option<String>, Error> {
    let request = Request::new()
        .payload(claim(shared))
        .timeout(Some(ANSWER_WITHIN));
    let subject = exchange::name(&shared.council, &shared.settings.node);
    match shared
        .connection
        .client
        .send_request(subject, request)
        .await
    {
        Ok(answer) => {
            let other = serde_json::from_slice::<Claim>(&answer.payload);
            Ok(other.ok().map(|other| other.instance))
        }
        Err(error) => match error.kind() {
            RequestErrorKind::NoResponders | RequestErrorKind::TimedOut => Ok(None),
            _ => Err(Error::nats("ask whether the node's name is free")(error)),
        },
    }
}

/// Answers to the name, but for questions of one's own.
async fn answer(shared: &Shared) -> Result<(), Error> {
    let client = &shared.connection.client;
    let subject = exchange::name(&shared.council, &shared.settings.node);
    let action = "answer to the node's name";
    let questions = client.subscribe(subject).await;
    let mut questions = questions.map_err(Error::nats(action))?;
    while let Some(question) = questions.next().await {
        let Some(reply) = question.reply else {
            continue;
        };
        match serde_json::from_slice::<Claim>(&question.payload) {
            Ok(other) if other.instance != shared.namesake.instance => {
                let answered = client.publish(reply, claim(shared)).await;
                answered.map_err(Error::nats(action))?;
            }
            _ => {}
        }
    }
    Ok(())
}
