//! Amendments of plans.

use std::collections::BTreeMap;

use quarterday_proto::command::{
    Command, ConfigureCouncil, DecideAmendment, ProposeAmendment, ProposedChange, ProposedPart,
};
use quarterday_proto::council::Settings;
use quarterday_proto::item::Kind;
use quarterday_proto::plan::{AmendmentOutcome, ChangeKind};
use quarterday_proto::scheme::Axis;
use quarterday_proto::sheet::{ItemRow, TargetRow};
use quarterday_proto::target::{Basis, TargetStatus};
use rust_decimal::Decimal;

use crate::harness::*;

const APPROVED: AmendmentOutcome = AmendmentOutcome::Approved;

fn delete(reference: &str) -> ProposedChange {
    ProposedChange::Delete {
        reference: reference.to_owned(),
    }
}

fn part(reference: &str) -> ProposedPart {
    ProposedPart {
        reference: reference.to_owned(),
        title: format!("Part {reference}"),
        owner_email: None,
        directorate: None,
        due: None,
    }
}

fn split(reference: &str, parts: &[&str]) -> ProposedChange {
    let into = parts.iter().map(|reference| part(reference)).collect();
    ProposedChange::Split {
        reference: reference.to_owned(),
        into,
    }
}

fn add(reference: &str, kind: Kind, target: Option<Decimal>) -> ProposedChange {
    let row = ItemRow {
        plan: String::new(),
        reference: reference.to_owned(),
        kind,
        title: "New work".to_owned(),
        theme: None,
        owner_email: None,
        start: None,
        due: Some(day("2021-03-31")),
        direction: None,
        target,
        target_low: None,
        target_high: None,
        unit: None,
        contributors: Vec::new(),
        parent: None,
        aliases: Vec::new(),
        board: None,
        source: None,
        method: None,
        exempt_paragraph: None,
    };
    ProposedChange::Add {
        item: Box::new(row),
        targets: Vec::new(),
    }
}

fn retarget(reference: &str, period: &str, target: i64) -> ProposedChange {
    ProposedChange::Retarget {
        target: Box::new(TargetRow {
            plan: String::new(),
            reference: reference.to_owned(),
            period: period.parse().unwrap(),
            basis: Basis::InQuarter,
            target: Some(target.into()),
            low: None,
            high: None,
            status: TargetStatus::Approved,
            no_target_reason: None,
        }),
    }
}

fn approved_plan() -> Given {
    actions().and(approve_plan())
}

#[test]
fn an_approved_plan_changes_by_amendment_only() {
    let plan = approved_plan();
    plan.when(approve_plan()).refused("QD0040");
    let rows = |text: &str| import(&[&format!("plan,ref,kind,title,due\n{text}\n")]);
    plan.when(rows("P,A9,action,New,"))
        .faulted(2, "ref", "amendment_required");
    plan.when(rows("P,A1,action,First,2020-12-31"))
        .faulted(2, "due", "amendment_required");
    plan.when(rows("P,A1,action,Another,2020-08-31"))
        .faulted(2, "title", "amendment_required");
    let refused = plan.when(rows("P,A9,action,New,")).refused("QD0014");
    assert_eq!(quarterday_domain::Code::AmendmentRequired.code(), "QD0025");
    assert_eq!(
        refused.faults[0].code,
        quarterday_domain::Code::AmendmentRequired.name()
    );
    // What is administrative is imported.
    let owner = import(&["plan,ref,kind,title,owner_email\nP,A1,action,First,a@a.example\n"]);
    plan.when(owner)
        .then(&["person.registered", "item.changed"]);
}

#[test]
fn approval_names_a_body_a_day_and_a_reference() {
    use quarterday_proto::command::ApprovePlan;
    use quarterday_proto::plan::Decision;
    let approve = |body: &str, on: &str, reference: &str| {
        let (body, reference) = (body.to_owned(), reference.to_owned());
        let decision = Decision {
            body,
            on: day(on),
            reference,
        };
        Command::ApprovePlan(ApprovePlan {
            plan: "P".to_owned(),
            decision,
        })
    };
    actions()
        .when(approve("", "2020-04-01", "C1"))
        .refused("QD0023");
    actions()
        .when(approve("Cabinet", "2020-04-01", ""))
        .refused("QD0023");
    actions()
        .when(approve("Cabinet", "2020-10-13", "C1"))
        .refused("QD0036");
    actions()
        .when(approve("Cabinet", "2020-04-01", "C1"))
        .then(&["plan.approved"]);
}

