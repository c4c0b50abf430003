//! Audit queries against a plain search.

use jiff::{SignedDuration, Timestamp};
use quarterday_ledger::{Ledger, Options, Query};
use quarterday_proto::record::Draft;

use crate::support::{append, draft, make, options};

fn plain(last: u64, fits: impl Fn(&Draft) -> bool) -> Vec<u64> {
    (1..=last).filter(|place| fits(&draft(*place))).collect()
}

fn check_all(ledger: &Ledger) {
    let last = ledger.head().place;
    let all = Query {
        limit: usize::MAX,
        ..Query::default()
    };
    let check = |query: Query, expected: Vec<u64>| {
        let found = ledger.find(&query).unwrap();
        assert_eq!(
            (found.places, found.more),
            (expected.clone(), false),
            "{query:?}"
        );
        let newest = ledger
            .find(&Query {
                newest_first: true,
                limit: 3,
                ..query.clone()
            })
            .unwrap();
        let reversed: Vec<u64> = expected.iter().rev().take(3).copied().collect();
        assert_eq!(
            (newest.places, newest.more),
            (reversed, expected.len() > 3),
            "{query:?}"
        );
    };
    let subject = draft(3).subject;
    let at = |place| draft(place).recorded;
    check(all.clone(), plain(last, |_| true));
    check(
        Query {
            subjects: vec![subject.clone()],
            ..all.clone()
        },
        plain(last, |one| one.subject == subject),
    );
    check(
        Query {
            actors: vec!["a.sponsor".into()],
            ..all.clone()
        },
        plain(last, |one| one.actor.as_str() == "a.sponsor"),
    );
    check(
        Query {
            actors: vec!["operator".into()],
            kinds: vec!["item.planned".into(), "quarter.closed".into()],
            ..all.clone()
        },
        plain(last, |one| {
            one.actor.as_str() == "operator" && one.kind != "item.observed"
        }),
    );
    check(
        Query {
            subjects: vec!["nothing".into()],
            ..all.clone()
        },
        Vec::new(),
    );
    check(
        Query {
            subjects: vec![subject.clone()],
            from: Some(at(20)),
            to: Some(at(50)),
            ..all.clone()
        },
        plain(last, |one| {
            one.subject == subject && (at(20)..=at(50)).contains(&one.recorded)
        }),
    );
    check(
        Query {
            place_from: Some(5),
            place_to: Some(9),
            ..all
        },
        (5..=9).collect(),
    );
}

#[test]
fn queries_answer_as_a_plain_search() {
    for limit in [3000, 1 << 20] {
        let dir = tempfile::tempdir().unwrap();
        let options = Options {
            segment_bytes_max: limit,
            ..options()
        };
        let (ledger, mut appender) = Ledger::open(dir.path(), options.clone()).unwrap();
        for count in [30, 40, 1, 29] {
            append(&mut appender, count).unwrap();
            if ledger.head().place >= 70 {
                check_all(&ledger);
            }
        }
        drop(appender);
        check_all(&Ledger::open(dir.path(), options).unwrap().0);
    }
}

#[test]
fn the_place_at_a_time_is_the_longest_prefix() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = make(dir.path(), options(), &[40], true);
    let check = |at: Timestamp| {
        let expected = plain(40, |one| one.recorded <= at).len() as u64;
        assert_eq!(ledger.place_at(at).unwrap(), expected);
    };
    for place in 1..=40 {
        for shift in [-1, 0, 1] {
            check(draft(place).recorded + SignedDuration::from_nanos(shift));
        }
    }
}
