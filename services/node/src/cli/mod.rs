//! The command line. Each command is a file; all of them are clients of the
//! HTTP routes.

mod amend;
mod asked;
mod audit;
mod backup;
mod binding;
mod calendar;
mod checkpoint;
mod completions;
mod council;
mod delegate;
mod import;
mod item;
mod layout;
mod local;
mod mail;
mod nats;
mod of;
mod output;
mod people;
mod plan;
mod position;
mod post;
pub(crate) mod program;
mod prove;
mod quarter;
mod report;
mod role;
mod route;
mod schedule;
mod scheme;
mod send;
mod serve;
mod sign_in;
mod timetable;
mod token;
mod verify;
mod versioned;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use quarterday_proto::id::CouncilId;

use crate::client::Client;
use crate::hosting::{Clock, Progress};

pub use asked::{Asked, arguments, tell};
pub(crate) use import::import_files;
use output::{accepted, table};
pub(crate) use output::{out, say};
pub(crate) use position::print_positions;
pub(crate) use send::command;

/// Runs a council's quarterly performance cycle: import plans and answers,
/// close quarters with figures that never move again, and prove every one.
#[derive(Debug, Parser)]
#[command(
    name = "quarterday",
    version,
    max_term_width = 100,
    after_help = "\
Start here:
  quarterday demo                      five sample councils' cycles, served on this machine
  quarterday import plan.xlsx --council mytown --plan my-plan-2026-27
  quarterday position --council mytown --plan my-plan-2026-27 --quarter 2026-27-Q1
  quarterday verify --council mytown

Exit codes: 0 done, 1 refused or not verified (with the reason and a stable code), 2 wrong usage."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Load five sample cycles, print their positions and serve them
    Demo(serve::Demo),
    /// Serve the councils of a data folder
    Serve(serve::Serve),
    /// Validate a configuration and say each fault in words
    CheckConfig(serve::CheckConfig),
    /// Import sheets (CSV or XLSX): all rows or none
    Import(import::Import),
    /// The position of a plan's quarter
    Position(position::Position),
    /// Search the audit trail
    Audit(audit::Audit),
    /// Check every byte of a council's log, and its checkpoint
    Verify(verify::Verify),
    /// Print a proof of a log entry that anyone can check offline
    Prove(prove::Prove),
    /// Print the signed checkpoint of a council's log
    Checkpoint(checkpoint::Checkpoint),
    /// Set up and list councils
    Council(council::Council),
    /// List, approve and close plans
    Plan(plan::Plan),
    /// List, show, carry forward and conclude items
    Item(item::Item),
    /// List people, and hand over a leaver's work
    People(people::People),
    /// List, show, open, close, reopen, publish and restate quarters
    Quarter(quarter::Quarter),
    /// Propose, decide and apply amendments of an approved plan
    Amend(amend::Amend),
    /// The days that follow from a meeting: publication, sign-off, call-in
    Timetable(timetable::Timetable),
    /// The holidays of a year, which are no working days
    Calendar(calendar::Calendar),
    /// Draft, circulate, sign off and publish reports
    Report(report::Report),
    /// List, show, check and adopt layouts of reports
    Layout(layout::Layout),
    /// List, show and adopt routes of clearance
    Route(route::Route),
    /// Delegate sign-offs for a period
    Delegate(delegate::Delegate),
    /// Appoint to statutory posts, and list who holds them
    Post(post::Post),
    /// Grant and revoke roles, and list who has which
    Role(role::Role),
    /// Check, adopt and list status schemes
    Scheme(scheme::Scheme),
    /// List, show, adopt and run the schedules of reminders
    Schedule(schedule::Schedule),
    /// Print a link that signs a person in, once, within 15 minutes
    SignIn(sign_in::SignIn),
    /// See and end which accounts at OpenID providers sign people in
    Binding(binding::Binding),
    /// Issue and revoke API tokens
    Token(token::Token),
    /// Send any command, as JSON
    Send(send::Send),
    /// Copy a council's log, verified, while it is in use
    Backup(backup::Backup),
    /// Put a backup back into an empty data folder
    Restore(backup::Restore),
    /// What was mailed and how far it is; show, check and try mails
    Mail(mail::Mail),
    /// Make the streams that councils are carried by
    Nats(nats::Nats),
    /// Take a council from the embedded bus to NATS, or back
    Move(nats::Move),
    /// Print shell completions
    Completions(completions::Completions),
}

