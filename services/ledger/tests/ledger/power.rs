//! Power cuts at any call: nothing acknowledged is missing, nothing doubled.

use std::path::Path;
use std::sync::Arc;

use quarterday_ledger::disk::power_cut::PowerCut;
use quarterday_ledger::{Ledger, Options, verify};

use crate::support::{append, check_records, options};

const RUNS: u64 = 500;

fn run(seed: u64) {
    let dir = Path::new("/log");
    let mut disk = PowerCut::new();
    let mut random = seed;
    let mut next = |below: u64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    let mut acknowledged = 0;
    for life in 0..4 {
        let options = Options {
            disk: Arc::new(disk.clone()),
            segment_bytes_max: 1500 + next(9000),
            verify_all_below_bytes: [0, u64::MAX][next(2) as usize],
            ..options()
        };
        // A cut may also come while the log is opened and mended.
        disk.set_syncs(if next(4) == 0 { Some(next(4)) } else { None });
        let opened = Ledger::open(dir, options.clone());
        disk.set_syncs(None);
        let (ledger, mut appender) = match opened {
            Ok(opened) => opened,
            Err(quarterday_ledger::Error::Io { .. }) => {
                disk = disk.cut(seed ^ (life << 8));
                continue;
            }
            Err(error) => panic!("seed {seed}, life {life}: {error}"),
        };
        let head = ledger.head().place;
        assert!(
            head >= acknowledged,
            "seed {seed}, life {life}: {acknowledged} became {head}"
        );
        check_records(&ledger);
        verify(&disk, dir).unwrap_or_else(|error| panic!("seed {seed}, life {life}: {error}"));
        disk.set_syncs(Some(next(18)));
        while append(&mut appender, 1 + next(9)).is_ok() {
            acknowledged = appender.head().place;
            if next(6) == 0 && appender.idle().is_err() {
                break;
            }
        }
        disk.set_syncs(None);
        // What failed to sync may be on disk all the same, or in part.
        disk = disk.cut(seed ^ life);
    }
}

#[test]
fn nothing_acknowledged_is_lost_in_a_power_cut() {
    std::thread::scope(|scope| {
        for half in 0..2 {
            scope.spawn(move || (half..RUNS).step_by(2).for_each(run));
        }
    });
}
