//! `quarterday council`.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Format, Place, accepted, output, table};

/// Set up and list councils
#[derive(Debug, Args)]
pub(super) struct Council {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// All councils that are kept here
    List {
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        #[command(flatten)]
        place: Place,
    },
    /// Set up a council
    Create {
        /// Id: 1 to 32 of a-z, 0-9 and -
        #[arg(long)]
        council: String,
        /// Name as printed
        #[arg(long)]
        name: String,
        /// england, wales or scotland
        #[arg(long, default_value = "england")]
        nation: String,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        #[command(flatten)]
        place: Place,
    },
}

impl Council {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::List { format, place } => {
                let client = place.connect().await?;
                let answer = client.get::<Value>("/api/v1/councils").await;
                client.close().await?;
                print(&answer?, format)
            }
            Action::Create {
                council,
                name,
                nation,
                format,
                place,
            } => {
                let client = place.connect_or_create(&council).await?;
                let body = json!({ "id": council, "name": name, "nation": nation });
                let answer = client.post("/api/v1/councils", &[], &body).await;
                client.close().await?;
                accepted(&answer?, format)
            }
        }
    }
}

fn print(answer: &Value, format: Format) -> anyhow::Result<()> {
    let councils = answer["councils"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let columns = ["id", "name", "nation", "place", "root"];
    let rows: Vec<Vec<String>> = councils
        .iter()
        .map(|council| {
            columns
                .iter()
                .map(|column| text(&council[*column]))
                .collect()
        })
        .collect();
    match format {
        Format::Json => output::json(answer),
        Format::Ndjson => output::ndjson(&councils),
        Format::Csv => output::csv(&columns, &rows),
        Format::Table => {
            table(
                &["Council", "Name", "Nation", "Places", "Root of the log"],
                &rows,
            );
            Ok(())
        }
    }
}
