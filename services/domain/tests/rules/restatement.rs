//! Corrections of published quarters: what was reported, what is known, why.

use quarterday_proto::command::{AdoptScheme, Command};
use quarterday_proto::event::Event;
use rust_decimal::Decimal;

use crate::harness::*;

const Q2: &str = "2020-21-Q2";

fn published() -> Given {
    closed().and(publish(Q2, "2020-10-12"))
}

fn done_in_time() -> Command {
    observe("A1", "2020-09-30", |facts| {
        facts.completed_on = Some(day("2020-08-20"))
    })
}

#[test]
fn a_restatement_says_what_was_reported_what_is_known_and_why() {
    let given = published().and(done_in_time());
    given.when(restate(Q2, " ")).refused("QD0023");
    let outcome = given.when(restate(Q2, "The completion was reported late."));
    let Event::QuarterRestated(event) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!((event.restatement, event.known_at), (1, given.state.head()));
    assert_eq!(event.reason, "The completion was reported late.");
    let change = &event.changes[0];
    assert_eq!((event.changes.len(), change.reference.as_str()), (1, "A1"));
    assert_eq!(change.assessment, "action/status");
    assert_eq!(change.reported.as_deref(), Some("red"));
    assert_eq!(change.known.as_deref(), Some("green"));
    let after = outcome.then(&["quarter.restated", "quarter.position_frozen"]);
    let record = after.record(Q2);
    assert_eq!(status_in(&record.positions[0], "A1").unwrap(), "red");
    assert_eq!(
        status_in(&record.known_positions()[0], "A1").unwrap(),
        "green"
    );
    assert!(record.candidates.is_empty());
    after.when(restate(Q2, "Again.")).refused("QD0024");
}

#[test]
fn only_a_published_quarter_with_something_to_correct_is_restated() {
    published().when(restate(Q2, "Nothing.")).refused("QD0024");
    closed()
        .when(restate(Q2, "Not published."))
        .refused("QD0020");
    answered().when(restate(Q2, "Open.")).refused("QD0019");
    actions().when(restate(Q2, "Not opened.")).refused("QD0018");
    published()
        .and(done_in_time())
        .when_known_at(Some(2), restate(Q2, "Old."))
        .refused("QD0003");
}

#[test]
fn a_second_restatement_is_against_the_first() {
    let off = observe("A2", "2020-09-30", |facts| facts.on_track = Some(false));
    let given = published()
        .and(done_in_time())
        .and(restate(Q2, "First."))
        .and(off);
    let outcome = given.when(restate(Q2, "Second."));
    let Event::QuarterRestated(event) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!((event.restatement, event.changes.len()), (2, 1));
    assert_eq!(event.changes[0].reference, "A2");
}

#[test]
fn a_completion_bears_on_every_closed_quarter_after_it() {
    let given = published().on("2021-01-10").and(open("2020-21-Q3"));
    let given = given
        .and(close_because("2020-21-Q3", "Late."))
        .and(done_in_time());
    assert_eq!(given.record(Q2).candidates.len(), 1);
    assert_eq!(given.record("2020-21-Q3").candidates.len(), 1);
}

#[test]
fn a_restatement_keeps_the_scheme_of_its_quarter() {
    // A version from the same day, adopted since, makes a late action amber.
    let text = include_str!("../../schemes/rochdale-2020.toml")
        .replace(
            "completion = \"none\", due = \"past\", cause = \"outside\"",
            "completion = \"none\", due = \"past\"",
        )
        .replace(
            "    { completion = \"none\", due = \"past\", cause = [\"unstated\", \"inside\"] },\n",
            "",
        );
    let changed = Command::AdoptScheme(AdoptScheme {
        scheme: scheme(&text),
    });
    let given = published().and(changed);
    assert_eq!(given.status(Q2, "A1").unwrap(), "amber");
    given
        .when(restate(Q2, "The scheme changed."))
        .refused("QD0024");
    assert_eq!(given.status("2020-21-Q3", "A1").unwrap(), "amber");
}

#[test]
fn a_target_altered_on_approval_needs_no_restatement() {
    let targets = |target: u32, status: &str| {
        import(&[&format!(
            "plan,ref,period,basis,target,status\nP,M1,2020-21,year-end,{target},{status}\n"
        )])
    };
    let forecast = observe("M1", "2020-09-30", |facts| {
        facts.actual = Some(Decimal::from(120));
        facts.forecast = Some(Decimal::from(300));
    });
    let given = council_with(&[PLAN.replace("rochdale", "rutland").as_str(), MEASURES])
        .and(targets(280, "provisional"))
        .and(open(Q2))
        .and(forecast)
        .and(actual("M2", "2020-09-30", 9))
        .and(close(Q2))
        .and(publish(Q2, "2020-10-12"))
        .and(targets(320, "approved"));
    given
        .when(restate(Q2, "The target was altered."))
        .refused("QD0024");
    given.when(targets(320, "approved")).then(&[]);
    let forecast = observe("M1", "2020-10-10", |facts| {
        facts.forecast = Some(Decimal::from(300))
    });
    let given = given.and(forecast);
    use quarterday_proto::{item::Kind, scheme::Axis};
    let now = given.position("2020-21-Q3", Kind::Measure, Axis::Forecast);
    assert_eq!(status_in(&now, "M1").unwrap(), "forecast-below");
    let then = given.position(Q2, Kind::Measure, Axis::Forecast);
    assert_eq!(status_in(&then, "M1").unwrap(), "forecast-met");
}

#[test]
fn an_item_added_after_the_closing_is_not_restated() {
    let added = "plan,ref,kind,title,due\nP,A4,action,Fourth,2021-03-31\n\
        P,N1,milestone,New,2021-03-31\n";
    let given = published().and(import(&[added]));
    given.when(restate(Q2, "Two were added.")).refused("QD0024");
    let outcome = given
        .and(done_in_time())
        .when(restate(Q2, "The completion was reported late."));
    let Event::QuarterRestated(event) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!(event.changes.len(), 1, "{:?}", event.changes);
    let after = outcome.then(&["quarter.restated", "quarter.position_frozen"]);
    let record = after.record(Q2);
    let known = record.known_positions();
    assert_eq!((known[0].total, record.positions[0].total), (3, 3));
    assert_eq!(status_in(&known[0], "A4"), None);
}
