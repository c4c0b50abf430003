//! `quarterday delegate`.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use quarterday_proto::command::{Command, Delegate as Given, EndDelegation, ScopeOfDelegation};
use quarterday_proto::when::day;
use serde_json::Value;

use super::of::Of;
use super::output::{self, text};

/// Delegate sign-offs for a period
#[derive(Debug, Args)]
pub(super) struct Delegate {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Let a deputy sign for a period: everything, some roles, some reports, or some roles of some
    /// reports
    Give {
        /// Address of the delegator
        #[arg(long, value_name = "EMAIL")]
        from: String,
        /// Address of the deputy
        #[arg(long, value_name = "EMAIL")]
        to: String,
        /// First day
        #[arg(long, value_name = "DAY", value_parser = day)]
        first: Date,
        /// Last day
        #[arg(long, value_name = "DAY", value_parser = day)]
        last: Date,
        /// Only this role, by its key; may be given several times
        #[arg(long = "role")]
        roles: Vec<String>,
        /// Only this report; may be given several times
        #[arg(long = "report")]
        reports: Vec<String>,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        of: Of,
    },
    /// End a delegation before its last day
    End {
        /// Its reference, for example D1
        #[arg(long)]
        delegation: String,
        #[command(flatten)]
        of: Of,
    },
    /// All delegations
    List {
        #[command(flatten)]
        of: Of,
    },
}

impl Delegate {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Give {
                from,
                to,
                first,
                last,
                roles,
                reports,
                reason,
                of,
            } => {
                let scope = match (roles.is_empty(), reports.is_empty()) {
                    (true, true) => ScopeOfDelegation::All,
                    (false, true) => ScopeOfDelegation::Roles(roles),
                    (true, false) => ScopeOfDelegation::Reports(reports),
                    (false, false) => ScopeOfDelegation::Steps { roles, reports },
                };
                let given = Given {
                    from,
                    to,
                    first,
                    last,
                    scope,
                    reason,
                };
                of.send_and_print(&Command::Delegate(given)).await
            }
            Action::End { delegation, of } => {
                let ended = Command::EndDelegation(EndDelegation { delegation });
                of.send_and_print(&ended).await
            }
            Action::List { of } => {
                let answer = of.get::<Value>("delegations").await?;
                print(&of, &answer)
            }
        }
    }
}

fn print(of: &Of, answer: &Value) -> anyhow::Result<()> {
    let delegations = output::entries(answer, "delegations");
    let columns = [
        ("ref", "Ref"),
        ("from", "From"),
        ("to", "To"),
        ("first", "First day"),
        ("last", "Last day"),
        ("for", "For"),
        ("standing", "Standing"),
        ("reason", "Reason"),
    ];
    output::list(of.format, answer, &delegations, &columns, |one| {
        let scope = match (text(&one["roles"]), text(&one["reports"])) {
            (roles, reports) if roles.is_empty() && reports.is_empty() => "everything".to_owned(),
            (roles, reports) if reports.is_empty() => format!("roles {roles}"),
            (roles, reports) if roles.is_empty() => format!("reports {reports}"),
            (roles, reports) => format!("roles {roles} of reports {reports}"),
        };
        vec![
            text(&one["ref"]),
            text(&one["from"]["email"]),
            text(&one["to"]["email"]),
            text(&one["first"]),
            text(&one["last"]),
            scope,
            text(&one["standing"]),
            text(&one["reason"]),
        ]
    })
}
