//! `quarterday role`.

use clap::{Args, Subcommand};
use quarterday_proto::command::{Command, GrantRole, RevokeRole};
use quarterday_proto::role::CouncilRole;
use serde_json::Value;

use super::of::Of;
use super::output::{self, text};

/// Grant and revoke roles, and list who has which
#[derive(Debug, Args)]
pub(super) struct Role {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Grant a role to a person
    Grant(Named),
    /// Revoke a role that a person was granted
    Revoke(Named),
    /// Everybody who was granted a role
    List {
        #[command(flatten)]
        of: Of,
    },
}

#[derive(Debug, Args)]
struct Named {
    /// Address of the person
    #[arg(long, value_name = "EMAIL")]
    person: String,
    /// viewer, owner, performance_officer, signatory, democratic_services, auditor or administrator
    #[arg(long)]
    role: CouncilRole,
    #[command(flatten)]
    of: Of,
}

impl Role {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Grant(Named { person, role, of }) => {
                let command = Command::GrantRole(GrantRole { person, role });
                of.send_and_print(&command).await
            }
            Action::Revoke(Named { person, role, of }) => {
                let command = Command::RevokeRole(RevokeRole { person, role });
                of.send_and_print(&command).await
            }
            Action::List { of } => print(&of, of.get_all("people", "people").await?),
        }
    }
}

fn print(of: &Of, mut answer: Value) -> anyhow::Result<()> {
    if let Some(people) = answer["people"].as_array_mut() {
        people.retain(|person| person["roles"].is_array());
    }
    let people = output::entries(&answer, "people");
    let columns = [("email", "Address"), ("post", "Post"), ("roles", "Roles")];
    output::list(of.format, &answer, &people, &columns, |one| {
        vec![text(&one["email"]), text(&one["post"]), text(&one["roles"])]
    })
}
