//! Who is reminded of what, when nobody is, and that a digest is sent once.

use jiff::ToSpan as _;
use quarterday_domain::Progress;
use quarterday_domain::reminders::{Due, Rule, Unreached, due, occurrence_days, quiet_until};
use quarterday_proto::command::{
    AdoptSchedule, ClaimDigest, Command, ConfigureCouncil, DropDigest, RecordAbsence, RecordBounce,
    RecordDigestFailed, RecordDigestSent, RecordRun, RestoreMail, RunSchedule,
};
use quarterday_proto::council::Settings;
use quarterday_proto::digest::{Asked, Claim, DropReason, Transport};
use quarterday_proto::id::DigestId;
use quarterday_proto::schedule::{Asks, Audience, ReminderSettings, Schedule, Trigger};

use crate::harness::*;

pub(crate) const PEOPLE: &str = "email,post,line_manager_email,deputy_email\n\
    owner@a.example,Head of Roads,chief@a.example,deputy@a.example\n\
    other@a.example,Head of Parks,chief@a.example,\n\
    deputy@a.example,Deputy,chief@a.example,\n\
    chief@a.example,Director,,\n\
    team@a.example,Performance Team,,\n";
pub(crate) const OWNED: &str = "plan,ref,kind,title,owner_email,due\n\
    P,A1,action,First,owner@a.example,2020-10-26\n\
    P,A2,action,Second,owner@a.example,2021-03-31\n\
    P,A3,action,Third,other@a.example,2021-03-31\n\
    P,A4,action,Fourth,,2021-03-31\n";

/// Quarter 2 open until 14 October, on Monday 5 October 2020.
pub(crate) fn waiting() -> Given {
    council_with(&[PLAN, PEOPLE, OWNED])
        .and(remind(|_| {}))
        .and(Command::OpenQuarter(
            quarterday_proto::command::OpenQuarter {
                plan: "P".to_owned(),
                quarter: "2020-21-Q2".parse().unwrap(),
                answers_due: Some(day("2020-10-14")),
            },
        ))
        .on("2020-10-05")
}

fn remind(change: impl FnOnce(&mut ReminderSettings)) -> Command {
    let mut reminders = ReminderSettings {
        performance_team: Some("team@a.example".to_owned()),
        ..ReminderSettings::default()
    };
    change(&mut reminders);
    Command::ConfigureCouncil(ConfigureCouncil {
        settings: Settings {
            reminders: Some(reminders),
            ..Settings::default()
        },
    })
}

fn today(given: &Given) -> jiff::civil::Date {
    given.state.day_of(given.now())
}

fn rule<'a>(given: &'a Given, name: &str) -> Rule<'a> {
    Rule {
        schedule: given.state.schedule(name).unwrap().schedule,
        after: None,
        day: today(given),
        only: &[],
    }
}

pub(crate) fn due_by(given: &Given, names: &[&str]) -> Vec<Due> {
    let rules: Vec<Rule<'_>> = names.iter().map(|name| rule(given, name)).collect();
    due(&given.state, &rules, today(given)).unwrap().people
}

/// Who is asked for which items, in the words of the table.
#[track_caller]
fn asked(given: &Given, names: &[&str], expected: &[(&str, &[&str])]) {
    let found: Vec<(String, Vec<String>)> = due_by(given, names)
        .iter()
        .map(|due| {
            let person = given.state.person_by_id(due.person).unwrap();
            let items = due.items.iter().map(|asked| word(given, asked));
            (person.details.post.clone(), items.collect())
        })
        .collect();
    let mut expected: Vec<(String, Vec<String>)> = expected
        .iter()
        .map(|(post, items)| {
            let items = items.iter().map(|item| (*item).to_owned());
            ((*post).to_owned(), items.collect())
        })
        .collect();
    expected.sort();
    let mut found = found;
    found.sort();
    assert_eq!(found, expected);
}

fn word(given: &Given, asked: &Asked) -> String {
    use quarterday_proto::digest::Thing;
    let reference = match &asked.thing {
        Thing::Answer { item, .. } | Thing::Completion { item, .. } => given
            .state
            .item_by_id(*item)
            .unwrap()
            .reference()
            .to_owned(),
        Thing::SignOff { role, body, .. } => body.clone().unwrap_or_else(|| role.clone()),
        Thing::Revision { .. } => "revision".to_owned(),
    };
    asked.because.map_or(reference.clone(), |because| {
        format!("{reference} {because}")
    })
}

