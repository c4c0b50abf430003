//! Bodies: which meeting a decision is of, and what a body decides.

use quarterday_proto::command::*;
use quarterday_proto::report::{BodyOutcome, ReportState, Signatory};
use quarterday_proto::time_of_day::TimeOfDay;

use crate::harness::*;
use crate::reports::*;

const BODY: &str = "Corporate Leadership Team";

/// A decision of the body with what it says beside day and reference.
fn decided(given: &Given, on: &str, change: impl FnOnce(&mut RecordBodyDecision)) -> Command {
    let Command::RecordBodyDecision(mut command) = given.body(BODY, on) else {
        unreachable!()
    };
    change(&mut command);
    Command::RecordBodyDecision(command)
}

fn at(time: &str) -> impl FnOnce(&mut RecordBodyDecision) {
    let time: TimeOfDay = time.parse().unwrap();
    move |command| command.time = Some(time)
}

fn give_back(reason: &str) -> impl FnOnce(&mut RecordBodyDecision) {
    let reason = reason.to_owned();
    move |command| {
        command.outcome = BodyOutcome::Returned;
        command.reason = Some(reason);
    }
}

#[test]
fn a_meeting_whose_decision_was_voided_is_not_used_again() {
    // Met in the morning of 26 October; the text is edited that afternoon.
    let given = circulated().at("2020-10-26T10:00:00Z");
    let edited = given
        .and(given.body(BODY, "2020-10-26"))
        .at("2020-10-26T16:00:00Z")
        .and(edit(|content| {
            content.sections[2].text = "It costs £2,000.".to_owned()
        }))
        .at("2020-10-26T19:00:00Z");
    let check = |time: Option<&str>, code: Option<&str>| {
        let command = decided(&edited, "2020-10-26", |command| {
            command.decision.reference = "Minute 12".to_owned();
            command.time = time.map(|time| time.parse().unwrap());
        });
        match code {
            Some(code) => drop(edited.when(command).refused(code)),
            None => drop(edited.when(command).then(&["report.signed_off"])),
        }
    };
    check(None, Some("QD0070"));
    check(Some("09:00"), Some("QD0070"));
    check(Some("15:59"), Some("QD0070"));
    check(Some("17:30"), None);
    check(Some("19:30"), Some("QD0036"));
    // Another day is another meeting.
    let next = edited.on("2020-10-27");
    next.and(next.body(BODY, "2020-10-27"));
}

#[test]
fn the_time_of_a_meeting_is_by_the_councils_clock() {
    // 15:30 by clocks that are an hour ahead; the report was drafted at 13:00.
    let given = circulated().at("2020-10-12T15:00:00Z");
    given
        .when(decided(&given, "2020-10-12", at("12:30")))
        .refused("QD0070");
    given
        .when(decided(&given, "2020-10-12", at("16:30")))
        .refused("QD0036");
    let outcome = given.when(decided(&given, "2020-10-12", at("15:30")));
    let given = outcome.then(&["report.signed_off"]);
    let signed = &given.state.report("R").unwrap().signatures[0];
    assert!(
        matches!(&signed.by, Signatory::Body { time: Some(time), .. } if time.to_string() == "15:30"),
        "{signed:?}"
    );
}

#[test]
fn a_body_returns_a_report_with_its_meeting_and_reason() {
    let given = circulated().on("2020-10-26").signed("finance", FINANCE);
    let refused = |change: &dyn Fn(&mut RecordBodyDecision), code: &str| {
        given
            .when(decided(&given, "2020-10-26", |command| {
                give_back("The costs are not given.")(command);
                change(command);
            }))
            .refused(code);
    };
    refused(&|command| command.reason = None, "QD0023");
    refused(&|command| command.decision.reference.clear(), "QD0023");
    refused(
        &|command| command.decision.body = "Cabinet".to_owned(),
        "QD0030",
    );
    refused(&|command| command.decision.on = day("2020-10-11"), "QD0070");
    refused(&|command| command.content_hash = "0".repeat(64), "QD0059");
    let returned = given
        .when(decided(
            &given,
            "2020-10-26",
            give_back("The costs are not given."),
        ))
        .then(&["report.returned"]);
    let report = returned.state.report("R").unwrap();
    assert_eq!(report.state, ReportState::Returned);
    assert_eq!(report.returns[0].reason, "The costs are not given.");
    assert_eq!(returned.state.signed_name(&report.returns[0].by), BODY);
    assert_eq!(returned.standing_roles(), ["finance"]);
    // What the body returned it did not sign at the same meeting.
    let again = returned.and(circulate());
    again.when(again.body(BODY, "2020-10-26")).refused("QD0070");
    let later = again.on("2020-11-02");
    later.and(later.body(BODY, "2020-11-02"));
}

#[test]
fn a_body_is_printed_as_the_route_spells_it() {
    let given = circulated();
    let given = given.and(given.body(" corporate LEADERSHIP team ", "2020-10-12"));
    assert_eq!(given.table()[2].name.as_deref(), Some(BODY));
}
