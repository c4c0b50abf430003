//! Amendments at random.

use proptest::prelude::*;
use quarterday_proto::command::{
    ApplyAmendment, Command, DecideAmendment, ProposeAmendment, ProposedChange, ProposedPart,
};
use quarterday_proto::item::Kind;
use quarterday_proto::plan::{AmendmentOutcome, Decision};

use super::setting_up::{PEOPLE, item_row};
use super::sheets::target_row;
use super::values::{date, plan, rarely, reference, text};

pub(crate) fn change() -> impl Strategy<Value = ProposedChange> {
    let part = |reference: String, due| ProposedPart {
        title: "Part".to_owned(),
        reference,
        owner_email: None,
        directorate: None,
        due,
    };
    prop_oneof![
        (0..9_u8, date()).prop_map(|(n, due)| ProposedChange::Add {
            item: Box::new(item_row("", &format!("A1{n}"), Kind::Action, Some(due))),
            targets: Vec::new(),
        }),
        (0..9_u8, target_row()).prop_map(|(n, mut target)| {
            target.reference = format!("A1{n}");
            ProposedChange::Add {
                item: Box::new(item_row("", &target.reference, Kind::Measure, None)),
                targets: vec![target],
            }
        }),
        reference().prop_map(|reference| ProposedChange::Delete { reference }),
        (reference(), rarely(date())).prop_map(move |(reference, due)| ProposedChange::Split {
            into: ["a", "b"]
                .map(|end| part(format!("{reference}{end}"), due))
                .to_vec(),
            reference,
        }),
        (reference(), date())
            .prop_map(|(reference, due)| ProposedChange::Redate { reference, due }),
        target_row().prop_map(|target| ProposedChange::Retarget {
            target: Box::new(target)
        }),
        reference().prop_map(|reference| ProposedChange::Reassign {
            reference,
            owner_email: Some(PEOPLE[1].to_owned()),
            directorate: None,
        }),
        (reference(), text())
            .prop_map(|(reference, title)| ProposedChange::Redefine { reference, title }),
    ]
}

pub(crate) fn decision() -> impl Strategy<Value = Decision> {
    let on = "2020-07-01".parse().unwrap();
    text().prop_map(move |reference| Decision {
        body: "Cabinet".to_owned(),
        on,
        reference,
    })
}

pub(crate) fn amendment() -> impl Strategy<Value = String> {
    (1..4_u8).prop_map(|number| format!("A{number}"))
}

/// An amendment from its proposal to its application, if its number is right.
pub(crate) fn amending() -> impl Strategy<Value = Vec<Command>> {
    let changes = prop::collection::vec(change(), 1..3);
    (plan(), changes, amendment(), rarely(date())).prop_map(
        |(plan, changes, amendment, effective)| {
            let rationale = "Because.".to_owned();
            let decision = Decision {
                body: "Cabinet".to_owned(),
                on: "2020-07-01".parse().unwrap(),
                reference: "CAB/1".to_owned(),
            };
            let outcome = AmendmentOutcome::Approved;
            let decide = DecideAmendment {
                amendment: amendment.clone(),
                decision,
                outcome,
                effective,
            };
            vec![
                Command::ProposeAmendment(ProposeAmendment {
                    plan,
                    changes,
                    rationale,
                }),
                Command::DecideAmendment(decide),
                Command::ApplyAmendment(ApplyAmendment { amendment }),
            ]
        },
    )
}
