//! What is printed may go to a file, or to a reader that does not stay.

use std::io::{BufRead as _, BufReader, pipe};
use std::process::{Command, Output, Stdio};

use quarterday_tests::{COUNCIL, Folder, PLAN, program};

use crate::formats::{READING, folder};

/// Runs a command whose reader has gone: that of its answer alone, or of what
/// it says beside it too.
fn unread(folder: &Folder, arguments: &[&str], stderr: Stdio) -> Output {
    let gone = pipe().unwrap().1;
    Command::new(program())
        .args(arguments)
        .env("QUARTERDAY_DATA", folder.data())
        .stdin(Stdio::null())
        .stdout(gone)
        .stderr(stderr)
        .output()
        .unwrap()
}

#[test]
fn every_command_ends_quietly_where_its_reader_has_gone() {
    let folder = folder();
    let of = ["--council", COUNCIL];
    let plan = ["--plan", PLAN, "--quarter", "2020-21-Q1"];
    let close = [&["quarter", "close", "--reason", "-"][..], &of, &plan].concat();
    let scheme = [&["scheme", "adopt", "derby"][..], &of].concat();
    let token = [&["token", "create", "--name", "two"][..], &of].concat();
    let revoke = [&["token", "revoke", "--name", "two"][..], &of].concat();
    let others: [&[&str]; 8] = [
        &["completions", "bash"],
        &["--help"],
        &["position", "--help"],
        &["--version"],
        &close,
        &scheme,
        &token,
        &revoke,
    ];
    let reading = READING.map(|(command, _)| command);
    for arguments in reading.iter().chain(&others) {
        let ran = unread(&folder, arguments, Stdio::piped());
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(0), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
    // Of both: what is said beside an answer, and why something is refused.
    let open = ["quarter", "open", "--plan", PLAN, "--quarter", "2020-21-Q2"];
    let open = [&open[..], &of].concat();
    for (arguments, code) in [(&open, 0), (&open, 1), (&close, 1)] {
        let gone = pipe().unwrap().1;
        let ran = unread(&folder, arguments, gone.into());
        assert_eq!(ran.status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn a_log_in_a_file_has_no_colours() {
    let folder = Folder::with_plan();
    let said = folder.file("said.log", b"");
    let log = std::fs::File::create(&said).unwrap();
    let mut service = Command::new(program())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("QUARTERDAY_DATA", folder.data())
        .env("QUARTERDAY_LOG", "info")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .unwrap();
    let mut address = String::new();
    let stdout = service.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut address).unwrap();
    // Over the node's own socket, which it logs.
    let asked = folder.run(["plan", "list", "--council", COUNCIL]);
    service.kill().unwrap();
    service.wait().unwrap();
    asked.done();
    let said = std::fs::read_to_string(&said).unwrap();
    assert!(said.contains("answered"), "{address}: {said}");
    assert!(!said.contains('\u{1b}'), "{said}");
}