pub(crate) fn claim_of(given: &Given, due: &Due) -> Claim {
    Claim {
        person: due.person,
        day: today(given),
        schedules: due.schedules.clone(),
        items: due.items.clone(),
        about: None,
        node: "one".parse().unwrap(),
        lease_until: given.now().checked_add(5.minutes()).unwrap(),
        template: "digest@1".to_owned(),
        content_hash: "ab".repeat(32),
        message_id: format!("{}@a.example", due.person),
    }
}

fn claiming(given: &Given, change: impl FnOnce(&mut Claim)) -> Command {
    let due = due_by(given, &["answers-weekly"]);
    let owner = given.state.person("owner@a.example").unwrap().id;
    let of_owner = due.iter().find(|due| due.person == owner).unwrap();
    let mut claim = claim_of(given, of_owner);
    change(&mut claim);
    Command::ClaimDigest(ClaimDigest {
        claim,
        links: Vec::new(),
    })
}

fn claimed(given: &Given) -> Given {
    given
        .when_as("system", claiming(given, |_| {}))
        .then(&["digest.claimed"])
}

fn the_digest(given: &Given) -> DigestId {
    let newest = given.state.reminders().digests();
    newest.max_by_key(|digest| digest.changed_at).unwrap().id
}

fn sent(given: &Given, attempt: u32) -> Command {
    Command::RecordDigestSent(RecordDigestSent {
        digest: the_digest(given),
        attempt,
        transport: Transport::Smtp,
        response: "250 queued".to_owned(),
    })
}

fn failed(given: &Given, attempt: u32, change: impl FnOnce(&mut RecordDigestFailed)) -> Command {
    let mut command = RecordDigestFailed {
        digest: the_digest(given),
        attempt,
        permanent: false,
        unknown: false,
        address_refused: false,
        error: "421 try later".to_owned(),
        retry_at: Some(given.now().checked_add(10.minutes()).unwrap()),
    };
    change(&mut command);
    Command::RecordDigestFailed(command)
}

fn answer(reference: &str) -> Command {
    on_track(reference, "2020-09-30")
}

fn bounce(email: &str, permanent: bool) -> Command {
    Command::RecordBounce(RecordBounce {
        email: email.to_owned(),
        permanent,
        reason: "550 5.1.1 no such user".to_owned(),
        digest: None,
    })
}

fn away(email: &str, first: &str, last: Option<&str>) -> Command {
    Command::RecordAbsence(RecordAbsence {
        email: email.to_owned(),
        first: day(first),
        last: last.map(day),
    })
}

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

#[test]
fn a_digest_is_claimed_by_one_and_sent_once() {
    let given = waiting();
    given.when(claiming(&given, |_| {})).refused("QD0084");
    let first = claimed(&given);
    first
        .when_as(
            "system",
            claiming(&given, |claim| claim.node = "two".parse().unwrap()),
        )
        .refused("QD0092");
    first.when_as("system", sent(&first, 2)).refused("QD0077");
    let done = first
        .when_as("system", sent(&first, 1))
        .then(&["digest.sent"]);
    done.when_as("system", sent(&first, 1)).refused("QD0077");
    done.when_as("system", claiming(&given, |_| {}))
        .refused("QD0093");
    // Nor by another schedule under another name of the same day's digest.
    let other = claiming(&given, |claim| {
        claim.schedules = vec!["quarter-ended".to_owned(), "answers-weekly".to_owned()];
    });
    done.when_as("system", other).refused("QD0093");
    let unknown = Command::DropDigest(DropDigest {
        digest: DigestId::from_u64(1),
        reason: DropReason::Late,
    });
    done.when_as("system", unknown).refused("QD0078");
    asked(
        &done,
        &["answers-weekly"],
        &[
            ("Head of Parks", &["A3"]),
            ("Performance Team", &["A4 unanswerable"]),
        ],
    );
}

#[test]
fn another_takes_over_when_the_lease_is_over() {
    let given = waiting();
    let first = claimed(&given);
    let later = first.at("2020-10-05T12:06:00Z");
    let again = |claim: &mut Claim| {
        claim.node = "two".parse().unwrap();
        claim.lease_until = "2020-10-05T12:11:00Z".parse().unwrap();
    };
    let other_id = |claim: &mut Claim| {
        again(claim);
        claim.message_id = "another@a.example".to_owned();
    };
    later
        .when_as("system", claiming(&given, other_id))
        .refused("QD0079");
    let second = later
        .when_as("system", claiming(&given, again))
        .then(&["digest.claimed"]);
    let digest = second
        .state
        .reminders()
        .digest(the_digest(&second))
        .unwrap();
    assert_eq!((digest.attempt, digest.repeats), (2, 1));
    second.when_as("system", sent(&second, 1)).refused("QD0077");
    second
        .when_as("system", sent(&second, 2))
        .then(&["digest.sent"]);
}

