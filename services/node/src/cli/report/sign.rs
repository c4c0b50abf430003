//! Signing, returning and passing on.

use clap::Args;
use jiff::civil::Date;
use quarterday_proto::command::{
    Command, ReassignStep, RecordBodyDecision, ReturnReport, SignOff as Signed,
};
use quarterday_proto::plan::Decision;
use quarterday_proto::report::BodyOutcome;
use quarterday_proto::time_of_day::TimeOfDay;
use quarterday_proto::when::day;

use super::super::of::Of;

/// A role of a report.
#[derive(Debug, Args)]
struct OfRole {
    /// Reference of the report
    report: String,
    /// Key of the role, for example legal
    #[arg(long)]
    role: String,
    #[command(flatten)]
    of: Of,
}

/// Sign it off for a role
///
/// The content hash is that of the version that was read: `report show` and
/// `report requests` print it. Its first twelve letters are enough. Another
/// version is refused.
#[derive(Debug, Args)]
pub(super) struct SignOff {
    #[command(flatten)]
    of: OfRole,
    /// Address of whoever signs
    #[arg(long, value_name = "EMAIL")]
    by: String,
    /// Hash of the content that was read
    #[arg(long, value_name = "HASH")]
    content_hash: String,
    /// A note to the author
    #[arg(long)]
    note: Option<String>,
}

/// Record a body's decision: it signs for its role, or returns the report
#[derive(Debug, Args)]
pub(super) struct BodyDecision {
    #[command(flatten)]
    of: OfRole,
    /// The body
    #[arg(long)]
    body: String,
    /// Day of its meeting
    #[arg(long, value_name = "DAY", value_parser = day)]
    on: Date,
    /// Time of its meeting; needed where it met again on the day of an edit
    #[arg(long, value_name = "HH:MM")]
    time: Option<TimeOfDay>,
    /// What it decided: approved or returned
    #[arg(long, default_value_t, requires_if("returned", "reason"))]
    outcome: BodyOutcome,
    /// Why it returns the report, or a note to the author
    #[arg(long)]
    reason: Option<String>,
    /// Reference of its decision
    #[arg(long)]
    reference: String,
    /// Hash of the content that it had before it
    #[arg(long, value_name = "HASH")]
    content_hash: String,
}

/// Return it to its author
#[derive(Debug, Args)]
pub(super) struct Return {
    #[command(flatten)]
    of: OfRole,
    /// Address of whoever returns it
    #[arg(long, value_name = "EMAIL")]
    by: String,
    /// Why
    #[arg(long)]
    reason: String,
}

/// Ask another person to sign for a role
#[derive(Debug, Args)]
pub(super) struct Reassign {
    #[command(flatten)]
    of: OfRole,
    /// Address of the holder whose step it is; needed where several hold the role
    #[arg(long, value_name = "EMAIL")]
    from: Option<String>,
    /// Address of whoever is asked instead
    #[arg(long, value_name = "EMAIL")]
    to: String,
    /// Why
    #[arg(long)]
    reason: String,
}

impl SignOff {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let OfRole { report, role, of } = self.of;
        let signed = Signed {
            report,
            role,
            by: self.by,
            content_hash: self.content_hash,
            note: self.note,
        };
        of.send_and_print(&Command::SignOff(signed)).await
    }
}

impl BodyDecision {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let OfRole { report, role, of } = self.of;
        let decided = RecordBodyDecision {
            report,
            role,
            content_hash: self.content_hash,
            decision: Decision {
                body: self.body,
                on: self.on,
                reference: self.reference,
            },
            time: self.time,
            outcome: self.outcome,
            reason: self.reason,
        };
        of.send_and_print(&Command::RecordBodyDecision(decided))
            .await
    }
}

impl Return {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let OfRole { report, role, of } = self.of;
        let returned = ReturnReport {
            report,
            role,
            by: self.by,
            reason: self.reason,
        };
        of.send_and_print(&Command::ReturnReport(returned)).await
    }
}

impl Reassign {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let OfRole { report, role, of } = self.of;
        let reassigned = ReassignStep {
            report,
            role,
            from: self.from,
            to: self.to,
            reason: self.reason,
        };
        of.send_and_print(&Command::ReassignStep(reassigned)).await
    }
}
