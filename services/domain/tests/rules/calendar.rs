//! Working days of England, Wales and Scotland, and a council's own.

use jiff::civil::{Date, date};
use quarterday_domain::calendar::{WorkingDays, clear_days_between, leaving_clear_days};
use quarterday_proto::answer::Rejection;
use quarterday_proto::calendar::{CalendarSettings, Holiday, HolidayKind};
use quarterday_proto::command::{Command, ConfigureCouncil};
use quarterday_proto::council::{
    Nation::{self, England, Scotland, Wales},
    Settings,
};

use crate::harness::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn of(nation: Nation) -> WorkingDays {
    WorkingDays::of(nation, None)
}

fn holidays(days: &[(&str, &str)]) -> Vec<Holiday> {
    let holiday = |(on, name): &(&str, &str)| Holiday {
        day: day(on),
        name: (*name).to_owned(),
    };
    days.iter().map(holiday).collect()
}

fn settings(added: &[(&str, &str)], removed: &[(&str, &str)], last: &str) -> CalendarSettings {
    CalendarSettings {
        added: holidays(added),
        removed: holidays(removed),
        last_day: (!last.is_empty()).then(|| day(last)),
    }
}

fn configure(calendar: CalendarSettings) -> Command {
    let settings = Settings {
        calendar: Some(calendar),
        ..Settings::default()
    };
    Command::ConfigureCouncil(ConfigureCouncil { settings })
}

/// Easter Sunday by the computation of Meeus, Jones and Butcher, which knows
/// nothing of the table.
fn easter(year: i16) -> Date {
    let (y, a, b, c) = (
        i32::from(year),
        i32::from(year) % 19,
        year / 100,
        year % 100,
    );
    let (b, c) = (i32::from(b), i32::from(c));
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    assert!(y > 1900);
    date(
        year,
        i8::try_from(n / 31).unwrap(),
        i8::try_from(n % 31 + 1).unwrap(),
    )
}

#[test]
fn easter_moves_and_its_monday_is_no_holiday_in_scotland() {
    assert_eq!(easter(2024), day("2024-03-31"));
    for year in 2012..=2028 {
        let sunday = easter(year);
        let friday = sunday.yesterday().unwrap().yesterday().unwrap();
        let monday = sunday.tomorrow().unwrap();
        for (nation, works_on_monday) in [(England, false), (Wales, false), (Scotland, true)] {
            let days = of(nation);
            assert_eq!(days.is_working_day(friday), Ok(false), "{nation} {friday}");
            let works = days.is_working_day(monday);
            assert_eq!(works, Ok(works_on_monday), "{nation} {monday}");
        }
    }
}

#[test]
fn holidays_that_fall_on_a_weekend_are_taken_later_and_nations_differ() {
    let (all, none) = (&[England, Wales, Scotland][..], &[][..]);
    let south = &[England, Wales][..];
    let north = &[Scotland][..];
    for (on, works) in [
        // Christmas of 2021 was a Saturday, that of 2022 a Sunday.
        ("2021-12-24", all),
        ("2021-12-25", none),
        ("2021-12-27", none),
        ("2021-12-28", none),
        ("2021-12-29", all),
        ("2022-12-26", none),
        ("2022-12-27", none),
        ("2022-12-28", all),
        // New Year's Day of 2022 was a Saturday; Scotland has the 2nd as well.
        ("2022-01-03", none),
        ("2022-01-04", south),
        ("2020-01-02", south),
        ("2012-01-03", south),
        ("2028-01-04", south),
        // St Andrew's Day, also where it fell on a Saturday (2013, 2019) or a
        // Sunday (2014, 2025).
        ("2020-11-30", south),
        ("2019-12-02", south),
        ("2025-12-01", south),
        ("2025-11-28", all),
        // Summer's bank holiday: the first Monday of August, or the last.
        ("2023-08-07", south),
        ("2023-08-28", north),
        // Days of one year only.
        ("2012-06-05", none),
        ("2020-05-04", all),
        ("2020-05-08", none),
        ("2022-06-03", none),
        ("2022-09-19", none),
        ("2023-05-08", none),
        ("2026-06-15", south),
        // 29 February, and a Saturday and a Sunday.
        ("2024-02-29", all),
        ("2020-02-29", none),
        ("2023-07-23", none),
    ] {
        for nation in Nation::ALL {
            let works = works.contains(nation);
            let found = of(*nation).is_working_day(day(on));
            assert_eq!(found, Ok(works), "{nation} {on}");
        }
    }
}

