//! Ids: every id is a type of its own, so that one cannot be passed for
//! another.
//!
//! Aggregates (plans, items, people, amendments, reports, tokens) have generated 64-bit
//! ids, written as 13 characters of Crockford's base 32 in lower case: a user's
//! reference may hold dots, blanks or `*`, which break NATS subjects, and may
//! name a person, which a record's head must not. An id is derived from the
//! command that creates the aggregate, so deciding stays pure and both buses
//! make the same log.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Text that is no id of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no {kind}: expected {expected}")]
pub struct IdError {
    /// What was asked for.
    pub kind: &'static str,
    /// The form that it takes.
    pub expected: &'static str,
    /// What was given.
    pub text: String,
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn encode_base32(value: u64) -> [u8; 13] {
    std::array::from_fn(|index| {
        let shift = 60 - 5 * index;
        ALPHABET[((value >> shift) & 31) as usize]
    })
}

/// The value of each letter, [`NO_DIGIT`] where it has none: ids are read for
/// every event of a rebuild, so the alphabet is not searched.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        digits[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    digits
};

const NO_DIGIT: u8 = 0xff;

fn decode_base32(text: &str) -> Option<u64> {
    if text.len() != 13 {
        return None;
    }
    let mut value: u64 = 0;
    for (index, byte) in text.bytes().enumerate() {
        let digit = DIGITS[byte as usize];
        if digit == NO_DIGIT || (index == 0 && digit > 15) {
            return None;
        }
        value = (value << 5) | u64::from(digit);
    }
    Some(value)
}

macro_rules! generated_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u64);

        impl $name {
            /// The id of the `index`-th aggregate of this kind that a command
            /// creates.
            pub fn derive(command: &CommandId, index: u32) -> Self {
                let mut hasher = Sha256::new();
                hasher.update($kind);
                hasher.update([0]);
                hasher.update(command.as_str());
                hasher.update([0]);
                hasher.update(index.to_be_bytes());
                let hash: [u8; 32] = hasher.finalize().into();
                let mut first = [0; 8];
                first.copy_from_slice(&hash[..8]);
                Self(u64::from_be_bytes(first))
            }

            /// The id as the number behind its 13 characters.
            pub fn as_u64(self) -> u64 {
                self.0
            }

            /// Appends the 13 characters to a text.
            pub fn push_to(self, text: &mut String) {
                text.extend(self.text().map(char::from));
            }

            /// The id as its 13 characters.
            fn text(self) -> [u8; 13] {
                encode_base32(self.0)
            }

            /// The id with this number.
            pub fn from_u64(number: u64) -> Self {
                Self(number)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(std::str::from_utf8(&self.text()).expect("the alphabet is ASCII"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                decode_base32(text).map(Self).ok_or_else(|| IdError {
                    kind: concat!($kind, " id"),
                    expected: "13 characters of Crockford's base 32",
                    text: text.to_owned(),
                })
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let text = self.text();
                serializer.serialize_str(std::str::from_utf8(&text).expect("the alphabet is ASCII"))
            }
        }

        text_deserialize!($name, concat!($kind, " id"), "^[0-9a-f][0-9a-hjkmnp-tv-z]{12}$");
    };
}

macro_rules! text_serde {
    ($name:ident, $kind:expr, $pattern:literal) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        crate::id::text_deserialize!($name, $kind, $pattern);
    };
}
pub(crate) use text_serde;

macro_rules! text_deserialize {
    ($name:ident, $kind:expr, $pattern:literal) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        write!(f, "a {}", $kind)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Visitor)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}
pub(crate) use text_deserialize;

macro_rules! word_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $max:literal, $allowed:expr, $expected:literal, $pattern:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let allowed: fn(u8) -> bool = $allowed;
                if text.is_empty() || text.len() > $max || !text.bytes().all(allowed) {
                    return Err(IdError {
                        kind: $kind,
                        expected: $expected,
                        text: text.chars().take(80).collect(),
                    });
                }
                Ok(Self(text.into()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        text_deserialize!($name, $kind, $pattern);
    };
}

word_id!(
    /// A council, one tenant: `[a-z0-9-]{1,32}`.
    CouncilId,
    "council id",
    32,
    |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-',
    "1 to 32 of a-z, 0-9 and -",
    "^[a-z0-9-]{1,32}$"
);

word_id!(
    /// A command, chosen by whoever sends it and accepted once for ever:
    /// `[A-Za-z0-9_-]{1,64}`.
    CommandId,
    "command id",
    64,
    |byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_',
    "1 to 64 of A-Z, a-z, 0-9, - and _",
    "^[A-Za-z0-9_-]{1,64}$"
);

