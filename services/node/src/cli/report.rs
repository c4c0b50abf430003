//! `quarterday report`.

mod after_meeting;
mod diff;
mod draft;
mod lint;
mod render;
mod show;
mod sign;
mod view;

use clap::{Args, Subcommand};

/// Draft, circulate, sign off and publish reports
#[derive(Debug, Args)]
pub(super) struct Report {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Draft a report from a file
    Draft(draft::Draft),
    /// Send a new version of a report
    Revise(draft::Revise),
    /// What the linter finds in it
    Lint(lint::Lint),
    /// Ask the roles of its route to sign
    Circulate(draft::Circulate),
    /// Take a circulated report back
    Withdraw(draft::Withdraw),
    /// Sign it off for a role
    SignOff(sign::SignOff),
    /// Record a body's decision: it signs for its role, or returns the report
    BodyDecision(sign::BodyDecision),
    /// Return it to its author
    Return(sign::Return),
    /// Ask another person to sign for a role
    Reassign(sign::Reassign),
    /// Record the chair's reason of urgency for a late report
    Urgency(after_meeting::Urgency),
    /// Publish it, with the quarters that it covers
    Publish(after_meeting::Publish),
    /// Record what the meeting made of it
    Outcome(after_meeting::Outcome),
    /// All reports
    List(view::List),
    /// A report: its sections, versions, sign-offs and what is asked
    Show(show::Show),
    /// Print it as a document
    Render(render::Render),
    /// Its sign-off table
    Table(view::Table),
    /// What two versions say differently
    Diff(diff::Diff),
    /// What is asked today, of everybody or of one person
    Requests(view::Requests),
}

impl Report {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Draft(args) => args.run().await,
            Action::Revise(args) => args.run().await,
            Action::Lint(args) => args.run().await,
            Action::Circulate(args) => args.run().await,
            Action::Withdraw(args) => args.run().await,
            Action::SignOff(args) => args.run().await,
            Action::BodyDecision(args) => args.run().await,
            Action::Return(args) => args.run().await,
            Action::Reassign(args) => args.run().await,
            Action::Urgency(args) => args.run().await,
            Action::Publish(args) => args.run().await,
            Action::Outcome(args) => args.run().await,
            Action::List(args) => args.run().await,
            Action::Show(args) => args.run().await,
            Action::Render(args) => args.run().await,
            Action::Table(args) => args.run().await,
            Action::Diff(args) => args.run().await,
            Action::Requests(args) => args.run().await,
        }
    }
}
