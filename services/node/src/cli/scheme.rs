//! `quarterday scheme`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use quarterday_domain::scheme::{builtin, load, parse};
use quarterday_proto::command::{AdoptScheme, Command};
use serde_json::{Value, json};

use super::of::Of;
use super::versioned::{read, versions};
use super::{Format, out, output};

/// Check, adopt and list status schemes
#[derive(Debug, Args)]
pub(super) struct Scheme {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Check that every possible item gets exactly one status
    Check {
        /// Scheme file (TOML)
        file: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Adopt a version of a scheme from its first day on
    Adopt {
        /// Scheme file (TOML), or the name of a built-in scheme
        file: String,
        #[command(flatten)]
        of: Of,
    },
    /// The schemes of a council, and those that are built in
    List {
        #[command(flatten)]
        of: Of,
    },
}

impl Scheme {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Check { file, format } => check(&file, format),
            Action::Adopt { file, of } => {
                for scheme in versions(&file, builtin, parse)? {
                    let command = Command::AdoptScheme(AdoptScheme { scheme });
                    of.send_and_print(&command).await?;
                }
                Ok(())
            }
            Action::List { of } => print(&of.get_all("schemes", "schemes").await?, of.format),
        }
    }
}

fn check(file: &Path, format: Format) -> anyhow::Result<()> {
    let scheme = parse(&read(file)?)?;
    let name = format!("{} from {}", scheme.scheme, scheme.from);
    let loaded = load(scheme)?;
    let assessments: Vec<Value> = loaded
        .source
        .assessments
        .iter()
        .map(|assessment| {
            let kinds: Vec<&str> = assessment.kinds.iter().map(|kind| kind.as_str()).collect();
            let statuses: Vec<&str> = assessment
                .statuses
                .iter()
                .map(|status| status.id.as_str())
                .collect();
            let groups: Vec<&str> = assessment
                .groups
                .iter()
                .map(|group| group.label.as_str())
                .collect();
            json!({
                "kinds": kinds,
                "axis": assessment.axis.as_str(),
                "statuses": statuses,
                "groups": groups,
            })
        })
        .collect();
    let whole = json!({
        "scheme": loaded.source.scheme,
        "from": loaded.source.from,
        "assessments": assessments,
    });
    if format == Format::Table {
        out(format!(
            "Scheme {name} is total: every possible item gets exactly one status."
        ));
    }
    let columns = [
        ("kinds", "Kinds"),
        ("axis", "Axis"),
        ("statuses", "Statuses"),
        ("groups", "Groups"),
    ];
    output::list(format, &whole, &assessments, &columns, |one| {
        let cell = |(name, _): output::Column| {
            let parts = output::entries(one, name);
            let parts: Vec<String> = parts.iter().map(output::text).collect();
            if name == "axis" {
                output::text(&one[name])
            } else {
                parts.join(", ")
            }
        };
        columns.map(cell).to_vec()
    })
}

/// Prints a line a version: those adopted, then those that are built in.
fn print(answer: &Value, format: Format) -> anyhow::Result<()> {
    let mut versions = Vec::new();
    for scheme in output::entries(answer, "schemes") {
        for mut version in output::entries(&scheme, "versions") {
            version["name"] = scheme["name"].clone();
            version["standing"] = "adopted".into();
            versions.push(version);
        }
    }
    for scheme in output::entries(answer, "built_in") {
        for from in output::entries(&scheme, "from") {
            let title = &scheme["title"];
            versions.push(json!({
                "name": scheme["name"], "from": from, "title": title, "standing": "built in",
            }));
        }
    }
    let columns = [
        ("name", "Scheme"),
        ("from", "From"),
        ("title", "Title"),
        ("standing", "Standing"),
        ("place", "Place"),
    ];
    output::list(format, answer, &versions, &columns, |version| {
        let cell = |(name, _): output::Column| output::text(&version[name]);
        columns.map(cell).to_vec()
    })
}