#[test]
fn a_proposal_has_a_rationale_and_changes_that_fit_the_plan() {
    let plan = approved_plan();
    plan.when(propose(vec![redate("A1", "2020-12-31")]))
        .then(&["amendment.proposed"]);
    let silent = Command::ProposeAmendment(ProposeAmendment {
        plan: "P".to_owned(),
        changes: vec![delete("A1")],
        rationale: String::new(),
    });
    plan.when(silent).refused("QD0023");
    plan.when(propose(vec![])).refused("QD0039");
    plan.when(propose(vec![delete("B1")])).refused("QD0008");
    plan.when(propose(vec![split("A1", &["A1a"])]))
        .refused("QD0039");
    plan.when(propose(vec![split("A1", &["A2", "A1b"])]))
        .refused("QD0032");
    plan.when(propose(vec![split("A1", &["A1a", "A1a"])]))
        .refused("QD0032");
    plan.when(propose(vec![add("A1", Kind::Action, None)]))
        .refused("QD0032");
    plan.when(propose(vec![delete("A1"), redate("A1", "2021-01-31")]))
        .refused("QD0039");
    plan.when(propose(vec![delete("A1"), split("A1", &["A1a", "A1b"])]))
        .refused("QD0039");
    let nothing = ProposedChange::Reassign {
        reference: "A1".to_owned(),
        owner_email: None,
        directorate: None,
    };
    plan.when(propose(vec![nothing])).refused("QD0039");
    let nobody = ProposedChange::Reassign {
        reference: "A1".to_owned(),
        owner_email: Some("nobody@a.example".to_owned()),
        directorate: None,
    };
    plan.when(propose(vec![nobody])).refused("QD0009");
}

#[test]
fn an_amendment_counts_from_the_quarter_after_the_decision() {
    let plan = approved_plan().and(propose(vec![redate("A1", "2021-03-31")]));
    let plan = plan.and(decide_on("A1", "2020-08-10", APPROVED, None));
    assert_eq!(
        plan.state.amendment("A1").unwrap().effective,
        Some(day("2020-10-01"))
    );
    assert_eq!(
        plan.status("2020-21-Q3", "A1").unwrap(),
        "red",
        "approved, not applied"
    );
    let plan = plan.when(apply("A1")).then(&["amendment.applied"]);
    assert_eq!(plan.status("2020-21-Q2", "A1").unwrap(), "red");
    assert_eq!(plan.status("2020-21-Q3", "A1").unwrap(), "not-updated");
}

#[test]
fn a_decision_may_name_another_day() {
    let change = redate("A1", "2021-03-31");
    let plan = amended(approved_plan(), change, "2020-08-10", Some("2020-08-15"));
    assert_eq!(plan.status("2020-21-Q2", "A1").unwrap(), "not-updated");
}

#[test]
fn only_a_pending_amendment_is_decided_and_an_approved_one_applied() {
    let plan = approved_plan().and(propose(vec![delete("A1")]));
    plan.when(apply("A1")).refused("QD0031");
    plan.when(apply("A7")).refused("QD0028");
    plan.when(decide_on("A1", "2020-10-13", APPROVED, None))
        .refused("QD0036");
    plan.when_known_at(Some(1), decide_on("A1", "2020-10-10", APPROVED, None))
        .refused("QD0003");
    let deferred = plan.and(decide_on(
        "A1",
        "2020-10-10",
        AmendmentOutcome::Deferred,
        None,
    ));
    deferred.when(apply("A1")).refused("QD0031");
    let rejected = deferred.and(decide_on(
        "A1",
        "2020-10-11",
        AmendmentOutcome::Rejected,
        None,
    ));
    rejected
        .when(decide_on("A1", "2020-10-11", APPROVED, None))
        .refused("QD0029");
    rejected.when(apply("A1")).refused("QD0031");
    let applied = plan
        .and(decide_on("A1", "2020-10-10", APPROVED, None))
        .and(apply("A1"));
    applied.when(apply("A1")).refused("QD0031");
    applied
        .when(propose(vec![redate("A1", "2021-01-31")]))
        .refused("QD0041");
}

