//! Who is asked for what.

use quarterday_domain::reminders::{Rule, Unreached, due, occurrence_days};
use quarterday_proto::command::{Command, RestoreMail};

use super::{answer, asked, away, bounce, due_by, remind, rule, today, waiting};
use crate::harness::*;

#[test]
fn owners_are_asked_for_what_is_not_answered() {
    let given = waiting();
    let all: &[(&str, &[&str])] = &[
        ("Head of Roads", &["A1", "A2"]),
        ("Head of Parks", &["A3"]),
        ("Performance Team", &["A4 unanswerable"]),
    ];
    asked(&given, &["answers-weekly"], all);
    // What several schedules ask for is asked for once.
    asked(&given, &["answers-weekly", "quarter-ended"], all);
    let given = given.and(answer("A1")).and(answer("A3"));
    let left: &[(&str, &[&str])] = &[
        ("Head of Roads", &["A2"]),
        ("Performance Team", &["A4 unanswerable"]),
    ];
    asked(&given, &["answers-weekly"], left);
    let given = given.and(answer("A2")).and(answer("A4")).on("2020-10-12");
    asked(&given, &["answers-weekly"], &[]);
}

#[test]
fn relative_schedules_count_from_their_day() {
    let given = waiting();
    for (name, on) in [
        ("quarter-ending", "2020-09-16"),
        ("quarter-ended", "2020-10-01"),
        ("answers-due-soon", "2020-10-12"),
        ("answers-overdue", "2020-10-15"),
        ("answers-overdue-manager", "2020-10-19"),
        ("answers-overdue-team", "2020-10-21"),
    ] {
        let there = given.on("2020-10-22");
        let schedule = there.state.schedule(name).unwrap().schedule;
        let (first, last) = (day("2020-09-01"), day("2020-10-31"));
        let days = occurrence_days(&there.state, schedule, first, last, today(&there)).unwrap();
        assert_eq!(days, [day(on)], "{name}");
    }
    let due_soon = &["answers-due-soon"];
    asked(&given.on("2020-10-11"), due_soon, &[]);
    assert_eq!(due_by(&given.on("2020-10-12"), due_soon).len(), 3);
    asked(&given.on("2020-10-13"), due_soon, &[]);
    // A run of the 12th that was missed is made up for, with all of its days.
    let later = given.on("2020-10-13");
    let made_up = Rule {
        after: Some(day("2020-10-05")),
        ..rule(&later, "answers-due-soon")
    };
    let list = due(&later.state, &[made_up], today(&later)).unwrap();
    assert_eq!(list.people.len(), 3);
}

#[test]
fn what_is_overdue_goes_to_the_manager_and_then_the_team() {
    let given = waiting();
    asked(&given.on("2020-10-14"), &["answers-overdue"], &[]);
    let manager: &[(&str, &[&str])] = &[
        (
            "Director",
            &["A1 escalated", "A2 escalated", "A3 escalated"],
        ),
        ("Performance Team", &["A4 unanswerable"]),
    ];
    asked(
        &given.on("2020-10-19"),
        &["answers-overdue-manager"],
        manager,
    );
    let team: &[(&str, &[&str])] = &[(
        "Performance Team",
        &[
            "A1 escalated",
            "A2 escalated",
            "A3 escalated",
            "A4 unanswerable",
        ],
    )];
    asked(&given.on("2020-10-21"), &["answers-overdue-team"], team);
}

#[test]
fn target_dates_are_told_to_owners_before_they_come() {
    let given = waiting().on("2020-10-12");
    asked(&given, &["items-due"], &[("Head of Roads", &["A1"])]);
    let done = given.and(observe("A1", "2020-10-12", |facts| {
        facts.completed_on = Some(day("2020-10-10"));
    }));
    asked(&done, &["items-due"], &[]);
}

#[test]
fn who_is_away_or_unreachable_is_not_written_to() {
    let given = waiting();
    let weekly = &["answers-weekly"];
    let parks: (&str, &[&str]) = ("Head of Parks", &["A3"]);
    let team: (&str, &[&str]) = ("Performance Team", &["A4 unanswerable"]);
    let away_owner = given.and(away("owner@a.example", "2020-10-01", Some("2020-10-09")));
    let deputy: (&str, &[&str]) = ("Deputy", &["A1 deputy", "A2 deputy"]);
    asked(&away_owner, weekly, &[deputy, parks, team]);
    let both_away = away_owner.and(away("deputy@a.example", "2020-10-05", Some("2020-10-05")));
    let chief: (&str, &[&str]) = ("Director", &["A1 manager", "A2 manager"]);
    asked(&both_away, weekly, &[chief, parks, team]);
    let back = away_owner.and(away("owner@a.example", "2020-10-01", None));
    let roads: (&str, &[&str]) = ("Head of Roads", &["A1", "A2"]);
    asked(&back, weekly, &[roads, parks, team]);

    asked(
        &given.and(bounce("owner@a.example", false)),
        weekly,
        &[roads, parks, team],
    );
    let bounced = given.and(bounce("owner@a.example", true));
    let told: (&str, &[&str]) = (
        "Performance Team",
        &["A1 unreachable", "A2 unreachable", "A4 unanswerable"],
    );
    asked(&bounced, weekly, &[parks, told]);
    let restored = bounced.and(Command::RestoreMail(RestoreMail {
        email: "owner@a.example".to_owned(),
    }));
    asked(&restored, weekly, &[roads, parks, team]);

    let list = |given: &Given| {
        let rules = [rule(given, "answers-weekly")];
        due(&given.state, &rules, today(given)).unwrap().unreached
    };
    let nobody = bounced.and(bounce("team@a.example", true));
    assert_eq!(list(&nobody).len(), 3);
    assert!(
        list(&nobody)
            .iter()
            .all(|(_, why)| *why == Unreached::NoneInPlace)
    );
    let no_team = given.and(remind(|settings| settings.performance_team = None));
    assert_eq!(list(&no_team)[0].1, Unreached::Nobody);
}

#[test]
fn an_absence_ends_on_its_first_day_or_later() {
    let given = waiting();
    given
        .when(away("owner@a.example", "2020-10-09", Some("2020-10-01")))
        .refused("QD0091");
    let twice = given.and(away("owner@a.example", "2020-10-01", Some("2020-10-09")));
    twice
        .when(away("owner@a.example", "2020-10-01", Some("2020-10-09")))
        .then(&[]);
}
