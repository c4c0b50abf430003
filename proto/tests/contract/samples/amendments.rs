//! Amendments of approved plans.

use quarterday_proto::event::{AmendmentApplied, AmendmentDecided, AmendmentProposed, Event};
use quarterday_proto::item::Kind;
use quarterday_proto::plan::{AmendmentChange, AmendmentOutcome, SplitPart};

use super::items::{full_item, full_target, small_item, small_target};
use super::plans::decision;
use super::{amendment, day, item, person, plan, text};

pub(super) fn events() -> Vec<Event> {
    let (amendment, plan) = (amendment(0), plan(1));
    let decided = |outcome, effective| {
        let decision = decision();
        Event::AmendmentDecided(AmendmentDecided {
            amendment,
            plan,
            decision,
            outcome,
            effective,
        })
    };
    vec![
        Event::AmendmentProposed(AmendmentProposed {
            amendment,
            reference: "A3".into(),
            plan,
            changes: vec![],
            rationale: String::new(),
        }),
        Event::AmendmentProposed(AmendmentProposed {
            amendment,
            reference: "A4".into(),
            plan,
            changes: changes(),
            rationale: "The service moved.".into(),
        }),
        decided(AmendmentOutcome::Rejected, None),
        decided(AmendmentOutcome::Deferred, None),
        decided(AmendmentOutcome::Approved, Some(day("2020-10-01"))),
        Event::AmendmentApplied(AmendmentApplied {
            amendment,
            plan,
            effective: day("2020-10-01"),
            changes: vec![],
        }),
        Event::AmendmentApplied(AmendmentApplied {
            amendment,
            plan,
            effective: day("2020-10-01"),
            changes: changes(),
        }),
    ]
}

fn changes() -> Vec<AmendmentChange> {
    let reassign = |owner, directorate| AmendmentChange::Reassign {
        item: item(1),
        kind: Kind::Risk,
        owner,
        directorate,
    };
    vec![
        AmendmentChange::Add {
            item: item(4),
            definition: Box::new(small_item()),
            targets: vec![],
        },
        AmendmentChange::Add {
            item: item(5),
            definition: Box::new(full_item()),
            targets: vec![],
        },
        AmendmentChange::Delete {
            item: item(1),
            kind: Kind::Action,
        },
        AmendmentChange::Split {
            item: item(2),
            kind: Kind::Action,
            into: vec![
                SplitPart {
                    item: item(6),
                    definition: small_item(),
                },
                SplitPart {
                    item: item(7),
                    definition: full_item(),
                },
            ],
        },
        AmendmentChange::Redate {
            item: item(1),
            kind: Kind::Milestone,
            due: day("2021-06-30"),
        },
        AmendmentChange::Retarget {
            item: item(3),
            kind: Kind::Measure,
            target: small_target(),
        },
        AmendmentChange::Retarget {
            item: item(3),
            kind: Kind::Measure,
            target: full_target(),
        },
        reassign(None, None),
        reassign(Some(person(2)), text("People")),
        AmendmentChange::Redefine {
            item: item(1),
            kind: Kind::Project,
            title: "Open two libraries".into(),
        },
    ]
}

/// Amendments whose new items come with their targets.
pub(super) fn with_targets() -> Vec<Event> {
    let add = |targets| AmendmentChange::Add {
        item: item(8),
        definition: Box::new(full_item()),
        targets,
    };
    let (amendment, plan) = (amendment(0), plan(1));
    let proposed = |targets| {
        Event::AmendmentProposed(AmendmentProposed {
            amendment,
            reference: "A5".into(),
            plan,
            changes: vec![add(targets)],
            rationale: "A measure was lacking.".into(),
        })
    };
    let applied = |targets| {
        Event::AmendmentApplied(AmendmentApplied {
            amendment,
            plan,
            effective: day("2020-10-01"),
            changes: vec![add(targets)],
        })
    };
    vec![
        proposed(vec![small_target()]),
        proposed(vec![small_target(), full_target()]),
        applied(vec![small_target()]),
        applied(vec![small_target(), full_target()]),
    ]
}
