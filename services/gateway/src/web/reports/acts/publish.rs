//! Publishing a report that every required role has signed.

use maud::html;
use quarterday_proto::command::{Command, PublishReport};
use quarterday_proto::report::ReportState;

use super::{Act, day, optional, same, typed};
use crate::web::fields::{input, textarea};
use crate::web::form::Form;

pub(super) const ACT: Act = Act {
    key: "publish",
    title: "Publish the report",
    about: "It is published as it reads now, with the quarters that it covers.",
    button: "Publish it",
    done: "The report is published",
    field: "act",
    role: None,
    fits: |report| report.state == ReportState::Circulated,
    sample: |case| {
        Command::PublishReport(PublishReport {
            report: case.reference(),
            on: case.today,
            reason: None,
        })
    },
    prefill: |case| Form::with([("on".to_owned(), typed(case.today))]),
    fields: |_, form, errors| {
        html! {
            (input("on", "Day of publication", Some("For example 02/11/2021"), form, errors))
            (textarea(
                "reason", "If that is over: why it is recorded afterwards", None, 3, form, errors,
            ))
        }
    },
    read: |case, form| {
        Ok(Command::PublishReport(PublishReport {
            report: case.reference(),
            on: day(form, "on", "the day of publication").map_err(|error| vec![error])?,
            reason: optional(form, "reason"),
        }))
    },
    merge: same,
};
