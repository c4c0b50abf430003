//! A mail: who gets what, and the bytes that go to the server.

use std::fmt;
use std::time::SystemTime;

use jiff::Timestamp;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::mailer::{Error, Letterhead};
use super::{Address, Line, Mailbox};

/// Kinds of automatic answers that Exchange is asked to spare us. `NDR` is not
/// among them, and so `All` is not said: a report of a failed delivery is what
/// we want to hear.
const ANSWERS_NOT_WANTED: &str = "DR, RN, NRN, OOF, AutoReply";

/// A Message-ID without its angle brackets. The same for every attempt to send
/// one mail, so that a receiver can see that two are one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(String);

impl MessageId {
    /// The id that belongs to a thing: a digest, a report's thread. It tells
    /// nothing of the thing, and cannot be guessed where the thing's id cannot.
    pub fn derived(kind: &str, id: &str, domain: &str) -> Self {
        let digest = Sha256::digest(format!("{kind}\n{id}").as_bytes());
        Self(format!("{}@{domain}", hex::encode(&digest[..16])))
    }

    /// An id as a header shows it, with or without angle brackets.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('<').trim_end_matches('>');
        let clean = |byte: u8| byte.is_ascii_graphic() && !b"<>".contains(&byte);
        let (left, right) = text.split_once('@')?;
        let good = !left.is_empty() && !right.is_empty() && text.bytes().all(clean);
        good.then(|| Self(text.to_owned()))
    }

    /// The id without angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

/// What mails about one report have in common, so that they show as one
/// conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// An id derived from the report. No mail has it: a conversation then has
    /// the same root for everyone, whoever got the first mail of it.
    pub root: MessageId,
    /// The mail before this one to the same person, if there was one.
    pub previous: Option<MessageId>,
}

/// SHA-256 over what a person reads: subject, text and HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash(pub [u8; 32]);

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// What a person reads, twice: as plain text and as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The subject.
    pub subject: Line,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl Content {
    /// The hash that the events of a mail carry.
    pub fn hash(&self) -> ContentHash {
        let mut hasher = Sha256::new();
        for part in [self.subject.as_str(), &self.text, &self.html] {
            // With its length first no part can pass for the end of another.
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        ContentHash(hasher.finalize().into())
    }
}

/// A mail to one person. One, because what a server answers for several is not
/// one outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who gets it.
    pub to: Mailbox,
    /// What it says.
    pub content: Content,
    /// What it is known by, on every attempt.
    pub message_id: MessageId,
    /// The conversation that it belongs to.
    pub thread: Option<Thread>,
    /// When it was written. The first attempt's time serves for all.
    pub date: Timestamp,
}

/// A mail as a server takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Where bounces go.
    pub return_path: Address,
    /// Who gets it.
    pub to: Address,
    /// Headers and bodies.
    pub bytes: Vec<u8>,
    /// What it is known by.
    pub message_id: MessageId,
    /// The hash of what it says.
    pub content_hash: ContentHash,
}

impl Message {
    /// Puts it under a letterhead. The same message gives the same bytes.
    ///
    /// # Errors
    /// [`Error::Message`] where the parts make no mail.
    pub fn letter(&self, head: &Letterhead) -> Result<Letter, Error> {
        let content_hash = self.content.hash();
        let mut message = lettre::Message::builder()
            .date(SystemTime::from(self.date))
            .from(head.from.inner())
            .to(self.to.inner())
            .subject(self.content.subject.as_str())
            .message_id(Some(self.message_id.to_string()))
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("X-Auto-Response-Suppress", ANSWERS_NOT_WANTED));
        if let Some(sender) = &head.sender {
            message = message.sender(sender.inner());
        }
        if let Some(reply_to) = &head.reply_to {
            message = message.reply_to(reply_to.inner());
        }
        if let Some(thread) = &self.thread {
            let last = thread.previous.as_ref().unwrap_or(&thread.root);
            let mut references = thread.root.to_string();
            if let Some(previous) = &thread.previous {
                references.push_str(&format!(" {previous}"));
            }
            message = message.in_reply_to(last.to_string()).references(references);
        }
        // A boundary from the content, not from chance: every attempt has the
        // same bytes.
        let bodies = MultiPart::alternative()
            .boundary(format!("quarterday-{}", hex::encode(&content_hash.0[..16])))
            .singlepart(SinglePart::plain(self.content.text.clone()))
            .singlepart(SinglePart::html(self.content.html.clone()));
        let message = message
            .multipart(bodies)
            .map_err(|source| Error::Message { source })?;
        Ok(Letter {
            return_path: head.return_path.marked(&self.to.address, &self.message_id),
            to: self.to.address.clone(),
            bytes: message.formatted(),
            message_id: self.message_id.clone(),
            content_hash,
        })
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::ReturnPath;

