//! Keys of the audit trail: the short way and the long way give the same.

use std::collections::BTreeSet;

use quarterday_proto::event::{Data, Event, Staged};
use quarterday_proto::keys::{Key, of_record, subjects_and_types};
use quarterday_proto::upcast;

use crate::samples;

/// The keys that a reader of the rules would give by hand.
fn expected(data: &Data, head: (&str, &str)) -> BTreeSet<(Key, String)> {
    let mut keys = BTreeSet::from([
        (Key::Subject, head.0.to_owned()),
        (Key::Type, head.1.to_owned()),
    ]);
    for event in data
        .events
        .iter()
        .chain(data.staged.iter().flat_map(|staged| &staged.events))
    {
        keys.insert((Key::Subject, event.subject()));
        event.also_concerns(|subject| {
            keys.insert((Key::Subject, subject));
        });
        keys.insert((Key::Type, event.name().to_owned()));
    }
    keys
}

fn collect(give: impl FnOnce(&mut dyn FnMut(Key, &str))) -> BTreeSet<(Key, String)> {
    let mut keys = BTreeSet::new();
    give(&mut |dimension, text| {
        assert!(
            keys.insert((dimension, text.to_owned())),
            "{text} is given twice"
        );
    });
    keys
}

fn check(data: &Data) {
    let staged = data
        .staged
        .as_ref()
        .and_then(|staged| staged.events.first());
    let first = data.events.first().or(staged);
    let subject = first.map_or("council".to_owned(), Event::subject);
    let kind = first.map_or("council.configured", Event::name);
    let expected = expected(data, (&subject, kind));
    assert_eq!(
        collect(|add| subjects_and_types(data, &subject, kind, add)),
        expected
    );
    let bytes = serde_json::to_vec(data).unwrap();
    assert_eq!(
        collect(|add| of_record(&subject, kind, &bytes, add).unwrap()),
        expected
    );
}

fn commit(events: Vec<Event>) -> Data {
    Data {
        request: "00112233445566778899aabbccddeeff".into(),
        events,
        ..Data::default()
    }
}

#[test]
fn both_ways_give_the_keys_of_every_event() {
    for event in samples::events() {
        check(&commit(vec![event.clone()]));
        let staged = Staged {
            part: 2,
            events: vec![event.clone(), event],
        };
        check(&Data {
            staged: Some(staged),
            ..commit(vec![])
        });
    }
    samples::data().iter().for_each(|(_, data)| check(data));
    check(&commit(samples::events()));
}

#[test]
fn an_observation_with_another_event_is_not_taken_for_one_alone() {
    let observed: Vec<Event> = samples::events()
        .into_iter()
        .filter(|event| event.name() == "item.observed")
        .collect();
    for first in &observed {
        for second in samples::events() {
            check(&commit(vec![first.clone(), second]));
        }
    }
}

#[test]
fn a_text_that_looks_like_events_changes_nothing() {
    for text in [
        r#"}},{"plan.closed":{"#,
        "}},{",
        r#"{"item.observed":{"#,
        "\\",
        "\"}},{\"",
    ] {
        for mut event in samples::events() {
            if let Event::ItemObserved(observed) = &mut event {
                observed.observation.commentary = Some(text.into());
                check(&commit(vec![event.clone()]));
                check(&commit(vec![event, samples::events().remove(0)]));
            }
        }
    }
}

#[test]
fn data_that_cannot_be_read_still_has_the_keys_of_its_head() {
    let (subject, kind) = ("action.0123456789abc", "item.praised");
    let data = br#"{"request":"00","events":[{"item.praised":{}}]}"#;
    let keys = collect(|add| {
        let error = of_record(subject, kind, data, add).unwrap_err();
        assert!(matches!(error, upcast::Error::Newer { .. }));
    });
    assert_eq!(keys.len(), 2);
}
