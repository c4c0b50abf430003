//! `quarterday plan`.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use quarterday_proto::command::{ApprovePlan, ClosePlan, Command};
use quarterday_proto::plan::Decision;
use quarterday_proto::when::day;

use super::of::{Of, OfPlan};
use super::output::{self, text};

/// List, approve and close plans
#[derive(Debug, Args)]
pub(super) struct Plan {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// All plans of a council
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Approve a plan: from here on it changes by amendment
    Approve {
        /// Body that approves it
        #[arg(long)]
        body: String,
        /// Day of the decision
        #[arg(long, value_name = "DAY", value_parser = day)]
        on: Date,
        /// Reference of the decision
        #[arg(long)]
        reference: String,
        #[command(flatten)]
        of: OfPlan,
    },
    /// Close a plan's year
    Close {
        #[command(flatten)]
        of: OfPlan,
    },
}

impl Plan {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let (of, command) = match self.action {
            Action::List { of } => return list(&of).await,
            Action::Approve {
                body,
                on,
                reference,
                of,
            } => {
                let decision = Decision {
                    body,
                    on,
                    reference,
                };
                let OfPlan { plan, of } = of;
                (of, Command::ApprovePlan(ApprovePlan { plan, decision }))
            }
            Action::Close {
                of: OfPlan { plan, of },
            } => (of, Command::ClosePlan(ClosePlan { plan })),
        };
        of.send_and_print(&command).await
    }
}

async fn list(of: &Of) -> anyhow::Result<()> {
    let answer = of.get_all("plans", "plans").await?;
    let plans = output::entries(&answer, "plans");
    let columns = [
        ("plan", "Plan"),
        ("title", "Title"),
        ("year", "Year"),
        ("scheme", "Scheme"),
        ("items", "Items"),
        ("standing", "Standing"),
        ("quarters", "Quarters"),
    ];
    output::list(of.format, &answer, &plans, &columns, |plan| {
        let details = &plan["details"];
        let quarters: Vec<String> = output::entries(plan, "quarters")
            .iter()
            .map(|one| format!("{} {}", text(&one["quarter"]), text(&one["state"])))
            .collect();
        let items: u64 = plan["items"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(_, count)| count.as_u64())
            .sum();
        let standing = if !plan["closed"].is_null() {
            "closed"
        } else if !plan["approved"].is_null() {
            "approved"
        } else {
            "draft"
        };
        vec![
            text(&details["ref"]),
            text(&details["title"]),
            text(&details["year"]),
            text(&details["scheme"]),
            items.to_string(),
            standing.to_owned(),
            quarters.join(", "),
        ]
    })
}
