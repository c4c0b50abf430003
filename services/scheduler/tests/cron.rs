//! When cron expressions are due: as tables, and against the library croner.

#![allow(clippy::unwrap_used)]

use std::str::FromStr as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use quarterday_scheduler::cron::{Expression, OCCURRENCES_MAX};

const LONDON: &str = "Europe/London";

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn expression(text: &str) -> Expression {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// All times of an expression in a span of time, and that next and previous
/// agree with them at each.
#[track_caller]
fn check(text: &str, zone_name: &str, after: &str, until: &str, expected: &[&str]) {
    let (expression, zone) = (expression(text), zone(zone_name));
    let (after, until) = (moment(after), moment(until));
    let found = expression.between(after, until, &zone);
    let expected: Vec<Timestamp> = expected.iter().map(|at| moment(at)).collect();
    assert_eq!(found, expected, "{text}");
    let second = jiff::SignedDuration::from_secs(1);
    let mut last = after;
    for at in &found {
        for asked in [last, *at - second] {
            assert_eq!(expression.next(asked, &zone), Some(*at), "{text} {asked}");
        }
        for asked in [*at, *at + second / 2] {
            let found = expression.previous(asked, &zone);
            assert_eq!(found, Some(*at), "{text} {asked}");
        }
        if last != after {
            let found = expression.previous(*at - second, &zone);
            assert_eq!(found, Some(last), "{text} before {at}");
        }
        last = *at;
    }
}

#[test]
fn in_spring_what_the_clocks_skip_comes_once_when_they_go_forward() {
    // On 28 March 2021 at 01:00 the clocks went to 02:00.
    let check = |text, expected: &[&str]| {
        let (after, until) = ("2021-03-27T12:00:00Z", "2021-03-29T12:00:00Z");
        check(text, LONDON, after, until, expected);
    };
    let (gap, monday) = ("2021-03-28T01:00:00Z", "2021-03-29T00:30:00Z");
    check("30 1 * * *", &[gap, monday]);
    check("0 1 * * *", &[gap, "2021-03-29T00:00:00Z"]);
    check("59 59 1 * * *", &[gap, "2021-03-29T00:59:59Z"]);
    // What is due at 02:00 anyway and what was skipped are one.
    check("0 2 * * *", &[gap, "2021-03-29T01:00:00Z"]);
    check("30 1,2 * * SUN", &[gap, "2021-03-28T01:30:00Z"]);
    check(
        "0,20,40 1-2 28 3 *",
        &[gap, "2021-03-28T01:20:00Z", "2021-03-28T01:40:00Z"],
    );
    // On other days, and in other hours of the day.
    check("30 1 * * MON", &[monday]);
    check(
        "30 0 * * *",
        &["2021-03-28T00:30:00Z", "2021-03-28T23:30:00Z"],
    );
    check(
        "0 8 * * *",
        &["2021-03-28T07:00:00Z", "2021-03-29T07:00:00Z"],
    );
}

#[test]
fn in_autumn_what_the_clocks_repeat_comes_the_first_time_round() {
    // On 31 October 2021 at 02:00 the clocks went to 01:00.
    let check = |text, expected: &[&str]| {
        let (after, until) = ("2021-10-30T12:00:00Z", "2021-11-01T12:00:00Z");
        check(text, LONDON, after, until, expected);
    };
    check(
        "30 1 * * *",
        &["2021-10-31T00:30:00Z", "2021-11-01T01:30:00Z"],
    );
    check(
        "0 1 * * *",
        &["2021-10-31T00:00:00Z", "2021-11-01T01:00:00Z"],
    );
    check(
        "0 2 * * *",
        &["2021-10-31T02:00:00Z", "2021-11-01T02:00:00Z"],
    );
    check(
        "30 0 * * *",
        &["2021-10-30T23:30:00Z", "2021-11-01T00:30:00Z"],
    );
    check(
        "*/30 1-2 31 10 *",
        &[
            "2021-10-31T00:00:00Z",
            "2021-10-31T00:30:00Z",
            "2021-10-31T02:00:00Z",
            "2021-10-31T02:30:00Z",
        ],
    );
}

#[test]
fn from_within_the_repeated_hour_nothing_is_lost_or_repeated() {
    let (half_past_one, zone) = (expression("30 1 * * *"), zone(LONDON));
    for (asked, previous, next) in [
        (
            "2021-10-31T00:29:59Z",
            "2021-10-30T00:30:00Z",
            "2021-10-31T00:30:00Z",
        ),
        (
            "2021-10-31T00:30:00Z",
            "2021-10-31T00:30:00Z",
            "2021-11-01T01:30:00Z",
        ),
        // It is half past one again, and before and after it.
        (
            "2021-10-31T01:10:00Z",
            "2021-10-31T00:30:00Z",
            "2021-11-01T01:30:00Z",
        ),
        (
            "2021-10-31T01:30:00Z",
            "2021-10-31T00:30:00Z",
            "2021-11-01T01:30:00Z",
        ),
        (
            "2021-10-31T01:59:59.999Z",
            "2021-10-31T00:30:00Z",
            "2021-11-01T01:30:00Z",
        ),
        (
            "2021-10-31T02:00:00Z",
            "2021-10-31T00:30:00Z",
            "2021-11-01T01:30:00Z",
        ),
    ] {
        let at = moment(asked);
        assert_eq!(
            half_past_one.previous(at, &zone),
            Some(moment(previous)),
            "{asked}"
        );
        assert_eq!(half_past_one.next(at, &zone), Some(moment(next)), "{asked}");
    }
}

#[test]
fn a_rule_for_every_hour_goes_on_by_the_clock() {
    check(
        "30 * * * *",
        LONDON,
        "2021-03-28T00:00:00Z",
        "2021-03-28T03:00:00Z",
        &[
            "2021-03-28T00:30:00Z",
            "2021-03-28T01:30:00Z",
            "2021-03-28T02:30:00Z",
        ],
    );
    check(
        "0 * * * *",
        LONDON,
        "2021-10-30T23:30:00Z",
        "2021-10-31T03:00:00Z",
        &[
            "2021-10-31T00:00:00Z",
            "2021-10-31T01:00:00Z",
            "2021-10-31T02:00:00Z",
            "2021-10-31T03:00:00Z",
        ],
    );
    check(
        "@hourly",
        "Australia/Lord_Howe",
        "2021-04-03T13:30:00Z",
        "2021-04-03T17:00:00Z",
        // Half an hour is repeated there: 01:30 to 02:00.
        &[
            "2021-04-03T14:00:00Z",
            "2021-04-03T15:30:00Z",
            "2021-04-03T16:30:00Z",
        ],
    );
}

#[test]
fn leap_days_month_ends_and_zones_that_skip_a_day() {
    check(
        "0 9 29 2 *",
        LONDON,
        "2019-01-01T00:00:00Z",
        "2029-01-01T00:00:00Z",
        &[
            "2020-02-29T09:00:00Z",
            "2024-02-29T09:00:00Z",
            "2028-02-29T09:00:00Z",
        ],
    );
    check(
        "0 9 31 * *",
        LONDON,
        "2021-01-31T09:00:00Z",
        "2021-06-01T00:00:00Z",
        &["2021-03-31T08:00:00Z", "2021-05-31T08:00:00Z"],
    );
    // Samoa had no 30 December 2011.
    check(
        "0 12 * * *",
        "Pacific/Apia",
        "2011-12-29T00:00:00Z",
        "2012-01-01T00:00:00Z",
        &[
            "2011-12-29T22:00:00Z",
            "2011-12-30T10:00:00Z",
            "2011-12-30T22:00:00Z",
            "2011-12-31T22:00:00Z",
        ],
    );
}

#[test]
fn five_fields_mean_what_they_mean_in_a_crontab() {
    // November 2021 began on a Monday.
    let days = |text: &str| -> Vec<i8> {
        let zone = zone(LONDON);
        let (after, until) = ("2021-10-31T12:00:00Z", "2021-11-15T00:00:00Z");
        let found = expression(text).between(moment(after), moment(until), &zone);
        let local = |at: &Timestamp| zone.to_datetime(*at).day();
        found.iter().map(local).collect()
    };
    let weekend: &[i8] = &[6, 7, 13, 14];
    for (text, expected) in [
        ("0 9 * * 1", &[1, 8][..]),
        ("0 9 * * MON", &[1, 8]),
        ("0 9 * * 0", &[7, 14]),
        ("0 9 * * 7", &[7, 14]),
        ("0 9 * * Sun", &[7, 14]),
        ("0 9 * * 6-7", weekend),
        ("0 9 * * SAT-SUN", weekend),
        ("0 9 * * sat,0", weekend),
        ("0 9 * * Saturday-sunday", weekend),
        ("0 9 * * 0-0", &[7, 14]),
        ("0 9 * * SUN-SUN", &[7, 14]),
        ("0 9 * * 7-7", &[7, 14]),
        ("0 9 * * 0-1", &[1, 7, 8, 14]),
        ("0 9 * * 1-5", &[1, 2, 3, 4, 5, 8, 9, 10, 11, 12]),
        ("0 9 * * MON-FRI/2", &[1, 3, 5, 8, 10, 12]),
        ("0 9 * * */3", &[3, 6, 7, 10, 13, 14]),
        // Either day, where month and week both restrict.
        ("0 9 2 * MON", &[1, 2, 8]),
        ("0 9 2,8 11 1", &[1, 2, 8]),
        ("0 9 */2 * MON", &[1]),
        ("0 9 ? * MON", &[1, 8]),
        // Six fields are as the crate reads them: both days, Sunday being 1.
        ("0 0 9 8 * MON", &[8]),
        ("0 0 9 * * 2", &[1, 8]),
        ("0 0 9 9 11 * 2021", &[9]),
        ("0 0 9 9 11 * 2022", &[]),
        ("  0   9 9 11\t* ", &[9]),
        ("@weekly", &[7, 14]),
        ("@monthly", &[1]),
    ] {
        assert_eq!(days(text), expected, "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_in_words() {
    for (text, says) in [
        ("", "0 fields"),
        ("* * * *", "4 fields"),
        ("* * * * * * * *", "8 fields"),
        ("0 9 * * MOON", "`MOON` is no day of the week"),
        ("0 9 * * 8", "`8`"),
        ("0 9 * * FRI-MON", "`FRI-MON`"),
        ("0 9 * * 1/2", "`1/2`"),
        ("0 9 * * */0", "`*/0`"),
        ("0 9 * * -1", "`-1`"),
        ("0 9 * * 1,,2", "``"),
        ("60 9 * * *", "60"),
        ("0 24 * * *", "24"),
        ("0 9 32 * *", "32"),
        ("0 9 * 13 *", "13"),
        ("0 9 * * * * 1900", "1900"),
        ("nine o'clock on every Monday", "cannot be read"),
        ("@reboot", "cannot be read"),
        ("0 9 30 2 *", "never comes"),
        ("0 9 31 4,6 *", "never comes"),
        (&"0,".repeat(200), "256 characters"),
    ] {
        let refused = Expression::from_str(text).unwrap_err();
        assert_eq!(refused.code, "QD0049", "{text}");
        assert!(refused.detail.contains(says), "{text}: {refused}");
    }
}

#[test]
fn times_end_with_the_years_that_are_known_and_lists_with_their_maximum() {
    let zone = zone(LONDON);
    let once = expression("0 0 9 1 4 * 2021");
    let at = moment("2021-04-01T08:00:00Z");
    assert_eq!(once.next(at, &zone), None);
    assert_eq!(
        once.previous(at - jiff::SignedDuration::from_secs(1), &zone),
        None
    );
    let each_second = expression("* * * * * *");
    let listed = each_second.between(at, moment("2022-01-01T00:00:00Z"), &zone);
    assert_eq!(listed.len(), OCCURRENCES_MAX);
    assert_eq!(each_second.between(at, at, &zone), []);
    let text = "30 7 * * MON-FRI";
    assert_eq!(expression(text).to_string(), text);
}

/// A field of five: any, one, a list or a range.
fn field(min: u8, max: u8) -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just("*".to_owned()),
        3 => (min..=max).prop_map(|number| number.to_string()),
        1 => (min..=max, min..=max).prop_map(|(a, b)| format!("{},{}", a.min(b), a.max(b))),
        1 => (min..=max, min..=max).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
        1 => (2_u8..=6).prop_map(|step| format!("*/{step}")),
    ]
}

/// Minutes and hours on which croner and we agree through the changes of the
/// clocks: one certain time, or every hour. A rule for several certain hours
/// croner takes to go on by the clock, and leaves out in spring.
fn time() -> impl Strategy<Value = String> {
    prop_oneof![
        (0_u8..60, 0_u8..24).prop_map(|(minute, hour)| format!("{minute} {hour}")),
        (0_u8..60, 0_u8..=3).prop_map(|(minute, hour)| format!("{minute} {hour}")),
        field(0, 59).prop_map(|minute| format!("{minute} *")),
    ]
}

/// Days of the month; a step is left out, because croner has a step with a day
/// of the week mean either day and a crontab both.
fn of_month() -> impl Strategy<Value = String> {
    field(1, 31).prop_filter("a step", |field| !field.contains('/'))
}

fn of_week() -> impl Strategy<Value = String> {
    field(0, 7).prop_filter("a step", |field| !field.contains('/'))
}

/// Moments, many of them near a change of the clocks.
fn near() -> impl Strategy<Value = Timestamp> {
    let changes = [
        "2021-03-28T01:00:00Z",
        "2021-10-31T01:00:00Z",
        "2024-03-31T01:00:00Z",
        "2024-10-27T01:00:00Z",
        "2024-02-29T12:00:00Z",
    ];
    let near = (prop::sample::select(changes.to_vec()), -10_000_i64..10_000);
    let near = near
        .prop_map(|(change, seconds)| moment(change) + jiff::SignedDuration::from_secs(seconds));
    let anywhere = 1_500_000_000_i64..1_900_000_000;
    prop_oneof![
        near,
        anywhere.prop_map(|second| Timestamp::from_second(second).unwrap())
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn croner_finds_the_same_times(
        time in time(),
        of_month in of_month(),
        month in field(1, 12),
        of_week in of_week(),
        from in near(),
    ) {
        let text = format!("{time} {of_month} {month} {of_week}");
        let Ok(ours) = Expression::from_str(&text) else {
            // Such as 30 February; that these are right is in a table above.
            return Ok(());
        };
        let theirs = croner::Cron::from_str(&text).unwrap();
        let zone = zone(LONDON);
        let mut at = from;
        for _ in 0..5 {
            let expected = theirs
                .find_next_occurrence(&at.to_zoned(zone.clone()), false)
                .unwrap()
                .timestamp();
            prop_assert_eq!(ours.next(at, &zone), Some(expected), "{} after {}", &text, at);
            // Of two neighbours each is the other's.
            prop_assert_eq!(ours.previous(expected, &zone), Some(expected));
            if at != from {
                let before = expected - jiff::SignedDuration::from_nanos(1);
                prop_assert_eq!(ours.previous(before, &zone), Some(at), "{} before {}", &text, before);
            }
            at = expected;
        }
    }
}
