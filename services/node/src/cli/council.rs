//! `quarterday council`.

mod timetable;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Format, Place, accepted, output};

/// Set up and list councils, and set their timetables
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
    Timetable(Box<timetable::Timetable>),
}

impl Council {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Timetable(timetable) => timetable.run().await,
            Action::List { format, place } => {
                let client = place.connect().await?;
                let answer = client.get_all("/api/v1/councils", "councils").await;
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

/// Digits of a root that a table shows.
const ROOT_SHOWN: usize = 16;

const COLUMNS: [output::Column; 5] = [
    ("id", "Council"),
    ("name", "Name"),
    ("nation", "Nation"),
    ("place", "Places"),
    ("root", "Root of the log"),
];

fn print(answer: &Value, format: Format) -> anyhow::Result<()> {
    let councils = output::entries(answer, "councils");
    if let Some(reason) = answer["incomplete"].as_str() {
        output::say(format_args!("There may be others, not known yet: {reason}"));
    }
    output::list(format, answer, &councils, &COLUMNS, |council| {
        let cell = |(name, _): &output::Column| {
            let text = output::text(&council[*name]);
            // People compare the first digits; a table has room for no more.
            if *name == "root" && format == Format::Table && text.len() > ROOT_SHOWN {
                return format!("{}…", &text[..ROOT_SHOWN]);
            }
            text
        };
        COLUMNS.iter().map(cell).collect()
    })
}
