//! Which schedules a council can have, and when they run.

use quarterday_domain::reminders::occurrence_days;
use quarterday_proto::command::{AdoptSchedule, Command, DropDigest, RecordRun, RunSchedule};
use quarterday_proto::digest::DropReason;
use quarterday_proto::schedule::{Asks, Audience, Schedule, Trigger};

use super::{answer, asked, claimed, remind, the_digest, waiting};
use crate::harness::*;

fn schedule(change: impl FnOnce(&mut Schedule)) -> Command {
    let mut schedule = waiting()
        .state
        .schedule("answers-weekly")
        .unwrap()
        .schedule
        .clone();
    change(&mut schedule);
    Command::AdoptSchedule(AdoptSchedule { schedule })
}

fn cron(text: &str) -> Trigger {
    Trigger::Cron {
        expression: text.to_owned(),
        working_days: false,
    }
}

#[test]
fn schedules_are_checked_when_adopted() {
    let given = waiting();
    given.when(schedule(|_| {})).then(&[]);
    let weekly = |text: &'static str| schedule(move |schedule| schedule.trigger = cron(text));
    let adopted = given
        .when(weekly("0 0 9 * * Tue"))
        .then(&["schedule.adopted"]);
    assert!(
        adopted
            .state
            .schedule("answers-weekly")
            .unwrap()
            .adopted_at
            .is_some()
    );
    assert_eq!(
        adopted.state.schedules().len(),
        given.state.schedules().len()
    );
    adopted
        .when_known_at(Some(1), weekly("0 0 9 * * Wed"))
        .refused("QD0003");
    let changes: [fn(&mut Schedule); 18] = [
        |schedule| schedule.schedule = "Weekly".to_owned(),
        |schedule| schedule.title = " ".to_owned(),
        |schedule| schedule.template = "../secret".to_owned(),
        |schedule| schedule.template = "answers-due".to_owned(),
        |schedule| schedule.template = "report-returned".to_owned(),
        |schedule| schedule.audience = Audience::Involved,
        |schedule| schedule.trigger = Trigger::AtOnce,
        |schedule| {
            schedule.asks = Asks::Publications;
            schedule.audience = Audience::Involved;
            schedule.template = "report-published".to_owned();
        },
        |schedule| schedule.trigger = cron("0 0 9 * * Someday"),
        |schedule| schedule.trigger = cron("every day"),
        |schedule| schedule.trigger = cron("0 0 9 31 2 *"),
        |schedule| schedule.trigger = cron("0 0 9 * * * 2019"),
        |schedule| {
            schedule.trigger = Trigger::Cron {
                expression: "0 0 9 * * Sat,Sun".to_owned(),
                working_days: true,
            };
        },
        |schedule| {
            schedule.trigger = Trigger::Cron {
                expression: "0 0 9 25 12 *".to_owned(),
                working_days: true,
            };
        },
        |schedule| schedule.catch_up_days = 32,
        |schedule| schedule.audience = Audience::Signatory,
        |schedule| schedule.asks = Asks::SignOffs,
        |schedule| {
            schedule.asks = Asks::ItemsDue;
            schedule.trigger = Trigger::Relative {
                to: quarterday_proto::schedule::Anchor::QuarterEnd,
                days: 0,
                working: false,
                at: "09:00".parse().unwrap(),
            };
        },
    ];
    for change in changes {
        given.when(schedule(change)).refused("QD0082");
    }
}

#[test]
fn the_days_of_a_schedule_are_known_long_before_they_come() {
    let given = waiting();
    let check = |name: &str, expected: &[&str]| {
        let schedule = given.state.schedule(name).unwrap().schedule;
        let (first, last) = (day("2020-09-01"), day("2020-12-10"));
        let found = occurrence_days(&given.state, schedule, first, last, first).unwrap();
        let expected: Vec<_> = expected.iter().map(|text| day(text)).collect();
        assert_eq!(found, expected, "{name}");
    };
    // Answers are due on 14 October.
    check("answers-due-soon", &["2020-10-12"]);
    check("answers-overdue", &["2020-10-15"]);
    check("answers-overdue-manager", &["2020-10-19"]);
}

#[test]
fn what_a_schedule_asks_for_once_it_does_not_ask_for_again() {
    let given = waiting().and(schedule(|schedule| schedule.once = true));
    let asked_once = claimed(&given);
    asked(
        &asked_once.on("2020-10-12"),
        &["answers-weekly"],
        &[
            ("Head of Parks", &["A3"]),
            ("Performance Team", &["A4 unanswerable"]),
        ],
    );
    let dropped = asked_once.and(answer("A1")).and(answer("A2"));
    let drop = Command::DropDigest(DropDigest {
        digest: the_digest(&dropped),
        reason: DropReason::Done,
    });
    dropped
        .at("2020-10-05T12:05:00Z")
        .when_as("system", drop)
        .then(&["digest.dropped"]);
}

