//! What two versions of a report say differently.

use clap::Args;
use serde_json::Value;

use super::super::of::Of;
use super::super::out;
use super::super::output::{self, text};
use crate::client::encode;

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
            for who in ["author", "sponsor"] {
                let named = |side: &str| text(&header[&format!("{side}_{who}")]["post"]);
                changed(who, Some(&named("old")), Some(&named("new")));
            }
            changed(
                "header",
                Some(&fields(&header["old"])),
                Some(&fields(&header["new"])),
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

/// The fields of a header, a line each.
fn fields(header: &Value) -> String {
    let all = header.as_object().into_iter().flatten();
    let lines = all.map(|(name, value)| match value.as_object() {
        Some(_) => fields(value),
        None => format!("{name}: {}", text(value)),
    });
    lines.collect::<Vec<_>>().join("\n")
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
