//! Handing over what a leaver has.

use quarterday_domain::Relation;
use quarterday_proto::command::{Command, HandOver, ProposedChange};

use crate::harness::*;

const PEOPLE: &str = "email,post,directorate,line_manager_email\n\
    old@a.example,Head of Roads,Place,chief@a.example\n\
    new@a.example,Head of Streets,Place,old@a.example\n\
    chief@a.example,Chief Executive,,\n";
const OWNED: &str = "plan,ref,kind,title,owner_email,due\n\
    P,A1,action,First,old@a.example,2021-03-31\n\
    P,A2,action,Second,chief@a.example,2021-03-31\n";

fn hand_over(from: &str, to: &str, on: &str) -> Command {
    Command::HandOver(HandOver {
        from: from.to_owned(),
        to: to.to_owned(),
        on: day(on),
    })
}

fn owner(given: &Given, reference: &str, on: &str) -> String {
    let plan = given.state.plan("P").unwrap();
    let item = given.state.item(plan, reference).unwrap();
    let owner = item.version_as_at(day(on)).definition.owner.unwrap();
    given
        .state
        .person_by_id(owner)
        .unwrap()
        .details
        .email
        .clone()
}

#[test]
fn all_items_of_a_leaver_change_owner_from_a_date() {
    let council = council_with(&[PLAN, PEOPLE, OWNED]);
    let after = council
        .when(hand_over("old@a.example", "new@a.example", "2020-11-01"))
        .then(&["person.handed_over"]);
    assert_eq!(owner(&after, "A1", "2020-10-31"), "old@a.example");
    assert_eq!(owner(&after, "A1", "2020-11-01"), "new@a.example");
    assert_eq!(owner(&after, "A2", "2020-11-01"), "chief@a.example");
}

#[test]
fn leaver_and_successor_are_known_and_differ() {
    let council = council_with(&[PLAN, PEOPLE, OWNED]);
    council
        .when(hand_over("nobody@a.example", "new@a.example", "2020-11-01"))
        .refused("QD0009");
    council
        .when(hand_over("old@a.example", "OLD@a.example", "2020-11-01"))
        .refused("QD0042");
    let command = hand_over("old@a.example", "new@a.example", "2020-11-01");
    council.when_known_at(Some(1), command).refused("QD0003");
}

#[test]
fn a_change_that_counts_later_has_the_successor_too() {
    let council = council_with(&[PLAN, PEOPLE, OWNED]);
    let council = amended(council, redate("A1", "2021-06-30"), "2020-10-10", None);
    let after = council.and(hand_over("old@a.example", "new@a.example", "2020-11-01"));
    assert_eq!(owner(&after, "A1", "2020-12-31"), "new@a.example");
    assert_eq!(owner(&after, "A1", "2021-01-31"), "new@a.example");
    let plan = after.state.plan("P").unwrap();
    let item = after.state.item(plan, "A1").unwrap();
    assert_eq!(
        item.version_as_at(day("2020-12-31")).definition.due,
        Some(day("2021-03-31"))
    );
    assert_eq!(
        item.version_as_at(day("2021-01-01")).definition.due,
        Some(day("2021-06-30"))
    );
}

#[test]
fn an_item_that_comes_to_the_leaver_later_goes_to_the_successor() {
    let council = council_with(&[PLAN, PEOPLE, OWNED]);
    let reassign = ProposedChange::Reassign {
        reference: "A2".to_owned(),
        owner_email: Some("old@a.example".to_owned()),
        directorate: None,
    };
    let council = amended(council, reassign, "2020-10-10", None);
    let after = council.and(hand_over("old@a.example", "new@a.example", "2020-11-01"));
    assert_eq!(owner(&after, "A2", "2020-12-31"), "chief@a.example");
    assert_eq!(owner(&after, "A2", "2021-01-01"), "new@a.example");
}

#[test]
fn an_item_that_still_counts_is_handed_over_though_it_is_to_end() {
    let council = council_with(&[PLAN, PEOPLE, OWNED]);
    let delete = ProposedChange::Delete {
        reference: "A1".to_owned(),
    };
    let council = amended(council, delete, "2020-10-10", None);
    let after = council.and(hand_over("old@a.example", "new@a.example", "2020-11-01"));
    assert_eq!(owner(&after, "A1", "2020-11-30"), "new@a.example");
}

