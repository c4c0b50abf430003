//! Reports as people read them.

use clap::Args;
use serde_json::Value;

use super::super::of::Of;
use super::super::output::{self, text};
use super::super::{Format, out};
use crate::client::encode;

/// All reports
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    of: Of,
}

/// A report and what is looked at of it.
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

/// Its sign-off table, as it would be printed
#[derive(Debug, Args)]
pub(super) struct Table {
    /// Reference of the report
    report: String,
    #[command(flatten)]
    of: Of,
}

/// What two versions say differently
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// Reference of the report
    report: String,
    /// The one version, by its number or content hash; else the first
    #[arg(long)]
    from: Option<String>,
    /// The other version; else the present one
    #[arg(long)]
    to: Option<String>,
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

impl Show {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let of = &self.of;
        let path = format!("reports/{}", encode(&self.report));
        let answer = match &self.version {
            Some(version) => {
                of.get::<Value>(&format!("{path}/versions/{}", encode(version)))
                    .await
            }
            None => of.get::<Value>(&path).await,
        }?;
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
            standing(&answer);
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
fn standing(answer: &Value) {
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
                text(&version["at"]),
                format!("{}{by}", text(&version["changed"])),
            ]
        })
        .collect();
    output::table(&["Version", "Made", "Changed"], &versions);
    rows(&output::entries(answer, "table"));
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
    if let Some(day) = answer["published_on"].as_str() {
        out(format!("Published on {day}."));
    }
}

fn asked(request: &Value) -> String {
    let mut who: Vec<String> = output::entries(request, "people")
        .iter()
        .map(|person| text(&person["post"]))
        .collect();
    who.extend(output::entries(request, "bodies").iter().map(text));
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
        if self.of.format == Format::Table && answer["complete"] != true {
            out("Not every required role has signed.");
        }
        Ok(())
    }
}

fn rows(entries: &[Value]) {
    if entries.is_empty() {
        return;
    }
    let rows: Vec<Vec<String>> = entries.iter().map(cells).collect();
    output::table(&["Role", "Name", "Date of sign-off"], &rows);
}

/// A row as reports print it, with the day as `28/10/2021`.
fn cells(row: &Value) -> Vec<String> {
    let date = row["date"]
        .as_str()
        .and_then(|day| day.parse::<jiff::civil::Date>().ok());
    let date = date.map_or_else(String::new, |day| day.strftime("%d/%m/%Y").to_string());
    vec![text(&row["label"]), text(&row["name"]), date]
}

impl Diff {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let mut path = format!("reports/{}/difference", encode(&self.report));
        let mut mark = '?';
        for (name, version) in [("from", &self.from), ("to", &self.to)] {
            if let Some(version) = version {
                path.push_str(&format!("{mark}{name}={}", encode(version)));
                mark = '&';
            }
        }
        let answer = self.of.get::<Value>(&path).await?;
        let columns = ["report", "from", "to", "reordered", "figures"];
        if output::document(self.of.format, &answer, &columns)? {
            return Ok(());
        }
        let header = &answer["header"];
        if !header.is_null() {
            let (old, new) = (&header["old_title"], &header["new_title"]);
            changed("title", Some(&text(old)), Some(&text(new)));
            changed(
                "header",
                Some(&header["old"].to_string()),
                Some(&header["new"].to_string()),
            );
        }
        for section in output::entries(&answer, "sections") {
            let said = |side: &str| {
                let side = &section[side];
                (!side.is_null())
                    .then(|| format!("{}\n{}", text(&side["heading"]), text(&side["text"])))
            };
            changed(
                &text(&section["key"]),
                said("old").as_deref(),
                said("new").as_deref(),
            );
        }
        if answer["reordered"] == true {
            out("The order of sections differs.");
        }
        if answer["figures"] == true {
            out("The figures of a covered quarter differ.");
        }
        Ok(())
    }
}

/// Prints what differs, the lines that are in one version only.
fn changed(what: &str, old: Option<&str>, new: Option<&str>) {
    if old == new {
        return;
    }
    out(format!("{what}:"));
    let lines = |text: Option<&str>| -> Vec<String> {
        let lines = text.into_iter().flat_map(str::lines);
        lines.map(str::to_owned).collect()
    };
    let (before, after) = (lines(old), lines(new));
    for line in before.iter().filter(|line| !after.contains(line)) {
        out(format!("  - {line}"));
    }
    for line in after.iter().filter(|line| !before.contains(line)) {
        out(format!("  + {line}"));
    }
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
            vec![
                text(&one["report"]),
                text(&one["label"]),
                who.join(" "),
                text(&one["asked_on"]),
                text(&one["due"]),
                text(&one["content_hash"]),
            ]
        })
    }
}
