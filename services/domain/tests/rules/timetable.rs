//! The days that follow from a meeting.

use jiff::civil::Date;
use quarterday_domain::calendar::WorkingDays;
use quarterday_domain::timetable::{policy, timetable};
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{Command, ConfigureCouncil};
use quarterday_proto::council::{
    Nation::{self, England, Scotland, Wales},
    Settings,
};
use quarterday_proto::timetable::{Timetable, TimetableSettings};

use crate::harness::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn work_out(
    nation: Nation,
    meeting: &str,
    settings: TimetableSettings,
) -> Result<Timetable, Rejection> {
    let days = WorkingDays::of(nation, None);
    let policy = policy(nation, Some(&settings));
    timetable(&days, policy, day(meeting), true)
}

fn usual(nation: Nation, meeting: &str) -> Timetable {
    let worked_out = work_out(nation, meeting, TimetableSettings::default());
    worked_out.unwrap_or_else(|rejection| panic!("{meeting}: {rejection}"))
}

fn configure(timetable: TimetableSettings) -> Command {
    let settings = Settings {
        timetable: Some(timetable),
        ..Settings::default()
    };
    Command::ConfigureCouncil(ConfigureCouncil { settings })
}

#[test]
fn reports_are_published_clear_working_days_before_the_meeting() {
    for (nation, meeting, publish_by) in [
        // The four checks of the field notes.
        (England, "2023-07-31", "2023-07-21"),
        (England, "2020-11-24", "2020-11-16"),
        (England, "2020-11-17", "2020-11-09"),
        (England, "2021-11-10", "2021-11-02"),
        // Three clear days.
        (Wales, "2021-11-10", "2021-11-04"),
        (Scotland, "2021-11-10", "2021-11-04"),
        // Over Good Friday and Easter Monday, which Scotland works on.
        (England, "2023-04-12", "2023-03-31"),
        (Wales, "2023-04-12", "2023-04-04"),
        (Scotland, "2023-04-12", "2023-04-05"),
        // Over Christmas and the days taken for it, and over 2 January.
        (England, "2022-01-05", "2021-12-23"),
        (Scotland, "2022-01-06", "2021-12-29"),
        (Scotland, "2020-12-02", "2020-11-25"),
        (England, "2020-12-02", "2020-11-24"),
        // Over 29 February, and over the end of a February without.
        (England, "2024-03-04", "2024-02-23"),
        (England, "2023-03-06", "2023-02-24"),
        // Over the weeks in which the clocks change.
        (England, "2021-03-29", "2021-03-19"),
        (England, "2021-11-01", "2021-10-22"),
        // A meeting at a weekend.
        (England, "2023-07-29", "2023-07-21"),
    ] {
        let found = usual(nation, meeting).publish_by;
        assert_eq!(found.day, day(publish_by), "{nation} {meeting}");
        assert_eq!(found.working_day_before, None, "{nation} {meeting}");
    }
}

/// Sign-offs of Derby's report: sponsor and finance on 21 October, the
/// leadership team on the 25th, legal on the 28th.
#[test]
fn derbys_sign_offs_lie_in_the_usual_window() {
    let found = usual(England, "2021-11-10");
    let days: Vec<_> = found
        .days()
        .into_iter()
        .map(|(name, _, day)| format!("{name} {} {}", day.weekday, day.day))
        .collect();
    assert_eq!(
        days,
        [
            "key_decision_notice_by Tuesday 2021-10-12",
            "draft_due Tuesday 2021-10-19",
            "clearance_opens Thursday 2021-10-21",
            "clearance_due Thursday 2021-10-28",
            "final_due Monday 2021-11-01",
            "publish_by Tuesday 2021-11-02",
            "meeting Wednesday 2021-11-10",
            "decision_notice_by Friday 2021-11-12",
            "call_in_ends Friday 2021-11-19",
        ]
    );
}