#[test]
fn a_correction_after_a_handover_counts_from_the_start() {
    let council = council_with(&[PLAN, PEOPLE, OWNED])
        .and(hand_over("old@a.example", "new@a.example", "2020-07-01"))
        .and(import(&[
            "plan,ref,kind,title,due\nP,A1,action,First,2020-06-15\n",
        ]));
    let plan = council.state.plan("P").unwrap();
    let item = council.state.item(plan, "A1").unwrap();
    assert_eq!(
        item.version_as_at(day("2020-06-30")).definition.due,
        Some(day("2020-06-15"))
    );
    assert_eq!(
        item.version_as_at(day("2020-09-30")).definition.due,
        Some(day("2020-06-15"))
    );
    assert_eq!(item.original_due, Some(day("2020-06-15")));
    assert_eq!(owner(&council, "A1", "2020-06-30"), "old@a.example");
    assert_eq!(owner(&council, "A1", "2020-09-30"), "new@a.example");
}

#[test]
fn the_owner_of_a_day_is_not_yet_the_one_to_come() {
    let given = council_with(&[PLAN, PEOPLE, OWNED]);
    let given = given.and(hand_over("old@a.example", "new@a.example", "2020-11-01"));
    let plan = given.state.plan("P").unwrap();
    let item = given.state.item(plan, "A1").unwrap();
    let id = |email| Some(given.state.person(email).unwrap().id);
    assert_eq!(item.owner_on(day("2020-10-12")), id("old@a.example"));
    let coming = item.coming_owner(day("2020-10-12"));
    assert_eq!(
        coming,
        Some((day("2020-11-01"), id("new@a.example").unwrap()))
    );
    assert_eq!(item.owner_on(day("2020-11-01")), id("new@a.example"));
    assert_eq!(item.coming_owner(day("2020-11-01")), None);
}

#[test]
fn those_that_a_leaver_manages_go_to_the_successor_from_the_day() {
    let people = "email,post,line_manager_email,deputy_email\n\
        c@a.example,Clerk,old@a.example,old@a.example\n\
        new@a.example,Head of Streets,old@a.example,\n\
        old@a.example,Head of Roads,,\n";
    let given = council_with(&[PLAN, people]);
    let outcome = given.when(hand_over("old@a.example", "new@a.example", "2020-11-01"));
    assert!(
        outcome.notes()[0].contains("line management of 1 person"),
        "{:?}",
        outcome.notes()
    );
    let given = outcome.then(&["person.handed_over"]);
    let id = |email| given.state.person(email).unwrap().id;
    let clerk = given.state.person("c@a.example").unwrap();
    for role in [Relation::LineManager, Relation::Deputy] {
        let (old, new) = (id("old@a.example"), id("new@a.example"));
        assert_eq!(clerk.holder_on(role, day("2020-10-31")), Some(old));
        assert_eq!(clerk.holder_on(role, day("2020-11-01")), Some(new));
        let coming = clerk.coming(role, day("2020-10-12"));
        assert_eq!(coming, Some((day("2020-11-01"), new)));
        assert_eq!(clerk.coming(role, day("2020-11-01")), None);
    }
    // Nobody becomes a line manager of their own.
    let successor = given.state.person("new@a.example").unwrap();
    let manager = successor.holder_on(Relation::LineManager, day("2020-12-01"));
    assert_eq!(manager, Some(id("old@a.example")));
    // The same sheet again changes nothing; another manager on it counts.
    given.when(import(&[people])).then(&[]);
    let other = "email,post,line_manager_email\nc@a.example,Clerk,x@a.example\n";
    let given = given.and(import(&[other]));
    let clerk = given.state.person("c@a.example").unwrap();
    let manager = clerk.holder_on(Relation::LineManager, day("2020-12-01"));
    assert_eq!(manager, Some(given.state.person("x@a.example").unwrap().id));
}

#[test]
fn nothing_is_not_handed_over() {
    let council = council_with(&[PLAN, PEOPLE, OWNED]);
    let nothing = hand_over("new@a.example", "chief@a.example", "2020-11-01");
    let refused = council.when(nothing).refused("QD0042");
    assert!(refused.detail.contains("nothing to hand over"), "{refused}");
    let after = council.and(hand_over("old@a.example", "new@a.example", "2020-11-01"));
    after
        .when(hand_over("old@a.example", "new@a.example", "2020-12-01"))
        .refused("QD0042");
}
