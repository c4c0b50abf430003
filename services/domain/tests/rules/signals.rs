//! Signals of optimism that the state shows by itself.

use quarterday_domain::lint::{Shown, shown_by};
use quarterday_domain::{Selection, positions, signals};

use crate::harness::*;

const Q1: &str = "2020-21-Q1";
const Q2: &str = "2020-21-Q2";

/// The signals of an item of plan P in quarter 2, by their words.
fn seen(given: &Given, reference: &str) -> Vec<&'static str> {
    let plan = given.state.plan("P").unwrap();
    let quarter = Q2.parse().unwrap();
    let made = positions(&given.state, plan, quarter, &Selection::default()).unwrap();
    let shown = shown_by(&given.state, &made)[reference];
    let item = given.state.item(plan, reference).unwrap();
    let signals = signals::of_item(item, quarter, shown);
    assert!(signals.iter().all(|signal| !signal.trace.is_empty()));
    signals.iter().map(|signal| signal.kind.as_str()).collect()
}

/// Both quarters answered for A2, with these figures and texts.
fn twice(percents: (i64, i64), said: (&str, &str)) -> Given {
    let answer = |as_at: &str, percent: i64, said: &str| {
        observe("A2", as_at, |facts| {
            facts.on_track = Some(true);
            facts.percent_complete = Some(percent.into());
            facts.commentary = Some(said.into());
        })
    };
    actions()
        .and(open(Q1))
        .and(answer("2020-06-30", percents.0, said.0))
        .and(open(Q2))
        .and(answer("2020-09-30", percents.1, said.1))
}

#[test]
fn what_never_moves_is_seen() {
    for (percents, said, expected) in [
        ((40, 60), ("Begun.", "Half done."), vec![]),
        (
            (40, 40),
            ("Begun.", "Half done."),
            vec!["percent-unchanged"],
        ),
        ((40, 60), ("Begun.", "begun. "), vec!["commentary-copied"]),
        (
            (40, 40),
            ("Begun.", "Begun."),
            vec!["percent-unchanged", "commentary-copied"],
        ),
        ((100, 100), ("Begun.", "Half done."), vec![]),
    ] {
        assert_eq!(
            seen(&twice(percents, said), "A2"),
            expected,
            "{percents:?} {said:?}"
        );
    }
}

#[test]
fn a_date_that_is_put_off_again_and_again_is_seen() {
    let put_off = |given: &Given, day: &str| {
        let change = redate("A2", day);
        amended(given, change, "2020-07-15", Some("2020-07-01"))
    };
    let given = actions()
        .and(approve_plan())
        .and(open(Q2))
        .and(on_track("A2", "2020-09-30"));
    assert_eq!(seen(&given, "A2"), Vec::<&str>::new());
    let once = put_off(&given, "2021-04-30");
    assert_eq!(seen(&once, "A2"), Vec::<&str>::new());
    let twice = put_off(&once, "2021-06-30");
    assert_eq!(seen(&twice, "A2"), ["put-off"]);
    let late = twice.and(observe("A2", "2020-09-30", |facts| {
        facts.on_track = Some(false)
    }));
    assert_eq!(seen(&late, "A2"), Vec::<&str>::new());
}

#[test]
fn what_is_complete_gives_no_signal() {
    let given = twice((40, 40), ("Begun.", "Begun."));
    let plan = given.state.plan("P").unwrap();
    let item = given.state.item(plan, "A2").unwrap();
    assert!(signals::of_item(item, Q2.parse().unwrap(), Shown::Complete).is_empty());
}