word_id!(
    /// Who did it: `operator` (the command line on the node), `system`,
    /// `person.<id>` or `token.<id>`. Never a name or address.
    ActorId,
    "actor id",
    40,
    |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.',
    "1 to 40 of a-z, 0-9 and .",
    "^[a-z0-9.]{1,40}$"
);

word_id!(
    /// A node of a cluster, chosen by whoever runs it: `[a-z0-9-]{1,32}`.
    NodeId,
    "node id",
    32,
    |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-',
    "1 to 32 of a-z, 0-9 and -",
    "^[a-z0-9-]{1,32}$"
);

generated_id!(
    /// A plan.
    PlanId,
    "plan"
);
generated_id!(
    /// An item of a plan, of any kind.
    ItemId,
    "item"
);
generated_id!(
    /// A person.
    PersonId,
    "person"
);
generated_id!(
    /// An amendment of a plan.
    AmendmentId,
    "amendment"
);
generated_id!(
    /// A report.
    ReportId,
    "report"
);
generated_id!(
    /// A route of clearance, over all its versions.
    RouteId,
    "route"
);
generated_id!(
    /// A layout of reports, over all its versions.
    LayoutId,
    "layout"
);
generated_id!(
    /// A delegation of sign-offs.
    DelegationId,
    "delegation"
);
generated_id!(
    /// A status scheme, over all its versions.
    SchemeId,
    "scheme"
);
generated_id!(
    /// An API token.
    TokenId,
    "token"
);
generated_id!(
    /// A reminder to one person on one day.
    DigestId,
    "digest"
);
generated_id!(
    /// A link in a mail that does what the mail asks for.
    LinkId,
    "link"
);
generated_id!(
    /// A request for a link to sign in by.
    SignInId,
    "sign-in"
);
generated_id!(
    /// A session of somebody who signed in.
    SessionId,
    "session"
);
generated_id!(
    /// An account at an OpenID provider that signs a person in.
    BindingId,
    "binding"
);
generated_id!(
    /// A schedule, over all its versions.
    ScheduleId,
    "schedule"
);

impl DigestId {
    /// The digest of a person, a schedule and a day of the council's zone: the
    /// same whichever scheduler makes it, so that two cannot make two. Where the
    /// schedule writes about each thing by itself, the place of what made it
    /// tells which.
    pub fn of(
        person: PersonId,
        schedule: &str,
        day: jiff::civil::Date,
        about: Option<u64>,
    ) -> Self {
        let (person, day) = (person.text(), day.to_string());
        let place = about.map(u64::to_be_bytes);
        let mut parts: Vec<&[u8]> = vec![&person, schedule.as_bytes(), day.as_bytes()];
        parts.extend(place.as_ref().map(|place| &place[..]));
        Self(hash_of("digest", &parts))
    }
}

impl ScheduleId {
    /// The schedule of a name.
    pub fn of(name: &str) -> Self {
        Self(hash_of("schedule", &[name.as_bytes()]))
    }
}

/// The first eight bytes of a hash over parts that are told apart.
fn hash_of(kind: &str, parts: &[&[u8]]) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(kind);
    for part in parts {
        hasher.update([0]);
        hasher.update(part);
    }
    let hash: [u8; 32] = hasher.finalize().into();
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_id_reads_back() {
        for number in [0, 1, 31, 32, u64::MAX, 0x0123_4567_89ab_cdef] {
            let id = ItemId::from_u64(number);
            assert_eq!(id.to_string().len(), 13);
            assert_eq!(id.to_string().parse::<ItemId>().unwrap(), id);
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in [
            "",
            "short",
            "zzzzzzzzzzzzz",
            "0123456789ABC",
            "0123456789abil",
        ] {
            assert!(text.parse::<ItemId>().is_err(), "{text}");
        }
        for text in ["", "Rochdale", "a.b", "a*", "a b", &"a".repeat(33)] {
            assert!(text.parse::<CouncilId>().is_err(), "{text}");
        }
    }

    #[test]
    fn ids_of_one_command_differ_by_kind_and_index() {
        let command: CommandId = "c-1".parse().unwrap();
        let ids = [
            ItemId::derive(&command, 0).as_u64(),
            ItemId::derive(&command, 1).as_u64(),
            PlanId::derive(&command, 0).as_u64(),
        ];
        assert_ne!(ids[0], ids[1]);
        assert_ne!(ids[0], ids[2]);
        assert_eq!(ids[0], ItemId::derive(&command, 0).as_u64());
    }
}
