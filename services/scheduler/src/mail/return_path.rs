//! The address that bounces come back to, marked for each mail.
//!
//! A report of a failed delivery need not say which mail it is about, nor name
//! the recipient as we know it. An address of its own for each mail tells both,
//! whatever the report says: `bounces+<tag>-owner=council.example@here.example`.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Address, MessageId};

/// The longest part before the `@` that a server must take (RFC 5321,
/// 4.5.3.1.1).
const LOCAL_MAX: usize = 64;

/// Bytes of a hash that a tag shows. Chance hits are no matter: a tag is held
/// against the few mails that a person was sent.
const TAG_BYTES: usize = 8;

/// What names a mail in its return path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(String);

impl Tag {
    /// The tag of the mail with this id.
    pub fn of(id: &MessageId) -> Self {
        let digest = Sha256::digest(id.as_str().as_bytes());
        Self(hex::encode(&digest[..TAG_BYTES]))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a marked return path tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Which mail it was.
    pub tag: Tag,
    /// To whom it went, where there was room to say it.
    pub recipient: Option<Address>,
}

/// The address that bounces come back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnPath {
    /// The mailbox.
    pub address: Address,
    /// Whether each mail has an address of its own in it. The server of the
    /// mailbox must take `name+anything` for `name`.
    pub per_recipient: bool,
}

impl ReturnPath {
    /// The address for one mail.
    pub fn marked(&self, to: &Address, id: &MessageId) -> Address {
        if !self.per_recipient {
            return self.address.clone();
        }
        let (local, domain) = (self.address.local(), self.address.domain());
        let tagged = format!("{local}+{}", Tag::of(id));
        let full = format!("{tagged}-{}={}", to.local(), to.domain());
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._+-=".contains(&byte);
        let fits = full.len() <= LOCAL_MAX && full.bytes().all(plain);
        let local = if fits { full } else { tagged };
        // A mailbox with a long name has no room even for the tag.
        let address = format!("{local}@{domain}").parse();
        address.unwrap_or_else(|_| self.address.clone())
    }

    /// What the address that a report came to tells, if it is one of ours.
    pub fn read(&self, text: &str) -> Option<Marked> {
        let text = text.trim().trim_start_matches('<').trim_end_matches('>');
        let (local, domain) = text.rsplit_once('@')?;
        if !domain.eq_ignore_ascii_case(self.address.domain()) {
            return None;
        }
        let own = self.address.local();
        let (name, mark) = local.split_at_checked(own.len())?;
        let mark = mark.strip_prefix('+')?;
        if !name.eq_ignore_ascii_case(own) {
            return None;
        }
        let (tag, recipient) = match mark.split_once('-') {
            Some((tag, recipient)) => (tag, Some(recipient)),
            None => (mark, None),
        };
        let tag = tag.to_ascii_lowercase();
        if tag.len() != 2 * TAG_BYTES || !tag.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let recipient = recipient.and_then(|recipient| {
            let (local, domain) = recipient.rsplit_once('=')?;
            format!("{local}@{domain}").parse().ok()
        });
        Some(Marked {
            tag: Tag(tag),
            recipient,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> ReturnPath {
        ReturnPath {
            address: "bounces@council.example".parse().unwrap(),
            per_recipient: true,
        }
    }

    #[test]
    fn what_is_marked_can_be_read() {
        let id = MessageId::derived("digest", "d1", "council.example");
        let check = |to: &str, recipient_is_told: bool| {
            let to: Address = to.parse().unwrap();
            let address = path().marked(&to, &id);
            assert!(address.local().len() <= LOCAL_MAX);
            // Some servers turn everything to lower case.
            for text in [address.to_string(), address.to_string().to_lowercase()] {
                let read = path().read(&text).unwrap();
                assert_eq!(read.tag, Tag::of(&id));
                assert_eq!(read.recipient.is_some(), recipient_is_told, "{text}");
                assert!(read.recipient.is_none_or(|read| read.is(&to)), "{text}");
            }
        };
        check("owner@rochdale.example", true);
        check("First.Last+q-2@rochdale.example", true);
        check("a=b@rochdale.example", true);
        check(
            "head.of.corporate.performance@a-long-name-of-a-council.example",
            false,
        );
        check("o'neill@rochdale.example", false);
    }

    #[test]
    fn other_addresses_tell_nothing() {
        for text in [
            "bounces@council.example",
            "bounces+x@council.example",
            "bounces+0123456789abcdeg@council.example",
            "bounces+0123456789abcdef@other.example",
            "others+0123456789abcdef@council.example",
            "ŵounces+0123456789abcdef@council.example",
            "",
        ] {
            assert_eq!(path().read(text), None, "{text}");
        }
    }

    #[test]
    fn a_plain_return_path_is_the_same_for_all() {
        let plain = ReturnPath {
            per_recipient: false,
            ..path()
        };
        let id = MessageId::derived("digest", "d1", "council.example");
        let to = "owner@rochdale.example".parse().unwrap();
        assert_eq!(plain.marked(&to, &id), plain.address);
    }
}
