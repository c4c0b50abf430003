//! Reports, their sign-off tables, and what is asked.

use clap::Args;
use serde_json::Value;

use super::super::of::Of;
use super::super::output::{self, text};
use super::super::{Format, out};
use crate::client::encode;

/// What stands where everybody who was asked has left.
pub(super) const NOBODY: &str = "nobody in post: pass the step on";
/// The letters of a content hash that are printed in a table; the commands take
/// them for the whole of it.
const HASH_LETTERS: usize = 16;

/// The beginning of a content hash.
pub(super) fn short(hash: &str) -> String {
    hash.chars().take(HASH_LETTERS).collect()
}

/// All reports
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    of: Of,
}

/// Its sign-off table, as it would be printed
#[derive(Debug, Args)]
pub(super) struct Table {
    /// Reference of the report
    report: String,
    #[command(flatten)]
    of: Of,
}

/// What is asked today, of everybody or of one person
#[derive(Debug, Args)]
pub(super) struct Requests {
    /// Address of the person
    #[arg(long, value_name = "EMAIL")]
    person: Option<String>,
    #[command(flatten)]
    of: Of,
}

impl List {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let answer = self.of.get_all("reports", "reports").await?;
        let reports = output::entries(&answer, "reports");
        let columns = [
            ("ref", "Ref"),
            ("title", "Title"),
            ("state", "State"),
            ("route", "Route"),
            ("author", "Author"),
            ("meeting", "Meeting"),
            ("version", "Version"),
        ];
        output::list(self.of.format, &answer, &reports, &columns, |one| {
            let cell = |(name, _): output::Column| match name {
                "author" => text(&one["author"]["post"]),
                name => text(&one[name]),
            };
            columns.map(cell).to_vec()
        })
    }
}

impl Table {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let path = format!("reports/{}/sign-offs", encode(&self.report));
        let answer = self.of.get::<Value>(&path).await?;
        let entries = output::entries(&answer, "rows");
        let columns = [
            ("label", "Role"),
            ("name", "Name"),
            ("date", "Date of sign-off"),
        ];
        output::list(self.of.format, &answer, &entries, &columns, cells)?;
        if self.of.format != Format::Table || answer["complete"] == true {
            return Ok(());
        }
        let missing: Vec<String> = output::entries(&answer, "missing")
            .iter()
            .map(text)
            .collect();
        match missing.is_empty() {
            true => out("Nobody was asked to sign yet: the report is not circulated."),
            false => out(format!("Not signed yet: {}.", missing.join(", "))),
        }
        Ok(())
    }
}

/// A row as reports print it, with the day as `28/10/2021`.
pub(super) fn cells(row: &Value) -> Vec<String> {
    let date = row["date"]
        .as_str()
        .and_then(|day| day.parse::<jiff::civil::Date>().ok());
    let date = date.map_or_else(String::new, |day| day.strftime("%d/%m/%Y").to_string());
    vec![text(&row["label"]), text(&row["name"]), date]
}

impl Requests {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let of = &self.of;
        let person = self
            .person
            .map(|email| format!("?person={}", encode(&email)));
        let path = format!("sign-off-requests{}", person.unwrap_or_default());
        let answer = of.get::<Value>(&path).await?;
        let requests = output::entries(&answer, "requests");
        let columns = [
            ("report", "Report"),
            ("label", "Role"),
            ("people", "Asked"),
            ("asked_on", "Since"),
            ("due", "Due"),
            ("content_hash", "Content hash"),
        ];
        output::list(of.format, &answer, &requests, &columns, |one| {
            let mut who: Vec<String> = output::entries(one, "people")
                .iter()
                .map(|person| text(&person["email"]))
                .collect();
            who.extend(output::entries(one, "bodies").iter().map(text));
            if who.is_empty() {
                who.push(NOBODY.to_owned());
            }
            let hash = text(&one["content_hash"]);
            vec![
                text(&one["report"]),
                text(&one["label"]),
                who.join(" "),
                text(&one["asked_on"]),
                text(&one["due"]),
                // A table would wrap all of it, and nobody could copy it.
                match of.format {
                    Format::Table => short(&hash),
                    _ => hash,
                },
            ]
        })
    }
}
