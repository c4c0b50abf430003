//! `quarterday item`.

mod show;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use quarterday_proto::command::{Command, ConcludeItem, Conclusion};
use quarterday_proto::item::Kind;
use quarterday_proto::when::day;
use serde_json::json;

use super::output::{self, text};
use super::send::send_and_print;
use super::{Format, Place};
use crate::client::encode;

/// List and show items; carry them forward, or conclude them, at the year's end
#[derive(Debug, Args)]
pub(super) struct Item {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// The items of a plan, those that ended too
    List {
        /// Only this kind: action, milestone, measure, project or risk
        #[arg(long)]
        kind: Option<Kind>,
        /// Only those of the owner with this address
        #[arg(long)]
        owner: Option<String>,
        /// Only those under this theme
        #[arg(long)]
        theme: Option<String>,
        #[command(flatten)]
        of: Of,
    },
    /// An item in full: facts, history, lineage
    Show {
        /// Reference of the item
        #[arg(long = "ref", value_name = "REF")]
        reference: String,
        #[command(flatten)]
        of: Of,
    },
    /// Carry an unfinished item forward into a plan of a later year
    CarryForward {
        /// Reference of the item
        #[arg(long = "ref", value_name = "REF")]
        reference: String,
        /// Reference of the plan that it goes into
        #[arg(long, value_name = "PLAN")]
        into: String,
        /// Reference there; else the same
        #[arg(long = "as", value_name = "REF")]
        reference_there: Option<String>,
        /// Target date there; else the same
        #[arg(long, value_parser = day)]
        due: Option<Date>,
        #[command(flatten)]
        of: Of,
    },
    /// Conclude an unfinished item: ended by a decision, or passed to routine work
    Conclude {
        /// Reference of the item
        #[arg(long = "ref", value_name = "REF")]
        reference: String,
        /// Reference of the decision that ended it
        #[arg(long, value_name = "REF", required_unless_present = "routine")]
        decision: Option<String>,
        /// It is passed to routine work
        #[arg(long, conflicts_with = "decision")]
        routine: bool,
        #[command(flatten)]
        of: Of,
    },
}

#[derive(Debug, Args)]
struct Of {
    /// Council
    #[arg(long)]
    council: String,
    /// Reference of the plan
    #[arg(long)]
    plan: String,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

impl Item {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let (of, reference, outcome) = match self.action {
            Action::List {
                kind,
                owner,
                theme,
                of,
            } => {
                let kind = kind.map(|kind| kind.to_string());
                let only = [("kind", kind), ("owner", owner), ("theme", theme)];
                return list(&of, only).await;
            }
            Action::Show { reference, of } => {
                let client = of.place.connect_to(&of.council).await?;
                let answer = client
                    .get(&format!("{}/items/{}", of.path(), encode(&reference)))
                    .await;
                client.close().await?;
                return show::print(&answer?, of.format);
            }
            Action::CarryForward {
                reference,
                into,
                reference_there,
                due,
                of,
            } => {
                let outcome = Conclusion::CarryForward {
                    plan: into,
                    reference: reference_there,
                    due,
                };
                (of, reference, outcome)
            }
            Action::Conclude {
                reference,
                decision,
                of,
                ..
            } => {
                let outcome = match decision {
                    Some(reference) => Conclusion::End { reference },
                    None => Conclusion::Routine,
                };
                (of, reference, outcome)
            }
        };
        let command = Command::ConcludeItem(ConcludeItem {
            plan: of.plan.clone(),
            reference,
            outcome,
        });
        send_and_print(&of.place, &of.council, &command, of.format).await
    }
}

impl Of {
    fn path(&self) -> String {
        format!("/api/v1/{}/plans/{}", self.council, encode(&self.plan))
    }
}

async fn list(of: &Of, only: [(&str, Option<String>); 3]) -> anyhow::Result<()> {
    let client = of.place.connect_to(&of.council).await?;
    let mut path = format!("{}/items?limit=500", of.path());
    for (name, value) in only {
        if let Some(value) = value {
            path.push_str(&format!("&{name}={}", encode(&value)));
        }
    }
    let answer = client.get_all(&path, "items").await;
    client.close().await?;
    let items = answer?;
    let columns = [
        ("ref", "Ref"),
        ("kind", "Kind"),
        ("title", "Title"),
        ("theme", "Theme"),
        ("owner", "Owner"),
        ("due", "Due"),
        ("last_answer", "Last answer"),
        ("standing", "Standing"),
    ];
    let whole = json!({ "items": items });
    output::list(of.format, &whole, &items, &columns, |item| {
        let standing = if item["ended"] == true { "ended" } else { "" };
        let owner = &item["owner"];
        // A table has no room for the address beside the post.
        let owner = match text(&owner["post"]) {
            post if of.format == Format::Table && !post.is_empty() => post,
            _ => show::person(owner),
        };
        vec![
            text(&item["ref"]),
            text(&item["kind"]),
            text(&item["title"]),
            text(&item["theme"]),
            owner,
            show::due(item),
            text(&item["latest"]["as_at"]),
            standing.to_owned(),
        ]
    })
}