/// Where the council is.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// Data folder; works while a node runs on it
    #[arg(
        long,
        env = "QUARTERDAY_DATA",
        default_value = "data",
        value_name = "DIR"
    )]
    data: PathBuf,
    /// Service to ask instead of a data folder
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// Bearer token for --server
    #[arg(
        long,
        env = "QUARTERDAY_TOKEN",
        value_name = "T",
        hide_env_values = true
    )]
    token: Option<String>,
}

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub(crate) enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON document
    Json,
    /// One JSON document a line
    Ndjson,
    /// Comma-separated values
    Csv,
}

impl Place {
    /// Connects, for every council.
    async fn connect(&self) -> anyhow::Result<Client> {
        self.reach(None, false).await
    }

    /// Connects, for one council: the logs of others need not be in order.
    async fn connect_to(&self, council: &str) -> anyhow::Result<Client> {
        council.parse::<CouncilId>()?;
        self.reach(Some(council), false).await
    }

    /// Connects; the data folder is made if it is not there.
    async fn connect_or_create(&self, council: &str) -> anyhow::Result<Client> {
        council.parse::<CouncilId>()?;
        self.reach(Some(council), true).await
    }

    /// The arguments that name this place and a council of it, for a command
    /// that is printed to be run. The token is left to the environment.
    fn of(&self, council: &str) -> String {
        let place = match &self.server {
            Some(url) => format!(" --server {}", program::quoted(url)),
            None if self.data == Path::new("data") => String::new(),
            None => format!(" --data {}", program::quoted(&self.data.to_string_lossy())),
        };
        format!("{place} --council {}", program::quoted(council))
    }

    async fn reach(&self, only: Option<&str>, create: bool) -> anyhow::Result<Client> {
        match &self.server {
            Some(url) => Client::network(url, self.token.clone()),
            None => Client::data(&self.data, only, create, clock(), progress()).await,
        }
    }
}

/// The machine's clock.
pub(crate) fn clock() -> Clock {
    Arc::new(Timestamp::now)
}

/// A progress bar on standard error for long work; nothing where that is no
/// terminal.
pub(crate) fn progress() -> Progress {
    let bar = std::sync::Mutex::new(None::<indicatif::ProgressBar>);
    Arc::new(move |what, done, total| {
        let Ok(mut bar) = bar.lock() else { return };
        let shown = bar.get_or_insert_with(|| {
            let style = indicatif::ProgressStyle::with_template(
                "{msg} {wide_bar} {human_pos}/{human_len} {eta}",
            );
            let bar = indicatif::ProgressBar::new(total);
            bar.set_style(style.unwrap_or_else(|_| indicatif::ProgressStyle::default_bar()));
            bar
        });
        shown.set_message(what.to_owned());
        shown.set_length(total);
        shown.set_position(done);
        if done >= total {
            shown.finish_and_clear();
            *bar = None;
        }
    })
}

/// Runs what the arguments ask for.
///
/// # Errors
/// Whatever stops it, to be told to the user.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Demo(args) => args.run().await,
        Command::Serve(args) => args.run().await,
        Command::CheckConfig(args) => args.run(),
        Command::Import(args) => args.run().await,
        Command::Nats(args) => args.run().await,
        Command::Move(args) => args.run().await,
        Command::Position(args) => args.run().await,
        Command::Audit(args) => args.run().await,
        Command::Verify(args) => args.run().await,
        Command::Prove(args) => args.run().await,
        Command::Checkpoint(args) => args.run().await,
        Command::Council(args) => args.run().await,
        Command::Plan(args) => args.run().await,
        Command::Item(args) => args.run().await,
        Command::People(args) => args.run().await,
        Command::Quarter(args) => args.run().await,
        Command::Amend(args) => args.run().await,
        Command::Timetable(args) => args.run().await,
        Command::Calendar(args) => args.run().await,
        Command::Report(args) => args.run().await,
        Command::Layout(args) => args.run().await,
        Command::Route(args) => args.run().await,
        Command::Delegate(args) => args.run().await,
        Command::Post(args) => args.run().await,
        Command::Role(args) => args.run().await,
        Command::Scheme(args) => args.run().await,
        Command::Schedule(args) => args.run().await,
        Command::Mail(args) => args.run().await,
        Command::SignIn(args) => args.run().await,
        Command::Binding(args) => args.run().await,
        Command::Token(args) => args.run().await,
        Command::Send(args) => args.run().await,
        Command::Backup(args) => args.run().await,
        Command::Restore(args) => args.run().await,
        Command::Completions(args) => args.run(),
    }
}
