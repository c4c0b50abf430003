//! Quarters and the year, from their opening to their end.

use proptest::prelude::*;
use quarterday_proto::command::{
    ClosePlan, CloseQuarter, Command, ConcludeItem, Conclusion, Observe, OpenQuarter,
    PublishQuarter, ReopenQuarter, RestateQuarter,
};
use quarterday_proto::item::Observation;
use quarterday_proto::quarter::Quarter;

use super::answers::answer;
use super::setting_up::ITEMS;
use super::values::{plan, quarter};

/// All that settles plan P at the end of its year.
pub(crate) fn year_end() -> Vec<Command> {
    let mut commands = Vec::new();
    let (plan, reason) = (|| "P".to_owned(), || "Year end.".to_owned());
    let year = "2020-21"
        .parse::<quarterday_proto::quarter::FinancialYear>()
        .unwrap();
    for quarter in (1..=4).map(|number| year.quarter(number).unwrap()) {
        commands.push(Command::OpenQuarter(OpenQuarter {
            plan: plan(),
            quarter,
            answers_due: None,
        }));
        let close = CloseQuarter {
            plan: plan(),
            quarter,
            reason: Some(reason()),
        };
        commands.push(Command::CloseQuarter(close));
    }
    let added = (0..9).map(|n| format!("A1{n}"));
    let parts = ITEMS
        .iter()
        .flat_map(|(item, _)| [format!("{item}a"), format!("{item}b")]);
    let items = ITEMS.iter().map(|(reference, _)| (*reference).to_owned());
    for reference in items.chain(parts).chain(added) {
        let outcome = Conclusion::Routine;
        commands.push(Command::ConcludeItem(ConcludeItem {
            plan: plan(),
            reference,
            outcome,
        }));
    }
    commands.push(Command::ClosePlan(ClosePlan { plan: plan() }));
    commands
}

pub(crate) fn publish(plan: String, quarter: Quarter) -> Command {
    let on = "2020-07-01".parse().unwrap();
    Command::PublishQuarter(PublishQuarter {
        plan,
        quarter,
        on,
        reference: None,
    })
}

/// A quarter from its opening to its restatement.
pub(crate) fn cycle() -> impl Strategy<Value = Vec<Command>> {
    let answers = || prop::collection::vec(answer(), 0..5);
    (
        plan(),
        quarter(),
        answers(),
        answers(),
        answers(),
        any::<bool>(),
    )
        .prop_map(|(plan, quarter, before, between, after, again)| {
            let observe = |(reference, observation): (String, Observation)| {
                let plan = plan.clone();
                Command::Observe(Observe {
                    plan,
                    reference,
                    entered_for: None,
                    observation,
                })
            };
            let reason = || "Because.".to_owned();
            let close = || {
                let reason = Some(reason());
                Command::CloseQuarter(CloseQuarter {
                    plan: plan.clone(),
                    quarter,
                    reason,
                })
            };
            let open = OpenQuarter {
                plan: plan.clone(),
                quarter,
                answers_due: None,
            };
            let mut commands = vec![Command::OpenQuarter(open)];
            commands.extend(before.into_iter().map(observe));
            commands.push(close());
            commands.extend(between.into_iter().map(observe));
            if again {
                let reopen = ReopenQuarter {
                    plan: plan.clone(),
                    quarter,
                    reason: reason(),
                };
                commands.extend([Command::ReopenQuarter(reopen), close()]);
            }
            commands.push(publish(plan.clone(), quarter));
            commands.extend(after.into_iter().map(observe));
            let restate = RestateQuarter {
                plan: plan.clone(),
                quarter,
                reason: reason(),
            };
            commands.push(Command::RestateQuarter(restate));
            commands
        })
}
