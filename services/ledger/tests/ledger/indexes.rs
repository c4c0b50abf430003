//! Indexes are made again whenever they do not match the log.

use std::fs;
use std::path::Path;

use quarterday_ledger::{IndexPlace, Ledger, Options, Query, Snapshot};

use crate::support::{append, command, files, options};

fn in_folder() -> Options {
    Options {
        segment_bytes_max: 20_000,
        index: IndexPlace::Folder,
        ..options()
    }
}

fn check(ledger: &Ledger) {
    let last = ledger.head().place;
    for place in (1..=last).step_by(17).chain([last]) {
        let found = ledger
            .command_place(&command(place).parse().unwrap())
            .unwrap();
        assert_eq!(found, Some(place));
    }
    for number in 0..200 {
        let unknown = format!("unknown-{number}").parse().unwrap();
        assert_eq!(ledger.command_place(&unknown).unwrap(), None);
    }
    let query = Query {
        actors: vec!["operator".into()],
        limit: usize::MAX,
        ..Query::default()
    };
    let found = ledger.find(&query).unwrap().places;
    assert_eq!(
        found,
        (1..=last)
            .filter(|place| place % 2 == 0)
            .collect::<Vec<_>>()
    );
}

fn fill(dir: &Path) {
    let (ledger, mut appender) = Ledger::open(dir, in_folder()).unwrap();
    for _ in 0..8 {
        append(&mut appender, 50).unwrap();
        check(&ledger);
    }
    ledger
        .save_snapshot(
            "positions",
            "v1",
            100,
            ledger.root(100).unwrap(),
            &[7; 3_000_000],
        )
        .unwrap();
    appender.close().unwrap();
    drop(ledger);
}

#[test]
fn a_command_is_found_in_every_state() {
    for background in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let options = Options {
            background,
            ..in_folder()
        };
        for _ in 0..4 {
            let (ledger, mut appender) = Ledger::open(dir.path(), options.clone()).unwrap();
            for _ in 0..5 {
                append(&mut appender, 40).unwrap();
                check(&ledger);
            }
        }
    }
}

#[test]
fn a_folder_that_is_damaged_is_built_anew() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path());
    let index = dir.path().join("index");
    let mut seed: usize = 7;
    for round in 0..24 {
        for (path, mut bytes) in files(&index) {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(99);
            let at = (seed >> 20) % bytes.len().max(1);
            match round % 6 {
                0 => fs::remove_file(&path).unwrap(),
                1 => fs::write(&path, &bytes[..at]).unwrap(),
                2 if !bytes.is_empty() => {
                    bytes[at] ^= 0x40;
                    fs::write(&path, bytes).unwrap();
                }
                3 => {
                    bytes[at..].fill(0);
                    fs::write(&path, bytes).unwrap();
                }
                4 => fs::write(&path, b"nonsense").unwrap(),
                _ => {}
            }
        }
        let (ledger, appender) = Ledger::open(dir.path(), in_folder()).unwrap();
        check(&ledger);
        drop((ledger, appender));
    }
    fs::remove_dir_all(&index).unwrap();
    check(&Ledger::open(dir.path(), in_folder()).unwrap().0);
    let aside = fs::read_dir(dir.path()).unwrap().filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_str()
            .unwrap()
            .starts_with("index.bad-")
    });
    assert!(aside.count() <= 2);
}

#[test]
fn an_index_of_another_log_or_version_is_not_used() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fill(one.path());
    let (ledger, mut appender) = Ledger::open(other.path(), in_folder()).unwrap();
    for _ in 0..9 {
        append(&mut appender, 70).unwrap();
    }
    drop((ledger, appender));
    fs::remove_dir_all(other.path().join("index")).unwrap();
    fs::rename(one.path().join("index"), other.path().join("index")).unwrap();
    check(&Ledger::open(other.path(), in_folder()).unwrap().0);
    let none = Options {
        index_version: 2,
        index_keys: |_, _| {},
        ..in_folder()
    };
    let (ledger, _appender) = Ledger::open(other.path(), none).unwrap();
    let query = Query {
        actors: vec!["operator".into()],
        limit: 9,
        ..Query::default()
    };
    assert_eq!(ledger.find(&query).unwrap().places, Vec::<u64>::new());
}

#[test]
fn a_snapshot_is_ignored_unless_all_fits() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path());
    let (ledger, _appender) = Ledger::open(dir.path(), in_folder()).unwrap();
    let saved = Some(Snapshot {
        place: 100,
        bytes: vec![7; 3_000_000],
    });
    assert_eq!(ledger.load_snapshot("positions", "v1"), saved);
    assert_eq!(ledger.load_snapshot("positions", "v2"), None);
    assert_eq!(ledger.load_snapshot("position", "v1"), None);
    let of = |name, version| ledger.snapshot_of(name, version);
    assert_eq!(of("positions", "v1"), Some((100, 3_000_000)));
    assert_eq!((of("positions", "v2"), of("position", "v1")), (None, None));
    ledger
        .save_snapshot("positions", "v1", 100, [1; 32], b"of a fork")
        .unwrap();
    assert_eq!(ledger.load_snapshot("positions", "v1"), None);
    assert_eq!(of("positions", "v1"), None);
    let root = ledger.root(90).unwrap();
    ledger
        .save_snapshot("positions", "v1", 90, root, b"whole")
        .unwrap();
    assert_eq!(of("positions", "v1"), Some((90, 5)));
    ledger.remove_snapshot("positions").unwrap();
    assert_eq!(of("positions", "v1"), None);
    assert_eq!(ledger.load_snapshot("positions", "v1"), None);
}
