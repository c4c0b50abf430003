//! Refusals of what somebody has no right to, recorded by doors.

use quarterday_proto::command::{Command, RecordRefusals};
use quarterday_proto::event::Event;

use crate::harness::*;
use crate::reports::*;

fn refusals(given: &Given, count: u64, route: &str) -> Command {
    Command::RecordRefusals(RecordRefusals {
        person: Some(given.state.person(MEMBER).unwrap().id),
        token: None,
        method: "GET".to_owned(),
        route: route.to_owned(),
        needs: "audit".to_owned(),
        count,
        since: given.now(),
    })
}

#[test]
fn doors_record_refusals_with_their_count() {
    let given = council();
    let route = "/c/{council}/audit";
    for actor in ["operator", "token.0000000000001"] {
        let outcome = given.when_as(actor, refusals(&given, 1, route));
        outcome.refused("QD0104");
    }
    let by_person = given.when_by(MEMBER, refusals(&given, 1, route));
    by_person.refused("QD0007");
    let outcome = given.when_as("anybody", refusals(&given, 12, route));
    let [Event::AccessRefused(refused)] = outcome.events() else {
        panic!("{:?}", outcome.events());
    };
    assert_eq!((refused.count, &*refused.route), (12, route));
    let none = given.when_as("anybody", refusals(&given, 0, route));
    none.refused("QD0023");
    let long = given.when_as("anybody", refusals(&given, 1, &"x".repeat(201)));
    long.refused("QD0023");
}

#[test]
fn nobody_fills_the_log_with_refusals() {
    let mut given = council();
    let one = |given: &Given| given.when_as("anybody", refusals(given, 1, "/c/{council}/audit"));
    for _ in 0..1_000 {
        given = one(&given).then(&["access.refused"]);
    }
    one(&given).then(&[]);
    one(&given.later(60)).then(&["access.refused"]);
}
