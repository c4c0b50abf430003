//! One byte altered anywhere: refused, or nothing acknowledged is missing.

use std::fs;

use quarterday_ledger::{Error, Ledger, Options};

use crate::support::{check_records, files, make, options};

const MASKS: [u8; 5] = [0x01, 0x0a, 0x20, 0x7b, 0xff];

fn check(close: bool) {
    let dir = tempfile::tempdir().unwrap();
    let small = Options {
        segment_bytes_max: 2200,
        ..options()
    };
    let last = make(dir.path(), small.clone(), &[1, 3, 2, 1, 2, 1, 1, 2], close)
        .head()
        .place;
    let original = files(dir.path());
    let segments: Vec<_> = original
        .iter()
        .filter(|(path, _)| path.to_str().unwrap().contains("segments/"))
        .collect();
    let logs = segments
        .iter()
        .filter(|(path, _)| path.extension().unwrap() == "log")
        .count();
    assert!(logs >= 3, "{logs} segments");
    let (mut refused, mut kept) = (0, 0);
    for (path, bytes) in segments {
        for at in 0..bytes.len() {
            let masks = MASKS.into_iter().chain([bytes[at], bytes[at] ^ b'\n']);
            for mask in masks.filter(|mask| *mask != 0) {
                let mut altered = bytes.clone();
                altered[at] ^= mask;
                fs::write(path, altered).unwrap();
                match Ledger::open(dir.path(), small.clone()) {
                    Err(Error::Damaged { place, .. }) => {
                        assert!(
                            place <= last,
                            "byte {at} of {path:?} by {mask:x}: place {place}"
                        );
                        refused += 1;
                    }
                    Err(error) => panic!("byte {at} of {path:?}: {error}"),
                    Ok((ledger, appender)) => {
                        let head = ledger.head().place;
                        assert_eq!(head, last, "byte {at} of {path:?} by {mask:x}");
                        check_records(&ledger);
                        drop(appender);
                        kept += 1;
                        restore(dir.path(), &original);
                    }
                }
            }
        }
        fs::write(path, bytes).unwrap();
    }
    assert!(
        refused > 1000 && kept < refused / 2,
        "refused {refused}, kept {kept}"
    );
    let (ledger, _appender) = Ledger::open(dir.path(), small).unwrap();
    assert_eq!(ledger.head().place, last);
}

fn restore(dir: &std::path::Path, original: &[(std::path::PathBuf, Vec<u8>)]) {
    for (path, _) in files(dir) {
        fs::remove_file(path).unwrap();
    }
    for (path, bytes) in original {
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn a_flip_in_a_closed_log() {
    check(true);
}

#[test]
fn a_flip_in_a_log_that_was_killed() {
    check(false);
}
