//! Making logs to test with.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use quarterday_ledger::{Appender, Error, IndexPlace, Ledger, Options};
use quarterday_proto::record::{Draft, Hash, Line, encode};

pub(crate) fn options() -> Options {
    Options {
        background: false,
        index: IndexPlace::Memory,
        ..Options::default()
    }
}

pub(crate) fn command(place: u64) -> String {
    format!("c-{place:04}")
}

pub(crate) fn draft(place: u64) -> Draft {
    let start: Timestamp = "2020-10-12T09:30:00.123456Z".parse().unwrap();
    Draft {
        recorded: start + SignedDuration::from_secs((place / 2) as i64),
        subject: format!("action.{:013}", place % 7),
        kind: ["item.observed", "item.planned", "quarter.closed"][place as usize % 3].into(),
        actor: ["operator", "a.sponsor"][place as usize % 2]
            .parse()
            .unwrap(),
        command: command(place).parse().unwrap(),
        cause: place.is_multiple_of(5).then_some(place / 2 + 1),
        salt: [place as u8; 32],
        data: format!(r#"{{"events":[{{"text":"place {place}"}}]}}"#).into_bytes(),
    }
}

/// `count` lines after a place.
pub(crate) fn lines(after: u64, leaf: Hash, count: u64) -> Vec<Line> {
    let mut leaf = leaf;
    (after + 1..=after + count)
        .map(|place| {
            let line = encode(&draft(place), place, &leaf);
            leaf = line.leaf;
            line
        })
        .collect()
}

pub(crate) fn append(appender: &mut Appender, count: u64) -> Result<(), Error> {
    let head = appender.head();
    appender.append(&lines(head.place, head.leaf, count))
}

/// A log of batches; closed in order, or as if killed.
pub(crate) fn make(dir: &Path, options: Options, batches: &[u64], close: bool) -> Ledger {
    let (ledger, mut appender) = Ledger::open(dir, options).unwrap();
    for count in batches {
        append(&mut appender, *count).unwrap();
    }
    if close {
        appender.close().unwrap();
    }
    ledger
}

/// Checks that a log holds exactly the records that [`draft`] makes.
pub(crate) fn check_records(ledger: &Ledger) {
    let mut place = 0;
    let _ = ledger
        .scan(1, |record| {
            place += 1;
            assert_eq!(record.head.place, place);
            assert_eq!(record.body.unwrap().data, draft(place).data);
            std::ops::ControlFlow::<()>::Continue(())
        })
        .unwrap();
    assert_eq!(place, ledger.head().place);
}

/// The files below a folder, with their contents.
pub(crate) fn files(dir: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else {
                files.push((path.clone(), std::fs::read(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}
