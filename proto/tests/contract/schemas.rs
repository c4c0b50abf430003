//! Schema files: they are those of the code, and what is written is valid.

use std::fs;

use quarterday_proto::event::Event;
use quarterday_proto::{asyncapi, schema};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{crate_path, golden_files, samples, updating};

pub(crate) fn validator(name: &str) -> jsonschema::Validator {
    let files = schema::files();
    let text = &files.iter().find(|file| file.0 == name).unwrap().1;
    let schema = serde_json::from_str(text).unwrap();
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap()
}

#[track_caller]
pub(crate) fn check(validator: &jsonschema::Validator, value: &impl Serialize) {
    let value = serde_json::to_value(value).unwrap();
    if let Err(error) = validator.validate(&value) {
        panic!("{error}\nat {}\nof {value}", error.instance_path());
    }
}

#[test]
fn the_files_are_those_of_the_code() {
    let mut files: Vec<_> = schema::files()
        .into_iter()
        .map(|(name, content)| (format!("schemas/{name}"), content))
        .collect();
    files.push(("asyncapi.json".to_owned(), asyncapi::file()));
    for (path, content) in &files {
        let file = crate_path(path);
        if updating() {
            fs::write(&file, content).unwrap();
        }
        let found = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            found == *content,
            "proto/{path} is not what the code says: run the tests once with UPDATE_GOLDEN=1 and \
             read what changed, as those who use the schemas will"
        );
    }
    for entry in fs::read_dir(crate_path("schemas")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            files.iter().any(|file| file.0 == format!("schemas/{name}")),
            "{name} is unknown"
        );
    }
}

#[test]
fn what_is_written_is_valid() {
    let events = validator("events.json");
    samples::events()
        .iter()
        .for_each(|event| check(&events, event));
    let data = validator("data.json");
    samples::data()
        .iter()
        .for_each(|(_, value)| check(&data, value));
    let commands = validator("command.json");
    samples::envelopes()
        .iter()
        .for_each(|envelope| check(&commands, envelope));
    let schemes = validator("scheme.json");
    [samples::plain_scheme(), samples::rich_scheme()]
        .iter()
        .for_each(|s| check(&schemes, s));
    check(&validator("route.json"), &samples::full_route());
    check(&validator("report-content.json"), &samples::full_content());
    check(&validator("sheets.json"), &samples::full_sheets());
    let positions = validator("position.json");
    check(&positions, &samples::small_position());
    check(&positions, &samples::full_position());
    samples::accepted()
        .iter()
        .for_each(|value| check(&validator("accepted.json"), value));
    samples::rejections()
        .iter()
        .for_each(|value| check(&validator("rejection.json"), value));
    let records = validator("record.json");
    for line in String::from_utf8(samples::record_lines()).unwrap().lines() {
        check(&records, &serde_json::from_str::<Value>(line).unwrap());
    }
}

#[test]
fn golden_events_of_current_names_are_valid() {
    let events = validator("events.json");
    for (.., content) in golden_files::event_files() {
        for raw in golden_files::raw_events(content) {
            if serde_json::from_str::<Event>(raw.get()).is_ok() {
                check(&events, &raw);
            }
        }
    }
}

#[test]
fn what_is_wrong_is_not_valid() {
    let refuse = |name: &str, value: Value| {
        assert!(!validator(name).is_valid(&value), "{name} allows {value}");
    };
    refuse("events.json", json!({}));
    refuse("events.json", json!({ "item.praised": {} }));
    refuse(
        "events.json",
        json!({ "plan.closed": { "plan": "uzzzzzzzzzzzz" } }),
    );
    refuse(
        "events.json",
        json!({ "plan.closed": { "plan": "0123456789abc" }, "x": 1 }),
    );
    refuse("data.json", json!({ "events": [] }));
    refuse("position.json", json!({ "council": "rochdale" }));
    refuse(
        "accepted.json",
        json!({ "place": -1, "events": 0, "repeated": false }),
    );
    refuse("rejection.json", json!({ "code": "QD0001" }));
    let lines = String::from_utf8(samples::record_lines()).unwrap();
    for line in lines.lines() {
        for key in ["crc", "head", "marker", "salt", "data"] {
            let mut value: Value = serde_json::from_str(line).unwrap();
            if value.as_object_mut().unwrap().remove(key).is_some() {
                refuse("record.json", value);
            }
        }
    }
}
