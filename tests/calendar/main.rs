//! Days held against libraries that others wrote: the bank holidays against
//! holidays, the feed of deadlines against icalendar.

#![allow(clippy::unwrap_used)]

mod bank_holidays;
mod feed;

use std::io::Write as _;
use std::process::Stdio;

use quarterday_tests::{python, script};
use serde_json::Value;

/// What a script beside these tests makes of its input.
fn asked(name: &str, input: &[u8]) -> Value {
    let mut child = python()
        .arg(script(&format!("tests/calendar/{name}")))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{name}: {}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}
