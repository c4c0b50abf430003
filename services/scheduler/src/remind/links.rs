//! The links of a mail: made as it is written, and claimed with it.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{Timestamp, ToSpan as _};
use quarterday_proto::command::LinkOffered;
use quarterday_proto::digest::{Purpose, Thing};
use quarterday_proto::id::{CommandId, CouncilId, LinkId};
use quarterday_proto::link;

use super::Surroundings;
use crate::mail::Link;

/// Days that a link lives at most; what it asks for mostly closes before.
const LINK_DAYS: i64 = 60;

/// The links of one mail.
pub(super) struct Links<'a> {
    council: CouncilId,
    command: CommandId,
    surroundings: &'a Surroundings,
    expires: Timestamp,
    /// What is claimed with the mail.
    pub(super) offered: Vec<LinkOffered>,
}

impl<'a> Links<'a> {
    /// None yet. Their ids follow from that of the command that claims them.
    pub(super) fn new(
        council: CouncilId,
        command: CommandId,
        surroundings: &'a Surroundings,
        now: Timestamp,
    ) -> Option<Self> {
        Some(Self {
            council,
            command,
            surroundings,
            expires: now.checked_add((24 * LINK_DAYS).hours()).ok()?,
            offered: Vec::new(),
        })
    }

    /// A link that takes all answers that the mail asks for.
    pub(super) fn answers(&mut self) -> Option<Link> {
        let token = self.offer(Purpose::Answers, None)?;
        self.at(&format!("c/{}/link/{token}", self.council))
    }

    /// A link to the version to read, and to sign or return.
    pub(super) fn sign_off(&mut self, thing: &Thing) -> Option<Link> {
        let token = self.offer(Purpose::SignOff, Some(thing.clone()))?;
        self.at(&format!("c/{}/link/{token}", self.council))
    }

    /// The page of a report, for who signs in.
    pub(super) fn report(&self, reference: &str) -> Option<Link> {
        let reference = encoded(reference);
        self.at(&format!("c/{}/reports/{reference}", self.council))
    }

    fn offer(&mut self, purpose: Purpose, about: Option<Thing>) -> Option<String> {
        let secret = BASE64_URL_SAFE_NO_PAD.encode((self.surroundings.secret)());
        let index = u32::try_from(self.offered.len()).ok()?;
        let token = link::token(&self.council, LinkId::derive(&self.command, index), &secret);
        self.offered.push(LinkOffered {
            hash: link::hash(&token),
            purpose,
            about,
            expires: self.expires,
        });
        Some(token)
    }

    fn at(&self, path: &str) -> Option<Link> {
        let base = self.surroundings.base.trim_end_matches('/');
        format!("{base}/{path}").parse().ok()
    }
}

/// A reference as one part of a path: it may have any letters.
fn encoded(reference: &str) -> String {
    let mut text = String::new();
    for byte in reference.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_one_part_of_a_path() {
        let check = |reference: &str, expected: &str| assert_eq!(encoded(reference), expected);
        check("Q2-2021_a.b", "Q2-2021_a.b");
        check("q2/cabinet 1", "q2%2Fcabinet%201");
        check("l\u{177}n?", "l%C5%B7n%3F");
    }
}
