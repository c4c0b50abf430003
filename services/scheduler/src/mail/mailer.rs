//! What mails are handed to: a server, or the outbox where there is none.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::time::Duration;

use quarterday_proto::id::CouncilId;

use super::configuration::Configuration;
use super::smtp::Smtp;
use super::{
    Check, Letter, Mailbox, Message, Outbox, Outcome, Refusal, ReturnPath, SecretError, Stage,
    retry,
};

/// Whom mails are from until it is configured. `.invalid` is nobody's, for ever
/// (RFC 2606).
const NOBODY: &str = "Quarterday <quarterday@quarterday.invalid>";

/// What failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A secret cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A file cannot be read.
    #[error("could not read {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The answer of the system.
        #[source]
        source: std::io::Error,
    },
    /// The certificates make no TLS.
    #[error("TLS to the mail server could not be set up")]
    Tls {
        /// What was wrong.
        #[source]
        source: lettre::transport::smtp::Error,
    },
    /// The client of the token endpoint could not be made.
    #[error("the client of the token endpoint could not be set up")]
    Http {
        /// What was wrong.
        #[source]
        source: reqwest::Error,
    },
    /// The parts make no mail.
    #[error("the parts make no mail")]
    Message {
        /// What was wrong.
        #[source]
        source: lettre::error::Error,
    },
}

/// What stands at the head of a council's mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letterhead {
    /// Whom they are from.
    pub from: Mailbox,
    /// Who hands them over, where that is another.
    pub sender: Option<Mailbox>,
    /// Where answers go, where that is not `from`.
    pub reply_to: Option<Mailbox>,
    /// Where bounces go.
    pub return_path: ReturnPath,
}

impl Letterhead {
    pub(super) fn nobody() -> Mailbox {
        NOBODY.parse().expect("the text is an address")
    }
}

/// Hands over mails. One serves all councils of a process, and any number of
/// deliveries at once.
pub struct Mailer {
    configuration: Configuration,
    way: Way,
}

enum Way {
    Server(Box<Smtp>),
    Outbox(Outbox),
}

impl Mailer {
    /// Reads certificates and secrets; connects when the first mail comes.
    ///
    /// # Errors
    /// [`Error`], where a file is missing or open to others.
    pub fn open(configuration: Configuration, data: &Path) -> Result<Self, Error> {
        let way = match &configuration.smtp {
            Some(settings) => Way::Server(Box::new(Smtp::open(settings)?)),
            None => Way::Outbox(Outbox::new(configuration.outbox_in(data))),
        };
        Ok(Self { configuration, way })
    }

    /// The outbox, where no server is configured: mails go to nobody.
    pub fn outbox(&self) -> Option<&Outbox> {
        match &self.way {
            Way::Server(_) => None,
            Way::Outbox(outbox) => Some(outbox),
        }
    }

    /// Puts a message under the council's letterhead.
    ///
    /// # Errors
    /// [`Error::Message`].
    pub fn letter(&self, council: &CouncilId, message: &Message) -> Result<Letter, Error> {
        message.letter(&self.configuration.letterhead(council))
    }

    /// What was configured.
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// Whether and when a mail is tried again.
    pub fn retry(&self) -> retry::Policy {
        self.configuration.retry.into()
    }

    /// The longest that a delivery may take, once it has a connection to itself.
    pub fn longest(&self) -> Duration {
        match &self.way {
            Way::Server(smtp) => smtp.longest(),
            Way::Outbox(_) => Duration::ZERO,
        }
    }

    /// The longest from the check before the content to the outcome. A claim
    /// that ends sooner must not be acted on: another may claim meanwhile and
    /// send the same.
    pub fn longest_after_check(&self) -> Duration {
        match &self.way {
            Way::Server(smtp) => smtp.longest_after_check(),
            Way::Outbox(_) => Duration::ZERO,
        }
    }

    /// Hands over a mail. `before_data` is asked once the server has taken the
    /// recipient, right before the content: whether the mail is still due, and
    /// the claim outlasts [`Mailer::longest_after_check`].
    pub async fn deliver<F, Asked>(
        &self,
        council: &CouncilId,
        letter: &Letter,
        before_data: F,
    ) -> Outcome
    where
        F: FnOnce() -> Asked,
        Asked: Future<Output = Check>,
    {
        let outbox = match &self.way {
            Way::Server(smtp) => return smtp.deliver(letter, before_data).await,
            Way::Outbox(outbox) => outbox.clone(),
        };
        if let Check::Stop { why } = before_data().await {
            return Outcome::Stopped { why };
        }
        let (council, letter) = (council.clone(), letter.clone());
        let kept = tokio::task::spawn_blocking(move || outbox.keep(&council, &letter)).await;
        match kept.map_err(std::io::Error::other).and_then(|kept| kept) {
            Ok(file) => Outcome::Kept { file },
            Err(error) => {
                let why = format!("the outbox: {error}");
                Outcome::Refused(Refusal::unanswered(Stage::Data, why))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{Content, MessageId};

    fn message(number: u32) -> Message {
        Message {
            to: "Head of Housing <housing@rochdale.example>"
                .parse()
                .unwrap(),
            content: Content {
                subject: format!("Ŵyl {number}").as_str().into(),
                text: "text".to_owned(),
                html: "<p>text</p>".to_owned(),
            },
            message_id: MessageId::derived("digest", &number.to_string(), "rochdale.example"),
            thread: None,
            date: "2021-10-01T07:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_delivery_can_be_a_task_of_its_own() {
        fn is_task<T: Send>(_: T) {}
        let mailer = Mailer::open(Configuration::default(), Path::new("/nowhere")).unwrap();
        let council = "rochdale".parse().unwrap();
        let letter = mailer.letter(&council, &message(1)).unwrap();
        is_task(mailer.deliver(&council, &letter, async || Check::Go));
    }

    #[tokio::test]
    async fn without_a_server_mails_are_kept_once_each() {
        let folder = tempfile::tempdir().unwrap();
        let mailer = Mailer::open(Configuration::default(), folder.path()).unwrap();
        let council = "rochdale".parse().unwrap();
        let go = async || Check::Go;
        for number in [1, 2, 2] {
            let letter = mailer.letter(&council, &message(number)).unwrap();
            let outcome = mailer.deliver(&council, &letter, go).await;
            assert!(matches!(outcome, Outcome::Kept { .. }), "{outcome}");
        }
        let letter = mailer.letter(&council, &message(3)).unwrap();
        let no = async || Check::Stop {
            why: "answered".to_owned(),
        };
        let outcome = mailer.deliver(&council, &letter, no).await;
        assert_eq!(
            outcome,
            Outcome::Stopped {
                why: "answered".to_owned()
            }
        );
        let outbox = mailer.outbox().unwrap();
        let kept = outbox.list(&council, 10).unwrap();
        let mut ids: Vec<_> = kept.iter().map(|kept| kept.message_id.clone()).collect();
        ids.sort_by_key(ToString::to_string);
        let mut expected = [message(1).message_id, message(2).message_id];
        expected.sort_by_key(ToString::to_string);
        assert_eq!(ids, expected);
        assert_eq!(kept[0].to, "Head of Housing <housing@rochdale.example>");
        assert!(kept[0].subject.starts_with("Ŵyl"));
        assert_eq!(kept[0].date, message(1).date);
        assert_eq!(outbox.list(&council, 1).unwrap().len(), 1);
        assert_eq!(outbox.list(&"derby".parse().unwrap(), 10).unwrap(), []);
    }
}
