//! Circulating a report to those who sign it.

use maud::html;
use quarterday_proto::command::{CirculateReport, Command};
use quarterday_proto::report::ReportState;

use super::{Act, day, empty, same};
use crate::web::fields::input;

pub(super) const ACT: Act = Act {
    key: "circulate",
    title: "Circulate the report",
    about: "Those who sign it are asked, stage by stage. Every covered quarter has to be closed.",
    button: "Circulate it",
    done: "The report is circulated",
    field: "act",
    role: None,
    fits: |report| matches!(report.state, ReportState::Draft | ReportState::Returned),
    sample: |case| {
        Command::CirculateReport(CirculateReport {
            report: case.reference(),
            due: None,
            despite_lint: None,
        })
    },
    prefill: empty,
    fields: |_, form, errors| {
        html! {
            (input("due", "Answers by (optional)", Some(
                "For example 21/10/2021. Left empty, the route and the timetable of the meeting \
                 say it."
            ), form, errors))
            (input("despite_lint", "Why it goes out despite the linter (optional)", Some(
                "A report with errors is not circulated without a reason, which is kept with it."
            ), form, errors))
        }
    },
    read: |case, form| {
        let due = match form.text("due") {
            "" => None,
            _ => Some(day(form, "due", "the day").map_err(|error| vec![error])?),
        };
        let despite_lint = match form.text("despite_lint") {
            "" => None,
            reason => Some(reason.to_owned()),
        };
        Ok(Command::CirculateReport(CirculateReport {
            report: case.reference(),
            due,
            despite_lint,
        }))
    },
    merge: same,
};
