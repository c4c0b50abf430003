//! The built-in table against the library holidays, which works the days out
//! from the rules and proclamations.

use std::collections::BTreeSet;

use quarterday_domain::calendar::WorkingDays;
use quarterday_proto::council::Nation;
use serde_json::json;

use crate::asked;

/// Days on which the two differ, each with the reason. The library agrees with
/// the table in all of 2012 to 2028, in Scotland's 15 June 2026 too.
const DIFFERENCES: [(Nation, &str, &str); 0] = [];

#[test]
fn the_table_agrees_with_the_library_but_for_what_is_explained() {
    let (from, to) = (2012, 2028);
    let known = asked(
        "bank_holidays.py",
        json!({ "from": from, "to": to }).to_string().as_bytes(),
    );
    for nation in Nation::ALL {
        let days = WorkingDays::of(*nation, None);
        let years = (from..=to).flat_map(|year| days.year(year).unwrap().holidays);
        let ours: BTreeSet<String> = years.map(|holiday| holiday.day.to_string()).collect();
        let theirs = known[nation.as_str()].as_array().unwrap().iter();
        let theirs: BTreeSet<String> = theirs.map(|day| day.as_str().unwrap().to_owned()).collect();
        assert!(theirs.len() >= 8 * 17, "{nation}: {}", theirs.len());
        let differ: BTreeSet<&str> = ours
            .symmetric_difference(&theirs)
            .map(String::as_str)
            .collect();
        let explained: BTreeSet<&str> = DIFFERENCES
            .iter()
            .filter(|(of, ..)| of == nation)
            .map(|(_, day, _)| *day)
            .collect();
        assert_eq!(differ, explained, "{nation}");
    }
}
