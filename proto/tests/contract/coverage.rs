//! Every field that an event can have stands in a golden file.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::golden_files::{event_files, raw_events};

/// Walks schema and values side by side and notes each property that the schema
/// allows, and each that was seen.
struct Walk {
    root: Value,
    seen: BTreeSet<String>,
}

impl Walk {
    /// `at` is the place of `schema` within the file.
    fn value(&mut self, schema: &Value, at: &str, value: &Value) {
        if let Some(target) = schema["$ref"].as_str() {
            let schema = self
                .root
                .pointer(target.trim_start_matches('#'))
                .unwrap()
                .clone();
            self.value(&schema, target, value);
        }
        for word in ["oneOf", "anyOf"] {
            for (index, branch) in schema[word].as_array().into_iter().flatten().enumerate() {
                let required = branch["required"].as_array().into_iter().flatten();
                if required
                    .clone()
                    .all(|key| value.get(key.as_str().unwrap()).is_some())
                {
                    self.value(branch, &format!("{at}/{word}/{index}"), value);
                }
            }
        }
        for (key, inner) in value.as_object().into_iter().flatten() {
            if let Some(property) = schema["properties"].get(key) {
                let at = format!("{at}/properties/{key}");
                self.seen.insert(at.clone());
                self.value(property, &at, inner);
            } else if let Some(others) = schema.get("additionalProperties") {
                self.value(others, &format!("{at}/additionalProperties"), inner);
            }
        }
        for inner in value.as_array().into_iter().flatten() {
            self.value(&schema["items"], &format!("{at}/items"), inner);
        }
    }
}

fn properties(schema: &Value, at: &str, found: &mut BTreeSet<String>) {
    for (key, inner) in schema.as_object().into_iter().flatten() {
        properties(inner, &format!("{at}/{key}"), found);
        if at.ends_with("/properties") {
            found.insert(format!("{at}/{key}"));
        }
    }
    for (index, inner) in schema.as_array().into_iter().flatten().enumerate() {
        properties(inner, &format!("{at}/{index}"), found);
    }
}

#[test]
fn every_property_of_every_event_is_golden() {
    let files = quarterday_proto::schema::files();
    let text = &files.iter().find(|file| file.0 == "events.json").unwrap().1;
    let root: Value = serde_json::from_str(text).unwrap();
    let mut walk = Walk {
        root: root.clone(),
        seen: BTreeSet::new(),
    };
    for (.., content) in event_files() {
        for event in raw_events(content) {
            walk.value(&root, "#", &serde_json::from_str(event.get()).unwrap());
        }
    }
    let mut all = BTreeSet::new();
    properties(&root, "#", &mut all);
    assert!(
        all.len() > 150,
        "the walk finds only {} properties",
        all.len()
    );
    let never: Vec<_> = all.difference(&walk.seen).collect();
    assert!(
        never.is_empty(),
        "no golden event has {never:#?}\nAdd a file such as proto/golden/item.observed/1-word.json \
         with two or more events that have it, and run the tests once with UPDATE_GOLDEN=1"
    );
}