#[test]
fn the_configured_body_decides() {
    let bodies = BTreeMap::from([(ChangeKind::Delete, "Council".to_owned())]);
    let settings = Settings {
        amendment_bodies: bodies,
        ..Settings::default()
    };
    let plan = approved_plan()
        .and(Command::ConfigureCouncil(ConfigureCouncil { settings }))
        .and(propose(vec![delete("A1")]))
        .and(propose(vec![redate("A1", "2021-03-31")]));
    plan.when(decide_on("A1", "2020-10-10", APPROVED, None))
        .refused("QD0030");
    plan.when(decide_on("A2", "2020-10-10", APPROVED, None))
        .then(&["amendment.decided"]);
    let council = Command::DecideAmendment(DecideAmendment {
        amendment: "A1".to_owned(),
        decision: decision("council", "2020-10-10"),
        outcome: APPROVED,
        effective: None,
    });
    plan.when(council).then(&["amendment.decided"]);
}

#[test]
fn an_amendment_is_not_decided_to_count_from_a_closed_quarter() {
    let plan = closed().and(propose(vec![delete("A1")]));
    plan.when(decide_on("A1", "2020-08-10", APPROVED, Some("2020-09-01")))
        .refused("QD0020");
}

#[test]
fn an_item_proposed_for_deletion_still_counts() {
    let plan = approved_plan().and(propose(vec![delete("A1")]));
    assert_eq!(
        plan.position("2020-21-Q2", Kind::Action, Axis::Status)
            .total,
        3
    );
    let plan = plan
        .and(decide_on("A1", "2020-08-10", APPROVED, None))
        .and(apply("A1"));
    assert_eq!(
        plan.position("2020-21-Q2", Kind::Action, Axis::Status)
            .total,
        3
    );
    assert_eq!(
        plan.position("2020-21-Q3", Kind::Action, Axis::Status)
            .total,
        2
    );
}

#[test]
fn parts_of_a_split_count_from_its_day_and_keep_lineage() {
    let plan = amended(
        approved_plan(),
        split("A2", &["A2a", "A2b"]),
        "2020-08-10",
        None,
    );
    let before = plan.position("2020-21-Q2", Kind::Action, Axis::Status);
    let after = plan.position("2020-21-Q3", Kind::Action, Axis::Status);
    assert_eq!((before.total, after.total), (3, 4));
    assert!(status_in(&before, "A2").is_some() && status_in(&before, "A2a").is_none());
    assert!(status_in(&after, "A2").is_none() && status_in(&after, "A2a").is_some());
    let details = plan.state.plan("P").unwrap();
    let whole = plan.state.item(details, "A2").unwrap();
    let first = plan.state.item(details, "A2a").unwrap();
    assert_eq!(first.descends_from, Some(whole.id));
    assert_eq!(whole.ended.as_ref().unwrap().into.len(), 2);
    assert_eq!(first.latest().due, Some(day("2021-03-31")));
}

#[test]
fn an_added_item_counts_from_its_day() {
    let plan = amended(
        approved_plan(),
        add("A9", Kind::Action, None),
        "2020-08-10",
        None,
    );
    assert_eq!(plan.status("2020-21-Q2", "A9"), None);
    assert_eq!(plan.status("2020-21-Q3", "A9").unwrap(), "not-updated");
    plan.when(propose(vec![add("A9", Kind::Action, None)]))
        .refused("QD0032");
}

#[test]
fn a_reference_claimed_twice_is_refused_when_the_second_is_applied() {
    let plan = approved_plan()
        .and(propose(vec![add("A9", Kind::Action, None)]))
        .and(propose(vec![split("A1", &["A9", "A8"])]))
        .and(decide_on("A1", "2020-08-10", APPROVED, None))
        .and(decide_on("A2", "2020-08-10", APPROVED, None))
        .and(apply("A1"));
    plan.when(apply("A2")).refused("QD0032");
}

