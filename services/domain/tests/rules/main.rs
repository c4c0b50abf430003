//! The rules of the field as tables: given what happened, when a command comes,
//! then these events or a refusal with its code.

#![allow(clippy::unwrap_used)]

mod amendments;
mod as_at;
mod authors;
mod bodies;
mod calendar;
mod committees;
mod concerns;
mod conclude;
mod corrections;
mod council;
mod delegations;
mod denials;
mod due_days;
mod handover;
mod harness;
mod import;
mod layouts;
mod links;
mod lint_gate;
mod look;
mod measures;
mod observe;
mod passing_on;
mod positions;
mod providers;
mod publications;
mod publishing;
mod quarter;
mod reminders;
mod reports;
mod restatement;
mod roles;
mod routes;
mod schemes;
mod sign_in;
mod sign_off;
mod sign_off_mails;
mod signals;
mod standing;
mod submissions;
mod timetable;
mod tokens;

use quarterday_domain::Code;

/// Codes that are given before a command reaches the rules, or without one.
const NOT_OF_THE_DOMAIN: [&str; 9] = [
    "QD0001", "QD0002", "QD0049", "QD0150", "QD0151", "QD0152", "QD0153", "QD0154", "QD0161",
];

#[test]
fn every_code_of_the_domain_is_given_in_some_test() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rules");
    let sources = sources_in(folder.as_ref());
    for code in Code::ALL.iter().map(|code| code.code()) {
        if !NOT_OF_THE_DOMAIN.contains(&code) {
            assert!(
                sources.contains(&format!("\"{code}\"")),
                "no test gives {code}"
            );
        }
    }
}

/// The text of all sources in a folder and its folders, but for this one.
fn sources_in(folder: &std::path::Path) -> String {
    let paths = std::fs::read_dir(folder).unwrap();
    let paths = paths.map(|file| file.unwrap().path());
    paths
        .map(|path| match path.is_dir() {
            true => sources_in(&path),
            false if path.ends_with("rules/main.rs") => String::new(),
            false => std::fs::read_to_string(path).unwrap(),
        })
        .collect()
}
