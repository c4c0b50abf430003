//! Setting up and configuring a council.

use quarterday_proto::command::{Command, ConfigureCouncil, EstablishCouncil};
use quarterday_proto::council::{Nation, Settings};

use crate::harness::*;

fn establish_as(name: &str, zone: Option<&str>) -> Command {
    Command::EstablishCouncil(EstablishCouncil {
        name: name.to_owned(),
        nation: Nation::Wales,
        zone: zone.map(str::to_owned),
        settings: Settings::default(),
    })
}

fn default_scheme(name: &str) -> Command {
    let settings = Settings {
        default_scheme: Some(name.to_owned()),
        ..Settings::default()
    };
    Command::ConfigureCouncil(ConfigureCouncil { settings })
}

#[test]
fn a_council_is_set_up_once() {
    given([]).when(establish()).then(&["council.established"]);
    given([establish()]).when(establish()).refused("QD0004");
    given([]).when(establish_as("", None)).refused("QD0023");
    given([])
        .when(establish_as("Anytown", Some("Europe/Anytown")))
        .refused("QD0034");
}

#[test]
fn nothing_happens_before_a_council_is_set_up() {
    given([]).when(open("2020-21-Q2")).refused("QD0005");
    given([]).when(import(&[PLAN])).refused("QD0005");
}

#[test]
fn settings_change_as_a_whole() {
    let council = given([establish()]);
    council
        .when(default_scheme("rochdale"))
        .then(&["council.configured"]);
    council
        .when(default_scheme("no such scheme"))
        .refused("QD0010");
    let changed = council.and(default_scheme("rochdale"));
    changed.when(default_scheme("rochdale")).then(&[]);
    changed
        .when_known_at(Some(1), default_scheme("plain"))
        .refused("QD0003");
}

#[test]
fn a_plan_without_a_scheme_takes_the_councils() {
    let council = given([establish(), default_scheme("rochdale")])
        .and(import(&["plan,title,year,scheme\nP,Plan,2020-21,\n"]));
    assert_eq!(council.state.plan("P").unwrap().details.scheme, "rochdale");
}

#[test]
fn the_day_is_that_of_the_councils_zone() {
    let council = given([establish()]);
    let late = "2020-06-30T23:30:00Z".parse().unwrap();
    assert_eq!(council.state.day_of(late), day("2020-07-01"));
}
