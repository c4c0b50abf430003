//! Mails with links to sign in by: written in the council's words, handed over
//! at once, and tried once. Whoever waits asks again.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use quarterday_gateway::{Sending, SignInLetter, SignInPost, SignInSent};
use quarterday_proto::session::SignInMail;
use quarterday_scheduler::mail::template::{Matter, SignIn};
use quarterday_scheduler::mail::{Check, Configuration, Line, Mailer, Message, MessageId, Outcome};
use quarterday_scheduler::remind::{ByMail, Post as _};

/// Minutes that a link can be used, as the mail says it.
const LINK_MINUTES: u32 = 15;
/// Takes the place of the link where the mail's content is hashed: whoever reads
/// the log can check nothing against a guess.
const NO_LINK: &str = "https://link.invalid/";

/// Sends them as the other mails of the node are sent.
#[derive(Clone)]
pub(crate) struct SignInMails {
    mailer: Arc<Mailer>,
    words: Arc<ByMail>,
}

impl SignInMails {
    /// Mails go where the configuration says, and into the data folder's outbox
    /// where it says nothing.
    ///
    /// # Errors
    /// When a secret or certificate of the mail server cannot be used.
    pub(crate) fn open(mail: &Configuration, data: &Path) -> anyhow::Result<Self> {
        let mailer = Arc::new(Mailer::open(mail.clone(), data)?);
        let words = Arc::new(ByMail::new(mailer.clone()));
        Ok(Self { mailer, words })
    }

    /// What hands mails over, or keeps them.
    pub(crate) fn mailer(&self) -> &Mailer {
        &self.mailer
    }

    /// What writes mails in the words of a council.
    pub(crate) fn words(&self) -> &ByMail {
        &self.words
    }

    async fn deliver(&self, letter: &SignInLetter) -> anyhow::Result<SignInSent> {
        let write = |link: &str| {
            let matter = Matter::SignIn(SignIn {
                council: Line::of(&letter.council_name),
                to: Line::of(&letter.post),
                link: link.parse()?,
                minutes: LINK_MINUTES,
            });
            let written = self.words.write(&letter.council, &matter);
            written.map_err(anyhow::Error::msg)
        };
        let written = write(&letter.link)?;
        let content_hash = write(NO_LINK)?.content.hash().to_string();
        let letterhead = self.mailer.configuration().letterhead(&letter.council);
        let id = format!("{}/{}", letter.council, letter.request);
        let message = Message {
            to: letter.email.parse().context("the address of the person")?,
            content: written.content,
            message_id: MessageId::derived("sign-in", &id, letterhead.from.address.domain()),
            thread: None,
            date: letter.now,
        };
        let mail = self.mailer.letter(&letter.council, &message)?;
        let go = async || Check::Go;
        let mail = match self.mailer.deliver(&letter.council, &mail, go).await {
            Outcome::Accepted { response } => SignInMail::Sent { answer: response },
            Outcome::Kept { .. } => SignInMail::Kept,
            outcome => SignInMail::Failed {
                why: outcome.to_string(),
            },
        };
        Ok(SignInSent {
            template: written.template,
            content_hash,
            mail,
        })
    }
}

impl SignInPost for SignInMails {
    fn send(&self, letter: SignInLetter) -> Sending {
        let mails = self.clone();
        Box::pin(async move {
            let sent = mails.deliver(&letter).await;
            sent.unwrap_or_else(|error| SignInSent {
                template: "sign-in".to_owned(),
                content_hash: String::new(),
                mail: SignInMail::Failed {
                    why: format!("{error:#}"),
                },
            })
        })
    }
}
