//! One byte altered anywhere: refused, or nothing acknowledged is missing; and
//! `verify` sees it in any case.

use std::path::Path;
use std::sync::Arc;

use quarterday_ledger::disk::power_cut::PowerCut;
use quarterday_ledger::{Error, Ledger, Options, verify};

use crate::support::{check_records, make, options};

const MASKS: [u8; 1] = [0x01];

fn check(close: bool) {
    let dir = Path::new("/log");
    let disk = PowerCut::new();
    let on = |disk: &PowerCut| Options {
        segment_bytes_max: 1100,
        disk: Arc::new(disk.clone()),
        ..options()
    };
    let last = make(dir, on(&disk), &[1, 2, 1, 2, 1, 2], close)
        .head()
        .place;
    let files = disk.killed().files();
    let files = files.iter().filter(|(path, _)| {
        let path = path.to_str().unwrap();
        path.contains("segments/") || path.ends_with("synced")
    });
    let (mut logs, mut refused, mut kept) = (0, 0, 0);
    for (path, bytes) in files {
        let log = path.extension().is_some_and(|extension| extension == "log");
        logs += usize::from(log);
        for at in 0..bytes.len() {
            // Also the masks that make a NUL, a newline and a brace of it.
            let masks = MASKS
                .into_iter()
                .chain([0, b'\n', b'{'].map(|byte| bytes[at] ^ byte));
            for mask in masks.filter(|mask| *mask != 0) {
                let altered = disk.killed();
                altered.alter(path, |bytes| bytes[at] ^= mask);
                let what = format!("byte {at} of {path:?} by {mask:x}");
                match verify(&altered, dir) {
                    Err(Error::Damaged { place, .. }) => assert!(place <= last, "{what}"),
                    Ok(report) if log => assert!(report.tail_bytes > 0, "{what}"),
                    other => panic!("{what}: {other:?}"),
                }
                match Ledger::open(dir, on(&altered)) {
                    Err(Error::Damaged { place, .. }) => {
                        assert!(log && place <= last, "{what}");
                        refused += 1;
                    }
                    Err(error) => panic!("{what}: {error}"),
                    Ok((ledger, _appender)) => {
                        assert_eq!(ledger.head().place, last, "{what}");
                        check_records(&ledger);
                        verify(&altered, dir).unwrap_or_else(|error| {
                            // Footers are made again; `synced` is, on idle.
                            assert!(path.ends_with("synced"), "{what}: {error}");
                            verify(&disk, dir).unwrap()
                        });
                        kept += usize::from(log);
                    }
                }
            }
        }
    }
    assert!(
        logs >= 3 && refused > 4_000 && kept < 5,
        "{logs}, refused {refused}, kept {kept}"
    );
}

#[test]
fn a_flip_in_a_closed_log() {
    check(true);
}

#[test]
fn a_flip_in_a_log_that_was_killed() {
    check(false);
}

/// Bytes cut off the end: a closed log is refused, another opens only with what
/// is left when that can be a torn write.
#[test]
fn a_closed_log_that_is_shorter_is_refused() {
    let dir = Path::new("/log");
    let disk = PowerCut::new();
    let on = |disk: &PowerCut| Options {
        disk: Arc::new(disk.clone()),
        ..options()
    };
    make(dir, on(&disk), &[1, 3, 2], true);
    let path = dir.join("segments/00000000000000000001.log");
    let length = disk
        .files()
        .iter()
        .find(|(found, _)| *found == path)
        .unwrap()
        .1
        .len();
    for left in 0..length {
        let altered = disk.killed();
        altered.alter(&path, |bytes| bytes.truncate(left));
        assert!(
            matches!(Ledger::open(dir, on(&altered)), Err(Error::Damaged { .. })),
            "{left}"
        );
    }
}
