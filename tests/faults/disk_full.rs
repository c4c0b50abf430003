//! A disk without room: refused with a code, nothing stored by halves, and
//! everything works again once there is room.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use quarterday_bus::{Error, EventLog as _};
use quarterday_ledger::disk::power_cut::PowerCut;
use quarterday_ledger::verify;
use quarterday_tests::{COUNCIL, Folder, Http, Seed, lines, observation};
use serde_json::{Value, json};

use crate::council::{Council, LOG};
use crate::small_disk::{SmallDisk, on_small_disk};
use crate::writers::{Told, check_log};

/// Commands sent while the disk is full.
const SENT: u64 = 60;

#[test]
fn a_full_disk_is_told_and_can_be_gone_on_from() {
    on_small_disk(
        "disk_full::a_full_disk_is_told_and_can_be_gone_on_from",
        |disk| {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(fill_serve_and_make_room(disk));
        },
    );
}

/// The indexes need room too. Without it they are left as they are, and every
/// command ends.
#[test]
fn commands_end_on_a_full_disk() {
    on_small_disk("disk_full::commands_end_on_a_full_disk", |disk| {
        let folder = Folder::at(&disk.path().join("data"));
        folder.import_plan();
        disk.fill(0);
        let began = std::time::Instant::now();
        folder.run(["plan", "list", "--council", COUNCIL]).done();
        assert!(began.elapsed() < std::time::Duration::from_secs(30));
        disk.make_room();
        folder.run(["plan", "list", "--council", COUNCIL]).done();
        assert_eq!(folder.verify()["places"], folder.place());
    });
}

async fn fill_serve_and_make_room(disk: &SmallDisk) {
    let folder = Folder::at(&disk.path().join("data"));
    folder.import_plan();
    let token = folder.token("writer", "write");
    let before = folder.place();
    let server = folder.serve();
    let http = Http::network(server.base(), &token);
    let mut answers = BTreeMap::new();
    for number in 0..5 {
        assert!(send(&http, number, &mut answers).await);
    }
    disk.fill(40 << 10);
    let mut refused = Vec::new();
    for number in 5..5 + SENT {
        if !send(&http, number, &mut answers).await {
            refused.push(number);
        }
    }
    assert!(
        refused.len() as u64 > SENT / 2,
        "only {} were refused",
        refused.len()
    );
    // Reading goes on, of exactly what was acknowledged.
    let council = http.get(&format!("/api/v1/{COUNCIL}")).await.good();
    assert_eq!(council["place"], before + answers.len() as u64, "{council}");
    assert_eq!(folder.place(), before + answers.len() as u64);
    disk.make_room();
    for number in refused {
        assert!(send(&http, number, &mut answers).await, "{number}");
    }
    let (status, said) = server.stop();
    assert!(status.success() && !said.contains("panicked"), "{said}");
    check_log(&lines(&folder.segments()), &answers, before);
    assert_eq!(folder.place(), before + answers.len() as u64);
}

/// Sends a command of some 3 KB; whether it was stored.
async fn send(http: &Http, number: u64, answers: &mut BTreeMap<String, Told>) -> bool {
    let mut command = observation(number);
    command["observe"]["observation"]["commentary"] =
        Value::from(format!("Step {number}. {}", "Work goes on. ".repeat(200)));
    let id = format!("f-{number}");
    let answer = http
        .post(&format!("/api/v1/{COUNCIL}/commands"), &id, &command)
        .await;
    if answer.status == 507 {
        answer.problem(507, "QF0003");
        return false;
    }
    let answer = answer.good();
    let recorded = answer["recorded"].as_str().unwrap().to_owned();
    answers.insert(
        id,
        Told {
            command,
            place: answer["place"].as_u64().unwrap(),
            recorded,
        },
    );
    true
}

/// At any number of bytes left: commands decided on top of one that could not
/// be stored are void with it, and rules go back to what is on disk.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_decided_on_top_of_it_is_void() {
    let mut seed = Seed::new();
    let mut refusals = 0;
    for _ in 0..60 {
        refusals += fill_at(seed.below(30_000)).await;
    }
    assert!(refusals > 100, "only {refusals}");
}

async fn fill_at(room: u64) -> usize {
    let disk = PowerCut::new();
    let council = Council::open(Arc::new(disk.clone()), 5_000).unwrap();
    council.set_up().await.unwrap();
    let before = council.bus.ledger().head().place;
    disk.set_room(Some(room));
    let sent: Vec<_> = (0..40)
        .map(|number| tokio::spawn(council.bus.append(token(number))))
        .collect();
    let mut refused = Vec::new();
    for (number, answer) in (0..).zip(sent) {
        match answer.await.unwrap() {
            Ok(_) => {}
            Err(Error::DiskFull) => refused.push(number),
            Err(error) => panic!("{room} bytes: {error}"),
        }
    }
    let stored = |council: &Council| council.bus.ledger().head().place - before;
    assert_eq!(stored(&council), 40 - refused.len() as u64, "{room} bytes");
    assert_eq!(
        council.view.state().tokens().count(),
        40 - refused.len(),
        "{room} bytes"
    );
    disk.set_room(None);
    // The names are free, and the ids are not used up.
    for number in &refused {
        let accepted = council.bus.append(token(*number)).await.unwrap();
        assert!(!accepted.repeated, "{room} bytes");
    }
    assert_eq!(stored(&council), 40, "{room} bytes");
    let head = council.bus.ledger().head();
    council.close().await;
    let report = verify(&disk, Path::new(LOG)).unwrap();
    assert_eq!(
        (report.places, report.root, report.tail_bytes),
        (head.place, head.root, 0)
    );
    refused.len()
}

fn token(number: u64) -> quarterday_proto::command::Envelope {
    let name = format!("t-{number}");
    let hash = "5e".repeat(32);
    let command = json!({ "issue_token": { "name": name, "hash": hash, "scope": "read" } });
    crate::council::envelope(&name, command)
}
