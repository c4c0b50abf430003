//! `quarterday people`.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use quarterday_proto::command::{Command, HandOver};
use quarterday_proto::when::day;
use serde_json::Value;

use super::of::Of;
use super::output;

/// List the people of a council, and hand over a leaver's work
#[derive(Debug, Args)]
pub(super) struct People {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Everyone, by address
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Hand all that a leaver owns over to a successor, from a day on
    HandOver {
        /// Address of the leaver
        #[arg(long, value_name = "EMAIL")]
        from: String,
        /// Address of the successor
        #[arg(long, value_name = "EMAIL")]
        to: String,
        /// First day of the successor
        #[arg(long, value_name = "DAY", value_parser = day)]
        on: Date,
        #[command(flatten)]
        of: Of,
    },
}

const COLUMNS: [output::Column; 7] = [
    ("email", "Address"),
    ("post", "Post"),
    ("directorate", "Directorate"),
    ("line_manager_email", "Line manager"),
    ("deputy_email", "Deputy"),
    ("from", "From"),
    ("to", "To"),
];

impl People {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::List { of } => {
                let answer = of.get_all("people", "people").await?;
                let people = output::entries(&answer, "people");
                output::list(of.format, &answer, &people, &COLUMNS, |person| {
                    let cell = |(name, _): &output::Column| match *name {
                        "line_manager_email" => then(person, name, "coming_line_manager"),
                        "deputy_email" => then(person, name, "coming_deputy"),
                        name => output::text(&person[name]),
                    };
                    COLUMNS.iter().map(cell).collect()
                })
            }
            Action::HandOver { from, to, on, of } => {
                let command = Command::HandOver(HandOver { from, to, on });
                of.send_and_print(&command).await
            }
        }
    }
}

/// Who it is today, and who it will be.
fn then(person: &Value, today: &str, coming: &str) -> String {
    let (today, coming) = (output::text(&person[today]), &person[coming]);
    match output::text(&coming["email"]) {
        none if none.is_empty() => today,
        next => format!("{today} (from {}: {next})", output::text(&coming["from"])),
    }
}
