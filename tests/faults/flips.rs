//! One byte of the log altered, anywhere: found, and its place named.

use std::path::{Path, PathBuf};

use quarterday_ledger::disk::Disk as _;
use quarterday_ledger::disk::power_cut::PowerCut;
use quarterday_ledger::{Error, verify};
use quarterday_tests::{COUNCIL, Folder, Seed};

/// Positions at which the real program is tried.
const POSITIONS: usize = 40;

/// A log made by the program, with a marker after each command.
fn folder() -> Folder {
    let folder = Folder::with_plan();
    for name in ["one", "two", "three"] {
        folder.token(name, "read");
    }
    folder
}

#[test]
fn every_byte_of_a_log_is_checked() {
    let folder = folder();
    let last = folder.place();
    let dir = Path::new("/log");
    let disk = PowerCut::new();
    for path in folder
        .segments()
        .into_iter()
        .chain([folder.log().join("synced")])
    {
        let inside = dir.join(path.strip_prefix(folder.log()).unwrap());
        let file = disk.create(&inside).unwrap();
        file.write_at(&std::fs::read(path).unwrap(), 0).unwrap();
    }
    assert_eq!(verify(&disk, dir).unwrap().places, last);
    let mut tried = 0;
    for (path, bytes) in disk.files() {
        let log = path.extension().is_some_and(|extension| extension == "log");
        for (at, byte) in bytes.iter().enumerate().filter(|_| log) {
            // A bit, a digit that is one more, and a line that ends here.
            for mask in [0x80, 0x01, byte ^ b'\n']
                .into_iter()
                .filter(|mask| *mask != 0)
            {
                disk.alter(&path, |bytes| bytes[at] ^= mask);
                match verify(&disk, dir) {
                    Err(Error::Damaged { place, .. }) => assert!(place <= last, "{place}"),
                    other => panic!("byte {at} of {}, mask {mask:x}: {other:?}", path.display()),
                }
                disk.alter(&path, |bytes| bytes[at] ^= mask);
                tried += 1;
            }
        }
    }
    assert!(tried > 6_000, "only {tried}");
    verify(&disk, dir).unwrap();
}

#[test]
fn the_program_names_the_place_and_does_not_serve() {
    let mut seed = Seed::new();
    let folder = folder();
    let last = folder.place();
    let segments = folder.segments();
    let path: &PathBuf = &segments[0];
    let whole = std::fs::read(path).unwrap();
    for _ in 0..POSITIONS {
        let (at, bit) = (seed.index(whole.len()), seed.below(8));
        let mut altered = whole.clone();
        altered[at] ^= 1 << bit;
        std::fs::write(path, &altered).unwrap();
        let what = format!("byte {at} of {}, bit {bit}", path.display());
        let Err(ran) = quarterday_tests::Server::start(folder.data()) else {
            panic!("{what}: it serves");
        };
        let ran = ran.refused(&["the log is damaged at place ", COUNCIL]);
        assert!(place_of(&ran.err) <= last, "{what}: {ran:?}");
        folder
            .run(["verify", "--council", COUNCIL])
            .refused(&["the log is damaged at place "]);
        assert_eq!(
            std::fs::read(path).unwrap(),
            altered,
            "{what}: something was changed"
        );
    }
    std::fs::write(path, &whole).unwrap();
    let server = folder.serve();
    assert!(server.stop().0.success());
    assert_eq!(folder.place(), last);
}

/// A log that lost its end is refused, wherever it is cut.
#[test]
fn a_log_that_is_cut_short_is_refused() {
    let mut seed = Seed::new();
    let folder = folder();
    let segments = folder.segments();
    let path: &PathBuf = &segments[0];
    let whole = std::fs::read(path).unwrap();
    for _ in 0..10 {
        let length = seed.index(whole.len());
        std::fs::write(path, &whole[..length]).unwrap();
        let ran = quarterday_tests::Server::start(folder.data())
            .err()
            .unwrap();
        ran.refused(&["the log is damaged at place "]);
        folder
            .run(["verify", "--council", COUNCIL])
            .refused(&["the log is damaged at place "]);
    }
    std::fs::remove_file(path).unwrap();
    let ran = quarterday_tests::Server::start(folder.data())
        .err()
        .unwrap();
    ran.refused(&["the log is damaged at place "]);
}

fn place_of(said: &str) -> u64 {
    let after = said.split("the log is damaged at place ").nth(1).unwrap();
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}
