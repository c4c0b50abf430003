//! Withdrawing a report: it is a draft again.

use quarterday_proto::command::{Command, WithdrawReport};
use quarterday_proto::report::ReportState;

use super::{Act, empty, needed, same};
use crate::web::fields::textarea;

pub(super) const ACT: Act = Act {
    key: "withdraw",
    title: "Withdraw the report",
    about: "Nobody is asked to sign it any more. It can be circulated again later.",
    button: "Withdraw it",
    done: "The report is withdrawn",
    field: "act",
    role: None,
    fits: |report| {
        matches!(
            report.state,
            ReportState::Circulated | ReportState::Returned
        )
    },
    sample: |case| {
        Command::WithdrawReport(WithdrawReport {
            report: case.reference(),
            reason: String::new(),
        })
    },
    prefill: empty,
    fields: |_, form, errors| textarea("reason", "Why it is withdrawn", None, 4, form, errors),
    read: |case, form| {
        let reason = needed(form, "reason", "why it is withdrawn");
        Ok(Command::WithdrawReport(WithdrawReport {
            report: case.reference(),
            reason: reason.map_err(|error| vec![error])?,
        }))
    },
    merge: same,
};
