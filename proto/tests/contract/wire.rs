//! What goes over the wire is what the AsyncAPI document says.

use std::collections::BTreeSet;

use quarterday_proto::command::Envelope;
use quarterday_proto::record::{SegmentLine, parse_line};
use quarterday_proto::{asyncapi, exchange, headers, schema, subject};
use serde_json::Value;

use crate::agreement::pointers;
use crate::schemas::check;
use crate::{crate_path, samples};

#[test]
fn the_asyncapi_document_points_at_what_is_there() {
    let document: Value = serde_json::from_str(&asyncapi::file()).unwrap();
    assert_eq!(document["asyncapi"], "3.0.0");
    let mut places = Vec::new();
    pointers(&document, String::new(), &mut places);
    let mut targets = BTreeSet::new();
    for place in places.iter().filter(|place| place.ends_with("/$ref")) {
        targets.insert(
            document
                .pointer(place)
                .unwrap()
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    assert!(targets.len() > 8);
    for target in targets {
        match target.strip_prefix('#') {
            Some(pointer) => assert!(document.pointer(pointer).is_some(), "{target}"),
            None => {
                let (file, pointer) = target.split_once('#').unwrap_or((&target, ""));
                let content = std::fs::read_to_string(crate_path(file)).unwrap();
                let content: Value = serde_json::from_str(&content).unwrap();
                assert!(content.pointer(pointer).is_some(), "{target}");
            }
        }
    }
}

#[test]
fn nodes_talk_where_and_as_the_document_says() {
    let document: Value = serde_json::from_str(&asyncapi::file()).unwrap();
    let (council, node) = ("rochdale".parse().unwrap(), "a".parse().unwrap());
    for (channel, subject) in [
        ("reports", exchange::reports(&council)),
        ("heads", exchange::heads(&council)),
        ("recordsOfNode", exchange::records(&council, &node)),
        ("commands", exchange::commands(&council)),
    ] {
        let address = document["channels"][channel]["address"].as_str().unwrap();
        let address = address
            .replace("{council}", "rochdale")
            .replace("{node}", "a");
        assert_eq!(address, subject, "{channel}");
    }
    let files = schema::files();
    let text = &files
        .iter()
        .find(|file| file.0 == "exchange.json")
        .unwrap()
        .1;
    let schema: Value = serde_json::from_str(text).unwrap();
    let valid = |name: &str, value: Value| {
        let mut schema = schema.clone();
        schema["$ref"] = format!("#/$defs/{name}").into();
        let validator = jsonschema::draft202012::options().build(&schema).unwrap();
        check(&validator, &value);
        validator
    };
    let report = exchange::Report {
        node,
        place: 7,
        leaf: [3; 32],
        counts: true,
    };
    let reports = valid("Report", serde_json::to_value(&report).unwrap());
    assert!(!reports.is_valid(&serde_json::json!({ "node": "a" })));
    let wanted = exchange::RecordsWanted { from: 1, to: 7 };
    valid("RecordsWanted", serde_json::to_value(&wanted).unwrap());
    let accepted =
        serde_json::json!({ "accepted": { "place": 7, "events": 1, "repeated": false } });
    let outcome: exchange::Outcome = serde_json::from_value(accepted).unwrap();
    for outcome in [
        outcome,
        exchange::Outcome::Busy {
            retry_after_seconds: 1,
        },
        exchange::Outcome::DiskFull,
        exchange::Outcome::Again,
    ] {
        valid("Outcome", serde_json::to_value(&outcome).unwrap());
    }
}

#[test]
fn headers_of_a_record_are_as_the_document_says() {
    let document: Value = serde_json::from_str(&asyncapi::file()).unwrap();
    let schema = &document["components"]["messages"]["record"]["headers"];
    let validator = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap();
    for line in String::from_utf8(samples::record_lines()).unwrap().lines() {
        let SegmentLine::Record(record) = parse_line(line.as_bytes()).unwrap() else {
            continue;
        };
        let council = "rochdale".parse().unwrap();
        let sent = headers::of(&council, &record.head, &record.leaf());
        let sent: serde_json::Map<String, Value> = sent
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        let known = schema["properties"].as_object().unwrap();
        assert!(sent.keys().all(|name| known.contains_key(name)));
        check(&validator, &sent);
    }
}

#[test]
fn subjects_of_events_need_no_replacing_on_the_wire() {
    let mut kinds = BTreeSet::new();
    for event in samples::events() {
        let mut all = vec![event.subject()];
        event.also_concerns(|subject| all.push(subject));
        for subject in all {
            assert!(subject::is_plain(&subject), "{subject}");
            if let Some((kind, _)) = subject.split_once('.') {
                kinds.insert(kind.to_owned());
            }
        }
    }
    assert!(
        kinds
            .iter()
            .all(|kind| subject::KINDS.contains(&kind.as_str())),
        "{kinds:?}"
    );
    assert!(kinds.len() >= 8);
}

#[test]
fn a_misspelt_field_of_a_command_is_refused_wherever_it_is() {
    for envelope in samples::envelopes() {
        let written = serde_json::to_value(&envelope).unwrap();
        let mut places = vec![String::new()];
        pointers(&written, String::new(), &mut places);
        // The fields of a report's header are named by the council.
        let fixed = |place: &&String| !place.ends_with("/header/fields");
        for place in places.iter().filter(fixed) {
            let mut misspelt = written.clone();
            let Some(Value::Object(object)) = misspelt.pointer_mut(place) else {
                continue;
            };
            object.insert("comentary".to_owned(), Value::from("Late."));
            let read = serde_json::from_value::<Envelope>(misspelt);
            assert!(read.is_err(), "`comentary` at `{place}` of {written}");
        }
    }
}
