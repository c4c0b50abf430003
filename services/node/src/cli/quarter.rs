//! `quarterday quarter`.

mod show;
mod signals;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use quarterday_proto::command::{
    CloseQuarter, Command, OpenQuarter, PublishQuarter, ReopenQuarter, RestateQuarter,
};
use quarterday_proto::quarter::Quarter as Which;

use quarterday_proto::when::day;

use super::of::{Of, OfPlan};
use super::output::hint;
use super::program;

pub(super) use show::{print_record, print_restatements};

/// List, show, open, close, reopen, publish and restate quarters
#[derive(Debug, Args)]
pub(super) struct Quarter {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// The quarters that were opened, and where they stand
    List {
        /// Only those of this plan
        #[arg(long)]
        plan: Option<String>,
        #[command(flatten)]
        of: Of,
    },
    /// A quarter: its closing, who has not answered, what was restated
    Show {
        #[command(flatten)]
        of: OfQuarter,
    },
    /// What gives cause to look twice at items that are shown as on track
    ///
    /// For performance officers, and for owners of their own items. Printed in no
    /// report.
    Signals {
        #[command(flatten)]
        of: OfQuarter,
    },
    /// Open a quarter for answers
    Open {
        /// Last day for answers
        #[arg(long, value_name = "DAY", value_parser = day)]
        answers_due: Option<Date>,
        #[command(flatten)]
        of: OfQuarter,
    },
    /// Close a quarter: its figures are frozen
    Close {
        /// Why it closes with unanswered items; needed if there are any
        #[arg(long)]
        reason: Option<String>,
        #[command(flatten)]
        of: OfQuarter,
    },
    /// Reopen a closed quarter, before publication
    Reopen {
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        of: OfQuarter,
    },
    /// Record that a closed quarter was published
    Publish {
        /// Day of publication
        #[arg(long, value_name = "DAY", value_parser = day)]
        on: Date,
        /// The meeting's or agenda's reference
        #[arg(long)]
        reference: Option<String>,
        #[command(flatten)]
        of: OfQuarter,
    },
    /// Restate a published quarter from what is known now
    Restate {
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        of: OfQuarter,
    },
}

#[derive(Debug, Args)]
struct OfQuarter {
    /// Quarter, for example 2020-21-Q2
    #[arg(long)]
    quarter: Which,
    #[command(flatten)]
    of: OfPlan,
}

impl Quarter {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let (of, command) = match self.action {
            Action::List { plan, of } => return show::list(&of, plan.as_deref()).await,
            Action::Show { of } => {
                let path = of.of.path(&format!("quarters/{}", of.quarter));
                let of = of.of.of;
                return show::print(&of.get(&path).await?, of.format);
            }
            Action::Signals { of } => {
                let path = of.of.path(&format!("quarters/{}/signals", of.quarter));
                let of = of.of.of;
                return signals::print(&of.get(&path).await?, of.format);
            }
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
        let OfQuarter {
            quarter,
            of: OfPlan { plan, of },
        } = of;
        of.send_and_print(&command).await?;
        let next = match command {
            Command::OpenQuarter(_) => Some("quarter show"),
            Command::CloseQuarter(_) | Command::RestateQuarter(_) => Some("position"),
            _ => None,
        };
        if let Some(next) = next {
            let what = if next == "position" {
                "the figures"
            } else {
                "who has not answered"
            };
            let command = program::command(format_args!(
                "{next}{} --plan {} --quarter {}",
                of.place.of(&of.council),
                program::quoted(&plan),
                quarter
            ));
            hint(of.format, format_args!("{what}: {command}"));
        }
        Ok(())
    }
}

impl OfQuarter {
    fn named(&self) -> (String, Which) {
        (self.of.plan.clone(), self.quarter)
    }
}
