//! `quarterday item`.

mod show;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use quarterday_proto::command::{Command, ConcludeItem, Conclusion};
use quarterday_proto::item::Kind;
use quarterday_proto::when::day;

use super::Format;
use super::of::OfPlan;
use super::output::{self, text};
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
        of: OfPlan,
    },
    /// An item in full: facts, history, lineage
    Show {
        /// Reference of the item
        #[arg(long = "ref", value_name = "REF")]
        reference: String,
        #[command(flatten)]
        of: OfPlan,
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
        of: OfPlan,
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
        of: OfPlan,
    },
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
                let path = of.path(&format!("items/{}", encode(&reference)));
                return show::print(&of.of.get(&path).await?, of.of.format);
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
            plan: of.plan,
            reference,
            outcome,
        });
        of.of.send_and_print(&command).await
    }
}

async fn list(
    OfPlan { plan, of }: &OfPlan,
    only: [(&str, Option<String>); 3],
) -> anyhow::Result<()> {
    let only = only
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", encode(&value?))));
    let only: Vec<String> = only.collect();
    let path = format!("plans/{}/items?{}", encode(plan), only.join("&"));
    let whole = of.get_all(&path, "items").await?;
    let items = output::entries(&whole, "items");
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
    output::list(of.format, &whole, &items, &columns, |item| {
        let standing = if item["ended"] == true { "ended" } else { "" };
        let owner = &item["owner"];
        // A table has no room for the address beside the post.
        let owner = match text(&owner["post"]) {
            post if of.format == Format::Table && !post.is_empty() => post,
            _ => show::person(owner),
        };
        let owner = show::with_coming(owner, &item["coming_owner"]);
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
