//! Backups, and putting one back.

use std::sync::Arc;

use quarterday_ledger::disk::FileSystem;
use quarterday_ledger::{Checkpoint, Error, Ledger, Options, backup, restore, verify};

use crate::support::{append, check_records, options};

#[test]
fn a_backup_is_taken_while_the_log_is_written_and_put_back() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let options = Options {
        segment_bytes_max: 9000,
        ..options()
    };
    let (ledger, mut appender) = Ledger::open(&at("log"), options.clone()).unwrap();
    for _ in 0..9 {
        append(&mut appender, 7).unwrap();
    }
    // The last batch has no marker yet.
    let report = backup(&FileSystem, &at("log"), &at("copy")).unwrap();
    assert_eq!((report.places, report.marked), (56, 56));
    assert!(matches!(
        backup(&FileSystem, &at("log"), &at("copy")),
        Err(Error::Backup(_))
    ));
    let known = |size| Checkpoint {
        origin: "quarterday/camden".into(),
        size,
        root: ledger.root(size).unwrap(),
    };
    let disk = || Arc::new(FileSystem);
    restore(disk(), &at("copy"), &at("restored"), Some(&known(50))).unwrap();
    check_records(&Ledger::open(&at("restored"), options.clone()).unwrap().0);
    let short = restore(disk(), &at("copy"), &at("short"), Some(&known(60)));
    assert!(matches!(short, Err(Error::Backup(_))), "{short:?}");
    let other = Checkpoint {
        root: [1; 32],
        ..known(50)
    };
    let other = restore(disk(), &at("copy"), &at("other"), Some(&other));
    assert!(matches!(other, Err(Error::Backup(_))), "{other:?}");
    restore(disk(), &at("copy"), &at("other"), None).unwrap();
}

#[test]
fn verify_works_while_the_log_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options {
        segment_bytes_max: 30_000,
        background: true,
        ..options()
    };
    let (ledger, mut appender) = Ledger::open(dir.path(), options).unwrap();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            for _ in 0..25 {
                let before = ledger.head().place;
                let report = verify(&FileSystem, dir.path()).unwrap();
                assert!(report.places >= before);
                check_records_up_to(&ledger, before);
            }
        });
        while !reader.is_finished() && appender.head().place < 3000 {
            append(&mut appender, 5).unwrap();
            if appender.head().place.is_multiple_of(3) {
                appender.idle().unwrap();
            }
        }
        reader.join().unwrap();
    });
}

fn check_records_up_to(ledger: &Ledger, last: u64) {
    let mut places = 0;
    let _ = ledger
        .scan(1, |_| {
            places += 1;
            std::ops::ControlFlow::<()>::Continue(())
        })
        .unwrap();
    assert!(places >= last);
}
