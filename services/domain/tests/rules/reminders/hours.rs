//! When nobody is written to.

use quarterday_domain::reminders::quiet_until;

use super::{claimed, claiming, remind, waiting};
use crate::harness::*;

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
