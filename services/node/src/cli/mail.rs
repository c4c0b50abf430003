//! `quarterday mail`: what mails say, whether they arrive, and how far they are.

mod digests;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::tz::TimeZone;
use quarterday_gateway::failure::Code;
use quarterday_proto::id::CouncilId;
use quarterday_scheduler::mail::template::{
    Files, Matter, Name, Templates, Test, check_folder, sample, sample_of,
};
use quarterday_scheduler::mail::{
    Address, Check, Line, Mailbox, Mailer, Message, MessageId, Outcome,
};

use super::of::Of;
use super::{clock, out};
use crate::config::{Config, faults, read};
use crate::failure::{failed, failed_by};

/// Where days begin and end for a mail that belongs to no council's calendar.
const ZONE: &str = "Europe/London";

/// Stands for whoever sends a test that is for no council.
const ALL_COUNCILS: &str = "test";

/// What was mailed and how far it is; show, check and try mails
#[derive(Debug, Args)]
pub(super) struct Mail {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// How the digests of each day stand: in hand, sent, kept, failed, repeated
    Progress(Of),
    /// The digests of the last weeks, the newest first
    Log(Of),
    /// The newest mails in the outbox, which went to nobody
    Outbox(digests::Kept),
    /// Check every template, for all councils, with samples of all kinds
    CheckTemplates(Words),
    /// Print a mail with sample data
    Preview {
        /// The mail, for example digest
        #[arg(value_parser = name)]
        template: Name,
        /// The HTML instead of the plain text
        #[arg(long)]
        html: bool,
        /// With nothing that may be absent
        #[arg(long)]
        least: bool,
        /// Council whose templates are used, and whose mails the samples are like
        #[arg(long)]
        council: Option<CouncilId>,
        #[command(flatten)]
        words: Words,
    },
    /// Send a test through the configured mail server, and say what it answers
    Test {
        /// Who gets it
        #[arg(long, value_name = "ADDRESS")]
        to: Address,
        /// Council whose letterhead and templates are used
        #[arg(long)]
        council: Option<CouncilId>,
        #[command(flatten)]
        words: Words,
    },
}

#[derive(Debug, Args)]
struct Words {
    /// Configuration file with [mail]
    #[arg(long, value_name = "F")]
    config: Option<PathBuf>,
}

fn name(text: &str) -> Result<Name, String> {
    text.parse()
}

impl Mail {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Progress(of) => digests::progress(&of).await,
            What::Log(of) => digests::log(&of).await,
            What::Outbox(kept) => digests::outbox(&kept),
            What::CheckTemplates(words) => check(&words),
            What::Preview {
                template,
                html,
                least,
                council,
                words,
            } => {
                let templates = words.templates(council.as_ref())?;
                let matter = match &council {
                    Some(council) => sample_of(council, template, !least),
                    None => sample(template, !least),
                };
                let content = templates
                    .write(&matter)
                    .map_err(|error| failed(Code::TemplateFaulty, error.to_string()))?;
                if html {
                    out(content.html.trim_end());
                } else {
                    out(format!("Subject: {}\n", content.subject));
                    out(content.text.trim_end());
                }
                Ok(())
            }
            What::Test { to, council, words } => test(to, council.as_ref(), &words).await,
        }
    }
}

impl Words {
    fn read(&self) -> anyhow::Result<Config> {
        read(self.config.as_deref()).map_err(|error| failed_by(error, Code::ConfigurationInvalid))
    }

    fn templates(&self, council: Option<&CouncilId>) -> anyhow::Result<Templates> {
        templates(self.read()?.mail.templates.as_deref(), council)
    }
}

fn templates(folder: Option<&Path>, council: Option<&CouncilId>) -> anyhow::Result<Templates> {
    let templates = Files::of(folder, council).and_then(Templates::new);
    templates.map_err(|error| failed(Code::TemplateFaulty, error.to_string()))
}

fn check(words: &Words) -> anyhow::Result<()> {
    let config = words.read()?;
    let folder = config.mail.templates;
    let faults = check_folder(folder.as_deref());
    if !faults.is_empty() {
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        return Err(failed(Code::TemplateFaulty, faults.join("\n")));
    }
    let place = match &folder {
        Some(folder) => format!("with {}", folder.display()),
        None => "built in".to_owned(),
    };
    out(format!("{} mails, {place}, are in order.", Name::ALL.len()));
    Ok(())
}

async fn test(to: Address, council: Option<&CouncilId>, words: &Words) -> anyhow::Result<()> {
    let config = words.read()?;
    let faults = faults(&config);
    if !faults.is_empty() {
        return Err(failed(Code::ConfigurationInvalid, faults.join("\n")));
    }
    let way = config.mail.tells(&config.data);
    if config.mail.smtp.is_none() {
        let detail = format!("{way} Name one in [mail.smtp] (docs/mail.md)");
        return Err(failed(Code::MailNotConfigured, detail));
    }
    let now = clock()();
    // A test for no council has the letterhead that councils without one have.
    let all: CouncilId = ALL_COUNCILS.parse()?;
    let sender = council.unwrap_or(&all);
    let head = config.mail.letterhead(sender);
    let matter = Matter::Trial(Test {
        council: council.map(|council| Line::of(council.as_str())),
        on: now.to_zoned(TimeZone::get(ZONE)?).date(),
        way: Line::of(
            way.trim_start_matches("Mails go through ")
                .trim_end_matches('.'),
        ),
    });
    let templates = templates(config.mail.templates.as_deref(), council)?;
    let content = templates
        .write(&matter)
        .map_err(|error| failed(Code::TemplateFaulty, error.to_string()))?;
    let id = hex::encode(rand::random::<[u8; 16]>());
    let message = Message {
        to: Mailbox::bare(to),
        content,
        message_id: MessageId::derived("test", &id, head.from.address.domain()),
        thread: None,
        date: now,
    };
    let invalid = |error: quarterday_scheduler::mail::Error| {
        failed_by(error.into(), Code::ConfigurationInvalid)
    };
    let mailer = Mailer::open(config.mail, &config.data).map_err(invalid)?;
    let letter = mailer.letter(sender, &message).map_err(invalid)?;
    let outcome = mailer.deliver(sender, &letter, async || Check::Go).await;
    let said = outcome.to_string();
    match outcome {
        Outcome::Accepted { .. } | Outcome::Kept { .. } => {
            out(format!("{way}\nThe test to {}: {said}", message.to));
            out(format!("Message-ID: {}", message.message_id));
            Ok(())
        }
        Outcome::Refused(refusal) if refusal.permanent => Err(failed(Code::MailRefused, said)),
        Outcome::Refused(_) | Outcome::Stopped { .. } => Err(failed(Code::MailNotTaken, said)),
        Outcome::Unknown { .. } => Err(failed(Code::MailOutcomeUnknown, said)),
    }
}
