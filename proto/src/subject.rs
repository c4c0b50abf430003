//! NATS subjects and stream names.
//!
//! A record is published under `qd.<council>.<subject>`, where the subject is
//! that of its head: `council`, or a kind and an id such as
//! `action.5h2k0c1m9v3xy`. Council ids and generated ids hold nothing that
//! means something to NATS.

use crate::id::CouncilId;

/// First token of every subject.
pub const ROOT: &str = "qd";

/// What stands before the id in a subject; the subject `council` has no id.
pub const KINDS: &[&str] = &[
    "action",
    "amendment",
    "delegation",
    "digest",
    "layout",
    "link",
    "measure",
    "milestone",
    "person",
    "plan",
    "post",
    "project",
    "quarter",
    "report",
    "risk",
    "route",
    "schedule",
    "scheme",
    "session",
    "token",
];

/// The subject of a record on the wire, for example
/// `qd.rochdale.action.5h2k0c1m9v3xy`.
///
/// Every subject that an event has fits as it is. What does not fit comes from
/// no event of ours; then each letter that NATS could take for something else
/// is written `_`, so that the outcome is a subject of three or four tokens
/// whatever is given.
pub fn wire_subject(council: &CouncilId, subject: &str) -> String {
    let mut wire = String::with_capacity(subject.len() + council.as_str().len() + 8);
    wire.push_str(ROOT);
    wire.push('.');
    wire.push_str(council.as_str());
    match subject.split_once('.') {
        Some((kind, id)) => {
            push_token(&mut wire, kind);
            push_token(&mut wire, id);
        }
        None => push_token(&mut wire, subject),
    }
    wire
}

/// The filter that all records of a council pass, for example `qd.rochdale.>`.
pub fn wildcard(council: &CouncilId) -> String {
    format!("{ROOT}.{council}.>")
}

/// The name of a council's stream, for example `qd-rochdale`. Names of streams
/// may hold no dot.
pub fn stream_name(council: &CouncilId) -> String {
    format!("{ROOT}-{council}")
}

/// Whether a subject of an event needs nothing replaced on the wire.
pub fn is_plain(subject: &str) -> bool {
    let token = |text: &str| !text.is_empty() && text.bytes().all(is_plain_byte);
    match subject.split_once('.') {
        Some((kind, id)) => token(kind) && token(id),
        None => token(subject),
    }
}

fn is_plain_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

fn push_token(wire: &mut String, token: &str) {
    wire.push('.');
    if token.is_empty() {
        wire.push('_');
    } else if token.bytes().all(is_plain_byte) {
        wire.push_str(token);
    } else {
        let plain = |letter: char| letter.is_ascii() && is_plain_byte(letter as u8);
        wire.extend(
            token
                .chars()
                .map(|letter| if plain(letter) { letter } else { '_' }),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn subjects_read_as_the_contract_says() {
        let check = |subject: &str, expected: &str| {
            let council = "rochdale".parse().unwrap();
            assert_eq!(wire_subject(&council, subject), expected);
        };
        check("council", "qd.rochdale.council");
        check("action.5h2k0c1m9v3xy", "qd.rochdale.action.5h2k0c1m9v3xy");
        check(
            "quarter.5h2k0c1m9v3xy-2020-21-q2",
            "qd.rochdale.quarter.5h2k0c1m9v3xy-2020-21-q2",
        );
        check("", "qd.rochdale._");
        check(".", "qd.rochdale._._");
        check("a.b.c", "qd.rochdale.a.b_c");
        check("*.>", "qd.rochdale._._");
        check("a b.é", "qd.rochdale.a_b._");
        let council = "rochdale".parse().unwrap();
        assert_eq!(wildcard(&council), "qd.rochdale.>");
        assert_eq!(stream_name(&council), "qd-rochdale");
    }

    proptest! {
        #[test]
        fn any_subject_is_made_of_valid_tokens(council in "[a-z0-9-]{1,32}", subject in any::<String>()) {
            let council: CouncilId = council.parse().unwrap();
            let wire = wire_subject(&council, &subject);
            let tokens: Vec<_> = wire.split('.').collect();
            prop_assert!(tokens.len() == 3 || tokens.len() == 4, "{wire}");
            prop_assert_eq!(&tokens[..2], &["qd", council.as_str()]);
            for token in tokens {
                prop_assert!(!token.is_empty() && token.bytes().all(is_plain_byte), "{}", token);
            }
            if is_plain(&subject) {
                prop_assert_eq!(wire, format!("qd.{council}.{subject}"));
            }
            prop_assert!(stream_name(&council).bytes().all(is_plain_byte));
        }
    }
}
