//! Facts count as at the quarter's end.

use quarterday_proto::item::Cause;
use quarterday_proto::position::Exception;

use crate::harness::*;
use quarterday_proto::item::Kind;
use quarterday_proto::scheme::Axis;

#[test]
fn an_answer_entered_in_october_describes_the_end_of_september() {
    let given = actions().on("2020-10-12").and(on_track("A2", "2020-09-30"));
    assert_eq!(given.status("2020-21-Q2", "A2").unwrap(), "purple");
    assert_eq!(given.status("2020-21-Q3", "A2").unwrap(), "not-updated");
}

#[test]
fn a_completion_on_3_october_is_not_of_quarter_2() {
    let done = observe("A2", "2020-10-03", |facts| {
        facts.completed_on = Some(day("2020-10-03"))
    });
    let given = actions().and(done);
    assert_eq!(given.status("2020-21-Q2", "A2").unwrap(), "not-updated");
    assert_eq!(given.status("2020-21-Q3", "A2").unwrap(), "green");
}

#[test]
fn a_completion_told_later_counts_from_its_day() {
    let done = observe("A2", "2020-10-05", |facts| {
        facts.completed_on = Some(day("2020-09-25"))
    });
    assert_eq!(
        actions().and(done).status("2020-21-Q2", "A2").unwrap(),
        "green"
    );
}

#[test]
fn what_was_completed_in_quarter_1_stays_green_without_an_answer() {
    let done = observe("A1", "2020-06-30", |facts| {
        facts.completed_on = Some(day("2020-06-12"))
    });
    let given = actions().and(done);
    for quarter in ["2020-21-Q1", "2020-21-Q2", "2020-21-Q3", "2020-21-Q4"] {
        assert_eq!(given.status(quarter, "A1").unwrap(), "green", "{quarter}");
    }
}

#[test]
fn a_late_completion_is_red_and_amber_with_an_outside_cause() {
    let late = |cause| {
        observe("A1", "2020-09-30", |facts| {
            facts.completed_on = Some(day("2020-09-10"));
            facts.cause = cause;
        })
    };
    let given = actions().and(late(None));
    assert_eq!(given.status("2020-21-Q2", "A1").unwrap(), "red");
    let position = given.position("2020-21-Q2", Kind::Action, Axis::Status);
    assert_eq!(
        exception(&position.exceptions, "A1").note.as_deref(),
        Some("completed late")
    );
    let inside = actions().and(late(Some(Cause::Inside)));
    assert_eq!(inside.status("2020-21-Q2", "A1").unwrap(), "red");
    let outside = actions().and(late(Some(Cause::Outside)));
    assert_eq!(outside.status("2020-21-Q2", "A1").unwrap(), "amber");
    assert_eq!(outside.status("2020-21-Q3", "A1").unwrap(), "amber");
}

#[test]
fn a_cause_may_be_recorded_after_a_late_completion() {
    let given = actions()
        .and(observe("A1", "2020-09-15", |facts| {
            facts.completed_on = Some(day("2020-09-10"))
        }))
        .and(observe("A1", "2020-09-30", |facts| {
            facts.cause = Some(Cause::Outside)
        }));
    assert_eq!(given.status("2020-21-Q2", "A1").unwrap(), "amber");
    assert_eq!(given.status("2020-21-Q3", "A1").unwrap(), "amber");
}

#[test]
fn off_track_is_amber_only_with_an_outside_cause() {
    let off = |cause| {
        observe("A2", "2020-09-30", |facts| {
            facts.on_track = Some(false);
            facts.cause = cause;
        })
    };
    assert_eq!(
        actions().and(off(None)).status("2020-21-Q2", "A2").unwrap(),
        "red"
    );
    let outside = actions().and(off(Some(Cause::Outside)));
    assert_eq!(outside.status("2020-21-Q2", "A2").unwrap(), "amber");
}

#[test]
fn without_an_answer_it_is_not_updated_and_never_carried_forward() {
    let given = actions().and(on_track("A2", "2020-06-30"));
    assert_eq!(given.status("2020-21-Q1", "A2").unwrap(), "purple");
    assert_eq!(given.status("2020-21-Q2", "A2").unwrap(), "not-updated");
    assert_eq!(given.status("2020-21-Q2", "A3").unwrap(), "not-updated");
}

#[test]
fn past_its_date_and_unanswered_it_is_red() {
    assert_eq!(actions().status("2020-21-Q1", "A1").unwrap(), "not-updated");
    assert_eq!(actions().status("2020-21-Q2", "A1").unwrap(), "red");
    // Claimed to be on track, it is still past its date.
    let claimed = actions().and(on_track("A1", "2020-09-30"));
    assert_eq!(claimed.status("2020-21-Q2", "A1").unwrap(), "red");
    let outside = observe("A1", "2020-09-30", |facts| {
        facts.cause = Some(Cause::Outside)
    });
    assert_eq!(
        actions().and(outside).status("2020-21-Q2", "A1").unwrap(),
        "amber"
    );
}

#[test]
fn the_due_date_approved_as_at_the_quarters_end_counts() {
    let given = amended(
        actions(),
        redate("A1", "2020-12-31"),
        "2020-08-10",
        Some("2020-09-01"),
    )
    .and(observe("A1", "2020-09-30", |facts| {
        facts.on_track = Some(false)
    }));
    assert_eq!(given.status("2020-21-Q1", "A1").unwrap(), "not-updated");
    let position = given.position("2020-21-Q2", Kind::Action, Axis::Status);
    let shown = exception(&position.exceptions, "A1");
    assert_eq!(shown.due, Some(day("2020-12-31")));
    assert_eq!(shown.original_due, Some(day("2020-08-31")));
    // A date approved after the quarter's end does not count in it.
    let later = amended(actions(), redate("A1", "2020-12-31"), "2020-09-10", None);
    assert_eq!(later.status("2020-21-Q2", "A1").unwrap(), "red");
    assert_eq!(later.status("2020-21-Q3", "A1").unwrap(), "red");
    assert_eq!(later.status("2020-21-Q3", "A2").unwrap(), "not-updated");
}

#[test]
fn commentary_alone_says_neither_yes_nor_no() {
    let given = actions().and(observe("A2", "2020-09-30", |_| {}));
    assert_eq!(given.status("2020-21-Q2", "A2").unwrap(), "not-updated");
}

fn exception<'a>(exceptions: &'a [Exception], reference: &str) -> &'a Exception {
    exceptions
        .iter()
        .find(|exception| exception.reference == reference)
        .unwrap()
}