    fn head() -> Letterhead {
        Letterhead {
            from: "Rochdale performance <performance@rochdale.example>"
                .parse()
                .unwrap(),
            sender: Some("quarterday@rochdale.example".parse().unwrap()),
            reply_to: Some("Team, performance <team@rochdale.example>".parse().unwrap()),
            return_path: ReturnPath {
                address: "bounces@rochdale.example".parse().unwrap(),
                per_recipient: true,
            },
        }
    }

    fn message(subject: &str) -> Message {
        Message {
            to: "Head of Housing <housing@rochdale.example>"
                .parse()
                .unwrap(),
            content: Content {
                subject: subject.into(),
                text: "Please answer — by Friday.\n\nhttps://h.example/l/1\n".to_owned(),
                html: "<p>Please answer — by Friday.</p>".to_owned(),
            },
            message_id: MessageId::derived("digest", "d1", "rochdale.example"),
            thread: Some(Thread {
                root: MessageId::derived("report", "r1", "rochdale.example"),
                previous: Some(MessageId::derived("digest", "d0", "rochdale.example")),
            }),
            date: "2021-10-01T07:00:00Z".parse().unwrap(),
        }
    }

    fn read(bytes: &[u8]) -> mail_parser::Message<'_> {
        mail_parser::MessageParser::default().parse(bytes).unwrap()
    }

    #[test]
    fn a_letter_holds_what_the_message_says() {
        let message = message("Ŵyl: 7 answers by Friday — “housing”");
        let letter = message.letter(&head()).unwrap();
        let mail = read(&letter.bytes);
        assert_eq!(mail.subject(), Some(message.content.subject.as_str()));
        assert_eq!(mail.message_id(), Some(message.message_id.as_str()));
        let text = |name: &str| mail.header_raw(name).unwrap_or_default().trim().to_owned();
        assert_eq!(text("Auto-Submitted"), "auto-generated");
        assert_eq!(text("X-Auto-Response-Suppress"), ANSWERS_NOT_WANTED);
        assert_eq!(text("Date"), "Fri, 01 Oct 2021 07:00:00 +0000");
        assert_eq!(text("Sender"), "quarterday@rochdale.example");
        let reply_to = mail.reply_to().and_then(|all| all.first()).unwrap();
        assert_eq!(reply_to.name(), Some("Team, performance"));
        assert_eq!(reply_to.address(), Some("team@rochdale.example"));
        let thread = message.thread.clone().unwrap();
        let previous = thread.previous.unwrap().to_string();
        assert_eq!(text("In-Reply-To"), previous);
        let references = text("References")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(references, format!("{} {previous}", thread.root));
        for of_lists in ["Precedence", "List-Id", "List-Unsubscribe", "Bcc", "Cc"] {
            assert_eq!(mail.header_raw(of_lists), None);
        }
        assert_eq!(
            mail.body_text(0).unwrap().replace("\r\n", "\n"),
            message.content.text
        );
        assert_eq!(mail.body_html(0).unwrap().trim_end(), message.content.html);
        assert_eq!(letter.bytes, message.letter(&head()).unwrap().bytes);
        assert!(letter.return_path.local().starts_with("bounces+"));
        assert!(letter.bytes.is_ascii(), "no server has to take 8 bits");
    }

    #[test]
    fn no_field_can_add_a_header() {
        let evil = "x\r\nBcc: all@evil.example\r\n\r\nbody";
        let mut message = message(evil);
        message.to.name = Some(evil.into());
        let mut head = head();
        head.from.name = Some(evil.into());
        let letter = message.letter(&head).unwrap();
        let mail = read(&letter.bytes);
        assert_eq!(mail.header_raw("Bcc"), None);
        assert_eq!(mail.to().unwrap().iter().count(), 1);
        assert_eq!(
            mail.body_text(0).unwrap().replace("\r\n", "\n"),
            message.content.text
        );
        let text = String::from_utf8(letter.bytes.clone()).unwrap();
        assert!(!text.replace("\r\n", "").contains('\r'));
        let evil_address = "a@b.example\r\nBcc: c@d.example".parse::<Address>();
        assert!(evil_address.is_err());
        assert_eq!(MessageId::read("<a@b>\r\nBcc: c"), None);
    }

    #[test]
    fn the_hash_is_of_what_is_read_and_of_nothing_else() {
        let content = |subject: &str, text: &str, html: &str| Content {
            subject: subject.into(),
            text: text.to_owned(),
            html: html.to_owned(),
        };
        let one = content("a", "b", "c").hash();
        assert_eq!(one, content("a", "b", "c").hash());
        for other in [
            content("a", "bc", ""),
            content("ab", "", "c"),
            content("a", "b", "d"),
        ] {
            assert_ne!(one, other.hash());
        }
    }
}
