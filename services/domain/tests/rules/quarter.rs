//! Opening, closing and reopening quarters.

use quarterday_proto::event::Event;
use quarterday_proto::item::Kind;
use quarterday_proto::position::QuarterState;
use quarterday_proto::scheme::Axis;

use crate::harness::*;

const Q1: &str = "2020-21-Q1";
const Q2: &str = "2020-21-Q2";
const Q3: &str = "2020-21-Q3";

#[test]
fn a_quarter_is_opened_once_and_in_its_plans_year() {
    let opened = actions().when(open(Q2)).then(&["quarter.opened"]);
    opened.when(open(Q2)).refused("QD0019");
    opened.when(open("2021-22-Q2")).refused("QD0033");
    closed().when(open(Q2)).refused("QD0020");
    closed()
        .and(publish(Q2, "2020-10-12"))
        .when(open(Q2))
        .refused("QD0022");
}

#[test]
fn a_quarter_closes_when_it_is_over_and_open() {
    actions().when(close(Q2)).refused("QD0018");
    actions().and(open(Q3)).when(close(Q3)).refused("QD0037");
    answered()
        .on("2020-09-30")
        .when(close(Q2))
        .refused("QD0037");
    answered()
        .on("2020-10-01")
        .when(close(Q2))
        .then(&["quarter.closed", "quarter.position_frozen"]);
    closed().when(close(Q2)).refused("QD0020");
    closed()
        .and(publish(Q2, "2020-10-12"))
        .when(close(Q2))
        .refused("QD0022");
    answered().and(open(Q1)).when(close(Q2)).refused("QD0043");
    answered()
        .when_known_at(Some(3), close(Q2))
        .refused("QD0003");
}

#[test]
fn closing_with_unanswered_items_names_them_and_needs_a_reason() {
    let given = actions().and(open(Q2)).and(on_track("A2", "2020-09-30"));
    let refused = given.when(close(Q2)).refused("QD0021");
    assert!(refused.detail.contains("A1, A3"), "{refused}");
    given.when(close_because(Q2, " ")).refused("QD0021");
    let given = given.and(close_because(Q2, "Two owners are on leave."));
    let record = given.record(Q2);
    assert_eq!(record.reason.as_deref(), Some("Two owners are on leave."));
    assert_eq!(record.unanswered.len(), 2);
    let position = &record.positions[0];
    let listed: Vec<&str> = position
        .exceptions
        .iter()
        .map(|exception| exception.reference.as_str())
        .collect();
    assert_eq!(listed, ["A1", "A3"]);
}

#[test]
fn a_figure_that_is_missing_is_no_answer() {
    let given = council_with(&[PLAN, MEASURES]).and(open(Q2));
    let given = given
        .and(actual("M2", "2020-09-30", 8))
        .and(observe("M1", "2020-09-30", |_| {}));
    let refused = given.when(close(Q2)).refused("QD0021");
    assert!(refused.detail.ends_with("M1"), "{refused}");
    let why = observe("M1", "2020-09-30", |facts| {
        facts.unavailable = Some(quarterday_proto::item::Unavailable::SystemChange);
    });
    given.and(why).and(close(Q2));
}

#[test]
fn a_closing_freezes_at_the_place_before_it() {
    let given = answered();
    let before = given.state.head();
    let outcome = given.when(close(Q2));
    let Event::QuarterClosed(closed) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!((closed.closing, closed.frozen_at), (1, before));
    assert_eq!(closed.inputs.len(), 64);
    let given = outcome.then(&["quarter.closed", "quarter.position_frozen"]);
    let frozen = &given.frozen(Q2)[0];
    assert_eq!(frozen.known_at.place, before);
    assert_eq!(
        (frozen.state, frozen.closing),
        (QuarterState::Closed, Some(1))
    );
}

#[test]
fn frozen_figures_are_those_of_the_moment_with_their_traces() {
    let given = answered();
    let mut live = given.position(Q2, Kind::Action, Axis::Status);
    live.state = QuarterState::Closed;
    live.closing = Some(1);
    assert_eq!(given.and(close(Q2)).frozen(Q2), [live]);
}

#[test]
fn frozen_figures_never_move() {
    let given = closed();
    let frozen = given.frozen(Q2);
    let done = observe("A1", "2020-09-30", |facts| {
        facts.completed_on = Some(day("2020-08-20"))
    });
    let outcome = given.when(done);
    let Event::ItemObserved(observed) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!(observed.restates, Some(Q2.parse().unwrap()));
    let given = outcome.then(&["item.observed"]);
    assert_eq!(given.frozen(Q2), frozen);
    assert_eq!(given.record(Q2).candidates.len(), 1);
    // Known now, it would be green.
    assert_eq!(given.status(Q2, "A1").unwrap(), "green");
}

