//! `quarterday amend`.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use quarterday_proto::command::{
    ApplyAmendment, Command, DecideAmendment, ProposeAmendment, ProposedChange,
};
use quarterday_proto::plan::{AmendmentOutcome, Decision};
use serde_json::Value;

use super::send::send_and_print;
use super::{Format, Place, output};

/// Propose, decide and apply amendments of an approved plan
#[derive(Debug, Args)]
pub(super) struct Amend {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Propose changes, with a rationale
    ///
    /// A change is JSON: {"delete":{"ref":"ME04"}}, {"redate":{"ref":"A1","due":"2027-03-31"}},
    /// {"split":{"ref":"MS02","into":[{"ref":"MS02a","title":"…"},{"ref":"MS02b","title":"…"}]}},
    /// and likewise add, retarget, reassign and redefine.
    Propose {
        /// Reference of the plan
        #[arg(long)]
        plan: String,
        /// A change, as JSON; may be given several times
        #[arg(long = "change", required = true, value_parser = change)]
        changes: Vec<ProposedChange>,
        /// Why
        #[arg(long)]
        rationale: String,
        #[command(flatten)]
        of: Of,
    },
    /// Record a body's decision
    Decide {
        /// Reference of the amendment, for example A3
        #[arg(long)]
        amendment: String,
        /// The body
        #[arg(long)]
        body: String,
        /// Day of the meeting
        #[arg(long)]
        on: Date,
        /// Reference of the decision
        #[arg(long)]
        reference: String,
        /// approved, rejected or deferred
        #[arg(long)]
        outcome: AmendmentOutcome,
        /// First day that it counts from; else the quarter after the decision
        #[arg(long)]
        effective: Option<Date>,
        #[command(flatten)]
        of: Of,
    },
    /// Apply an approved amendment
    Apply {
        /// Reference of the amendment
        #[arg(long)]
        amendment: String,
        #[command(flatten)]
        of: Of,
    },
    /// All amendments
    List {
        #[command(flatten)]
        of: Of,
    },
}

#[derive(Debug, Args)]
struct Of {
    /// Council
    #[arg(long)]
    council: String,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

fn change(text: &str) -> Result<ProposedChange, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

impl Amend {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let (of, command) = match self.action {
            Action::Propose {
                plan,
                changes,
                rationale,
                of,
            } => (
                of,
                Command::ProposeAmendment(ProposeAmendment {
                    plan,
                    changes,
                    rationale,
                }),
            ),
            Action::Decide {
                amendment,
                body,
                on,
                reference,
                outcome,
                effective,
                of,
            } => {
                let decision = Decision {
                    body,
                    on,
                    reference,
                };
                let decided = DecideAmendment {
                    amendment,
                    decision,
                    outcome,
                    effective,
                };
                (of, Command::DecideAmendment(decided))
            }
            Action::Apply { amendment, of } => {
                (of, Command::ApplyAmendment(ApplyAmendment { amendment }))
            }
            Action::List { of } => {
                let client = of.place.connect_to(&of.council).await?;
                let path = format!("/api/v1/{}/amendments", of.council);
                let answer = client.get::<Value>(&path).await;
                client.close().await?;
                return output::json(&answer?);
            }
        };
        send_and_print(&of.place, &of.council, &command, of.format).await
    }
}