#[test]
fn each_day_says_how_it_was_worked_out() {
    // Over Christmas: the counting names the holidays it went over.
    let found = usual(England, "2022-01-05");
    let how = |day: &quarterday_proto::timetable::TimetableDay| day.how.clone();
    assert_eq!(
        how(&found.publish_by),
        "leaves 5 clear working days between publication and the meeting, neither of which \
         counts, without Christmas Day (substitute day) on 27 December, Boxing Day (substitute \
         day) on 28 December, New Year’s Day (substitute day) on 3 January"
    );
    assert_eq!(
        how(&found.final_due),
        "1 working day before publication by Thursday 23 December 2021"
    );
    assert_eq!(
        how(found.call_in_ends.as_ref().unwrap()),
        "5 working days after the notice of the decision, Friday 7 January 2022"
    );
    assert_eq!(how(&found.meeting), "as given");
}

#[test]
fn notice_of_a_key_decision_counts_calendar_days() {
    // 28 clear days before a Monday end on a Sunday: lawful, and told with the
    // Friday before, when there is somebody to do it.
    let notice = usual(England, "2023-07-31").key_decision_notice_by.unwrap();
    assert_eq!(
        (notice.day, notice.weekday.as_str()),
        (day("2023-07-02"), "Sunday")
    );
    assert_eq!(notice.working_day_before, Some(day("2023-06-30")));
    assert!(notice.how.contains("28 clear days"), "{}", notice.how);
    assert!(notice.how.contains("Friday 30 June 2023"), "{}", notice.how);
    // Over 29 February, and over the clocks going forward and back.
    for (meeting, expected) in [
        ("2024-03-06", "2024-02-06"),
        ("2023-03-08", "2023-02-07"),
        ("2021-04-07", "2021-03-09"),
        ("2021-11-10", "2021-10-12"),
    ] {
        let notice = usual(Scotland, meeting).key_decision_notice_by.unwrap();
        assert_eq!(notice.day, day(expected), "{meeting}");
    }
    let days = WorkingDays::of(England, None);
    let ordinary = timetable(&days, policy(England, None), day("2023-07-31"), false);
    assert_eq!(ordinary.unwrap().key_decision_notice_by, None);
}

#[test]
fn a_council_counts_as_it_says() {
    let settings = TimetableSettings {
        publication_clear_working_days: Some(6),
        key_decision_clear_days: Some(30),
        draft_working_days: Some(15),
        clearance_opens_working_days: Some(12),
        clearance_working_days: Some(4),
        final_working_days: Some(0),
        decision_notice_working_days: Some(0),
        call_in_working_days: Some(0),
    };
    let council = given([establish(), configure(settings.clone())]);
    let settled = council.state.council().unwrap().settings.timetable.clone();
    assert_eq!(settled, Some(settings.clone()));
    let found = work_out(England, "2021-11-10", settings).unwrap();
    let notice = found.key_decision_notice_by.as_ref().unwrap();
    for (found, expected) in [
        (notice, "2021-10-10"),
        (&found.draft_due, "2021-10-11"),
        (&found.clearance_opens, "2021-10-14"),
        (&found.clearance_due, "2021-10-26"),
        (&found.final_due, "2021-11-01"),
        (&found.publish_by, "2021-11-01"),
        (found.decision_notice_by.as_ref().unwrap(), "2021-11-10"),
        (found.call_in_ends.as_ref().unwrap(), "2021-11-10"),
    ] {
        assert_eq!(found.day, day(expected), "{}", found.how);
    }
    assert_eq!(found.final_due.how, "the day of publication");
    let notice = found.decision_notice_by.as_ref().unwrap();
    assert_eq!(notice.how, "the day of the meeting");
    // A decision of a Saturday is not noticed on it.
    let settings = TimetableSettings {
        decision_notice_working_days: Some(0),
        ..TimetableSettings::default()
    };
    let found = work_out(England, "2023-07-29", settings).unwrap();
    let notice = found.decision_notice_by.unwrap();
    assert_eq!(notice.day, day("2023-07-31"));
    assert_eq!(found.meeting.working_day_before, Some(day("2023-07-28")));
}

