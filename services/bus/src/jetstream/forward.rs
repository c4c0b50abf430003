//! Commands that reach a node which is not the writer: sent on to the one that
//! is, and answered when this node's own views show the outcome.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_nats::client::RequestErrorKind;
use async_nats::{HeaderMap, Message, Request};
use bytes::Bytes;
use futures_util::StreamExt as _;
use quarterday_proto::answer::Accepted;
use quarterday_proto::command::Envelope;
use quarterday_proto::exchange::{self, Outcome, PART, UPLOAD, WRITER};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::{RETRY_AFTER_SECONDS, Shared};
use crate::error::Error;

/// Bytes of a command in one message; larger ones go in parts.
const PART_BYTES_MAX: usize = 512 << 10;
/// The most bytes of a command that is sent on.
const COMMAND_BYTES_MAX: usize = 64 << 20;
/// Commands in parts that are put together at a time.
const UPLOADS_MAX: usize = 8;
/// After so long without its next part, a command in parts is forgotten.
const UPLOAD_WITHIN: Duration = Duration::from_secs(30);
/// Commands of other nodes that are decided or stored at a time.
const FORWARDED_MAX: usize = 2048;
/// How long the writer may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// Why a command that was sent on has no answer of the writer's.
pub(super) enum Unanswered {
    /// Nobody took it, so nothing was stored.
    NobodyThere,
    /// What became of it is not known, or the writer answered with this.
    Otherwise(Error),
}

/// Sends a command to the writer, and waits for the answer for as long as it is
/// the writer.
pub(super) async fn send(shared: &Shared, envelope: &Envelope) -> Result<Accepted, Unanswered> {
    let mut links = shared.connection.links.clone();
    links.mark_unchanged();
    tokio::select! {
        answer = ask(shared, envelope) => answer,
        // Who would have answered is gone, or the answer went another way.
        () = shared.writer.is_replaced() => Err(Unanswered::Otherwise(Error::Unknown)),
        _ = links.changed() => Err(Unanswered::Otherwise(Error::Unknown)),
    }
}

async fn ask(shared: &Shared, envelope: &Envelope) -> Result<Accepted, Unanswered> {
    let bytes = serde_json::to_vec(envelope).expect("a command is what JSON can write");
    let bytes = Bytes::from(bytes);
    let parts = bytes.len().div_ceil(PART_BYTES_MAX);
    let upload = shared.connection.client.new_inbox();
    let mut last = None;
    for part in 0..parts {
        let from = part * PART_BYTES_MAX;
        let mut request = Request::new()
            .payload(bytes.slice(from..bytes.len().min(from + PART_BYTES_MAX)))
            .timeout(Some(ANSWER_WITHIN));
        let Some(writer) = shared.writer.address() else {
            return Err(Unanswered::NobodyThere);
        };
        let mut headers = HeaderMap::new();
        headers.insert(WRITER, writer.as_str());
        if parts > 1 {
            headers.insert(UPLOAD, upload.as_str());
            headers.insert(PART, format!("{}/{parts}", part + 1));
        }
        request = request.headers(headers);
        let sent = shared
            .connection
            .client
            .send_request(exchange::commands(&shared.council), request)
            .await;
        match sent {
            Ok(message) if message.payload.is_empty() && part + 1 < parts => {}
            Ok(message) => {
                last = Some(message);
                break;
            }
            Err(error) if error.kind() == RequestErrorKind::NoResponders => {
                return Err(Unanswered::NobodyThere);
            }
            Err(error) => {
                tracing::debug!(%error, "a command could not be sent on");
                return Err(Unanswered::Otherwise(Error::Unknown));
            }
        }
    }
    let outcome = last.and_then(|message| serde_json::from_slice(&message.payload).ok());
    result(outcome.unwrap_or(Outcome::Again)).map_err(Unanswered::Otherwise)
}

/// Takes commands of other nodes for as long as this node is the writer.
pub(super) async fn serve(shared: Arc<Shared>) {
    let client = shared.connection.client.clone();
    let commands = client.subscribe(exchange::commands(&shared.council)).await;
    let mut commands = match commands {
        Ok(commands) => commands,
        Err(error) => {
            tracing::warn!(%error, "commands of other nodes cannot be taken");
            return;
        }
    };
    let room = Arc::new(Semaphore::new(FORWARDED_MAX));
    let mut uploads = Uploads::default();
    while let Some(message) = commands.next().await {
        let Some(reply) = message.reply.clone() else {
            continue;
        };
        // Nodes of an older version do not say whom they mean.
        let headers = message.headers.as_ref();
        let writer = headers.and_then(|headers| headers.get(WRITER));
        if writer.is_some_and(|writer| !shared.writer.is_for(writer.as_str())) {
            let _ = client.publish(reply, encode(&Outcome::Again)).await;
            continue;
        }
        let bytes = match uploads.take(&message) {
            Taken::Whole(bytes) => bytes,
            Taken::Part => {
                let _ = client.publish(reply, Bytes::new()).await;
                continue;
            }
            Taken::Refused => {
                let _ = client.publish(reply, encode(&Outcome::Again)).await;
                continue;
            }
        };
        let Ok(permit) = room.clone().try_acquire_owned() else {
            let busy = Outcome::Busy {
                retry_after_seconds: RETRY_AFTER_SECONDS,
            };
            let _ = client.publish(reply, encode(&busy)).await;
            continue;
        };
        // Taken here, in the order of arrival; only the answer is awaited apart.
        let answer = match serde_json::from_slice::<Envelope>(&bytes) {
            Ok(envelope) => shared.decide_here(&Arc::new(envelope)),
            Err(error) => {
                tracing::warn!(%error, "another node sent what is no command");
                None
            }
        };
        let client = client.clone();
        tokio::spawn(async move {
            let outcome = match answer {
                Some(Ok(answer)) => match answer.await {
                    Ok(answer) => outcome(answer),
                    Err(_) => Outcome::Again,
                },
                Some(Err(error)) => outcome(Err(error)),
                None => Outcome::Again,
            };
            let _ = client.publish(reply, encode(&outcome)).await;
            drop(permit);
        });
    }
}

