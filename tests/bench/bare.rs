//! The bare loop that the whole path is held against: one thread that takes
//! commits from a channel, encodes JSON, hashes twice, writes, syncs once a
//! batch and answers.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use quarterday_proto::command::{Command, Envelope};
use quarterday_proto::event::{Event, ItemObserved};
use quarterday_proto::id::ItemId;
use quarterday_proto::item::Kind;
use sha2::{Digest as _, Sha256};
use tokio::sync::{mpsc, oneshot};

/// A command and its waiting sender.
pub(crate) type Sent = (Envelope, oneshot::Sender<u64>);

/// Starts the loop on a new file.
pub(crate) fn start(path: &Path) -> anyhow::Result<mpsc::Sender<Sent>> {
    let mut file = File::create(path)?;
    let (sender, mut receiver) = mpsc::channel::<Sent>(8192);
    let thread = std::thread::Builder::new().name("bare".to_owned());
    thread.spawn(move || {
        let mut place = 0;
        let mut prev = [0; 32];
        let mut buffer = Vec::new();
        let mut waiting = Vec::new();
        while let Some(first) = receiver.blocking_recv() {
            let mut next = Some(first);
            while let Some((envelope, answer)) = next.take() {
                place += 1;
                prev = encode(&mut buffer, &envelope, place, &prev);
                waiting.push((place, answer));
                if waiting.len() < 1024 {
                    next = receiver.try_recv().ok();
                }
            }
            file.write_all(&buffer)
                .expect("the disk takes the bench's writes");
            file.sync_data().expect("the disk syncs");
            buffer.clear();
            for (place, answer) in waiting.drain(..) {
                let _ = answer.send(place);
            }
        }
    })?;
    Ok(sender)
}

fn encode(buffer: &mut Vec<u8>, envelope: &Envelope, place: u64, prev: &[u8; 32]) -> [u8; 32] {
    let Command::Observe(command) = &envelope.command else {
        unreachable!("the bench observes")
    };
    let event = Event::ItemObserved(ItemObserved {
        item: ItemId::from_u64(place),
        kind: Kind::Action,
        observation: command.observation.clone(),
        entered_for: None,
        restates: None,
    });
    let data = serde_json::to_vec(&event).expect("an event becomes JSON");
    let digest = Sha256::digest(&data);
    let head = format!(
        r#"{{"place":{place},"prev":"{}","actor":"{}","command":"{}","digest":"{}"}}"#,
        hex::encode(prev),
        envelope.actor,
        envelope.id,
        hex::encode(digest)
    );
    let leaf = Sha256::digest(head.as_bytes());
    buffer.extend_from_slice(b"{\"head\":");
    buffer.extend_from_slice(head.as_bytes());
    buffer.extend_from_slice(b",\"data\":");
    buffer.extend_from_slice(&data);
    buffer.extend_from_slice(b"}\n");
    leaf.into()
}

/// Syncs a second that this disk makes, of one record each.
pub(crate) fn syncs_a_second(path: &Path, seconds: f64) -> anyhow::Result<f64> {
    let mut file = File::create(path)?;
    let line = vec![b'x'; 700];
    let began = Instant::now();
    let mut count = 0_u32;
    while began.elapsed() < Duration::from_secs_f64(seconds) {
        file.write_all(&line)?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}