#[test]
fn working_days_are_counted_in_both_directions() {
    let check = |nation, from: &str, n: u16, before: &str, after: &str| {
        let days = of(nation);
        assert_eq!(days.before(day(from), n), Ok(day(before)), "{from} - {n}");
        assert_eq!(days.after(day(from), n), Ok(day(after)), "{from} + {n}");
    };
    check(England, "2023-07-31", 6, "2023-07-21", "2023-08-08");
    check(England, "2023-07-31", 0, "2023-07-31", "2023-07-31");
    // From a Saturday: the Friday before it and the Monday after.
    check(England, "2023-07-29", 0, "2023-07-28", "2023-07-31");
    check(England, "2023-07-29", 1, "2023-07-28", "2023-07-31");
    // Over Easter, with and without its Monday.
    check(England, "2023-04-11", 1, "2023-04-06", "2023-04-12");
    check(Scotland, "2023-04-11", 1, "2023-04-10", "2023-04-12");
    // Over the end of a February with 29 days and of one without.
    check(England, "2024-03-01", 1, "2024-02-29", "2024-03-04");
    check(England, "2023-03-01", 1, "2023-02-28", "2023-03-02");
    check(England, "2024-02-29", 1, "2024-02-28", "2024-03-01");
    check(Wales, "2021-12-24", 1, "2021-12-23", "2021-12-29");
}

#[test]
fn clear_days_count_neither_end() {
    let clear = |nation, one: &str, other: &str| {
        let days = of(nation);
        let there = days.clear_between(day(one), day(other)).unwrap();
        assert_eq!(days.clear_between(day(other), day(one)), Ok(there));
        there
    };
    assert_eq!(clear(England, "2023-07-21", "2023-07-31"), 5);
    assert_eq!(clear(England, "2023-07-24", "2023-07-31"), 4);
    assert_eq!(clear(England, "2023-07-31", "2023-07-31"), 0);
    assert_eq!(clear(England, "2023-07-31", "2023-08-01"), 0);
    assert_eq!(clear(England, "2023-04-06", "2023-04-12"), 1);
    assert_eq!(clear(Scotland, "2023-04-06", "2023-04-12"), 2);
    for (one, other, days) in [
        ("2021-10-12", "2021-11-10", 28),
        ("2024-02-01", "2024-03-01", 28),
        ("2023-02-01", "2023-03-01", 27),
        ("2023-02-01", "2023-02-01", 0),
        ("2023-02-01", "2023-02-02", 0),
    ] {
        assert_eq!(clear_days_between(day(one), day(other)), days, "{one}");
        assert_eq!(clear_days_between(day(other), day(one)), days, "{one}");
    }
    assert_eq!(
        leaving_clear_days(day("2021-11-10"), 28),
        Some(day("2021-10-12"))
    );
    assert_eq!(leaving_clear_days(Date::MIN, 28), None);
}

#[test]
fn the_last_day_that_leaves_clear_days_leaves_just_so_many() {
    for nation in Nation::ALL {
        let days = of(*nation);
        for clear in [0, 1, 3, 5, 20] {
            let mut meeting = day("2020-02-01");
            while meeting < day("2021-04-30") {
                let notice = days.leaving_clear(meeting, clear).unwrap();
                let context = format!("{nation} {notice} {meeting}");
                assert_eq!(days.is_working_day(notice), Ok(true), "{context}");
                let between = days.clear_between(notice, meeting).unwrap();
                assert_eq!(between, u32::from(clear), "{context}");
                meeting = meeting.tomorrow().unwrap();
            }
        }
    }
}

/// The refusal's code and a part of what it says.
fn refused<T: std::fmt::Debug>(result: Result<T, Rejection>, code: &str, says: &[&str]) {
    let rejection = result.unwrap_err();
    assert_eq!(rejection.code, code, "{rejection}");
    for part in says {
        assert!(rejection.detail.contains(part), "{part}: {rejection}");
    }
}

#[test]
fn outside_the_table_nothing_is_guessed() {
    let days = of(England);
    assert_eq!(days.first_day(), day("2012-01-01"));
    assert_eq!(days.last_day(), day("2028-12-31"));
    assert_eq!(days.after(day("2028-12-28"), 1), Ok(day("2028-12-29")));
    let past: &[&str] = &[
        "Monday 1 January 2029",
        "Sunday 31 December 2028",
        "last_day",
    ];
    refused(days.after(day("2028-12-29"), 1), "QD0046", past);
    refused(days.after(day("2028-12-30"), 0), "QD0046", past);
    refused(days.is_working_day(day("2029-01-01")), "QD0046", past);
    refused(days.before(day("2029-01-01"), 1), "QD0046", past);
    refused(
        days.clear_between(day("2028-12-01"), day("2029-01-01")),
        "QD0046",
        past,
    );
    refused(
        days.before(day("2012-01-03"), 1),
        "QD0046",
        &["Saturday 31 December 2011", "Sunday 1 January 2012"],
    );
    // A weekend past the end is no working day whatever the holidays are, but
    // an answer would suggest that the days round it are known.
    refused(days.is_working_day(day("2029-01-06")), "QD0046", &[]);
    refused(days.after(Date::MAX, 1), "QD0046", &[]);
    refused(days.year(2029), "QD0046", past);
}