fn encode(outcome: &Outcome) -> Bytes {
    let bytes = serde_json::to_vec(outcome).expect("an answer is what JSON can write");
    bytes.into()
}

fn outcome(answer: Result<Accepted, Error>) -> Outcome {
    match answer {
        Ok(accepted) => Outcome::Accepted(accepted),
        Err(Error::Rejected(rejection)) => Outcome::Rejected(*rejection),
        Err(Error::Busy {
            retry_after_seconds,
        }) => Outcome::Busy {
            retry_after_seconds,
        },
        Err(Error::TooLarge { event, bytes, max }) => Outcome::TooLarge {
            event: event.into_owned(),
            bytes,
            max,
        },
        Err(Error::DiskFull) => Outcome::DiskFull,
        Err(Error::NatsFull) => Outcome::NatsFull,
        Err(
            Error::Broken
            | Error::Closed
            | Error::Unknown
            | Error::NoWriter
            | Error::Stopped
            | Error::Unavailable(_),
        ) => Outcome::Again,
    }
}

fn result(outcome: Outcome) -> Result<Accepted, Error> {
    match outcome {
        Outcome::Accepted(accepted) => Ok(accepted),
        Outcome::Rejected(rejection) => Err(Error::Rejected(Box::new(rejection))),
        Outcome::Busy {
            retry_after_seconds,
        } => Err(Error::Busy {
            retry_after_seconds,
        }),
        Outcome::TooLarge { event, bytes, max } => Err(Error::TooLarge {
            event: event.into(),
            bytes,
            max,
        }),
        Outcome::DiskFull => Err(Error::DiskFull),
        Outcome::NatsFull => Err(Error::NatsFull),
        Outcome::Again => Err(Error::Unknown),
    }
}

/// Commands that come in parts.
#[derive(Default)]
struct Uploads {
    open: HashMap<String, Upload>,
}

struct Upload {
    bytes: Vec<u8>,
    parts: usize,
    touched: Instant,
}

enum Taken {
    Whole(Bytes),
    Part,
    Refused,
}

impl Uploads {
    fn take(&mut self, message: &Message) -> Taken {
        let header = |name: &str| {
            let headers = message.headers.as_ref()?;
            Some(headers.get(name)?.as_str().to_owned())
        };
        let Some(id) = header(UPLOAD) else {
            return Taken::Whole(message.payload.clone());
        };
        let numbers = header(PART).and_then(|text| {
            let (part, parts) = text.split_once('/')?;
            Some((part.parse().ok()?, parts.parse().ok()?))
        });
        let Some((part, parts)) = numbers else {
            return Taken::Refused;
        };
        self.add(id, part, parts, &message.payload)
    }

    fn add(&mut self, id: String, part: usize, parts: usize, payload: &[u8]) -> Taken {
        self.open
            .retain(|_, upload| upload.touched.elapsed() < UPLOAD_WITHIN);
        let mut upload = match self.open.remove(&id) {
            Some(upload) => upload,
            None if part == 1 && self.open.len() < UPLOADS_MAX => Upload {
                bytes: Vec::new(),
                parts: 0,
                touched: Instant::now(),
            },
            None => return Taken::Refused,
        };
        if part != upload.parts + 1 || upload.bytes.len() + payload.len() > COMMAND_BYTES_MAX {
            return Taken::Refused;
        }
        upload.bytes.extend_from_slice(payload);
        upload.parts = part;
        if part == parts {
            return Taken::Whole(upload.bytes.into());
        }
        upload.touched = Instant::now();
        self.open.insert(id, upload);
        Taken::Part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn parts_make_the_command_they_were_cut_from() {
        let mut uploads = Uploads::default();
        let mut add = |id: &str, part, parts, text: &str| match uploads.add(
            id.to_owned(),
            part,
            parts,
            text.as_bytes(),
        ) {
            Taken::Whole(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
            Taken::Part => "part".to_owned(),
            Taken::Refused => "refused".to_owned(),
        };
        assert_eq!(add("one", 1, 3, "a"), "part");
        assert_eq!(add("two", 1, 2, "x"), "part");
        assert_eq!(add("one", 2, 3, "b"), "part");
        assert_eq!(add("two", 2, 2, "y"), "xy");
        assert_eq!(add("one", 3, 3, "c"), "abc");
        // A part that is missing, or of a sending that began elsewhere.
        assert_eq!(add("three", 2, 3, "b"), "refused");
        assert_eq!(add("four", 1, 3, "a"), "part");
        assert_eq!(add("four", 3, 3, "c"), "refused");
        for number in 0..UPLOADS_MAX {
            assert_eq!(add(&format!("many-{number}"), 1, 2, "a"), "part");
        }
        assert_eq!(add("too many", 1, 2, "a"), "refused");
    }
}
