//! The days of a report's meeting: until when answers are asked for, and what
//! is said of days that are over or not known.

use quarterday_proto::command::*;
use quarterday_proto::report::ReportHeader;

use crate::harness::*;
use crate::reports::*;

/// Drafted on 12 October 2020 for a meeting, and circulated on a later day.
fn sent(meeting: &str, today: &str, due: Option<&str>) -> Outcome {
    let drafted = council().and(draft_of("derby", |draft| {
        draft.content.header.meeting = Some(day(meeting));
    }));
    drafted.on(today).when(circulate_by(due))
}

fn circulate_by(due: Option<&str>) -> Command {
    Command::CirculateReport(CirculateReport {
        report: "R".to_owned(),
        due: due.map(day),
        despite_lint: None,
    })
}

fn due(given: &Given, today: &str) -> Option<String> {
    let open = given.state.open_requests(day(today));
    open[0].due.map(|due| due.to_string())
}

#[test]
fn answers_are_due_as_the_timetable_of_the_meeting_has_it() {
    // For 10 November 2020: sign-off by 28 October, the final report by
    // 30 October, publication by 2 November.
    let check = |today: &str, expected: &str| {
        let given = sent("2020-11-10", today, None)
            .then(&["report.circulated", "report.sign_off_requested"]);
        assert_eq!(due(&given, today).as_deref(), Some(expected), "{today}");
    };
    check("2020-10-12", "2020-10-28");
    check("2020-10-28", "2020-10-28");
    check("2020-10-29", "2020-10-30");
    check("2020-11-01", "2020-11-02");
    check("2020-11-04", "2020-11-04");
    let without = council().and(draft_of("derby", |draft| {
        draft.content.header.meeting = None;
    }));
    assert_eq!(due(&without.and(circulate()), "2020-10-12"), None);
    let given = sent("2020-11-10", "2020-10-12", Some("2020-10-20"))
        .then(&["report.circulated", "report.sign_off_requested"]);
    assert_eq!(due(&given, "2020-10-12").as_deref(), Some("2020-10-20"));
}

#[test]
fn a_role_has_the_days_that_its_route_gives() {
    let route = |text: &str| {
        let route = format!("route = \"slow\"\ntitle = \"Slow\"\nfrom = \"1990-04-01\"\n{text}");
        let route = quarterday_domain::parse_route(&route).unwrap();
        council()
            .and(Command::AdoptRoute(AdoptRoute { route }))
            .and(draft("slow"))
    };
    let role = |days: u16| {
        format!(
            "[[stage]]\nname = \"S{days}\"\n[[stage.role]]\nkey = \"r{days}\"\nlabel = \"R\"\n\
             holders = [\"sponsor\"]\nanswer_working_days = {days}\n"
        )
    };
    let check = |given: &Given, today: &str, expected: &str| {
        let given = given.on(today).and(circulate());
        assert_eq!(due(&given, today).as_deref(), Some(expected), "{today}");
    };
    let last = route(&role(5));
    check(&last, "2020-10-12", "2020-10-28");
    // Five working days end after the day of the final report, before publication.
    check(&last, "2020-10-26", "2020-11-02");
    check(&last, "2020-10-28", "2020-11-04");
    // A stage before another one leaves time for that.
    let first = route(&(role(5) + &role(6)));
    check(&first, "2020-10-12", "2020-10-19");
}

#[test]
fn answers_are_not_due_after_publication_or_the_meeting() {
    let check = |today: &str, due: &str, accepted: bool| {
        let outcome = sent("2020-11-10", today, Some(due));
        match accepted {
            true => drop(outcome.then(&["report.circulated", "report.sign_off_requested"])),
            false => drop(outcome.refused("QD0123")),
        }
    };
    check("2020-10-12", "2020-11-02", true);
    check("2020-10-12", "2020-11-03", false);
    check("2020-11-04", "2020-11-09", true);
    check("2020-11-04", "2020-11-11", false);
}

#[test]
fn days_that_are_over_or_unknown_are_said_when_drafting_and_circulating() {
    let check = |today: &str, change: &dyn Fn(&mut ReportHeader), says: &[&str]| {
        let drafted = council().on(today).when(draft_of("derby", |draft| {
            change(&mut draft.content.header);
        }));
        let first = drafted.notes().join("\n");
        let given = drafted.then(&["report.drafted", "route.adopted"]);
        let then = given.when(circulate()).notes().join("\n");
        for says in says {
            assert!(first.contains(says), "{first}");
            assert!(then.contains(says), "{then}");
        }
        assert_eq!(first.is_empty(), says.is_empty(), "{first}");
    };
    check("2020-10-12", &|_| {}, &[]);
    // 28 clear days before 10 November are over on 13 October.
    let key = |header: &mut ReportHeader| header.key_decision = true;
    check("2020-10-12", &key, &[]);
    check(
        "2020-10-26",
        &key,
        &["notice of a key decision", "Monday 12 October 2020"],
    );
    check(
        "2020-10-26",
        &|header| header.private = true,
        &["a decision to be taken in private"],
    );
    check(
        "2020-11-03",
        &|_| {},
        &["had to be published by Monday 2 November 2020"],
    );
    check(
        "2020-10-12",
        &|header| header.meeting = None,
        &["for Cabinet and does not say when that meets"],
    );
    check(
        "2020-10-12",
        &|header| header.meeting = Some(day("2029-01-08")),
        &["cannot be published for a meeting on Monday 8 January 2029"],
    );
}