#[test]
fn an_empty_plan_closes_its_quarter() {
    let given = council_with(&[PLAN]).and(open(Q2)).and(close(Q2));
    assert!(given.frozen(Q2).is_empty());
}

#[test]
fn a_reopened_quarter_is_closed_under_a_new_number() {
    let given = closed();
    given.when(reopen(Q2, "")).refused("QD0023");
    given
        .when_known_at(Some(2), reopen(Q2, "An error."))
        .refused("QD0003");
    answered().when(reopen(Q2, "An error.")).refused("QD0019");
    actions().when(reopen(Q2, "An error.")).refused("QD0018");
    let open_again = given
        .when(reopen(Q2, "A figure was wrong."))
        .then(&["quarter.reopened"]);
    let position = open_again.position(Q2, Kind::Action, Axis::Status);
    assert_eq!(
        (position.state, position.closing),
        (QuarterState::Open, None)
    );
    let closed_again = open_again
        .and(observe("A1", "2020-09-30", |facts| {
            facts.completed_on = Some(day("2020-08-20"))
        }))
        .and(close(Q2));
    assert_eq!(closed_again.record(Q2).closing, 2);
    let frozen = closed_again.frozen(Q2);
    assert_eq!((frozen.len(), frozen[0].closing), (1, Some(2)));
    assert_eq!(status_in(&frozen[0], "A1").unwrap(), "green");
}

#[test]
fn a_quarter_that_another_compares_with_is_not_reopened() {
    let given = closed()
        .on("2021-01-10")
        .and(open(Q3))
        .and(close_because(Q3, "Late."));
    given.when(reopen(Q2, "An error.")).refused("QD0020");
    given
        .and(reopen(Q3, "An error."))
        .and(reopen(Q2, "An error."));
}

#[test]
fn comparatives_come_from_closed_quarters_only() {
    let given = closed().on("2021-01-10");
    let previous = given
        .position(Q3, Kind::Action, Axis::Status)
        .previous
        .unwrap();
    assert_eq!(
        (previous.quarter, previous.denominator),
        (Q2.parse().unwrap(), 3)
    );
    let reopened = given.and(reopen(Q2, "An error."));
    assert_eq!(
        reopened.position(Q3, Kind::Action, Axis::Status).previous,
        None
    );
    assert_eq!(
        answered().position(Q3, Kind::Action, Axis::Status).previous,
        None
    );
}

#[test]
fn a_published_quarter_is_not_reopened() {
    let given = closed();
    given.when(publish(Q2, "2020-10-13")).refused("QD0036");
    answered().when(publish(Q2, "2020-10-12")).refused("QD0019");
    let published = given
        .when(publish(Q2, "2020-10-12"))
        .then(&["quarter.published"]);
    published.when(publish(Q2, "2020-10-12")).refused("QD0022");
    published.when(reopen(Q2, "An error.")).refused("QD0022");
}

#[test]
fn a_trace_names_the_opening_of_its_own_quarter() {
    let given = answered();
    let before = given.position(Q2, Kind::Action, Axis::Status).trace;
    let given = given.and(open(Q3));
    let opened_later = given.state.head();
    let after = given.position(Q2, Kind::Action, Axis::Status).trace;
    assert_eq!(after, before);
    let (opened, details) = (3, 2);
    assert!(after.contains(&opened) && after.contains(&details));
    let given = given.and(close(Q2));
    assert_eq!(given.frozen(Q2)[0].trace, before);
    let next = given.position(Q3, Kind::Action, Axis::Status).trace;
    assert!(next.contains(&opened_later) && !next.contains(&opened));
}

#[test]
fn a_kind_that_the_scheme_does_not_assess_is_asked_nothing() {
    let register = "plan,ref,kind,title\nP,R1,risk,Flooding\n";
    let given = answered().and(import(&[register]));
    let record = given.and(close(Q2)).record(Q2);
    assert!(record.unanswered.is_empty());
}

/// An answer is of its quarter, and a cause is part of it.
#[test]
fn an_outside_cause_is_not_carried_into_an_unanswered_quarter() {
    use quarterday_proto::item::Cause;
    let given = actions()
        .and(open(Q2))
        .and(observe("A1", "2020-09-30", |facts| {
            facts.on_track = Some(false);
            facts.cause = Some(Cause::Outside);
        }));
    assert_eq!(given.status(Q2, "A1").unwrap(), "amber");
    let next = given.on("2021-01-10");
    assert_eq!(next.status(Q3, "A1").unwrap(), "red");
    let next = next.and(observe("A1", "2020-12-31", |facts| {
        facts.cause = Some(Cause::Outside);
    }));
    assert_eq!(next.status(Q3, "A1").unwrap(), "amber");
}
