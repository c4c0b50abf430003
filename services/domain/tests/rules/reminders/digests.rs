//! A digest is sent once, by one scheduler, and only as long as it asks for
//! something.

use jiff::ToSpan as _;
use quarterday_domain::Progress;
use quarterday_proto::command::{Command, DropDigest, RecordRun};
use quarterday_proto::digest::{Claim, DropReason};
use quarterday_proto::id::DigestId;

use super::{answer, asked, away, claimed, claiming, due_by, failed, sent, the_digest, waiting};
use crate::harness::*;

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
