//! Publication, late reports, and what the meeting made of one.

use clap::Args;
use jiff::civil::Date;
use quarterday_proto::command::{
    Command, FollowUpRow, PublishReport, RecordOutcome, RecordUrgency,
};
use quarterday_proto::plan::Decision;
use quarterday_proto::when::day;

use super::super::of::Of;

/// Record the chair's reason of urgency for a late report
#[derive(Debug, Args)]
pub(super) struct Urgency {
    /// Reference of the report
    report: String,
    /// The chair, by post
    #[arg(long)]
    chair: String,
    /// The chair's reason
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    of: Of,
}

/// Publish it, with the quarters that it covers
#[derive(Debug, Args)]
pub(super) struct Publish {
    /// Reference of the report
    report: String,
    /// Day of publication; today where it is left out
    #[arg(long, value_name = "DAY", value_parser = day)]
    on: Option<Date>,
    /// Why it is recorded on a later day than that
    #[arg(long)]
    reason: Option<String>,
    #[command(flatten)]
    of: Of,
}

/// Record what the meeting made of it
#[derive(Debug, Args)]
pub(super) struct Outcome {
    /// Reference of the report
    report: String,
    /// The body that met
    #[arg(long)]
    body: String,
    /// Day of the meeting
    #[arg(long, value_name = "DAY", value_parser = day)]
    on: Date,
    /// Reference of the decision
    #[arg(long)]
    reference: String,
    /// A change that it asked for; may be given several times
    #[arg(long = "change")]
    requested_changes: Vec<String>,
    /// What is to be done, as JSON with action, owner_email and due; may be given several times
    #[arg(long = "follow-up", value_parser = follow_up)]
    follow_ups: Vec<FollowUpRow>,
    #[command(flatten)]
    of: Of,
}

fn follow_up(text: &str) -> Result<FollowUpRow, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

impl Urgency {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let urgency = RecordUrgency {
            report: self.report,
            chair: self.chair,
            reason: self.reason,
        };
        self.of
            .send_and_print(&Command::RecordUrgency(urgency))
            .await
    }
}

impl Publish {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let on = match self.on {
            Some(on) => on,
            None => self.of.today().await?,
        };
        let published = PublishReport {
            report: self.report,
            on,
            reason: self.reason,
        };
        self.of
            .send_and_print(&Command::PublishReport(published))
            .await
    }
}

impl Outcome {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let outcome = RecordOutcome {
            report: self.report,
            decision: Decision {
                body: self.body,
                on: self.on,
                reference: self.reference,
            },
            requested_changes: self.requested_changes,
            follow_ups: self.follow_ups,
        };
        self.of
            .send_and_print(&Command::RecordOutcome(outcome))
            .await
    }
}
