//! The mails that pages show: those kept here, and the words of those to come.

use quarterday_gateway::{MailRoom, Written};
use quarterday_proto::id::CouncilId;
use quarterday_scheduler::mail::MessageId;
use quarterday_scheduler::mail::template::{Name, sample_of};
use quarterday_scheduler::remind::Post as _;

use crate::signing_in::SignInMails;

impl MailRoom for SignInMails {
    fn kept(&self, council: &CouncilId, message_id: &str) -> Option<Written> {
        let id = MessageId::read(message_id)?;
        let found = self.mailer().outbox()?.find(council, &id);
        let kept = found
            .inspect_err(|error| tracing::warn!(%council, %error, "a kept mail cannot be read"))
            .ok()??;
        Some(Written {
            subject: kept.subject,
            text: kept.text,
            html: kept.html,
        })
    }

    fn templates(&self) -> Vec<&'static str> {
        Name::ALL.iter().map(|name| name.as_str()).collect()
    }

    fn preview(&self, council: &CouncilId, name: &str) -> Option<Result<Written, String>> {
        let name: Name = name.parse().ok()?;
        let written = self.words().write(council, &sample_of(council, name, true));
        Some(written.map(|written| Written {
            subject: written.content.subject.to_string(),
            text: written.content.text,
            html: written.content.html,
        }))
    }
}
