//! Publishing a report, late items, and what comes after the meeting.

use quarterday_proto::command::*;
use quarterday_proto::event::Event;
use quarterday_proto::position::QuarterState;

use crate::harness::*;
use crate::reports::*;

fn publish_report(on: &str) -> Command {
    Command::PublishReport(PublishReport {
        report: "R".to_owned(),
        on: day(on),
        reason: None,
    })
}

/// Recorded on a later day than that of the publication.
fn told_afterwards(on: &str, reason: &str) -> Command {
    Command::PublishReport(PublishReport {
        report: "R".to_owned(),
        on: day(on),
        reason: Some(reason.to_owned()),
    })
}

fn urgency(chair: &str, reason: &str) -> Command {
    Command::RecordUrgency(RecordUrgency {
        report: "R".to_owned(),
        chair: chair.to_owned(),
        reason: reason.to_owned(),
    })
}

/// Signed by all, for the meeting on 10 November 2020: to be published by
/// 2 November.
fn signed() -> Given {
    let given = circulated()
        .on("2020-10-28")
        .signed("finance", FINANCE)
        .signed("legal", LEGAL)
        .signed("sponsor", SPONSOR);
    given.and(given.body("Corporate Leadership Team", "2020-10-26"))
}

#[test]
fn publication_needs_every_required_sign_off() {
    let given = circulated().on("2020-11-02").signed("finance", FINANCE);
    let refused = given.when(publish_report("2020-11-02")).refused("QD0067");
    for label in ["Legal", "Service Director(s)", "Report sponsor"] {
        assert!(refused.detail.contains(label), "{refused}");
    }
    assert!(
        !refused.detail.contains("Finance") && !refused.detail.contains("Other"),
        "{refused}"
    );
    let drafted = council().and(draft("derby"));
    drafted.when(publish_report("2020-10-12")).refused("QD0056");
}

#[test]
fn a_report_publishes_the_quarters_that_it_covers() {
    let given = signed().on("2020-11-02");
    given.when(publish_report("2020-11-03")).refused("QD0036");
    given
        .when(told_afterwards(
            "2020-10-27",
            "The page was put up by hand.",
        ))
        .refused("QD0067");
    let outcome = given.when(publish_report("2020-11-02"));
    let Event::ReportPublished(published) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!(published.publish_by, Some(day("2020-11-02")));
    assert_eq!(published.table, given.table());
    assert_eq!(
        (published.closings.len(), published.closings[0].closing),
        (1, 1)
    );
    let done = outcome.then(&["report.published", "quarter.published"]);
    assert_eq!(done.record(Q2).state, QuarterState::Published);
    done.when(publish_report("2020-11-02")).refused("QD0057");
    done.when(edit(|content| content.title.push('!')))
        .refused("QD0057");
    done.when(done.sign("other", LEGAL)).refused("QD0057");
    // A quarter that another report published stays as it is.
    let published_first = given.and(publish(Q2, "2020-11-02"));
    published_first
        .when(publish_report("2020-11-02"))
        .then(&["report.published"]);
}

#[test]
fn a_late_report_needs_the_chairs_reason() {
    let late = signed().on("2020-11-03");
    late.when(publish_report("2020-11-03")).refused("QD0068");
    late.when(urgency("", "A grant lapses.")).refused("QD0023");
    late.when(urgency("Leader of the Council", " "))
        .refused("QD0023");
    let urgent = late
        .when(urgency("Leader of the Council", "A grant lapses."))
        .then(&["report.urgency_recorded"]);
    urgent.and(publish_report("2020-11-03"));
    // Without a meeting there is no day to be late for.
    let open_ended = council()
        .and(draft_of("plain", |draft| {
            draft.content.header.meeting = None;
            draft.content.header.committee = None;
        }))
        .and(circulate());
    open_ended
        .on("2021-01-12")
        .signed("sponsor", SPONSOR)
        .and(publish_report("2021-01-12"));
}

#[test]
fn a_day_before_today_does_not_stand_in_for_the_chairs_reason() {
    let late = signed().on("2020-11-03");
    late.when(publish_report("2020-11-02")).refused("QD0122");
    late.when(told_afterwards("2020-11-02", " "))
        .refused("QD0122");
    late.when(told_afterwards("2020-11-02", "Forgotten."))
        .refused("QD0068");
    let urgent = late.and(urgency("Leader of the Council", "A grant lapses."));
    let outcome = urgent.when(told_afterwards("2020-11-02", "Forgotten."));
    let Event::ReportPublished(published) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!(published.on, day("2020-11-02"));
    assert_eq!(published.reason.as_deref(), Some("Forgotten."));
    assert!(
        outcome.notes()[0].starts_with("late"),
        "{:?}",
        outcome.notes()
    );
    // Before the last day it is no way round anything.
    let early = signed().on("2020-10-30");
    early.when(publish_report("2020-10-29")).refused("QD0122");
    let told = early.and(told_afterwards("2020-10-29", "Forgotten."));
    assert!(told.state.report("R").unwrap().published.is_some());
}

#[test]
fn a_report_to_a_committee_says_when_it_meets() {
    let given = council()
        .and(draft_of("plain", |draft| {
            draft.content.header.meeting = None
        }))
        .and(circulate())
        .signed("sponsor", SPONSOR);
    let refused = given.when(publish_report("2020-10-12")).refused("QD0125");
    assert!(refused.detail.contains("Cabinet"), "{refused}");
}

#[test]
fn only_the_day_of_publication_counts_for_publishing() {
    // The notice of the decision falls after the last holiday that is known.
    let given = council()
        .and(draft_of("plain", |draft| {
            draft.content.header.meeting = Some(day("2028-12-29"));
        }))
        .and(circulate())
        .signed("sponsor", SPONSOR);
    let outcome = given.when(publish_report("2020-10-12"));
    let Event::ReportPublished(published) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!(published.publish_by, Some(day("2028-12-19")));
}

#[test]
fn a_publication_whose_days_cannot_be_known_is_refused() {
    let given = council()
        .and(draft_of("plain", |draft| {
            draft.content.header.meeting = Some(day("2099-01-05"))
        }))
        .and(circulate())
        .signed("sponsor", SPONSOR);
    given.when(publish_report("2020-10-12")).refused("QD0046");
}

#[test]
fn what_the_meeting_made_of_it_is_recorded_after_publication() {
    let outcome = |on: &str, owner: &str| {
        Command::RecordOutcome(RecordOutcome {
            report: "R".to_owned(),
            decision: decision("Cabinet", on),
            requested_changes: vec!["Show the year before.".to_owned()],
            follow_ups: vec![FollowUpRow {
                action: "Report on the portal.".to_owned(),
                owner_email: Some(owner.to_owned()),
                due: Some(day("2021-01-31")),
            }],
        })
    };
    signed()
        .when(outcome("2020-10-27", SPONSOR))
        .refused("QD0073");
    let published = signed()
        .on("2020-11-02")
        .and(publish_report("2020-11-02"))
        .on("2020-11-11");
    published
        .when(outcome("2020-11-12", SPONSOR))
        .refused("QD0036");
    published
        .when(outcome("2020-11-10", "nobody@a.example"))
        .refused("QD0009");
    let done = published
        .when(outcome("2020-11-10", SPONSOR))
        .then(&["report.outcome_recorded"]);
    assert_eq!(done.state.report("R").unwrap().outcomes.len(), 1);
}