#[test]
fn a_failed_attempt_is_tried_again_until_it_was_tried_enough() {
    let mut given = claimed(&waiting());
    for attempt in 1..=10 {
        let names: &[&str] = if attempt == 10 {
            &["digest.failed", "digest.dropped"]
        } else {
            &["digest.failed"]
        };
        given = given
            .when_as("system", failed(&given, attempt, |_| {}))
            .then(names);
        if attempt == 10 {
            break;
        }
        let base = waiting();
        let soon = given.now().checked_add(5.minutes()).unwrap();
        let retry = |until: jiff::Timestamp| claiming(&base, |claim| claim.lease_until = until);
        given
            .at(&soon.to_string())
            .when_as("system", retry(soon.checked_add(5.minutes()).unwrap()))
            .refused("QD0092");
        let now = given.now().checked_add(11.minutes()).unwrap();
        given = given
            .at(&now.to_string())
            .when_as("system", retry(now.checked_add(5.minutes()).unwrap()))
            .then(&["digest.claimed"]);
    }
    let digest = given.state.reminders().digest(the_digest(&given)).unwrap();
    assert!(matches!(
        digest.standing,
        Progress::Dropped {
            reason: DropReason::Attempts
        }
    ));
    assert_eq!(digest.repeats, 0, "nothing was handed over");
}

#[test]
fn an_address_that_is_refused_is_not_tried_again() {
    let given = claimed(&waiting());
    let refused = failed(&given, 1, |failed| failed.address_refused = true);
    let after = given
        .when_as("system", refused)
        .then(&["digest.failed", "person.mail_bounced"]);
    let due = due_by(&after.on("2020-10-12"), &["answers-weekly"]);
    let owner = after.state.person("owner@a.example").unwrap().id;
    assert!(due.iter().all(|due| due.person != owner));
    let claim = claiming(&waiting(), |claim| claim.day = day("2020-10-04"));
    after.when_as("system", claim).refused("QD0080");
}

#[test]
fn attempts_that_nobody_records_come_to_an_end_too() {
    let base = waiting();
    let mut given = claimed(&base);
    for _ in 2..=10 {
        let now = given.now().checked_add(6.minutes()).unwrap();
        let until = now.checked_add(5.minutes()).unwrap();
        given = given
            .at(&now.to_string())
            .when_as("system", claiming(&base, |claim| claim.lease_until = until))
            .then(&["digest.claimed"]);
    }
    // The last attempt is under way: nobody gives it up yet.
    let soon = given.now().checked_add(1.minutes()).unwrap();
    let until = soon.checked_add(5.minutes()).unwrap();
    let hasty = claiming(&base, |claim| claim.lease_until = until);
    given
        .at(&soon.to_string())
        .when_as("system", hasty)
        .refused("QD0092");
    let now = given.now().checked_add(6.minutes()).unwrap();
    let until = now.checked_add(5.minutes()).unwrap();
    let there = given.at(&now.to_string());
    there
        .when_as("system", claiming(&base, |claim| claim.lease_until = until))
        .refused("QD0094");
    let give_up = Command::DropDigest(DropDigest {
        digest: the_digest(&given),
        reason: DropReason::Attempts,
    });
    there.when_as("system", give_up).then(&["digest.dropped"]);
}

#[test]
fn what_is_done_meanwhile_is_not_asked_for() {
    let given = waiting();
    let stale = given.and(answer("A1"));
    stale
        .when_as("system", claiming(&given, |_| {}))
        .refused("QD0076");
    let done = stale.and(answer("A2"));
    done.when_as("system", claiming(&given, |_| {}))
        .refused("QD0075");
    let away = given.and(away("owner@a.example", "2020-10-05", Some("2020-10-09")));
    away.when_as("system", claiming(&given, |_| {}))
        .refused("QD0075");
    let drop = |given: &Given| {
        Command::DropDigest(DropDigest {
            digest: the_digest(given),
            reason: DropReason::Done,
        })
    };
    let claimed = claimed(&given);
    claimed.when_as("system", drop(&claimed)).refused("QD0076");
    let after = claimed.and(answer("A1")).and(answer("A2"));
    after.when_as("system", drop(&after)).refused("QD0092");
    after
        .at("2020-10-05T12:05:00Z")
        .when_as("system", drop(&after))
        .then(&["digest.dropped"]);
}

