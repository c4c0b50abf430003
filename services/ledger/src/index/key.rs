//! Fingerprints: what indexes hold in the place of ids.

use quarterday_proto::record::Record;

/// What a key of the audit index is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Dimension {
    /// The subject of an event.
    Subject = 1,
    /// Who did it.
    Actor = 2,
    /// The type of an event.
    Type = 3,
}

/// A key under which a record is found by an audit query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndexKey {
    /// What it is about.
    pub dimension: Dimension,
    /// 64 bits of the text, the same on every machine and in every version.
    pub fingerprint: u64,
}

impl IndexKey {
    /// The key of a text in a dimension.
    pub fn new(dimension: Dimension, text: &str) -> Self {
        Self {
            dimension,
            fingerprint: fingerprint(text.as_bytes()),
        }
    }
}

/// The parts of a record that its keys are made from. They are borrowed, so that
/// a line that is appended is indexed without being parsed whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keyed<'a> {
    /// Its place.
    pub place: u64,
    /// Subject of the first event.
    pub subject: &'a str,
    /// Type of the first event.
    pub kind: &'a str,
    /// Who did it.
    pub actor: &'a str,
    /// The exact bytes of the data; `None` once redacted.
    pub data: Option<&'a [u8]>,
}

impl<'a> From<&'a Record<'_>> for Keyed<'a> {
    fn from(record: &'a Record<'_>) -> Self {
        Self {
            place: record.head.place,
            subject: &record.head.subject,
            kind: &record.head.kind,
            actor: record.head.actor.as_str(),
            data: record.body.as_ref().map(|body| body.data),
        }
    }
}

/// The keys that a record's head alone gives: subject, actor and type of the
/// first event.
pub fn head_keys(record: &Keyed<'_>, keys: &mut Vec<IndexKey>) {
    keys.push(IndexKey::new(Dimension::Subject, record.subject));
    keys.push(IndexKey::new(Dimension::Actor, record.actor));
    keys.push(IndexKey::new(Dimension::Type, record.kind));
}

/// 64 bits of a text. It is kept on disk, so it is spelt out here and changes
/// only together with the form of blocks: eight bytes at a time are mixed in by
/// a multiplication of which both halves are kept, and the finish is that of
/// SplitMix64. With one half alone, ids that count up met each other by the
/// hundred. A hit is always confirmed in the log, so that whoever makes two
/// texts collide gains nothing but a slower look-up.
pub(crate) fn fingerprint(text: &[u8]) -> u64 {
    const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = (text.len() as u64).wrapping_mul(MULTIPLIER);
    for part in text.chunks(8) {
        let mut word = [0; 8];
        word[..part.len()].copy_from_slice(part);
        let product = u128::from(state ^ u64::from_le_bytes(word)) * u128::from(MULTIPLIER);
        state = (product as u64).wrapping_add((product >> 64) as u64);
    }
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stored indexes rest on these values.
    #[test]
    fn fingerprints_never_change() {
        assert_eq!(fingerprint(b""), 0);
        assert_ne!(fingerprint(b"c-1"), fingerprint(b"c-2"));
        assert_ne!(fingerprint(b"a"), fingerprint(b"a\0"));
        assert_eq!(fingerprint(b"fill-1234567"), 0xfd09_009f_9299_6a0f);
    }

    #[test]
    fn ids_that_count_up_stay_apart() {
        for prefix in ["", "w256-0-", "fill-", "import-2026-11-22-"] {
            let of = |number: u32| fingerprint(format!("{prefix}{number}").as_bytes());
            let mut prints: Vec<u64> = (0..400_000).map(of).collect();
            prints.sort_unstable();
            prints.dedup();
            assert_eq!(prints.len(), 400_000, "{prefix}");
        }
    }
}
