//! `quarterday plan`.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use quarterday_proto::command::{ApprovePlan, ClosePlan, Command};
use quarterday_proto::plan::Decision;
use serde_json::Value;

use super::send::send_and_print;
use super::{Format, Place, output, table};

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
        /// Reference of the plan
        #[arg(long)]
        plan: String,
        /// Body that approves it
        #[arg(long)]
        body: String,
        /// Day of the decision
        #[arg(long)]
        on: Date,
        /// Reference of the decision
        #[arg(long)]
        reference: String,
        #[command(flatten)]
        of: Of,
    },
    /// Close a plan's year
    Close {
        /// Reference of the plan
        #[arg(long)]
        plan: String,
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

impl Plan {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let (of, command) = match self.action {
            Action::List { of } => return list(&of).await,
            Action::Approve {
                plan,
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
                (of, Command::ApprovePlan(ApprovePlan { plan, decision }))
            }
            Action::Close { plan, of } => (of, Command::ClosePlan(ClosePlan { plan })),
        };
        send_and_print(&of.place, &of.council, &command, of.format).await
    }
}

async fn list(of: &Of) -> anyhow::Result<()> {
    let client = of.place.connect_to(&of.council).await?;
    let answer = client
        .get::<Value>(&format!("/api/v1/{}/plans", of.council))
        .await;
    client.close().await?;
    let answer = answer?;
    let plans = answer["plans"].as_array().cloned().unwrap_or_default();
    match of.format {
        Format::Json => return output::json(&answer),
        Format::Ndjson => return output::ndjson(&plans),
        Format::Table | Format::Csv => {}
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows: Vec<Vec<String>> = plans
        .iter()
        .map(|plan| {
            let quarters = plan["quarters"].as_array().into_iter().flatten();
            let quarters: Vec<String> = quarters
                .map(|one| format!("{} {}", text(&one["quarter"]), text(&one["state"])))
                .collect();
            vec![
                text(&plan["details"]["ref"]),
                text(&plan["details"]["title"]),
                text(&plan["details"]["year"]),
                text(&plan["details"]["scheme"]),
                quarters.join(", "),
            ]
        })
        .collect();
    let header = ["Plan", "Title", "Year", "Scheme", "Quarters"];
    if of.format == Format::Csv {
        return output::csv(&header.map(|name| name), &rows);
    }
    table(&header, &rows);
    Ok(())
}
