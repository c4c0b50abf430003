//! Closing a segment: what was noted as it was written must be what reading it
//! again would give, and bytes that changed since must not be sealed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use quarterday_ledger::disk::power_cut::PowerCut;
use quarterday_ledger::{Dimension, IndexKey, IndexPlace, Keyed, Ledger, Options, Query, verify};
use quarterday_proto::record::encode_marker;

use crate::support::{append, files, options};

fn small() -> Options {
    Options {
        segment_bytes_max: 5000,
        ..options()
    }
}

fn footers(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut footers = files(&dir.join("segments"));
    footers.retain(|(path, _)| path.extension().is_some_and(|kind| kind == "seal"));
    footers
}

#[test]
fn footers_are_those_that_reading_would_make() {
    let dir = tempfile::tempdir().unwrap();
    let (ledger, mut appender) = Ledger::open(dir.path(), small()).unwrap();
    for round in 0..40 {
        append(&mut appender, 1 + round % 5).unwrap();
        if round % 3 == 0 {
            appender.idle().unwrap();
        }
    }
    let written = footers(dir.path());
    assert!(written.len() > 5, "{}", written.len());
    drop((ledger, appender));
    for (path, _) in &written {
        fs::remove_file(path).unwrap();
    }
    let (ledger, appender) = Ledger::open(dir.path(), small()).unwrap();
    assert_eq!(footers(dir.path()), written);
    drop((ledger, appender));
}

#[test]
fn a_segment_that_changed_before_it_was_closed_is_a_fault() {
    let dir = Path::new("/log");
    for at in [0, 40, 700, 2000] {
        let disk = PowerCut::new();
        let on = Options {
            disk: Arc::new(disk.clone()),
            ..small()
        };
        let (ledger, mut appender) = Ledger::open(dir, on).unwrap();
        append(&mut appender, 6).unwrap();
        let path = dir.join("segments/00000000000000000001.log");
        disk.alter(&path, |bytes| bytes[at] ^= 1);
        while ledger.fault().is_none() && ledger.head().place < 60 {
            append(&mut appender, 3).unwrap();
        }
        let fault = ledger.fault().expect("closing reads the segment back");
        assert!(fault.place <= 6, "byte {at}: {fault}");
        assert!(verify(&disk, dir).is_err());
    }
}

/// A marker that was put in the place of another is whole by itself: only that
/// other bytes were written tells.
#[test]
fn a_marker_of_another_root_is_a_fault() {
    let dir = Path::new("/log");
    let disk = PowerCut::new();
    let on = Options {
        disk: Arc::new(disk.clone()),
        ..small()
    };
    let (ledger, mut appender) = Ledger::open(dir, on).unwrap();
    append(&mut appender, 4).unwrap();
    appender.idle().unwrap();
    let path = dir.join("segments/00000000000000000001.log");
    disk.alter(&path, |bytes| {
        let other = encode_marker(4, &[7; 32]);
        let from = bytes.len() - other.len();
        bytes[from..].copy_from_slice(&other);
    });
    for _ in 0..10 {
        append(&mut appender, 3).unwrap();
    }
    let fault = ledger.fault().expect("closing reads the segment back");
    assert!(fault.reason.contains("other bytes"), "{fault}");
}

fn many_keys(record: &Keyed<'_>, keys: &mut Vec<IndexKey>) {
    for number in 0..40_000 {
        let text = format!("{}-{number}", record.subject);
        keys.push(IndexKey::new(Dimension::Subject, &text));
    }
    // A key that is given twice counts once.
    keys.push(IndexKey::new(Dimension::Actor, record.actor));
    keys.push(IndexKey::new(Dimension::Actor, record.actor));
}

#[test]
fn more_keys_than_are_kept_are_read_when_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options {
        index: IndexPlace::Folder,
        segment_bytes_max: 20_000,
        index_keys: many_keys,
        index_version: 3,
        ..options()
    };
    let (ledger, mut appender) = Ledger::open(dir.path(), options).unwrap();
    let query = Query {
        actors: vec!["operator".into()],
        limit: usize::MAX,
        ..Query::default()
    };
    for _ in 0..4 {
        append(&mut appender, 15).unwrap();
        let even: Vec<u64> = (1..=ledger.head().place)
            .filter(|place| place % 2 == 0)
            .collect();
        assert_eq!(ledger.find(&query).unwrap().places, even);
    }
    assert_eq!(ledger.fault(), None);
    appender.close().unwrap();
}
