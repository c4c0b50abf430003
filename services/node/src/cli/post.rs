//! `quarterday post`.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use quarterday_proto::command::{AppointStatutory, Command};
use quarterday_proto::route::StatutoryPost;
use quarterday_proto::when::day;
use serde_json::Value;

use super::of::Of;
use super::output::{self, text};

/// Appoint to statutory posts, and list who holds them
#[derive(Debug, Args)]
pub(super) struct Post {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Record who holds a statutory post from a day on
    Appoint {
        /// monitoring-officer, section-151-officer or head-of-paid-service
        #[arg(long)]
        post: StatutoryPost,
        /// Address of the person
        #[arg(long, value_name = "EMAIL")]
        person: String,
        /// First day
        #[arg(long, value_name = "DAY", value_parser = day)]
        from: Date,
        #[command(flatten)]
        of: Of,
    },
    /// All appointments
    List {
        #[command(flatten)]
        of: Of,
    },
}

impl Post {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Appoint {
                post,
                person,
                from,
                of,
            } => {
                let appointed = AppointStatutory { post, person, from };
                of.send_and_print(&Command::AppointStatutory(appointed))
                    .await
            }
            Action::List { of } => {
                let answer = of.get::<Value>("posts").await?;
                let appointments = output::entries(&answer, "appointments");
                let columns = [
                    ("post", "Post"),
                    ("person", "Held by"),
                    ("email", "Address"),
                    ("from", "From"),
                    ("current", "Today"),
                ];
                output::list(of.format, &answer, &appointments, &columns, |one| {
                    let today = match (one["current"] == true, one["left"].as_str()) {
                        (true, _) => "yes".to_owned(),
                        (false, Some(day)) => format!("no, left on {day}"),
                        (false, None) => "no".to_owned(),
                    };
                    vec![
                        text(&one["post"]),
                        text(&one["person"]["post"]),
                        text(&one["person"]["email"]),
                        text(&one["from"]),
                        today,
                    ]
                })
            }
        }
    }
}