#[test]
fn changes_count_by_their_days_whichever_was_applied_first() {
    let reword = ProposedChange::Redefine {
        reference: "A1".to_owned(),
        title: "Anew".to_owned(),
    };
    let plan = amended(
        approved_plan(),
        redate("A1", "2021-03-31"),
        "2020-08-10",
        Some("2021-01-01"),
    );
    let plan = amended(plan, reword, "2020-08-11", Some("2020-10-01"));
    let plan = amended(
        plan,
        redate("A1", "2020-12-15"),
        "2020-08-12",
        Some("2020-11-01"),
    );
    let details = plan.state.plan("P").unwrap();
    let item = plan.state.item(details, "A1").unwrap();
    let as_at = |text: &str| {
        let definition = &item.version_as_at(day(text)).definition;
        (
            definition.title.clone(),
            definition.due.unwrap().to_string(),
        )
    };
    assert_eq!(
        as_at("2020-09-30"),
        ("First".to_owned(), "2020-08-31".to_owned())
    );
    assert_eq!(
        as_at("2020-10-31"),
        ("Anew".to_owned(), "2020-08-31".to_owned())
    );
    assert_eq!(
        as_at("2020-11-01"),
        ("Anew".to_owned(), "2020-12-15".to_owned())
    );
    assert_eq!(
        as_at("2021-01-01"),
        ("Anew".to_owned(), "2021-03-31".to_owned())
    );
    assert_eq!(item.original_due, Some(day("2020-08-31")));
}

#[test]
fn an_owner_imported_after_an_amendment_counts_at_once() {
    let plan = amended(
        approved_plan(),
        redate("A1", "2021-03-31"),
        "2020-10-10",
        None,
    );
    let sheet = "plan,ref,kind,title,owner_email\nP,A1,action,First,a@a.example\n";
    let plan = plan.and(import(&[sheet]));
    let details = plan.state.plan("P").unwrap();
    let item = plan.state.item(details, "A1").unwrap();
    let as_at = |text: &str| &item.version_as_at(day(text)).definition;
    assert!(as_at("2020-10-12").owner.is_some() && as_at("2021-01-01").owner.is_some());
    assert_eq!(as_at("2020-10-12").due, Some(day("2020-08-31")));
    assert_eq!(as_at("2021-01-01").due, Some(day("2021-03-31")));
}

#[test]
fn accountability_moves_from_its_day() {
    let change = ProposedChange::Reassign {
        reference: "A1".to_owned(),
        owner_email: None,
        directorate: Some("Place".to_owned()),
    };
    let plan = amended(approved_plan(), change, "2020-08-10", None);
    let details = plan.state.plan("P").unwrap();
    let item = plan.state.item(details, "A1").unwrap();
    let directorate = |text: &str| item.version_as_at(day(text)).definition.directorate.clone();
    assert_eq!(directorate("2020-09-30"), None);
    assert_eq!(directorate("2020-10-01").as_deref(), Some("Place"));
}

#[test]
fn a_new_target_counts_from_its_day_whichever_was_applied_first() {
    let plan = council_with(&[PLAN, MEASURES]).and(approve_plan());
    let plan = plan
        .and(actual("M1", "2020-09-30", 90))
        .and(actual("M1", "2020-10-10", 90));
    assert_eq!(plan.measured("2020-21-Q2", "M1").unwrap(), "red");
    let plan = amended(
        plan,
        retarget("M1", "2020-21-Q3", 95),
        "2020-08-10",
        Some("2020-11-01"),
    );
    let plan = amended(
        plan,
        retarget("M1", "2020-21-Q3", 80),
        "2020-08-10",
        Some("2020-10-01"),
    );
    assert_eq!(plan.measured("2020-21-Q2", "M1").unwrap(), "red");
    assert_eq!(
        plan.measured("2020-21-Q3", "M1").unwrap(),
        "red",
        "the later day counts"
    );
}

#[test]
fn a_new_item_has_a_parent_of_the_plan_or_of_the_amendment() {
    let part = |reference: &str, of: &str| {
        let ProposedChange::Add { mut item, targets } = add(reference, Kind::Action, None) else {
            unreachable!()
        };
        item.parent = Some(of.to_owned());
        ProposedChange::Add { item, targets }
    };
    let plan = approved_plan();
    plan.when(propose(vec![part("N1", "NOPE")]))
        .refused("QD0008");
    plan.when(propose(vec![part("N1", "N1")])).refused("QD0044");
    plan.when(propose(vec![part("N1", "N2"), part("N2", "N1")]))
        .refused("QD0044");
    plan.when(propose(vec![part("N1", "N2"), part("N2", "A1")]))
        .then(&["amendment.proposed"]);
}

