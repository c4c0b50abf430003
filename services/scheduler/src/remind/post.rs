//! Handing mails over, as reminders need it.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use quarterday_proto::id::{CouncilId, DigestId, ReportId};

use crate::mail::template::{Files, Matter, Templates};
use crate::mail::{Check, Content, Mailer, Message, MessageId, Outcome, retry};

/// Asked right before the content is sent.
pub type Gate = Box<dyn FnOnce() -> Check + Send>;
/// What becomes of a mail.
pub type Handed = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A mail as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What a person reads.
    pub content: Content,
    /// Name and version of its template.
    pub template: String,
}

/// What writes mails and hands them over.
pub trait Post: Send + Sync + 'static {
    /// Writes a mail in the council's words.
    ///
    /// # Errors
    /// What is wrong with the template.
    fn write(&self, council: &CouncilId, matter: &Matter) -> Result<Written, String>;

    /// The Message-ID of a digest: the same on every attempt.
    fn message_id(&self, council: &CouncilId, digest: DigestId) -> MessageId;

    /// The root of the conversation about a report.
    fn thread_root(&self, council: &CouncilId, report: ReportId) -> MessageId;

    /// Hands a mail over, if the gate lets it.
    fn hand_over(&self, council: &CouncilId, message: Message, gate: Gate) -> Handed;

    /// The longest from the gate to the outcome.
    fn longest_after_gate(&self) -> Duration;

    /// When a failed attempt is followed by another.
    fn retry(&self) -> retry::Policy;
}

/// Real mail: by SMTP, or kept where no server is configured.
pub struct ByMail {
    mailer: Arc<Mailer>,
    templates: Mutex<HashMap<CouncilId, Arc<Templates>>>,
}

impl ByMail {
    /// Mails by this mailer, in the words that its configuration names.
    pub fn new(mailer: Arc<Mailer>) -> Self {
        Self {
            mailer,
            templates: Mutex::default(),
        }
    }

    /// Templates are read once: a changed file counts from the next start.
    fn templates(&self, council: &CouncilId) -> Result<Arc<Templates>, String> {
        let mut known = self
            .templates
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(council) {
            return Ok(found.clone());
        }
        let folder = self.mailer.configuration().templates.as_deref();
        let read = Files::of(folder, Some(council)).and_then(Templates::new);
        let templates = Arc::new(read.map_err(|error| error.to_string())?);
        known.insert(council.clone(), templates.clone());
        Ok(templates)
    }
}

impl Post for ByMail {
    fn write(&self, council: &CouncilId, matter: &Matter) -> Result<Written, String> {
        let templates = self.templates(council)?;
        let content = templates.write(matter).map_err(|error| error.to_string())?;
        let name = matter.name();
        Ok(Written {
            content,
            template: format!("{name}@{}", templates.version(name)),
        })
    }

    fn message_id(&self, council: &CouncilId, digest: DigestId) -> MessageId {
        let letterhead = self.mailer.configuration().letterhead(council);
        let id = format!("{council}/{digest}");
        MessageId::derived("digest", &id, letterhead.from.address.domain())
    }

    fn thread_root(&self, council: &CouncilId, report: ReportId) -> MessageId {
        let letterhead = self.mailer.configuration().letterhead(council);
        let id = format!("{council}/{report}");
        MessageId::derived("report", &id, letterhead.from.address.domain())
    }

    fn hand_over(&self, council: &CouncilId, message: Message, gate: Gate) -> Handed {
        let (mailer, council) = (self.mailer.clone(), council.clone());
        Box::pin(async move {
            let letter = mailer
                .letter(&council, &message)
                .map_err(|error| error.to_string());
            match letter {
                Ok(letter) => {
                    let check = move || async move { gate() };
                    mailer.deliver(&council, &letter, check).await
                }
                Err(why) => Outcome::Stopped { why },
            }
        })
    }

    fn longest_after_gate(&self) -> Duration {
        self.mailer.longest_after_check()
    }

    fn retry(&self) -> retry::Policy {
        self.mailer.retry()
    }
}
