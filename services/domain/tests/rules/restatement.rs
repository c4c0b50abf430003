//! Corrections of published quarters: what was reported, what is known, why.

use quarterday_proto::command::{AdoptScheme, Command};
use quarterday_proto::event::Event;
use quarterday_proto::item::{Cause, Observation, Unavailable};
use quarterday_proto::restated::{StatedFacts, StatusChange};
use rstest::rstest;
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

/// Plan P of two measures, quarter 2 published: M1 missed its target with 67, M2
/// met it with 9.
fn published_measures() -> Given {
    council_with(&[PLAN, MEASURES])
        .and(open(Q2))
        .and(actual("M1", "2020-09-30", 67))
        .and(actual("M2", "2020-09-30", 9))
        .and(close(Q2))
        .and(publish(Q2, "2020-10-12"))
}

/// The one change that a restatement makes.
#[track_caller]
fn the_change(given: &Given) -> StatusChange {
    let outcome = given.when(restate(Q2, "It was mistyped."));
    let Event::QuarterRestated(event) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!(event.changes.len(), 1, "{:?}", event.changes);
    event.changes[0].clone()
}

#[test]
fn a_corrected_figure_is_restated_though_the_status_stays() {
    let given = published_measures();
    let reported_at = given.state.head() - 3;
    let given = given.and(actual("M1", "2020-09-30", 76));
    let change = the_change(&given);
    assert_eq!(
        (&*change.reference, &*change.assessment),
        ("M1", "measure/target")
    );
    assert_eq!(
        (change.reported.as_deref(), change.known.as_deref()),
        (Some("red"), Some("red"))
    );
    let (reported, known) = (change.reported_facts.unwrap(), change.known_facts.unwrap());
    assert_eq!(
        (reported.actual, known.actual),
        (Some(67.into()), Some(76.into()))
    );
    assert_eq!(known.place, Some(given.state.head()));
    assert!(reported.place.unwrap() <= reported_at);
    assert!(!change.commentary_changed);
    let after = given.and(restate(Q2, "It was mistyped."));
    after.when(restate(Q2, "Again.")).refused("QD0024");
    // The next is held against what the first made known.
    let change = the_change(&after.and(actual("M1", "2020-09-30", 78)));
    assert_eq!(change.reported_facts.unwrap().actual, Some(76.into()));
}

#[rstest]
#[case::forecast_without_an_axis_of_its_own(|o: &mut Observation| o.forecast = Some(80.into()), |f: &StatedFacts| f.forecast.is_some())]
#[case::cause_of_what_is_met(|o: &mut Observation| o.cause = Some(Cause::Inside), |f: &StatedFacts| f.cause.is_some())]
fn any_printed_fact_is_restated(
    #[case] state: fn(&mut Observation),
    #[case] stated: fn(&StatedFacts) -> bool,
) {
    let corrected = observe("M2", "2020-09-30", |facts| {
        facts.actual = Some(9.into());
        state(facts);
    });
    let change = the_change(&published_measures().and(corrected));
    assert!(!stated(&change.reported_facts.unwrap()));
    assert!(stated(&change.known_facts.unwrap()));
}

#[test]
fn another_reason_of_unavailability_is_restated() {
    let why = |why| {
        observe("M1", "2020-09-30", move |facts| {
            facts.unavailable = Some(why)
        })
    };
    let given = council_with(&[PLAN, MEASURES])
        .and(open(Q2))
        .and(why(Unavailable::NotCollected))
        .and(actual("M2", "2020-09-30", 9))
        .and(close(Q2))
        .and(publish(Q2, "2020-10-12"))
        .and(why(Unavailable::NotSupplied));
    let change = the_change(&given);
    let reason = |facts: Option<StatedFacts>| facts.unwrap().unavailable;
    assert_eq!(
        reason(change.reported_facts),
        Some(Unavailable::NotCollected)
    );
    assert_eq!(reason(change.known_facts), Some(Unavailable::NotSupplied));
}

#[test]
fn other_commentary_is_restated_and_named_by_place() {
    let words = observe("A2", "2020-09-30", |facts| {
        facts.on_track = Some(true);
        facts.commentary = Some("Work goes on at the second site.".into());
    });
    let given = published().and(words);
    let change = the_change(&given);
    assert!(change.commentary_changed);
    assert_eq!(change.known_facts.unwrap().place, Some(given.state.head()));
}

#[test]
fn progress_and_the_day_of_completion_are_restated() {
    let done = |on: &str| {
        let on = day(on);
        observe("A2", "2020-09-30", move |facts| {
            facts.completed_on = Some(on)
        })
    };
    let given = actions()
        .and(open(Q2))
        .and(done("2020-08-01"))
        .and(close_because(Q2, "Late."))
        .and(publish(Q2, "2020-10-12"))
        .and(done("2020-08-02"));
    let change = the_change(&given);
    assert_eq!(
        change.reported_facts.unwrap().completed_on,
        Some(day("2020-08-01"))
    );
    assert_eq!(
        change.known_facts.unwrap().completed_on,
        Some(day("2020-08-02"))
    );
    let progress = observe("A2", "2020-09-30", |facts| {
        facts.on_track = Some(true);
        facts.percent_complete = Some(40.into());
    });
    let change = the_change(&published().and(progress));
    assert_eq!(
        change.known_facts.unwrap().percent_complete,
        Some(40.into())
    );
}

#[test]
fn a_judgement_that_changes_nothing_printed_is_no_restatement() {
    let again = observe("A1", "2020-09-30", |facts| facts.on_track = None);
    let given = published().and(again);
    given.when(restate(Q2, "Asked again.")).refused("QD0024");
}

#[test]
fn the_comparison_shows_what_was_last_reported() {
    use quarterday_proto::{item::Kind, scheme::Axis};
    let before = |given: &Given| {
        let position = given.position("2020-21-Q3", Kind::Action, Axis::Status);
        position.previous.unwrap()
    };
    let greens = |previous: &quarterday_proto::position::Comparative| {
        let mut parts = previous.parts.iter();
        parts.find(|part| part.status == "green").unwrap().count
    };
    let given = published();
    assert_eq!(
        (before(&given).restated, greens(&before(&given))),
        (None, 0)
    );
    let given = given
        .and(done_in_time())
        .and(restate(Q2, "The completion was reported late."));
    assert_eq!(
        (before(&given).restated, greens(&before(&given))),
        (Some(1), 1)
    );
}
