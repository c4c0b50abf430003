//! A full disk, a failing sync, damage met while the log is open.

use std::path::Path;
use std::sync::Arc;

use quarterday_ledger::disk::power_cut::PowerCut;
use quarterday_ledger::{Error, Ledger, Options, verify};

use crate::support::{append, check_records, make, options};

fn on(disk: &PowerCut) -> Options {
    Options {
        disk: Arc::new(disk.clone()),
        segment_bytes_max: 5000,
        ..options()
    }
}

#[test]
fn a_full_disk_stores_nothing_by_halves_and_can_be_gone_on_from() {
    let dir = Path::new("/log");
    for room in (0..9000).step_by(97) {
        let disk = PowerCut::new();
        let (ledger, mut appender) = Ledger::open(dir, on(&disk)).unwrap();
        append(&mut appender, 2).unwrap();
        disk.set_room(Some(room));
        let mut refused = 0;
        while refused < 3 {
            let before = ledger.head();
            match append(&mut appender, 4) {
                Ok(()) => {}
                Err(Error::Full) => {
                    assert_eq!(ledger.head(), before);
                    refused += 1;
                }
                Err(error) => panic!("room {room}: {error}"),
            }
        }
        let killed = disk.killed();
        assert_eq!(
            Ledger::open(dir, on(&killed)).unwrap().0.head(),
            ledger.head()
        );
        disk.set_room(None);
        for _ in 0..4 {
            append(&mut appender, 3).unwrap();
        }
        check_records(&ledger);
        verify(&disk, dir).unwrap();
        appender.close().unwrap();
    }
}

#[test]
fn after_a_failed_sync_nothing_more_is_taken() {
    let dir = Path::new("/log");
    let disk = PowerCut::new();
    let (ledger, mut appender) = Ledger::open(dir, on(&disk)).unwrap();
    append(&mut appender, 2).unwrap();
    let head = ledger.head();
    disk.set_syncs(Some(0));
    assert!(matches!(
        append(&mut appender, 1),
        Err(Error::Io { action: "sync", .. })
    ));
    disk.set_syncs(None);
    assert!(matches!(append(&mut appender, 1), Err(Error::Poisoned)));
    assert!(matches!(appender.idle(), Err(Error::Poisoned)));
    assert_eq!(ledger.head(), head);
}

#[test]
fn each_read_is_checked() {
    let dir = Path::new("/log");
    let disk = PowerCut::new();
    let (ledger, mut appender) = Ledger::open(dir, on(&disk)).unwrap();
    for _ in 0..6 {
        append(&mut appender, 9).unwrap();
    }
    let path = dir.join("segments/00000000000000000001.log");
    disk.alter(&path, |bytes| bytes[700] ^= 1);
    assert!(ledger.read(1).or(ledger.read(2)).is_ok());
    let faults: Vec<_> = (1..=4)
        .filter_map(|place| ledger.read(place).err())
        .collect();
    assert!(matches!(faults[..], [Error::Damaged { .. }]), "{faults:?}");
    assert_eq!(ledger.fault(), None);
    let mut scrubber = ledger.scrubber();
    let fault = (0..100).find_map(|_| scrubber.scrub_step(500).err());
    assert!(matches!(fault, Some(Error::Damaged { .. })), "{fault:?}");
    assert!(ledger.fault().is_some());
}

#[test]
fn a_scrubber_goes_round() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = make(
        dir.path(),
        Options {
            segment_bytes_max: 5000,
            ..options()
        },
        &[9; 9],
        true,
    );
    let mut scrubber = ledger.scrubber();
    let mut seen = Vec::new();
    for _ in 0..200 {
        let progress = scrubber.scrub_step(1000).unwrap();
        seen.push(progress.done);
        assert!(progress.done <= progress.total);
    }
    let total = scrubber.scrub_step(1).unwrap().total;
    assert!(
        seen.iter().filter(|done| **done == total).count() >= 2,
        "{seen:?}"
    );
}
