//! The feed of deadlines, as others read it.

use quarterday_documents::ical::{DEADLINES_MAX, Deadline, Error, Whose, feed};
use serde_json::{Value, json};

use crate::asked;

const FINANCE: &str = "Director of Financial Services";
const CABINET: &str = "Cabinet, Resources; \\ and “Place”";

fn deadline(uid: &str, day: &str) -> Deadline {
    Deadline {
        uid: uid.to_owned(),
        day: day.parse().unwrap(),
        title: "Sign off the Q2 report".to_owned(),
        detail: String::new(),
        committee: None,
        persons: Vec::new(),
        url: None,
        changed: "2021-10-12T08:30:00.25Z".parse().unwrap(),
        sequence: 0,
        cancelled: false,
    }
}

fn deadlines() -> Vec<Deadline> {
    let long = "Sign off: “résumé” of performance, risks; and \\ the rest of it — ".repeat(6);
    vec![
        Deadline {
            title: long.trim().to_owned(),
            detail: "First line,\nsecond: line;\r\nBEGIN:VEVENT\nback\\slash 𝄞".to_owned(),
            committee: Some(CABINET.to_owned()),
            persons: vec![FINANCE.to_owned(), "Monitoring Officer".to_owned()],
            url: Some("https://mytown.example/reports/q2?step=finance&x=1,2;3".to_owned()),
            sequence: 3,
            ..deadline("sign-off.q2.finance", "2021-10-28")
        },
        deadline("draft.q2", "2021-10-19"),
        Deadline {
            cancelled: true,
            persons: vec![FINANCE.to_owned()],
            ..deadline("draft.q1", "2024-02-29")
        },
    ]
}

/// A feed as the library reads it.
fn read(whose: Whose<'_>) -> Value {
    let text = feed(
        "Deadlines of Mytown",
        "mytown.quarterday",
        &deadlines(),
        whose,
    )
    .unwrap();
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains(['\n', '\r']), "{line}");
    }
    let read = asked("feed.py", text.as_bytes());
    assert_eq!(read["problems"], json!([]));
    assert_eq!(read["name"], "Deadlines of Mytown");
    read["events"].clone()
}

fn uids(events: &Value) -> Vec<&str> {
    let events = events.as_array().unwrap().iter();
    events.map(|event| event["uid"].as_str().unwrap()).collect()
}

#[test]
fn a_feed_is_read_back_as_it_was_meant() {
    let events = read(Whose::All);
    assert_eq!(
        uids(&events),
        [
            "draft.q2@mytown.quarterday",
            "sign-off.q2.finance@mytown.quarterday",
            "draft.q1@mytown.quarterday"
        ]
    );
    let given = &deadlines()[0];
    assert_eq!(
        events[1],
        json!({
            "uid": "sign-off.q2.finance@mytown.quarterday",
            "start": "2021-10-28",
            "end": "2021-10-29",
            "stamp": "2021-10-12T08:30:00+00:00",
            "sequence": 3,
            "summary": given.title,
            "description": "First line,\nsecond: line;\nBEGIN:VEVENT\nback\\slash 𝄞\n\
                For: Director of Financial Services, Monitoring Officer\n\
                https://mytown.example/reports/q2?step=finance&x=1,2;3",
            "categories": [CABINET],
            "url": given.url,
            "status": "CONFIRMED",
        })
    );
    assert_eq!(events[2]["status"], "CANCELLED");
    assert_eq!(events[2]["end"], "2024-03-01");
}

#[test]
fn a_person_and_a_committee_have_feeds_of_their_own() {
    let finance = read(Whose::Person(FINANCE));
    assert_eq!(
        uids(&finance),
        [
            "sign-off.q2.finance@mytown.quarterday",
            "draft.q1@mytown.quarterday"
        ]
    );
    let cabinet = read(Whose::Committee(CABINET));
    assert_eq!(uids(&cabinet), ["sign-off.q2.finance@mytown.quarterday"]);
    assert_eq!(read(Whose::Person("Nobody")), json!([]));
}

#[test]
fn the_same_deadlines_make_the_same_bytes_in_any_order() {
    let make = |deadlines: &[Deadline]| feed("D", "mytown.quarterday", deadlines, Whose::All);
    let mut reversed = deadlines();
    reversed.reverse();
    assert_eq!(make(&deadlines()), make(&reversed));
    assert!(make(&deadlines()).is_ok());
}

#[test]
fn a_value_cannot_bring_properties_of_its_own() {
    let evil = Deadline {
        uid: "a\r\nX-EVIL:1".to_owned(),
        title: "b\r\nEND:VEVENT".to_owned(),
        committee: Some("c\nX-EVIL:1".to_owned()),
        url: Some("https://mytown.example/\r\nX-EVIL:1".to_owned()),
        ..deadline("", "2021-10-28")
    };
    let text = feed("n\r\nX-EVIL:1", "o\r\nX-EVIL:1", &[evil], Whose::All).unwrap();
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        assert!(!line.starts_with("X-EVIL"), "{text}");
    }
    assert_eq!(text.matches("\r\nEND:VEVENT\r\n").count(), 1, "{text}");
}

#[test]
fn what_a_subscriber_could_not_make_sense_of_is_refused() {
    let make = |deadlines: &[Deadline]| feed("D", "o", deadlines, Whose::All).unwrap_err();
    let one = deadline("a", "2021-10-28");
    assert_eq!(
        make(&[one.clone(), deadline("b", "2021-10-28"), one.clone()]),
        Error::SameUid { uid: "a".into() }
    );
    assert_eq!(
        make(&[deadline("z", "9999-12-31")]),
        Error::LastDay { uid: "z".into() }
    );
    let count = DEADLINES_MAX + 1;
    assert_eq!(make(&vec![one; count]), Error::TooMany { count });
}
