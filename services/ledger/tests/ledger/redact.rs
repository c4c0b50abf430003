//! Redaction keeps every proof and leaves no byte behind.

use std::path::Path;
use std::sync::Arc;

use quarterday_ledger::disk::power_cut::PowerCut;
use quarterday_ledger::{Error, IndexPlace, Ledger, Options, verify};

use crate::support::{append, command, files, options};

const PLACES: [u64; 4] = [2, 3, 40, 99];

fn check(ledger: &Ledger) {
    for place in 1..=ledger.head().place {
        let body = ledger.read(place).unwrap().record().body.is_some();
        assert_eq!(body, !PLACES.contains(&place), "{place}");
        let found = ledger
            .command_place(&command(place).parse().unwrap())
            .unwrap();
        assert_eq!(found, Some(place));
    }
}

#[test]
fn a_redacted_record_is_gone_and_the_root_is_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options {
        segment_bytes_max: 8000,
        index: IndexPlace::Folder,
        ..options()
    };
    let (ledger, mut appender) = Ledger::open(dir.path(), options.clone()).unwrap();
    for _ in 0..10 {
        append(&mut appender, 10).unwrap();
    }
    ledger
        .save_snapshot("names", "v1", 100, ledger.head().root, b"\"place 40\"")
        .unwrap();
    let head = ledger.head();
    assert!(matches!(
        appender.redact(&[101]),
        Err(Error::NoSuchPlace { .. })
    ));
    for _ in 0..2 {
        appender.redact(&PLACES).unwrap();
        assert_eq!(ledger.head(), head);
        check(&ledger);
        assert_eq!(ledger.load_snapshot("names", "v1"), None);
        verify(options.disk.as_ref(), dir.path()).unwrap();
    }
    append(&mut appender, 10).unwrap();
    appender.close().unwrap();
    for (path, bytes) in files(dir.path()) {
        for place in PLACES {
            let text = format!("\"place {place}\"");
            let found = memchr_find(&bytes, text.as_bytes());
            assert!(!found, "{place} is still in {path:?}");
        }
    }
    drop(ledger);
    check(&Ledger::open(dir.path(), options).unwrap().0);
}

fn memchr_find(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[test]
fn a_power_cut_in_a_redaction_leaves_it_to_be_done_again() {
    let dir = Path::new("/log");
    let on = |disk: &PowerCut| Options {
        disk: Arc::new(disk.clone()),
        segment_bytes_max: 8000,
        ..options()
    };
    for syncs in 0..20 {
        let disk = PowerCut::new();
        let (ledger, mut appender) = Ledger::open(dir, on(&disk)).unwrap();
        for _ in 0..10 {
            append(&mut appender, 10).unwrap();
        }
        disk.set_syncs(Some(syncs));
        let _ = appender.redact(&PLACES);
        let after = disk.cut(syncs);
        let (again, mut appender) = Ledger::open(dir, on(&after)).unwrap();
        assert_eq!(again.head(), ledger.head());
        appender.redact(&PLACES).unwrap();
        check(&again);
        verify(&after, dir).unwrap();
    }
}