#[test]
fn steps_out_of_order_and_endless_ones_are_refused() {
    let council = given([establish()]);
    let none = TimetableSettings::default;
    for settings in [
        // Each against the default of a step beside it.
        TimetableSettings {
            draft_working_days: Some(7),
            ..none()
        },
        TimetableSettings {
            clearance_opens_working_days: Some(2),
            ..none()
        },
        TimetableSettings {
            clearance_working_days: Some(0),
            ..none()
        },
        TimetableSettings {
            final_working_days: Some(4),
            ..none()
        },
        TimetableSettings {
            publication_clear_working_days: Some(131),
            ..none()
        },
        TimetableSettings {
            call_in_working_days: Some(u16::MAX),
            ..none()
        },
    ] {
        council.when(configure(settings)).refused("QD0048");
    }
    for settings in [
        none(),
        // On the same day is in order.
        TimetableSettings {
            draft_working_days: Some(8),
            clearance_working_days: Some(1),
            ..none()
        },
    ] {
        council
            .when(configure(settings))
            .then(&["council.configured"]);
    }
}

#[test]
fn a_step_that_leaves_the_known_days_is_named_and_the_others_are_dated() {
    // The last meeting whose call-in ends on a day that is known.
    let last = usual(England, "2028-12-18");
    assert_eq!(last.call_in_ends.unwrap().day, day("2028-12-29"));
    assert!(last.undated.is_empty());
    let check = |meeting: &str, expected: &[(&str, &str)]| {
        let found = usual(England, meeting);
        let undated: Vec<_> = found
            .undated
            .iter()
            .map(|undated| (undated.step.as_str(), undated.reason.clone()))
            .collect();
        assert_eq!(undated.len(), expected.len(), "{meeting}: {undated:?}");
        for ((step, reason), (name, says)) in undated.iter().zip(expected) {
            assert_eq!(step, name, "{meeting}");
            assert!(reason.starts_with(says), "{meeting}: {reason}");
        }
        found
    };
    let call_in = ("call_in_ends", "the end of call-in cannot be dated");
    let notice = (
        "decision_notice_by",
        "the notice of the decision cannot be dated",
    );
    let found = check("2028-12-19", &[call_in]);
    assert_eq!(found.decision_notice_by.unwrap().day, day("2028-12-21"));
    assert!(found.undated[0].reason.contains("31 December 2028"));
    let found = check("2028-12-29", &[notice, ("call_in_ends", notice.1)]);
    assert_eq!(found.publish_by.day, day("2028-12-19"));
    assert_eq!(found.days().len(), 7);
    check(
        "2012-01-26",
        &[(
            "key_decision_notice_by",
            "the notice of a key decision cannot be dated",
        )],
    );
}

#[test]
fn a_timetable_without_a_day_of_publication_is_refused() {
    let check = |meeting: &str| {
        let refused = work_out(England, meeting, TimetableSettings::default()).unwrap_err();
        assert_eq!(refused.code, "QD0046", "{refused}");
        assert!(
            refused.detail.starts_with("publication cannot be dated"),
            "{meeting}: {refused}"
        );
    };
    check("2029-01-08");
    check("2012-01-05");
}

#[test]
fn days_fewer_than_the_law_has_are_said() {
    let check = |clear: u16, notice: u16, names: &[&str]| {
        let outcome = given([establish()]).when(configure(TimetableSettings {
            publication_clear_working_days: Some(clear),
            key_decision_clear_days: Some(notice),
            ..TimetableSettings::default()
        }));
        let notes = outcome.notes().join("\n");
        assert_eq!(notes.lines().count(), names.len(), "{notes}");
        assert!(names.iter().all(|name| notes.contains(name)), "{notes}");
    };
    check(5, 28, &[]);
    check(6, 30, &[]);
    check(0, 28, &["`publication_clear_working_days` is 0"]);
    check(
        4,
        27,
        &["publication_clear_working_days", "key_decision_clear_days"],
    );
}
