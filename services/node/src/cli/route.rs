//! `quarterday route`.

use clap::{Args, Subcommand};
use quarterday_domain::{builtin_routes, parse_route};
use quarterday_proto::command::{AdoptRoute, Command};
use serde_json::{Value, json};

use super::of::Of;
use super::output::{self, text};
use super::versioned::{list, versions};
use crate::client::encode;

/// List, show and adopt routes of clearance
#[derive(Debug, Args)]
pub(super) struct Route {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Adopt a version of a route from its first day on
    Adopt {
        /// Route file (TOML), or the name of a built-in route
        file: String,
        #[command(flatten)]
        of: Of,
    },
    /// The routes of a council, and those that are built in
    List {
        #[command(flatten)]
        of: Of,
    },
    /// The stages and roles of a route
    Show {
        /// Its name
        name: String,
        #[command(flatten)]
        of: Of,
    },
}

impl Route {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Adopt { file, of } => {
                for route in versions(&file, builtin_routes, parse_route)? {
                    of.send_and_print(&Command::AdoptRoute(AdoptRoute { route }))
                        .await?;
                }
                Ok(())
            }
            Action::List { of } => list(&of, "routes", ("route", "Route")).await,
            Action::Show { name, of } => show(&of, &name).await,
        }
    }
}

async fn show(of: &Of, name: &str) -> anyhow::Result<()> {
    let answer = of.get::<Value>(&format!("routes/{}", encode(name))).await?;
    let adopted = output::entries(&answer, "routes");
    let versions = match adopted.is_empty() {
        true => output::entries(&answer, "built_in"),
        false => adopted,
    };
    let mut rows = Vec::new();
    for version in &versions {
        for stage in output::entries(version, "stage") {
            for role in output::entries(&stage, "role") {
                rows.push(row(version, &stage, &role));
            }
        }
    }
    let columns = [
        ("from", "From"),
        ("stage", "Stage"),
        ("role", "Role"),
        ("label", "Label"),
        ("required", "Required"),
        ("holders", "Held by"),
        ("concerns", "About"),
    ];
    output::list(of.format, &answer, &rows, &columns, |one| {
        let cell = |(name, _): output::Column| text(&one[name]);
        columns.map(cell).to_vec()
    })
}

fn row(version: &Value, stage: &Value, role: &Value) -> Value {
    let holders: Vec<String> = output::entries(role, "holders")
        .iter()
        .map(
            |holder| match holder.as_object().and_then(|held| held.iter().next()) {
                Some((kind, name)) => format!("{kind} {}", text(name)),
                None => text(holder).replace('_', " "),
            },
        )
        .collect();
    let between = match role["needs"].as_str() {
        Some("all") => " and ",
        _ => " or ",
    };
    let concerns = &role["concerns"];
    json!({
        "from": version["from"],
        "stage": stage["name"],
        "role": role["key"],
        "label": role["label"],
        "required": if role["required"] == false { "no" } else { "yes" },
        "holders": holders.join(between),
        "concerns": if concerns.is_null() { "the whole report".into() } else { concerns.clone() },
    })
}
