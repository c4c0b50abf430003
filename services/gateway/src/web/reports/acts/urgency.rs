//! The chair's reason of urgency, for a report that is late.

use maud::html;
use quarterday_proto::command::{Command, RecordUrgency};

use super::{Act, empty, faults, needed, same};
use crate::web::fields::{input, textarea};

pub(super) const ACT: Act = Act {
    key: "urgency",
    title: "Record the chair\u{2019}s reason of urgency",
    about: "A report that is published after its last day needs the chair\u{2019}s reason on record.",
    button: "Record it",
    done: "The reason of urgency is recorded",
    field: "act",
    role: None,
    fits: |report| report.published.is_none(),
    sample: |case| {
        Command::RecordUrgency(RecordUrgency {
            report: case.reference(),
            chair: String::new(),
            reason: String::new(),
        })
    },
    prefill: empty,
    fields: |_, form, errors| {
        html! {
            (input("chair", "The chair, by post", None, form, errors))
            (textarea("reason", "Why it cannot wait for the next meeting", None, 4, form, errors))
        }
    },
    read: |case, form| {
        let chair = needed(form, "chair", "the post of the chair");
        let reason = needed(form, "reason", "the chair\u{2019}s reason");
        faults([chair.clone().err(), reason.clone().err()])?;
        Ok(Command::RecordUrgency(RecordUrgency {
            report: case.reference(),
            chair: chair.unwrap_or_default(),
            reason: reason.unwrap_or_default(),
        }))
    },
    merge: same,
};
