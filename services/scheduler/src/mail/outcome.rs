//! What became of an attempt to hand over a mail.

use std::fmt;
use std::path::PathBuf;

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server has it and answers for it from now on.
    Accepted {
        /// What the server said, often with its own number for the mail.
        response: String,
    },
    /// The server does not have it.
    Refused(Refusal),
    /// The mail was sent and no answer came: the server may have it or not. To
    /// be sent again with the same Message-ID, and counted.
    Unknown {
        /// What was missing.
        why: String,
    },
    /// The caller's check before the content was sent said no; nothing was sent.
    Stopped {
        /// What the check said.
        why: String,
    },
    /// No server is configured: the mail is in the outbox and goes to nobody.
    Kept {
        /// The file.
        file: PathBuf,
    },
}

/// What the caller's check before the content is sent says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// It is still to be done, and the claim lasts long enough.
    Go,
    /// It is not to be sent any more, or not by us.
    Stop {
        /// Why.
        why: String,
    },
}

/// Why the server does not have the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// How far it got.
    pub stage: Stage,
    /// Whether another attempt would end the same: the server said so of this
    /// recipient or this mail. What is wrong with the connection or with who we
    /// are is never permanent: it says nothing about the mail, and passes when
    /// it is put right.
    pub permanent: bool,
    /// The server's reply code, where it gave one.
    pub code: Option<u16>,
    /// The enhanced status code (RFC 3463), where it gave one.
    pub enhanced: Option<Enhanced>,
    /// What the server or the system said.
    pub text: String,
}

/// The steps of handing over a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Reaching the server and hearing its greeting.
    Connect,
    /// Encrypting the connection.
    Tls,
    /// Saying who we are.
    Authenticate,
    /// The return path.
    Sender,
    /// The recipient.
    Recipient,
    /// The content.
    Data,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connecting",
            Self::Tls => "encrypting the connection",
            Self::Authenticate => "authenticating",
            Self::Sender => "naming the return path",
            Self::Recipient => "naming the recipient",
            Self::Data => "sending the content",
        })
    }
}

/// An enhanced status code: `5.1.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Enhanced {
    /// 2 done, 4 for now not, 5 not.
    pub class: u8,
    /// What it is about: 1 address, 2 mailbox, 3 system, 4 network, 5 protocol,
    /// 6 content, 7 security and policy.
    pub subject: u16,
    /// What exactly.
    pub detail: u16,
}

impl Enhanced {
    /// The code that a text begins with, if it does.
    pub fn leading(text: &str) -> Option<Self> {
        let word = text.split_whitespace().next()?;
        let mut numbers = word.split('.');
        let mut number = || {
            let digits = numbers.next().filter(|digits| {
                matches!(digits.len(), 1..=3) && digits.bytes().all(|byte| byte.is_ascii_digit())
            });
            digits.and_then(|digits| digits.parse::<u16>().ok())
        };
        let (class, subject, detail) = (number()?, number()?, number()?);
        let class = u8::try_from(class)
            .ok()
            .filter(|class| [2, 4, 5].contains(class))?;
        numbers.next().is_none().then_some(Self {
            class,
            subject,
            detail,
        })
    }

    /// Whether it says that trying again is in vain. A full mailbox (`5.2.2`) is
    /// called permanent by many servers and is emptied all the same.
    pub fn is_permanent(self) -> bool {
        self.class == 5 && (self.subject, self.detail) != (2, 2)
    }
}

impl fmt::Display for Enhanced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl Refusal {
    /// What a server's reply means at a stage.
    pub(super) fn replied(stage: Stage, code: u16, text: &str) -> Self {
        let enhanced = Enhanced::leading(text);
        let of_the_mail = matches!(stage, Stage::Recipient | Stage::Data);
        // A reply that is 5xx with an enhanced 4.x.x is taken for the milder.
        let permanent = code / 100 == 5 && enhanced.is_none_or(Enhanced::is_permanent);
        Self {
            stage,
            permanent: of_the_mail && permanent,
            code: Some(code),
            enhanced,
            text: text.to_owned(),
        }
    }

    /// What is no reply: a connection refused or broken, a bad certificate, no
    /// answer in time.
    pub(super) fn unanswered(stage: Stage, text: impl Into<String>) -> Self {
        Self {
            stage,
            permanent: false,
            code: None,
            enhanced: None,
            text: text.into(),
        }
    }

    /// Whether the connection is no longer of use after it: nothing was
    /// answered, or the server said that it ends it.
    pub(super) fn ends_connection(&self) -> bool {
        self.code.is_none_or(|code| code == 421)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "while {}: ", self.stage)?;
        if let Some(code) = self.code {
            write!(f, "{code} ")?;
        }
        f.write_str(&self.text)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted { response } => write!(f, "accepted: {response}"),
            Self::Refused(refusal) if refusal.permanent => write!(f, "refused for good {refusal}"),
            Self::Refused(refusal) => write!(f, "not taken for now {refusal}"),
            Self::Unknown { why } => write!(f, "unknown whether it was taken: {why}"),
            Self::Stopped { why } => write!(f, "not sent: {why}"),
            Self::Kept { file } => write!(f, "kept in {}", file.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permanent_and_temporary_are_told_apart() {
        let check = |stage, code, text: &str, enhanced: Option<&str>, permanent: bool| {
            let refusal = Refusal::replied(stage, code, text);
            let found = refusal.enhanced.map(|code| code.to_string());
            assert_eq!(found.as_deref(), enhanced, "{text}");
            assert_eq!(refusal.permanent, permanent, "{code} {text}");
        };
        use Stage::{Authenticate, Connect, Data, Recipient, Sender};
        check(Recipient, 550, "5.1.1 no such user", Some("5.1.1"), true);
        check(Recipient, 550, "no such user", None, true);
        check(Recipient, 451, "4.7.1 greylisted", Some("4.7.1"), false);
        check(Recipient, 452, "too many", None, false);
        check(Recipient, 552, "5.2.2 over quota", Some("5.2.2"), false);
        check(Recipient, 550, "4.2.0 later", Some("4.2.0"), false);
        check(Data, 554, "5.6.0 content refused", Some("5.6.0"), true);
        check(Data, 552, "5.3.4 too big", Some("5.3.4"), true);
        check(Data, 451, "local error", None, false);
        // Nothing of this is about the recipient.
        check(Connect, 554, "5.7.1 go away", Some("5.7.1"), false);
        check(
            Authenticate,
            535,
            "5.7.8 bad password",
            Some("5.7.8"),
            false,
        );
        check(Sender, 553, "5.7.1 not yours", Some("5.7.1"), false);
        assert!(!Refusal::unanswered(Connect, "connection refused").permanent);
    }

    #[test]
    fn only_three_numbers_are_an_enhanced_code() {
        for text in [
            "",
            "5",
            "5.1",
            "5.1.1.1",
            "3.1.1 x",
            "5.1.1234",
            "5.a.1",
            "192.0.2.1",
            "5.1.1x",
        ] {
            assert_eq!(Enhanced::leading(text), None, "{text}");
        }
    }
}
