//! `quarterday audit`.

use clap::Args;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::output::{self, text};
use super::{Format, Place, local, out, table};
use crate::client::{Client, encode};

/// Search the audit trail
///
/// A subject is opaque (action.5h2k0c1m9v3xy) or named: plan/ref, for example
/// resources-2020-21/R12, or plan/resources-2020-21 for the plan itself.
#[derive(Debug, Args)]
pub(super) struct Audit {
    /// Council
    #[arg(long)]
    council: String,
    /// Subject: an item as plan/ref, a plan as plan/<reference>, or an opaque subject
    #[arg(long)]
    subject: Option<String>,
    /// Who did it: operator, person.<id> or token.<id>
    #[arg(long)]
    actor: Option<String>,
    /// Type of event, for example item.observed
    #[arg(long = "type", value_name = "T")]
    kind: Option<String>,
    /// From a day or moment on; without a zone in that of the council
    #[arg(long, value_name = "T")]
    from: Option<String>,
    /// Up to the end of a day, or a moment
    #[arg(long, value_name = "T")]
    to: Option<String>,
    /// Text that occurs in it, in any case
    #[arg(long, value_name = "W")]
    text: Option<String>,
    /// The most entries; 0 for all
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// Oldest first
    #[arg(long)]
    oldest: bool,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

/// Entries asked for at a time.
const PAGE: usize = 500;

impl Audit {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let client = self.place.connect_to(&self.council).await?;
        let answer = self.entries(&client).await;
        let zone = local::zone(&client, &self.council).await;
        client.close().await?;
        let (entries, more) = answer?;
        self.print(&entries, more, &zone)
    }

    async fn entries(&self, client: &Client) -> anyhow::Result<(Vec<Value>, bool)> {
        let order = if self.oldest { "oldest" } else { "newest" };
        let wanted = if self.limit == 0 {
            usize::MAX
        } else {
            self.limit
        };
        let mut base = format!("/api/v1/{}/audit?order={order}", self.council);
        for (name, value) in [
            ("subject", &self.subject),
            ("actor", &self.actor),
            ("type", &self.kind),
            ("from", &self.from),
            ("to", &self.to),
            ("text", &self.text),
        ] {
            if let Some(value) = value {
                base.push_str(&format!("&{name}={}", encode(value)));
            }
        }
        let mut entries = Vec::new();
        let mut next = None;
        loop {
            let limit = PAGE.min(wanted - entries.len());
            let mut path = format!("{base}&limit={limit}");
            if let Some(next) = next {
                path.push_str(&format!("&before={next}"));
            }
            let page: Value = client.get(&path).await?;
            entries.extend(page["entries"].as_array().cloned().unwrap_or_default());
            next = page["next"].as_u64();
            let more = page["more"].as_bool().unwrap_or(false);
            if !more || next.is_none() || entries.len() >= wanted {
                return Ok((entries, more));
            }
        }
    }

    fn print(&self, entries: &[Value], more: bool, zone: &TimeZone) -> anyhow::Result<()> {
        let columns = [
            ("place", "Place"),
            ("recorded", "Recorded"),
            ("type", "Events"),
            ("subject", "Subject"),
            ("actor", "By"),
            ("about", "What"),
            ("types", ""),
            ("command", ""),
            ("leaf", ""),
            ("events", ""),
        ];
        if self.format != Format::Table {
            let whole = Value::Array(entries.to_vec());
            return output::list(self.format, &whole, entries, &columns, |entry| {
                columns.map(|(name, _)| text(&entry[name])).to_vec()
            });
        }
        let rows: Vec<Vec<String>> = entries
            .iter()
            .map(|entry| {
                let about = text(&entry["about"]);
                let subject = text(&entry["subject"]);
                let subject = if about.is_empty() || about == subject {
                    subject
                } else {
                    format!("{about}\n{subject}")
                };
                vec![
                    text(&entry["place"]),
                    local::minute(&entry["recorded"], zone),
                    names(entry),
                    subject,
                    text(&entry["actor"]),
                    summary(entry),
                ]
            })
            .collect();
        let headings: Vec<&str> = columns[..6].iter().map(|(_, heading)| *heading).collect();
        table(&headings, &rows);
        if more {
            out("There are more: give --limit 0 for all, or narrow the search.");
        }
        Ok(())
    }
}

/// The names of all events of a commit, and how many more there are of each.
fn names(entry: &Value) -> String {
    let events = output::entries(entry, "events");
    let of = |event: &Value, name: &str| event.get(name).is_some();
    let names = output::entries(entry, "types");
    let lines: Vec<String> = names
        .iter()
        .map(|name| {
            let name = text(name);
            let count = events.iter().filter(|event| of(event, &name)).count();
            if count > 1 {
                format!("{name} +{}", count - 1)
            } else {
                name
            }
        })
        .collect();
    lines.join("\n")
}

/// The first event in short.
fn summary(entry: &Value) -> String {
    if entry["redacted"] == true {
        return "redacted".to_owned();
    }
    let events = entry["events"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let Some(body) = events
        .first()
        .and_then(|event| event.as_object()?.values().next())
    else {
        return String::new();
    };
    let mut parts = Vec::new();
    facts(body, &mut parts);
    let mut text = parts.join(", ");
    if text.chars().count() > 160 {
        text = text.chars().take(159).collect::<String>() + "…";
    }
    text
}

/// Facts worth a glance: no ids, no nested lists.
fn facts(value: &Value, parts: &mut Vec<String>) {
    let Some(object) = value.as_object() else {
        return;
    };
    for (name, value) in object {
        match value {
            Value::String(text)
                if !["item", "plan", "person", "kind", "inputs"].contains(&name.as_str()) =>
            {
                parts.push(format!("{name} {text}"));
            }
            Value::Bool(_) | Value::Number(_) => parts.push(format!("{name} {value}")),
            Value::Object(_) => facts(value, parts),
            _ => {}
        }
    }
}
