//! Handing a mail to the server, step by step.

use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::MailParameter;

use super::configuration::Smtp as Settings;
use super::connection::Dial;
use super::mailer::Error;
use super::pool::{Lease, Pool};
use super::{Check, Letter, Outcome, Refusal, Stage};

/// A mail server.
pub(super) struct Smtp {
    dial: Dial,
    pool: Pool,
}

impl Smtp {
    /// Reads certificates and secrets; connects when the first mail comes.
    pub(super) fn open(settings: &Settings) -> Result<Self, Error> {
        Ok(Self {
            dial: Dial::open(settings)?,
            pool: Pool::new(
                settings.connections,
                Duration::from_secs(settings.idle_seconds),
                settings.mails_per_connection,
            ),
        })
    }

    pub(super) fn longest(&self) -> Duration {
        self.dial.longest()
    }

    pub(super) fn longest_after_check(&self) -> Duration {
        self.dial.longest_after_check()
    }

    /// Hands over a mail. `before_data` is asked once the server has taken the
    /// recipient, right before the content; nothing is sent if it says no.
    pub(super) async fn deliver<F, Asked>(&self, letter: &Letter, before_data: F) -> Outcome
    where
        F: FnOnce() -> Asked,
        Asked: Future<Output = Check>,
    {
        let mut lease = match self.addressed(letter).await {
            Ok(lease) => lease,
            Err(refusal) => return Outcome::Refused(refusal),
        };
        if let Check::Stop { why } = before_data().await {
            self.reset(lease).await;
            return Outcome::Stopped { why };
        }
        let command_within = self.dial.command_within;
        let begun = lease
            .connection
            .command(Stage::Data, command_within, Data)
            .await;
        if let Err(refusal) = begun {
            return self.refused(lease, refusal).await;
        }
        let sent = lease
            .connection
            .content(self.dial.data_within, &letter.bytes)
            .await;
        match sent {
            Ok(response) => {
                self.pool.put_back(lease, &self.dial).await;
                let lines: Vec<&str> = response.message().collect();
                Outcome::Accepted {
                    response: lines.join(" "),
                }
            }
            // From here on only an answer tells what the server has.
            Err(refusal) if refusal.code.is_none() => Outcome::Unknown { why: refusal.text },
            Err(refusal) => self.refused(lease, refusal).await,
        }
    }

    /// A connection on which the server has taken return path and recipient.
    async fn addressed(&self, letter: &Letter) -> Result<Lease<'_>, Refusal> {
        let mut lease = self.pool.lease(&self.dial).await?;
        loop {
            match self.address(&mut lease, letter).await {
                Ok(()) => return Ok(lease),
                // An idle connection may have been ended by the server meanwhile,
                // which shows at the first command of the mail.
                Err(refusal)
                    if refusal.ends_connection()
                        && refusal.stage == Stage::Sender
                        && lease.used =>
                {
                    lease = self.pool.renew(&self.dial, lease).await?;
                }
                Err(refusal) => {
                    if !refusal.ends_connection() {
                        self.reset(lease).await;
                    }
                    return Err(refusal);
                }
            }
        }
    }

    async fn address(&self, lease: &mut Lease<'_>, letter: &Letter) -> Result<(), Refusal> {
        let (from, to) = (letter.return_path.inner(), letter.to.inner());
        let limit = self.dial.command_within;
        let mut parameters = Vec::new();
        if !(from.to_string().is_ascii() && to.to_string().is_ascii()) {
            if !lease.connection.takes_utf8() {
                let why = "the address holds letters that the server does not take";
                return Err(Refusal {
                    permanent: true,
                    // The connection is as good as before.
                    code: Some(553),
                    ..Refusal::unanswered(Stage::Recipient, why)
                });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let sender = Mail::new(Some(from.clone()), parameters);
        lease
            .connection
            .command(Stage::Sender, limit, sender)
            .await?;
        let recipient = Rcpt::new(to.clone(), Vec::new());
        lease
            .connection
            .command(Stage::Recipient, limit, recipient)
            .await?;
        Ok(())
    }

    async fn refused(&self, lease: Lease<'_>, refusal: Refusal) -> Outcome {
        if !refusal.ends_connection() {
            self.reset(lease).await;
        }
        Outcome::Refused(refusal)
    }

    /// Has the server forget what it was told, and keeps the connection.
    async fn reset(&self, mut lease: Lease<'_>) {
        let limit = self.dial.command_within;
        let reset = lease.connection.command(Stage::Connect, limit, Rset).await;
        if reset.is_ok() {
            self.pool.put_back(lease, &self.dial).await;
        }
    }
}