#[test]
fn an_action_gets_no_target_by_amendment() {
    approved_plan()
        .when(propose(vec![retarget("A1", "2020-21-Q3", 5)]))
        .refused("QD0045");
}

/// The amendment of a new measure that has its targets from the start.
fn new_measure(periods: &[&str]) -> ProposedChange {
    let ProposedChange::Add { item, .. } = add("M9", Kind::Measure, None) else {
        unreachable!()
    };
    let targets = periods.iter().map(|period| {
        let ProposedChange::Retarget { target } = retarget("M9", period, 100) else {
            unreachable!()
        };
        *target
    });
    ProposedChange::Add {
        item,
        targets: targets.collect(),
    }
}

#[test]
fn a_new_item_comes_with_its_targets() {
    let plan = council_with(&[PLAN, MEASURES]).and(approve_plan());
    let given = amended(&plan, new_measure(&["2020-21-Q3"]), "2020-09-10", None);
    let given = given.on("2021-01-10").and(actual("M9", "2020-12-31", 80));
    assert_eq!(given.measured("2020-21-Q3", "M9").unwrap(), "red");
    // The same target on a sheet is nothing new; another needs an amendment.
    let sheet = |target: u32| {
        import(&[&format!(
            "plan,ref,period,basis,target,status\nP,M9,2020-21-Q3,in-quarter,{target},approved\n"
        )])
    };
    given.when(sheet(100)).then(&[]);
    given
        .when(sheet(50))
        .faulted(2, "target", "amendment_required");
    let standing = add("M8", Kind::Measure, Some(Decimal::from(5)));
    plan.when(propose(vec![standing]))
        .then(&["amendment.proposed"]);
}

#[test]
fn the_targets_of_a_new_item_are_its_own_and_of_a_kind_that_has_them() {
    let plan = council_with(&[PLAN, MEASURES]).and(approve_plan());
    let twice = new_measure(&["2020-21-Q3", "2020-21-Q3"]);
    plan.when(propose(vec![twice])).refused("QD0039");
    let ProposedChange::Add { item, mut targets } = new_measure(&["2020-21-Q3"]) else {
        unreachable!()
    };
    targets[0].reference = "M1".to_owned();
    plan.when(propose(vec![ProposedChange::Add { item, targets }]))
        .refused("QD0039");
    let action = add("A9", Kind::Action, Some(Decimal::ONE));
    plan.when(propose(vec![action])).refused("QD0045");
}

#[test]
fn an_amendment_applied_after_its_quarter_closed_counts_from_the_next() {
    let approved = answered()
        .and(approve_plan())
        .and(propose(vec![redate("A1", "2021-03-31")]))
        .and(decide_on(
            "A1",
            "2020-06-10",
            AmendmentOutcome::Approved,
            None,
        ));
    let late = approved.and(close("2020-21-Q2"));
    let outcome = late.when(apply("A1"));
    let note = outcome.notes().join(" ");
    assert!(
        note.contains("2020-07-01") && note.contains("2020-10-01"),
        "{note}"
    );
    let late = outcome.then(&["amendment.applied"]);
    let plan = late.state.plan("P").unwrap();
    let item = late.state.item(plan, "A1").unwrap();
    let due = |on: &str| item.version_as_at(day(on)).definition.due;
    assert_eq!(due("2020-09-30"), Some(day("2020-08-31")));
    assert_eq!(due("2020-10-01"), Some(day("2021-03-31")));
    let amendment = late.state.amendment("A1").unwrap();
    assert_eq!(amendment.effective, Some(day("2020-10-01")));
    // In time it counts from the day decided, and nothing is to be said.
    let in_time = approved.when(apply("A1"));
    assert!(in_time.notes().is_empty());
}

#[test]
fn an_amendment_has_no_quarter_left_once_the_year_is_closed() {
    let mut given = actions()
        .and(propose(vec![redate("A1", "2021-03-31")]))
        .and(decide_on(
            "A1",
            "2020-06-10",
            AmendmentOutcome::Approved,
            None,
        ))
        .on("2021-04-10");
    for quarter in ["2020-21-Q1", "2020-21-Q2", "2020-21-Q3", "2020-21-Q4"] {
        given = given
            .and(open(quarter))
            .and(close_because(quarter, "Late."));
    }
    given.when(apply("A1")).refused("QD0020");
}
