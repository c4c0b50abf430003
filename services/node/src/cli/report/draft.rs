//! Writing a report and asking for its sign-off.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use jiff::civil::Date;
use quarterday_domain::parse_report;
use quarterday_proto::command::{
    CirculateReport, Command, DraftReport, MinorCorrection, ReviseReport, WithdrawReport,
};
use quarterday_proto::when::day;

use super::super::of::Of;
use super::super::output::hint;
use super::super::program;

const EXAMPLE: &str = r#"A report file:
  report = "q2-2026"
  report_type = "cabinet"
  route = "derby"
  author = "performance@mytown.example"
  sponsor = "director.policy@mytown.example"
  covers = [{ plan = "housing-2026-27", quarter = "2026-27-Q2" }]

  [content]
  title = "Performance: quarter 2"
  header = { committee = "Cabinet", meeting = "2026-11-10" }

  [[content.section]]
  key = "recommendations"
  heading = "Recommendations"
  text = "To note the performance of the quarter."

`signatories = { other = ["head.audit@mytown.example"] }` names people for roles
that the route leaves to the report. The same in JSON is read from a file whose
name ends in .json. All fields are in proto/schemas/command.json."#;

/// Draft a report from a file
///
/// Nobody is asked to sign before it is circulated.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Draft {
    /// Report file (TOML, or JSON where its name ends in .json)
    file: PathBuf,
    #[command(flatten)]
    of: Of,
}

/// Send a new version of a report: all that the file says
///
/// Sign-offs of the roles that the changed sections concern are void, and asked
/// again. Type and route change only while it is not circulated. A minor correction (--minor-by, --reason) leaves them standing.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Revise {
    /// Report file (TOML, or JSON where its name ends in .json)
    file: PathBuf,
    /// Address of whoever of democratic services corrects spelling or an agenda number
    #[arg(long, value_name = "EMAIL", requires = "reason")]
    minor_by: Option<String>,
    /// What is corrected
    #[arg(long, requires = "minor_by")]
    reason: Option<String>,
    /// Why a circulated report is to say so although the linter finds errors
    #[arg(long, value_name = "REASON")]
    despite_lint: Option<String>,
    #[command(flatten)]
    of: Of,
}

/// Ask the roles of its route to sign
#[derive(Debug, Args)]
pub(super) struct Circulate {
    /// Reference of the report
    report: String,
    /// Last day for answers; else as the meeting's timetable and the route have it
    #[arg(long, value_name = "DAY", value_parser = day)]
    due: Option<Date>,
    /// Why it goes out although the linter finds errors
    #[arg(long, value_name = "REASON")]
    despite_lint: Option<String>,
    #[command(flatten)]
    of: Of,
}

/// Take a circulated report back: it is a draft again
#[derive(Debug, Args)]
pub(super) struct Withdraw {
    /// Reference of the report
    report: String,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    of: Of,
}

impl Draft {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let draft = read(&self.file)?;
        let report = draft.report.clone();
        self.of.send_and_print(&Command::DraftReport(draft)).await?;
        next(&self.of, "circulate", &report);
        Ok(())
    }
}

impl Revise {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let file = read(&self.file)?;
        let minor = self.minor_by.zip(self.reason);
        let revised = ReviseReport {
            report: file.report,
            content: file.content,
            covers: Some(file.covers),
            author: Some(file.author),
            sponsor: file.sponsor,
            report_type: file.report_type,
            route: file.route,
            signatories: Some(file.signatories),
            minor: minor.map(|(by, reason)| MinorCorrection { by, reason }),
            despite_lint: self.despite_lint,
        };
        let report = revised.report.clone();
        self.of
            .send_and_print(&Command::ReviseReport(revised))
            .await?;
        next(&self.of, "diff", &report);
        Ok(())
    }
}

impl Circulate {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let circulated = CirculateReport {
            report: self.report.clone(),
            due: self.due,
            despite_lint: self.despite_lint,
        };
        let command = Command::CirculateReport(circulated);
        self.of.send_and_print(&command).await?;
        next(&self.of, "requests", "");
        Ok(())
    }
}

impl Withdraw {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let withdrawn = WithdrawReport {
            report: self.report,
            reason: self.reason,
        };
        self.of
            .send_and_print(&Command::WithdrawReport(withdrawn))
            .await
    }
}

fn next(of: &Of, action: &str, report: &str) {
    let place = of.place.of(&of.council);
    let report = match report {
        "" => String::new(),
        report => format!(" {}", program::quoted(report)),
    };
    let command = program::command(format_args!("report {action}{report}{place}"));
    hint(of.format, command.trim_end());
}

pub(super) fn read(file: &Path) -> anyhow::Result<DraftReport> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("could not read {}", file.display()))?;
    Ok(parse_report(&file.display().to_string(), &text)?)
}
