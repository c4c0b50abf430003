//! `quarterday schedule`.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use quarterday_domain::reminders::parse;
use quarterday_domain::{Code, reject};
use quarterday_proto::command::{AdoptSchedule, Command, RunSchedule};

use super::of::Of;
use super::{out, output};

/// List, show, adopt and run the schedules of reminders
#[derive(Debug, Args)]
pub(super) struct Schedule {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// All schedules, when they ran and when they come next
    List {
        #[command(flatten)]
        of: Of,
    },
    /// One schedule, with its last runs
    Show {
        /// Its name
        #[arg(long)]
        name: String,
        #[command(flatten)]
        of: Of,
    },
    /// Adopt the schedules of a file (TOML, a table [[schedule]] for each)
    Adopt {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        of: Of,
    },
    /// Have a schedule run once more, now
    RunNow {
        /// Its name
        #[arg(long)]
        name: String,
        #[command(flatten)]
        of: Of,
    },
}

const COLUMNS: [output::Column; 7] = [
    ("schedule", "Schedule"),
    ("title", "Title"),
    ("asks", "Asks for"),
    ("audience", "Of"),
    ("enabled", "Enabled"),
    ("last", "Last run"),
    ("next", "Next"),
];
const RUNS: [output::Column; 4] = [
    ("occurrence", "For"),
    ("at", "Ran at"),
    ("people", "People"),
    ("skipped", "Missed before"),
];

impl Schedule {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::List { of } => {
                let answer = of.get("schedules").await?;
                let all = output::entries(&answer, "schedules");
                output::list(of.format, &answer, &all, &COLUMNS, |one| {
                    let cell = |(name, _): &output::Column| match *name {
                        "last" => output::text(&one["runs"][0]["occurrence"]),
                        "next" => output::text(&one["next"]),
                        name => output::text(&one["schedule"][name]),
                    };
                    COLUMNS.iter().map(cell).collect()
                })
            }
            Action::Show { name, of } => {
                let answer = of.get("schedules").await?;
                let all = output::entries(&answer, "schedules");
                let found = all.iter().find(|one| one["schedule"]["schedule"] == *name);
                let Some(found) = found else {
                    let known: Vec<String> = all
                        .iter()
                        .map(|one| output::text(&one["schedule"]["schedule"]))
                        .collect();
                    let detail = format!(
                        "there is no schedule `{name}`; there are: {}",
                        known.join(", ")
                    );
                    return Err(reject(Code::UnknownSchedule, detail).into());
                };
                let runs = output::entries(found, "runs");
                output::list(of.format, found, &runs, &RUNS, |run| {
                    let cell = |(name, _): &output::Column| output::text(&run[*name]);
                    RUNS.iter().map(cell).collect()
                })
            }
            Action::Adopt { file, of } => {
                let text = std::fs::read_to_string(&file)
                    .with_context(|| format!("could not read {}", file.display()))?;
                let schedules = parse(&text)?;
                for schedule in schedules {
                    let name = schedule.schedule.clone();
                    let wanted = Command::AdoptSchedule(AdoptSchedule { schedule });
                    let accepted = of.send(&wanted).await?;
                    out(format!("`{name}`: place {}", accepted.place));
                }
                Ok(())
            }
            Action::RunNow { name, of } => {
                let wanted = Command::RunSchedule(RunSchedule {
                    schedule: name,
                    people: Vec::new(),
                });
                of.send_and_print(&wanted).await
            }
        }
    }
}