#[test]
fn a_schedule_runs_once_for_each_of_its_times() {
    let given = waiting();
    let ran = |at: &str| {
        Command::RecordRun(RecordRun {
            schedule: "answers-weekly".to_owned(),
            occurrence: at.parse().unwrap(),
            skipped: 0,
            people: 3,
        })
    };
    given.when(ran("2020-10-05T08:00:00Z")).refused("QD0084");
    given
        .when_as("system", ran("2020-10-05T13:00:00Z"))
        .refused("QD0036");
    let after = given
        .when_as("system", ran("2020-10-05T08:00:00Z"))
        .then(&["schedule.ran"]);
    after
        .when_as("system", ran("2020-10-05T08:00:00Z"))
        .refused("QD0083");
    let now = Command::RunSchedule(RunSchedule {
        schedule: "answers-weekly".to_owned(),
        people: Vec::new(),
    });
    let asked = after.when(now.clone()).then(&["schedule.asked"]);
    asked.when(now).then(&[]);
    let runs = |given: &Given| {
        given
            .state
            .reminders()
            .runs("answers-weekly")
            .unwrap()
            .clone()
    };
    assert_eq!(runs(&asked).asked, Some(asked.now()));
    let again = asked
        .when_as("system", ran("2020-10-05T12:00:00Z"))
        .then(&["schedule.ran"]);
    assert_eq!(runs(&again).asked, None);
    assert_eq!(runs(&again).recent.len(), 2);
    let unknown = Command::RunSchedule(RunSchedule {
        schedule: "no-such".to_owned(),
        people: Vec::new(),
    });
    given.when(unknown).refused("QD0081");
}

fn run_now(name: &str) -> Command {
    Command::RunSchedule(RunSchedule {
        schedule: name.to_owned(),
        people: Vec::new(),
    })
}

#[test]
fn a_run_that_is_asked_for_says_what_it_will_do() {
    let given = waiting();
    let check = |given: &Given, name: &str, says: &[&str], never: &[&str]| {
        let outcome = given.when(run_now(name));
        let notes = outcome.notes().join("; ");
        for text in says {
            assert!(notes.contains(text), "{name}: {notes}");
        }
        for text in never {
            assert!(!notes.contains(text), "{name}: {notes}");
        }
    };
    let soon = "as soon as a scheduler looks";
    check(&given, "answers-weekly", &[soon], &["quiet", "by days"]);
    let night = given.at("2020-10-05T21:00:00Z");
    let end = "when the quiet hours are over, at 07:00 on 6 October";
    check(&night, "answers-weekly", &[end], &[soon]);
    let awake = night.and(remind(|settings| {
        settings.quiet_from = Some("00:00".parse().unwrap());
        settings.quiet_to = Some("00:00".parse().unwrap());
    }));
    check(&awake, "answers-weekly", &[soon], &["quiet"]);
    let counted = "today is 2 working days before the last day for answers";
    check(
        &given,
        "answers-due-soon",
        &[counted, "nobody is written to"],
        &[],
    );
    let there = given.on("2020-10-12");
    check(
        &there,
        "answers-due-soon",
        &[counted, "something of 3 people"],
        &["nobody"],
    );
    let off = given.and(schedule(|schedule| schedule.enabled = false));
    check(&off, "answers-weekly", &["runs this once"], &[]);
    given.when(run_now("sign-off-asked")).refused("QD0042");
}

#[test]
fn a_schedule_names_a_mail_that_says_what_it_asks_for() {
    let given = waiting();
    let check = |name: &str, template: &str, fits: bool| {
        let mut schedule = given.state.schedule(name).unwrap().schedule.clone();
        schedule.template = template.to_owned();
        schedule.title.push('!');
        let outcome = given.when(Command::AdoptSchedule(AdoptSchedule { schedule }));
        if fits {
            outcome.then(&["schedule.adopted"]);
            return;
        }
        let refused = outcome.refused("QD0082");
        assert!(refused.detail.contains("those that do"), "{refused}");
    };
    for (name, template, fits) in [
        ("answers-weekly", "digest", true),
        ("answers-weekly", "escalated-to-team", true),
        ("answers-weekly", "sign-off-requested", false),
        ("answers-overdue-manager", "digest", true),
        ("sign-off-due-soon", "digest", true),
        ("sign-off-due-soon", "sign-off-requested", false),
        ("sign-off-asked", "digest", true),
        ("sign-off-asked", "report-returned", false),
        ("sign-off-asked", "sign-off-voided", false),
        ("report-returned", "digest", true),
        ("report-published", "digest", false),
        ("report-published", "no-such", false),
    ] {
        check(name, template, fits);
    }
}
