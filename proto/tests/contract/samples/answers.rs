//! Answers to commands.

use quarterday_proto::answer::{Accepted, Rejection, RowFault};

use super::{text, texts, time};

/// Accepted commands.
pub(crate) fn accepted() -> Vec<Accepted> {
    let small = Accepted {
        place: 4,
        recorded: None,
        events: 0,
        notes: vec![],
        repeated: false,
    };
    let full = Accepted {
        recorded: Some(time("2020-10-12T09:30:00Z")),
        events: 3,
        notes: texts(&["“P1” is new."]),
        repeated: true,
        ..small.clone()
    };
    vec![small, full]
}

/// Refused commands.
pub(crate) fn rejections() -> Vec<Rejection> {
    let small = Rejection {
        code: "QD0006".into(),
        name: "unknown_plan".into(),
        detail: "No plan is called `plice`.".into(),
        faults: vec![],
    };
    let fault = RowFault {
        sheet: "items".into(),
        row: None,
        column: None,
        code: "unknown_kind".into(),
        found: "acton".into(),
        expected: "one of action milestone measure project risk".into(),
    };
    let full = Rejection {
        faults: vec![
            fault.clone(),
            RowFault {
                row: Some(2),
                column: text("kind"),
                ..fault
            },
        ],
        ..small.clone()
    };
    vec![small, full]
}
