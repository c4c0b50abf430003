//! `quarterday amend`.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use quarterday_proto::command::{
    ApplyAmendment, Command, DecideAmendment, ProposeAmendment, ProposedChange,
};
use quarterday_proto::plan::{AmendmentOutcome, Decision};
use quarterday_proto::when::day;

use super::of::Of;
use super::output::{self, hint, text};
use super::program;
use crate::client::encode;

/// Propose, decide and apply amendments of an approved plan
#[derive(Debug, Args)]
pub(super) struct Amend {
    #[command(subcommand)]
    action: Action,
}

const EXAMPLES: &str = r#"Examples:
  quarterday amend propose --council mytown --plan housing-2026-27 \
    --rationale "The grant ended." --change '{"delete":{"ref":"H3"}}'

Changes:
  {"delete":{"ref":"H3"}}
  {"redate":{"ref":"H4","due":"2027-03-31"}}
  {"redefine":{"ref":"H4","title":"Another wording"}}
  {"reassign":{"ref":"H5","owner_email":"head.housing@mytown.example"}}
  {"retarget":{"target":{"plan":"housing-2026-27","ref":"H6","period":"2026-27-Q3",
    "basis":"in-quarter","target":"92","status":"approved"}}}
  {"split":{"ref":"H7","into":[{"ref":"H7a","title":"One part"},{"ref":"H7b","title":"The other"}]}}
  {"add":{"item":{"plan":"housing-2026-27","ref":"H9","kind":"action","title":"New",
    "due":"2027-03-31"}}}"#;

#[derive(Debug, Subcommand)]
enum Action {
    /// Propose changes, with a rationale
    ///
    /// A change is JSON, and --change may be given several times: they are
    /// decided together.
    #[command(after_help = EXAMPLES)]
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
        #[arg(long, value_name = "DAY", value_parser = day)]
        on: Date,
        /// Reference of the decision
        #[arg(long)]
        reference: String,
        /// approved, rejected or deferred
        #[arg(long)]
        outcome: AmendmentOutcome,
        /// First day that it counts from; else the quarter after the decision
        #[arg(long, value_name = "DAY", value_parser = day)]
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
        /// Only those of this plan
        #[arg(long)]
        plan: Option<String>,
        #[command(flatten)]
        of: Of,
    },
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
            Action::List { plan, of } => return list(&of, plan.as_deref()).await,
        };
        of.send_and_print(&command).await?;
        let next = match command {
            Command::ProposeAmendment(_) => "list",
            Command::DecideAmendment(_) => "apply --amendment REF",
            _ => return Ok(()),
        };
        let place = of.place.of(&of.council);
        let (action, rest) = next.split_once(' ').unwrap_or((next, ""));
        let command = program::command(format_args!("amend {action}{place} {rest}"));
        hint(of.format, command.trim_end());
        Ok(())
    }
}

async fn list(of: &Of, plan: Option<&str>) -> anyhow::Result<()> {
    let only = plan.map(|plan| format!("?plan={}", encode(plan)));
    let path = format!("amendments{}", only.unwrap_or_default());
    let whole = of.get_all(&path, "amendments").await?;
    let amendments = output::entries(&whole, "amendments");
    let columns = [
        ("ref", "Ref"),
        ("plan", "Plan"),
        ("standing", "Standing"),
        ("changes", "Changes"),
        ("rationale", "Rationale"),
        ("decision", "Decision"),
        ("effective", "Effective"),
    ];
    output::list(of.format, &whole, &amendments, &columns, |one| {
        let decision = &one["decision"];
        let decision = if decision.is_null() {
            String::new()
        } else {
            format!(
                "{} by {}, {}, {}",
                text(&one["outcome"]),
                text(&decision["body"]),
                text(&decision["on"]),
                text(&decision["reference"])
            )
        };
        let changes = output::entries(one, "in_words");
        let changes: Vec<String> = changes.iter().map(text).collect();
        vec![
            text(&one["ref"]),
            text(&one["plan"]),
            text(&one["standing"]),
            changes.join("; "),
            text(&one["rationale"]),
            decision,
            text(&one["effective"]),
        ]
    })
}
