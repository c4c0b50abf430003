//! The headers of a record on the wire.
//!
//! The payload is the record line as stored, so a reader needs none of them to
//! read it. NATS needs the first three, to store a record once and at its place;
//! tools that know CloudEvents read the others (NATS binding, binary mode).

use crate::id::CouncilId;
use crate::record::{Hash, Head};

/// Leaf hash of the record, in hex: a record is stored once.
pub const MESSAGE_ID: &str = "Nats-Msg-Id";
/// Place of the record before.
pub const EXPECTED_LAST_SEQUENCE: &str = "Nats-Expected-Last-Sequence";
/// Leaf hash of the record before, in hex; absent on the first record.
pub const EXPECTED_LAST_MESSAGE_ID: &str = "Nats-Expected-Last-Msg-Id";
/// Version of CloudEvents: `1.0`.
pub const CE_SPECVERSION: &str = "ce-specversion";
/// Leaf hash of the record, in hex.
pub const CE_ID: &str = "ce-id";
/// `/councils/<council>`.
pub const CE_SOURCE: &str = "ce-source";
/// Type of the commit's first event, for example `item.observed`.
pub const CE_TYPE: &str = "ce-type";
/// Subject of the commit's first event, for example `action.5h2k0c1m9v3xy`.
pub const CE_SUBJECT: &str = "ce-subject";
/// Writer's time.
pub const CE_TIME: &str = "ce-time";
/// `application/json`.
pub const CE_DATACONTENTTYPE: &str = "ce-datacontenttype";

/// All headers of a record, in a fixed order.
pub fn of(council: &CouncilId, head: &Head, leaf: &Hash) -> Vec<(&'static str, String)> {
    let id = hex::encode(leaf);
    let mut headers = vec![
        (MESSAGE_ID, id.clone()),
        (
            EXPECTED_LAST_SEQUENCE,
            head.place.saturating_sub(1).to_string(),
        ),
    ];
    // An empty stream has no last message id to expect.
    if head.place > 1 {
        headers.push((EXPECTED_LAST_MESSAGE_ID, hex::encode(head.prev)));
    }
    headers.extend([
        (CE_SPECVERSION, "1.0".to_owned()),
        (CE_ID, id),
        (CE_SOURCE, format!("/councils/{council}")),
        (CE_TYPE, head.kind.clone()),
        (CE_SUBJECT, head.subject.clone()),
        (CE_TIME, format!("{:.6}", head.recorded)),
        (CE_DATACONTENTTYPE, "application/json".to_owned()),
    ]);
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(place: u64) -> Head {
        Head {
            place,
            prev: [1; 32],
            recorded: "2020-10-12T09:30:00Z".parse().unwrap(),
            subject: "council".into(),
            kind: "council.configured".into(),
            actor: "operator".parse().unwrap(),
            command: "c-1".parse().unwrap(),
            cause: None,
            digest: [2; 32],
        }
    }

    #[test]
    fn a_record_expects_the_one_before_it() {
        let council = "rochdale".parse().unwrap();
        let find = |place, name| {
            let headers = of(&council, &head(place), &[3; 32]);
            headers
                .into_iter()
                .find(|header| header.0 == name)
                .map(|header| header.1)
        };
        assert_eq!(find(7, MESSAGE_ID), Some("03".repeat(32)));
        assert_eq!(find(7, EXPECTED_LAST_SEQUENCE).as_deref(), Some("6"));
        assert_eq!(find(7, EXPECTED_LAST_MESSAGE_ID), Some("01".repeat(32)));
        assert_eq!(find(7, CE_SOURCE).as_deref(), Some("/councils/rochdale"));
        assert_eq!(
            find(7, CE_TIME).as_deref(),
            Some("2020-10-12T09:30:00.000000Z")
        );
        assert_eq!(find(1, EXPECTED_LAST_SEQUENCE).as_deref(), Some("0"));
        assert_eq!(find(1, EXPECTED_LAST_MESSAGE_ID), None);
    }
}
