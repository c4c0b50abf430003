//! `quarterday scheme`.

use std::path::PathBuf;

use axum::http::Method;
use clap::{Args, Subcommand};
use quarterday_domain::scheme::{builtin, load, parse};
use quarterday_proto::command::{AdoptScheme, Command};
use quarterday_proto::scheme::Scheme as Data;
use serde_json::Value;

use super::send::send_and_print;
use super::{Format, Place, out, output};

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
    },
    /// Adopt a version of a scheme from its first day on
    Adopt {
        /// Scheme file (TOML), or the name of a built-in scheme
        file: String,
        /// Council
        #[arg(long)]
        council: String,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        #[command(flatten)]
        place: Place,
    },
    /// The schemes of a council, and those that are built in
    List {
        /// Council
        #[arg(long)]
        council: String,
        #[command(flatten)]
        place: Place,
    },
}

impl Scheme {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Check { file } => {
                let scheme = parse(&std::fs::read_to_string(&file)?)?;
                let name = format!("{} from {}", scheme.scheme, scheme.from);
                let loaded = load(scheme)?;
                out(format!(
                    "Scheme {name} is total: every possible item gets exactly one status."
                ));
                for assessment in &loaded.source.assessments {
                    let kinds: Vec<&str> =
                        assessment.kinds.iter().map(|kind| kind.as_str()).collect();
                    out(format!(
                        "  {} by {}: {} statuses, {} groups",
                        kinds.join(", "),
                        assessment.axis,
                        assessment.statuses.len(),
                        assessment.groups.len()
                    ));
                }
                Ok(())
            }
            Action::Adopt {
                file,
                council,
                format,
                place,
            } => {
                for scheme in versions(&file)? {
                    let command = Command::AdoptScheme(AdoptScheme { scheme });
                    send_and_print(&place, &council, &command, format).await?;
                }
                Ok(())
            }
            Action::List { council, place } => {
                let client = place.connect_to(&council).await?;
                let path = format!("/api/v1/{council}/schemes");
                let answer = client.call(Method::GET, &path, &[], Vec::new()).await;
                client.close().await?;
                output::json(&serde_json::from_slice::<Value>(&answer?)?)
            }
        }
    }
}

/// The scheme of a file, or every version of a built-in one.
fn versions(file: &str) -> anyhow::Result<Vec<Data>> {
    let built_in = builtin(file);
    if !built_in.is_empty() {
        return Ok(built_in);
    }
    Ok(vec![parse(&std::fs::read_to_string(file)?)?])
}
