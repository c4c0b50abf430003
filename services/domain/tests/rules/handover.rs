//! Handing over what a leaver has.

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
