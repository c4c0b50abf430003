//! Data of records, and whole record lines.

use quarterday_proto::event::{Applied, Data, Event, Staged};
use quarterday_proto::record::{self, Draft, PREV_OF_FIRST};

use super::{events, texts, time};

/// Data in every form, each under the name of its file.
pub(crate) fn data() -> Vec<(&'static str, Data)> {
    let observed: Vec<Event> = events()
        .into_iter()
        .filter(|event| event.name() == "item.observed")
        .collect();
    let empty = Data {
        request: "00112233445566778899aabbccddeeff".into(),
        ..Data::default()
    };
    let staged = Staged {
        part: 1,
        events: observed[..2].to_vec(),
    };
    let applied = Applied {
        first: 5,
        last: 6,
        decided_at: 4,
    };
    vec![
        ("empty", empty.clone()),
        (
            "event",
            Data {
                events: observed[..1].to_vec(),
                ..empty.clone()
            },
        ),
        (
            "events",
            Data {
                events: observed,
                ..empty.clone()
            },
        ),
        (
            "notes",
            Data {
                notes: texts(&["Nothing had to change.", "“P1” is new."]),
                ..empty.clone()
            },
        ),
        (
            "staged",
            Data {
                staged: Some(staged),
                ..empty.clone()
            },
        ),
        (
            "applied",
            Data {
                applied: Some(applied),
                ..empty.clone()
            },
        ),
        (
            "everything",
            Data {
                notes: texts(&["a note"]),
                events: events(),
                staged: Some(Staged {
                    part: u32::MAX,
                    events: vec![],
                }),
                applied: Some(applied),
                ..empty
            },
        ),
    ]
}

/// A short log: records with every option, a redacted one and two markers.
pub(crate) fn record_lines() -> Vec<u8> {
    let mut lines = Vec::new();
    let mut prev = PREV_OF_FIRST;
    let samples = data();
    for (index, (_, data)) in samples.iter().take(6).enumerate() {
        let first = data
            .events
            .first()
            .or(data.staged.as_ref().and_then(|s| s.events.first()));
        let line = record::encode(
            &Draft {
                recorded: time("2020-10-12T09:30:00.123456Z"),
                subject: first.map_or("council".to_owned(), Event::subject),
                kind: first.map_or("council.configured", Event::name).to_owned(),
                actor: ["operator", "person.zvxg000000001"][index % 2]
                    .parse()
                    .unwrap(),
                command: format!("c-{index:04}").parse().unwrap(),
                cause: (index > 2).then_some(2),
                salt: [u8::try_from(index).unwrap(); 32],
                data: serde_json::to_vec(data).unwrap(),
            },
            index as u64 + 1,
            &prev,
        );
        if index == 3 {
            let text = line.bytes.strip_suffix(b"\n").unwrap();
            let Ok(record::SegmentLine::Record(read)) = record::parse_line(text) else {
                panic!("a record was written")
            };
            lines.extend(record::encode_redacted(read.head.place, read.head_bytes).bytes);
            lines.extend(record::encode_marker(4, &[0xee; 32]));
        } else {
            lines.extend(&line.bytes);
        }
        prev = line.leaf;
    }
    lines.extend(record::encode_marker(0, &[0; 32]));
    lines
}
