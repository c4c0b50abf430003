//! `quarterday mail progress`, `log` and `outbox`.

use std::path::PathBuf;

use clap::Args;
use quarterday_proto::id::CouncilId;
use serde_json::{Value, json};

use super::super::of::Of;
use super::super::{Format, output};
use crate::config::read;

/// Mails of the outbox that are listed.
const KEPT_SHOWN: usize = 100;

/// Where kept mails are.
#[derive(Debug, Args)]
pub(super) struct Kept {
    /// Council
    #[arg(long)]
    council: CouncilId,
    /// Configuration file with [mail]
    #[arg(long, value_name = "F")]
    config: Option<PathBuf>,
    /// Data folder, instead of the configuration's
    #[arg(long, env = "QUARTERDAY_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

const DAYS: [output::Column; 9] = [
    ("day", "Day"),
    ("digests", "Digests"),
    ("claimed", "In hand"),
    ("sent", "Sent"),
    ("kept", "Kept"),
    ("waiting", "To be tried again"),
    ("failed", "Failed"),
    ("dropped", "Given up"),
    ("repeated", "Repeated"),
];
const DIGESTS: [output::Column; 8] = [
    ("day", "Day"),
    ("to", "To"),
    ("schedules", "Schedules"),
    ("items", "Items"),
    ("standing", "Standing"),
    ("attempt", "Attempt"),
    ("repeats", "Repeated"),
    ("detail", "Detail"),
];
const KEPT: [output::Column; 4] = [
    ("date", "Date"),
    ("to", "To"),
    ("subject", "Subject"),
    ("message_id", "Message-ID"),
];

pub(super) async fn progress(of: &Of) -> anyhow::Result<()> {
    let answer = of.get("digests").await?;
    let days = output::entries(&answer, "days");
    output::list(of.format, &answer, &days, &DAYS, |day| {
        let cell = |(name, _): &output::Column| match *name {
            "day" => output::text(&day["day"]),
            name => output::text(&day["totals"][name]),
        };
        DAYS.iter().map(cell).collect()
    })
}

pub(super) async fn log(of: &Of) -> anyhow::Result<()> {
    let answer = of.get("digests").await?;
    let all = output::entries(&answer, "digests");
    output::list(of.format, &answer, &all, &DIGESTS, |digest| {
        let cell = |(name, _): &output::Column| match *name {
            "to" => output::text(&digest["to"]["post"]),
            name => output::text(&digest[name]),
        };
        DIGESTS.iter().map(cell).collect()
    })?;
    if of.format == Format::Table {
        output::entries(&answer, "bounced")
            .iter()
            .for_each(print_bounce);
    }
    Ok(())
}

fn print_bounce(bounced: &Value) {
    let of = |name| output::text(&bounced[name]);
    let what = match bounced["permanent"] == true {
        true => "Came back, and nothing more is sent to",
        false => "Came back for now from",
    };
    let to = &bounced["person"];
    output::out(format!(
        "{what} {} <{}>: {} ({})",
        output::text(&to["post"]),
        output::text(&to["email"]),
        of("reason"),
        of("at"),
    ));
}

/// The files of the outbox: they are this machine's, not the council's log's.
pub(super) fn outbox(kept: &Kept) -> anyhow::Result<()> {
    let config = read(kept.config.as_deref())?;
    let data = kept.data.clone().unwrap_or(config.data);
    let outbox = quarterday_scheduler::mail::Outbox::new(config.mail.outbox_in(&data));
    let mails = outbox.list(&kept.council, KEPT_SHOWN)?;
    let mails: Vec<Value> = mails
        .iter()
        .map(|mail| {
            json!({
                "date": mail.date,
                "to": mail.to,
                "subject": mail.subject,
                "message_id": mail.message_id,
                "text": mail.text,
            })
        })
        .collect();
    let answer = json!({ "mails": mails });
    output::list(kept.format, &answer, &mails, &KEPT, |mail| {
        let cell = |(name, _): &output::Column| output::text(&mail[*name]);
        KEPT.iter().map(cell).collect()
    })
}
