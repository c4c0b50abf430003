//! Golden files: what was ever written can be read for ever.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use quarterday_proto::event::{Data, Event};
use quarterday_proto::record::{self, SegmentLine};
use quarterday_proto::upcast;

use crate::golden_files::{
    FROZEN, base_and_version, event_files, golden, raw_events, sha256, written_name,
};
use crate::{crate_path, samples};

const ADVICE: &str = "\nWhat was written once is read for ever, so golden files are never edited \
    or removed. To change the shape of an event, give the new shape a new name in \
    proto/src/event.rs (`item.observed.2`), add a lift from the old name to proto/src/upcast.rs, \
    add samples of it to proto/tests/contract/samples, and run the tests once with \
    UPDATE_GOLDEN=1, which adds files and never changes one. See docs/contract.md.";

#[test]
fn every_golden_event_is_read_in_data_and_in_chunks() {
    for (base, version, path, content) in event_files() {
        let events = raw_events(content);
        assert!(events.len() >= 2, "{path} wants a small and a full sample");
        let name = written_name(base, version);
        for event in events {
            let event = event.get();
            assert!(
                event.starts_with(&format!("{{\"{name}\":")),
                "{path} holds another event"
            );
            for data in [
                format!(r#"{{"request":"00","events":[{event}]}}"#),
                format!(r#"{{"request":"00","staged":{{"part":1,"events":[{event}]}}}}"#),
            ] {
                if let Err(error) = upcast::read(data.as_bytes()) {
                    panic!("{path} cannot be read any more: {error:?}\n{event}{ADVICE}");
                }
            }
        }
    }
}

#[test]
fn every_current_golden_event_is_written_as_it_was() {
    for (base, version, path, content) in event_files() {
        if !Event::NAMES.contains(&written_name(base, version).as_str()) {
            continue;
        }
        for raw in raw_events(content) {
            let event: Event = serde_json::from_str(raw.get())
                .unwrap_or_else(|error| panic!("{path} cannot be read: {error}{ADVICE}"));
            let again = serde_json::to_string(&event).unwrap();
            assert_eq!(
                again,
                raw.get(),
                "{path} is written in another shape now.{ADVICE}"
            );
        }
    }
}

#[test]
fn every_event_name_has_a_folder_and_every_folder_a_name() {
    let newest: BTreeMap<&str, u32> = Event::NAMES
        .iter()
        .map(|name| base_and_version(name))
        .collect();
    let old: BTreeMap<&str, u32> = upcast::LIFTS
        .iter()
        .map(|lift| base_and_version(lift.from))
        .collect();
    let kept: BTreeSet<(&str, u32)> = event_files()
        .iter()
        .map(|(base, version, ..)| (*base, *version))
        .collect();
    for pair in &newest {
        let (base, version) = (*pair.0, *pair.1);
        assert!(
            kept.contains(&(base, version)),
            "proto/golden/{base}/{version}.json is missing: run with UPDATE_GOLDEN=1.{ADVICE}"
        );
    }
    for (base, version) in kept {
        let name = written_name(base, version);
        let current = newest.get(base) == Some(&version);
        let lifted = upcast::LIFTS.iter().any(|lift| lift.from == name);
        assert!(
            current || lifted,
            "nothing reads proto/golden/{base}/{version}.json.{ADVICE}"
        );
    }
    for base in old.keys() {
        assert!(
            event_files().iter().any(|file| file.0 == *base),
            "no golden file of {base}"
        );
    }
}

#[test]
fn golden_data_is_read_and_written_as_it_was() {
    let mut read = 0;
    for (path, content) in golden()
        .iter()
        .filter(|(path, _)| path.starts_with("data/"))
    {
        let text = content.strip_suffix('\n').unwrap();
        let data = upcast::read(text.as_bytes())
            .unwrap_or_else(|error| panic!("{path} cannot be read any more: {error:?}{ADVICE}"));
        // Data that holds an old event is written with the new one.
        if serde_json::from_str::<Data>(text).is_ok() {
            let again = serde_json::to_string(&data).unwrap();
            assert_eq!(
                again, text,
                "{path} is written in another shape now.{ADVICE}"
            );
        }
        read += 1;
    }
    assert!(read >= samples::data().len());
}

#[test]
fn golden_record_lines_are_read_and_their_hashes_hold() {
    let mut prev = record::PREV_OF_FIRST;
    let (mut records, mut markers, mut redacted) = (0, 0, 0);
    for line in golden()["record.ndjson"].lines() {
        match record::parse_line(line.as_bytes()).unwrap() {
            SegmentLine::Marker { .. } => markers += 1,
            SegmentLine::Record(read) => {
                records += 1;
                assert_eq!(read.head.place, records, "{ADVICE}");
                assert_eq!(read.head.prev, prev, "the chain is broken.{ADVICE}");
                read.check_digest().unwrap();
                prev = read.leaf();
                match read.body {
                    Some(body) => drop(upcast::read(body.data).unwrap()),
                    None => redacted += 1,
                }
            }
        }
    }
    assert_eq!((records, markers, redacted), (6, 2, 1));
}

#[test]
fn record_lines_are_written_as_they_were() {
    let written = String::from_utf8(samples::record_lines()).unwrap();
    assert!(
        written == golden()["record.ndjson"],
        "record lines have another form now.{ADVICE}"
    );
}

#[test]
fn golden_files_are_frozen() {
    let files = golden();
    let listed = fs::read_to_string(crate_path("golden").join(FROZEN)).unwrap();
    let mut known = BTreeSet::new();
    for line in listed.lines() {
        let (hash, path) = line
            .split_once("  ")
            .expect("a hash, two blanks and a path");
        let Some(content) = files.get(path) else {
            panic!("proto/golden/{path} was removed.{ADVICE}")
        };
        assert_eq!(
            sha256(content),
            hash,
            "proto/golden/{path} was edited.{ADVICE}"
        );
        assert!(known.insert(path), "{path} is listed twice");
    }
    for path in files.keys() {
        assert!(
            known.contains(path.as_str()),
            "proto/golden/{path} is new: list it by running the tests once with UPDATE_GOLDEN=1"
        );
    }
}
