//! What the linter finds in a report.

use std::path::Path;

use clap::Args;
use quarterday_gateway::failure::Code;
use quarterday_proto::api::{LintText, LintView};
use quarterday_proto::lint::Finding;
use serde_json::Value;

use super::super::of::Of;
use super::super::output::{self, counted, text};
use super::super::{Format, out};
use super::draft::read;
use crate::client::encode;
use crate::failure::failed;

/// What the linter finds: errors stop the report from being circulated
///
/// Ends with exit code 1 where there are errors. All findings are in docs/linter.md.
#[derive(Debug, Args)]
pub(super) struct Lint {
    /// Reference of a drafted report, or a report file that is not drafted yet
    #[arg(value_name = "REF|FILE")]
    report: String,
    #[command(flatten)]
    of: Of,
}

impl Lint {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let file = Path::new(&self.report);
        let answer: Value = if file.is_file() {
            let file = read(file)?;
            let text = LintText {
                content: file.content,
                covers: file.covers,
            };
            let client = self.of.place.connect_to(&self.of.council).await?;
            let answer = client.post(&self.of.path("lint"), &[], &text).await;
            client.close().await?;
            answer?
        } else {
            let path = format!("reports/{}/lint", encode(&self.report));
            self.of.get(&path).await?
        };
        let found: LintView = serde_json::from_value(answer.clone())?;
        self.print(&answer, &found)?;
        if found.errors == 0 {
            return Ok(());
        }
        let detail = format!(
            "the linter finds {} in {}",
            counted(found.errors.into(), "error"),
            self.report
        );
        Err(failed(Code::LintFailed, detail))
    }

    fn print(&self, answer: &Value, found: &LintView) -> anyhow::Result<()> {
        if self.of.format == Format::Table {
            found.findings.iter().for_each(tell);
            out(format!(
                "{}, {}",
                counted(found.errors.into(), "error"),
                counted(found.warnings.into(), "warning")
            ));
            return Ok(());
        }
        let findings = output::entries(answer, "findings");
        let columns = [
            ("code", "Code"),
            ("severity", "Severity"),
            ("section", "Section"),
            ("paragraph", "Paragraph"),
            ("words", "Words"),
            ("says", "Says"),
            ("against", "Against"),
            ("problem", "Problem"),
            ("remedy", "Remedy"),
        ];
        output::list(self.of.format, answer, &findings, &columns, |finding| {
            let place = &finding["place"];
            let section = match place["section"].as_str() {
                Some(section) => section.to_owned(),
                None => text(&place["heading"]),
            };
            vec![
                text(&finding["code"]),
                text(&finding["severity"]),
                section,
                text(&place["paragraph"]),
                text(&place["words"]),
                text(&finding["says"]),
                text(&finding["against"]),
                text(&finding["problem"]),
                text(&finding["remedy"]),
            ]
        })
    }
}

/// A finding for people.
fn tell(finding: &Finding) {
    out(format!(
        "{} {}: {}",
        finding.severity,
        finding.code,
        finding.place_in_words()
    ));
    out(format!("  {}", finding.problem));
    out(format!(
        "  says {:?}, against {:?}",
        finding.says, finding.against
    ));
    out(format!("  {}", finding.remedy));
    out("");
}
