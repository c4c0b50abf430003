//! Committees that count otherwise from their meetings.

use std::collections::BTreeMap;

use quarterday_proto::command::{CirculateReport, Command, ConfigureCouncil};
use quarterday_proto::council::Settings;
use quarterday_proto::timetable::TimetableSettings;

use crate::harness::*;
use crate::reports::*;

/// Six clear days for all, and for planning a draft twelve days before and seven
/// clear days.
fn settings() -> Settings {
    let planning = TimetableSettings {
        publication_clear_working_days: Some(7),
        draft_working_days: Some(12),
        ..TimetableSettings::default()
    };
    Settings {
        timetable: Some(TimetableSettings {
            publication_clear_working_days: Some(6),
            final_working_days: Some(2),
            ..TimetableSettings::default()
        }),
        committee_timetables: BTreeMap::from([("Planning Committee".to_owned(), planning)]),
        ..Settings::default()
    }
}

fn configure(settings: Settings) -> Command {
    Command::ConfigureCouncil(ConfigureCouncil { settings })
}

#[test]
fn a_committee_counts_by_its_own_days_and_else_by_those_of_all() {
    let given = given([establish(), configure(settings())]);
    let council = given.state.council().unwrap();
    let check = |committee: Option<&str>, clear: u16, draft: u16| {
        let policy = council.timetable_policy(committee);
        let found = (
            policy.publication_clear_working_days,
            policy.draft_working_days,
        );
        assert_eq!(found, (clear, draft), "{committee:?}");
        assert_eq!(policy.final_working_days, 2, "as for all");
        assert_eq!(policy.call_in_working_days, 5, "as usual");
    };
    check(None, 6, 10);
    check(Some("Cabinet"), 6, 10);
    check(Some("Planning Committee"), 7, 12);
    check(Some(" planning committee "), 7, 12);
}

#[test]
fn the_days_of_a_report_are_those_of_its_committee() {
    // For 10 November 2020: sign-off is due three working days before the
    // last day to publish.
    let check = |committee: &str, sign_off: &str| {
        let drafted = council()
            .and(configure(settings()))
            .and(draft_of("derby", |draft| {
                draft.content.header.committee = Some(committee.to_owned());
                draft.content.header.meeting = Some(day("2020-11-10"));
            }));
        let circulate = CirculateReport {
            report: "R".to_owned(),
            due: None,
            despite_lint: None,
        };
        let sent = drafted.and(Command::CirculateReport(circulate));
        let open = sent.state.open_requests(day("2020-10-12"));
        assert_eq!(open[0].due, Some(day(sign_off)), "{committee}");
    };
    check("Cabinet", "2020-10-27");
    check("Planning Committee", "2020-10-26");
}

#[test]
fn timetables_of_committees_are_checked_like_that_of_all() {
    let council = given([establish()]);
    let with = |name: &str, own: TimetableSettings| {
        let mut settings = settings();
        settings.committee_timetables.insert(name.to_owned(), own);
        configure(settings)
    };
    let none = TimetableSettings::default;
    council.when(with(" ", none())).refused("QD0048");
    let twice = council
        .when(with("PLANNING committee", none()))
        .refused("QD0048");
    assert!(twice.detail.contains("one committee"), "{twice}");
    // Against the step beside it, which is that of all.
    let late = TimetableSettings {
        clearance_working_days: Some(1),
        ..none()
    };
    let refused = council.when(with("Licensing", late)).refused("QD0048");
    assert!(refused.detail.contains("Licensing"), "{refused}");
    let short = TimetableSettings {
        publication_clear_working_days: Some(3),
        ..none()
    };
    let outcome = council.when(with("Licensing", short));
    assert_eq!(outcome.notes().len(), 1);
    assert!(
        outcome.notes()[0].contains("for Licensing"),
        "{:?}",
        outcome.notes()
    );
}

#[test]
fn a_committee_is_known_by_a_timetable_a_plan_or_a_report() {
    let plan = "plan,title,year,committee\nQ,Other,2020-21,Scrutiny Board\n";
    let given = council()
        .and(import(&[plan]))
        .and(configure(settings()))
        .and(draft_of("derby", |draft| {
            draft.content.header.committee = Some("Cabinet".to_owned())
        }));
    let check = |name: &str, known: Option<&str>| match given.state.committee(name) {
        Ok(found) => assert_eq!(Some(found), known),
        Err(rejection) => {
            assert_eq!(known, None, "{rejection}");
            assert_eq!(rejection.code, "QD0131");
            assert!(rejection.detail.contains("Scrutiny Board"), "{rejection}");
        }
    };
    check("planning committee", Some("Planning Committee"));
    check("SCRUTINY BOARD ", Some("Scrutiny Board"));
    check("Cabinet", Some("Cabinet"));
    check("Nope", None);
    check("", None);
}
