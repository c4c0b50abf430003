//! `quarterday quarter`.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use quarterday_proto::command::{
    CloseQuarter, Command, OpenQuarter, PublishQuarter, ReopenQuarter, RestateQuarter,
};
use quarterday_proto::quarter::Quarter as Which;

use super::send::send_and_print;
use super::{Format, Place};

/// Open, close, reopen, publish and restate quarters
#[derive(Debug, Args)]
pub(super) struct Quarter {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Open a quarter for answers
    Open {
        /// Last day for answers
        #[arg(long)]
        answers_due: Option<Date>,
        #[command(flatten)]
        of: Of,
    },
    /// Close a quarter: its figures are frozen
    Close {
        /// Why it closes with unanswered items; needed if there are any
        #[arg(long)]
        reason: Option<String>,
        #[command(flatten)]
        of: Of,
    },
    /// Reopen a closed quarter, before publication
    Reopen {
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        of: Of,
    },
    /// Record that a closed quarter was published
    Publish {
        /// Day of publication
        #[arg(long)]
        on: Date,
        /// The meeting's or agenda's reference
        #[arg(long)]
        reference: Option<String>,
        #[command(flatten)]
        of: Of,
    },
    /// Restate a published quarter from what is known now
    Restate {
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        of: Of,
    },
}

#[derive(Debug, Args)]
struct Of {
    /// Council
    #[arg(long)]
    council: String,
    /// Reference of the plan
    #[arg(long)]
    plan: String,
    /// Quarter, for example 2020-21-Q2
    #[arg(long)]
    quarter: Which,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

impl Quarter {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let (of, command) = match self.action {
            Action::Open { answers_due, of } => {
                let (plan, quarter) = of.named();
                (
                    of,
                    Command::OpenQuarter(OpenQuarter {
                        plan,
                        quarter,
                        answers_due,
                    }),
                )
            }
            Action::Close { reason, of } => {
                let (plan, quarter) = of.named();
                (
                    of,
                    Command::CloseQuarter(CloseQuarter {
                        plan,
                        quarter,
                        reason,
                    }),
                )
            }
            Action::Reopen { reason, of } => {
                let (plan, quarter) = of.named();
                (
                    of,
                    Command::ReopenQuarter(ReopenQuarter {
                        plan,
                        quarter,
                        reason,
                    }),
                )
            }
            Action::Publish { on, reference, of } => {
                let (plan, quarter) = of.named();
                (
                    of,
                    Command::PublishQuarter(PublishQuarter {
                        plan,
                        quarter,
                        on,
                        reference,
                    }),
                )
            }
            Action::Restate { reason, of } => {
                let (plan, quarter) = of.named();
                (
                    of,
                    Command::RestateQuarter(RestateQuarter {
                        plan,
                        quarter,
                        reason,
                    }),
                )
            }
        };
        send_and_print(&of.place, &of.council, &command, of.format).await
    }
}

impl Of {
    fn named(&self) -> (String, Which) {
        (self.plan.clone(), self.quarter)
    }
}