#[test]
fn a_council_adds_and_takes_away_days() {
    let own = settings(
        &[
            ("2026-09-21", "Autumn holiday"),
            ("2029-01-01", "New Year’s Day"),
        ],
        &[("2026-08-31", "Taken in September")],
        "2029-03-28",
    );
    let council = given([establish(), configure(own)]);
    let days = council.state.council().unwrap().working_days();
    for (on, works) in [
        ("2026-09-18", true),
        ("2026-09-21", false),
        ("2026-08-31", true),
        ("2026-12-25", false),
        ("2029-01-01", false),
        ("2029-01-02", true),
        ("2029-03-28", true),
    ] {
        assert_eq!(days.is_working_day(day(on)), Ok(works), "{on}");
    }
    assert_eq!(days.after(day("2028-12-29"), 1), Ok(day("2029-01-02")));
    refused(
        days.after(day("2029-03-28"), 1),
        "QD0046",
        &["Thursday 29 March 2029", "Wednesday 28 March 2029"],
    );
}

#[test]
fn settings_that_cannot_be_meant_are_refused() {
    let council = given([establish()]);
    let name = "Local holiday";
    let monday = ("2026-09-21", name);
    for (added, removed, last) in [
        (vec![("2026-09-19", name)], vec![], ""),
        (vec![("2026-09-21", " ")], vec![], ""),
        (vec![monday, monday], vec![], ""),
        (vec![("2026-12-25", name)], vec![("2026-12-25", name)], ""),
        (vec![], vec![monday], ""),
        (vec![], vec![("2026-12-25", "")], ""),
        (vec![], vec![], "2029-03-31"),
        (vec![("2029-01-01", name)], vec![], "2030-03-31"),
        (vec![("2030-01-01", name)], vec![], "2030-03-31"),
        (vec![("2029-01-01", name)], vec![], "2129-03-31"),
        (vec![monday; 1001], vec![], ""),
    ] {
        let command = configure(settings(&added, &removed, last));
        council.when(command).refused("QD0047");
    }
    for (added, removed, last) in [
        (vec![], vec![], ""),
        (vec![], vec![], "2020-03-31"),
        (vec![], vec![], "2028-12-31"),
        (vec![("2026-12-25", name)], vec![], ""),
        (vec![monday], vec![("2026-12-25", name)], ""),
        (
            vec![("2029-01-01", name), ("2030-01-01", name)],
            vec![],
            "2030-03-31",
        ),
    ] {
        let command = configure(settings(&added, &removed, last));
        council.when(command).then(&["council.configured"]);
    }
}

#[test]
fn a_year_lists_its_holidays() {
    let own = settings(
        &[("2026-09-21", "Autumn holiday")],
        &[("2026-11-30", "Taken in September")],
        "",
    );
    let year = WorkingDays::of(Scotland, Some(&own)).year(2026).unwrap();
    let listed: Vec<(String, HolidayKind)> = year
        .holidays
        .iter()
        .map(|holiday| (format!("{} {}", holiday.weekday, holiday.day), holiday.kind))
        .collect();
    let expected = [
        ("Thursday 2026-01-01", HolidayKind::Bank),
        ("Friday 2026-01-02", HolidayKind::Bank),
        ("Friday 2026-04-03", HolidayKind::Bank),
        ("Monday 2026-05-04", HolidayKind::Bank),
        ("Monday 2026-05-25", HolidayKind::Bank),
        ("Monday 2026-06-15", HolidayKind::Bank),
        ("Monday 2026-08-03", HolidayKind::Bank),
        ("Monday 2026-09-21", HolidayKind::Added),
        ("Monday 2026-11-30", HolidayKind::Worked),
        ("Friday 2026-12-25", HolidayKind::Bank),
        ("Monday 2026-12-28", HolidayKind::Bank),
    ];
    let expected = expected.map(|(day, kind)| (day.to_owned(), kind));
    assert_eq!(listed, expected);
    // 365 days with 104 of them at weekends, and ten holidays kept.
    assert_eq!(year.working_days, 251);
    // Leap years.
    assert_eq!(of(England).year(2024).unwrap().working_days, 254);
    assert_eq!(of(England).year(2028).unwrap().working_days, 252);
}
