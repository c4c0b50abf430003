//! Signals to processes that the test started.

use std::process::Command;

/// Sends a signal, for example `STOP`, to a process.
///
/// # Panics
/// When there is no such process.
pub fn signal(process: u32, name: &str) {
    let process = process.to_string();
    let sent = Command::new("sh")
        .args(["-c", "kill -\"$0\" \"$1\"", name, &process])
        .status();
    assert!(
        sent.expect("there is a shell").success(),
        "the process {process} is not there"
    );
}
