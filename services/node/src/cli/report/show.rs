//! A report as it is read.

use clap::Args;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::super::of::Of;
use super::super::output::{self, text};
use super::super::{local, out};
use super::view::{NOBODY, cells, short};
use crate::client::encode;

/// A report: its sections, versions, sign-offs and what is asked
#[derive(Debug, Args)]
pub(super) struct Show {
    /// Reference of the report
    report: String,
    /// A version, by its number or content hash; else the present one
    #[arg(long)]
    version: Option<String>,
    #[command(flatten)]
    of: Of,
}

impl Show {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let of = &self.of;
        let mut path = of.path(&format!("reports/{}", encode(&self.report)));
        if let Some(version) = &self.version {
            path.push_str(&format!("/versions/{}", encode(version)));
        }
        let client = of.place.connect_to(&of.council).await?;
        let answer = client.get::<Value>(&path).await;
        let zone = local::zone(&client, &of.council).await;
        client.close().await?;
        let answer = answer?;
        let columns = ["ref", "state", "version", "content_hash", "title"];
        if output::document(of.format, &answer, &columns)? {
            return Ok(());
        }
        let content = &answer["content"];
        out(text(&content["title"]));
        out(format!(
            "Version {}, content hash {}",
            text(&answer["version"]),
            text(&answer["content_hash"])
        ));
        header(&answer);
        for section in output::entries(content, "section") {
            out("");
            let exempt = match section["exempt_paragraph"].as_str() {
                Some(paragraph) => format!(" (exempt, paragraph {paragraph})"),
                None => String::new(),
            };
            out(format!(
                "## {} [{}]{exempt}",
                text(&section["heading"]),
                text(&section["key"])
            ));
            out(text(&section["text"]));
        }
        if self.version.is_none() {
            standing(&answer, &zone);
        }
        Ok(())
    }
}

/// The lines above the text that say something.
fn header(answer: &Value) {
    let head = &answer["content"]["header"];
    let line = |name: &str, value: String| {
        if !value.is_empty() {
            out(format!("{name}: {value}"));
        }
    };
    line("State", text(&answer["state"]));
    line("Author", text(&answer["author"]["post"]));
    line("Sponsor", text(&answer["sponsor"]["post"]));
    line("Committee", text(&head["committee"]));
    line("Meeting", text(&head["meeting"]));
    if head["private"] == true {
        line("Private", "yes".to_owned());
    }
    if head["key_decision"] == true {
        line("Key decision", "yes".to_owned());
    }
    for (field, value) in head["fields"].as_object().into_iter().flatten() {
        line(field, text(value));
    }
    for cover in output::entries(answer, "covers") {
        let closing = match cover["closing"].as_u64() {
            Some(0) | None => "open".to_owned(),
            Some(number) => format!("closing {number}"),
        };
        line(
            "Covers",
            format!(
                "{} {}, {closing}",
                text(&cover["plan"]),
                text(&cover["quarter"])
            ),
        );
    }
}

/// Versions, the table, who is asked, and what came back.
fn standing(answer: &Value, zone: &TimeZone) {
    out("");
    let versions: Vec<Vec<String>> = output::entries(answer, "versions")
        .iter()
        .map(|version| {
            let by = match version["corrected_by"]["post"].as_str() {
                Some(post) => format!(" (minor, by {post}: {})", text(&version["correction"])),
                None => String::new(),
            };
            vec![
                text(&version["version"]),
                local::minute(&version["at"], zone),
                format!("{}{by}", text(&version["changed"])),
            ]
        })
        .collect();
    output::table(&["Version", "Made", "Changed"], &versions);
    rows(&output::entries(answer, "table"));
    for signed in output::entries(answer, "sign_offs") {
        if signed["stands"] != true {
            out(voided(&signed));
        }
    }
    for request in output::entries(answer, "requests") {
        out(asked(&request));
    }
    for returned in output::entries(answer, "returns") {
        out(format!(
            "Returned on {} by {} ({}): {}",
            text(&returned["date"]),
            text(&returned["name"]),
            text(&returned["role"]),
            text(&returned["reason"])
        ));
    }
    let urgency = &answer["urgency"];
    if !urgency.is_null() {
        out(format!(
            "Urgent, by {}: {}",
            text(&urgency["chair"]),
            text(&urgency["reason"])
        ));
    }
    for sent in output::entries(answer, "despite_lint") {
        let findings = output::entries(&sent, "findings");
        let findings = findings
            .iter()
            .map(|kept| format!("{} at {}", text(&kept["code"]), text(&kept["place"])));
        out(format!(
            "Version {} went out despite the linter ({}): {}",
            text(&sent["version"]),
            findings.collect::<Vec<_>>().join("; "),
            text(&sent["reason"])
        ));
    }
    if let Some(day) = answer["published_on"].as_str() {
        out(format!("Published on {day}."));
    }
}

/// A sign-off that does not stand any more, and what it was of.
fn voided(signed: &Value) -> String {
    let met = match signed["decision"]["reference"].as_str() {
        Some(reference) => format!(", {reference}"),
        None => String::new(),
    };
    format!(
        "Signed on {} by {} ({}{met}) on content {}, void since place {}",
        text(&signed["date"]),
        text(&signed["name"]),
        text(&signed["role"]),
        short(&text(&signed["content_hash"])),
        text(&signed["voided_at"])
    )
}

fn asked(request: &Value) -> String {
    let mut who: Vec<String> = output::entries(request, "people")
        .iter()
        .map(|person| text(&person["post"]))
        .collect();
    who.extend(output::entries(request, "bodies").iter().map(text));
    if who.is_empty() {
        who.push(NOBODY.to_owned());
    }
    let due = match request["due"].as_str() {
        Some(day) => format!(", due {day}"),
        None => String::new(),
    };
    format!(
        "Asked since {}{due}: {} ({})",
        text(&request["asked_on"]),
        text(&request["label"]),
        who.join(" or ")
    )
}

fn rows(entries: &[Value]) {
    if entries.is_empty() {
        return;
    }
    let rows: Vec<Vec<String>> = entries.iter().map(cells).collect();
    output::table(&["Role", "Name", "Date of sign-off"], &rows);
}
