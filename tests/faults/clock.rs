//! The machine's clock set back, while the councils are open and between.

use std::path::Path;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use quarterday_gateway::Councils as _;
use quarterday_ledger::disk::FileSystem;
use quarterday_node::hosting::{Clock, Hosting};
use quarterday_tests::{COUNCIL, Folder, until};
use serde_json::json;

use crate::council::envelope;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_set_back_changes_no_order() {
    let folder = Folder::empty();
    let time = Arc::new(Mutex::new(Timestamp::UNIX_EPOCH));
    let id = COUNCIL.parse().unwrap();
    let days = [
        "2026-03-02",
        "2026-03-05",
        "2026-03-01",
        "2020-01-01",
        "2026-03-06",
        "1999-12-31",
    ];
    for (number, day) in days.into_iter().enumerate() {
        let clock: Clock = {
            let time = time.clone();
            Arc::new(move || *time.lock().unwrap())
        };
        let noon = |day: &str| format!("{day}T12:00:00Z").parse().unwrap();
        *time.lock().unwrap() = noon(day);
        let hosting = until("the log is free", || open(folder.data(), clock.clone()));
        let tenant = hosting.create(&id).unwrap();
        if number == 0 {
            let command = json!({ "establish_council": { "name": "Mytown", "nation": "england" } });
            tenant
                .log
                .append(envelope("set-up", command))
                .await
                .unwrap();
        }
        for part in 0..3 {
            // An hour back with each command.
            let at = noon(day) - jiff::SignedDuration::from_hours(part);
            *time.lock().unwrap() = at;
            let name = format!("t-{number}-{part}");
            let hash = "5e".repeat(32);
            let command = json!({ "issue_token": { "name": name, "hash": hash, "scope": "read" } });
            let accepted = tenant.log.append(envelope(&name, command)).await.unwrap();
            let latest = days[..=number].iter().max().unwrap();
            assert_eq!(accepted.recorded, Some(noon(latest)), "{name} at {at}");
        }
        let ledger = tenant.log.ledger().clone();
        let head = ledger.head();
        // What was known at a time is a prefix of the log, whatever the clock did.
        assert_eq!(ledger.place_at(head.recorded.unwrap()).unwrap(), head.place);
        assert_eq!(ledger.place_at(noon("1999-01-01")).unwrap(), 0);
        drop(tenant);
        tokio::task::spawn_blocking(move || hosting.close())
            .await
            .unwrap();
    }
    let report = quarterday_ledger::verify(&FileSystem, &folder.log()).unwrap();
    assert_eq!(report.places, 1 + 3 * days.len() as u64);
    folder.verify();
}

/// Opens the councils. A process that another test starts has this one's lock
/// for the moment between its fork and its program, and is waited for.
fn open(data: &Path, clock: Clock) -> Option<Arc<Hosting>> {
    match Hosting::open(data, clock, Arc::new(|_, _, _| {})) {
        Ok(hosting) => Some(hosting),
        Err(error) if format!("{error:#}").contains("in use by another process") => None,
        Err(error) => panic!("{error:#}"),
    }
}