#[test]
fn claims_that_contradict_themselves_are_refused() {
    let given = waiting();
    let changes: [fn(&mut Claim); 7] = [
        |claim| claim.schedules.clear(),
        |claim| claim.items.clear(),
        |claim| claim.day = day("2020-10-06"),
        |claim| claim.day = day("2020-08-30"),
        |claim| claim.lease_until = "2020-10-05T12:00:00Z".parse().unwrap(),
        |claim| claim.lease_until = "2020-10-05T13:00:00Z".parse().unwrap(),
        |claim| claim.content_hash = "abc".to_owned(),
    ];
    for change in changes {
        given
            .when_as("system", claiming(&given, change))
            .refused("QD0079");
    }
    let unknown = claiming(&given, |claim| claim.schedules = vec!["no-such".to_owned()]);
    given.when_as("system", unknown).refused("QD0081");
}

#[test]
fn nobody_is_written_to_in_quiet_hours_or_too_often() {
    let given = waiting();
    let check = |given: &Given, at: &str, until: Option<&str>| {
        let found = quiet_until(&given.state, at.parse().unwrap());
        assert_eq!(found, until.map(|until| until.parse().unwrap()), "{at}");
    };
    // 7 o'clock in summer time, and across both changes of the clocks.
    check(&given, "2020-10-05T05:59:00Z", Some("2020-10-05T06:00:00Z"));
    check(&given, "2020-10-05T06:00:00Z", None);
    check(&given, "2020-10-05T17:59:59Z", None);
    check(&given, "2020-10-24T18:00:00Z", Some("2020-10-25T07:00:00Z"));
    check(&given, "2020-10-25T06:30:00Z", Some("2020-10-25T07:00:00Z"));
    check(&given, "2021-03-27T20:00:00Z", Some("2021-03-28T06:00:00Z"));
    let night = given.at("2020-10-05T05:00:00Z");
    let by_night = claiming(&given, |claim| {
        claim.lease_until = "2020-10-05T05:05:00Z".parse().unwrap();
    });
    night.when_as("system", by_night).refused("QD0074");
    let noon = given.and(remind(|settings| {
        settings.quiet_from = Some("12:00".parse().unwrap());
        settings.quiet_to = Some("14:30".parse().unwrap());
    }));
    check(&noon, "2020-10-05T12:00:00Z", Some("2020-10-05T13:30:00Z"));
    check(&noon, "2020-10-05T23:00:00Z", None);
    let never = given.and(remind(|settings| {
        settings.quiet_from = Some("12:00".parse().unwrap());
        settings.quiet_to = Some("12:00".parse().unwrap());
    }));
    check(&never, "2020-10-05T11:00:00Z", None);

    let capped = given.and(remind(|settings| settings.daily_cap = Some(1)));
    let once = claimed(&capped);
    let other = claiming(&given, |claim| {
        claim.schedules = vec!["quarter-ended".to_owned()];
    });
    once.when_as("system", other.clone()).refused("QD0095");
    claimed(&given)
        .when_as("system", other)
        .then(&["digest.claimed"]);
}

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
    let changes: [fn(&mut Schedule); 9] = [
        |schedule| schedule.schedule = "Weekly".to_owned(),
        |schedule| schedule.title = " ".to_owned(),
        |schedule| schedule.template = "../secret".to_owned(),
        |schedule| schedule.trigger = cron("0 0 9 * * Someday"),
        |schedule| schedule.trigger = cron("every day"),
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

#[test]
fn what_is_long_over_is_forgotten() {
    let given = claimed(&waiting());
    let done = given
        .when_as("system", sent(&given, 1))
        .then(&["digest.sent"]);
    let ran = |at: &str| {
        Command::RecordRun(RecordRun {
            schedule: "answers-weekly".to_owned(),
            occurrence: at.parse().unwrap(),
            skipped: 0,
            people: 0,
        })
    };
    let count = |given: &Given| given.state.reminders().digests().count();
    let soon = done
        .on("2020-12-14")
        .when_as("system", ran("2020-12-14T09:00:00Z"))
        .then(&["schedule.ran"]);
    assert_eq!(count(&soon), 1);
    let late = soon
        .on("2020-12-21")
        .when_as("system", ran("2020-12-21T09:00:00Z"))
        .then(&["schedule.ran"]);
    assert_eq!(count(&late), 0);
}
