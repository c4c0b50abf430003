//! The command line used wrongly, and readers that go away.

use std::process::{Command, Stdio};

use quarterday_tests::{COUNCIL, Folder, PLAN, program};

/// Wrong usage: exit code 2, and help on standard error.
#[test]
fn wrong_usage_ends_with_code_2() {
    let folder = Folder::empty();
    let wrong: [&[&str]; 11] = [
        &[],
        &["conquer"],
        &["import", "--council", COUNCIL],
        &["position", "--council", COUNCIL],
        &[
            "quarter",
            "close",
            "--council",
            COUNCIL,
            "--plan",
            PLAN,
            "--quarter",
            "2020-21-Q5",
        ],
        &["verify"],
        &["verify", "--council", COUNCIL, "--format", "xml"],
        &["prove", "--council", COUNCIL, "--seq", "first"],
        &[
            "plan",
            "approve",
            "--council",
            COUNCIL,
            "--plan",
            PLAN,
            "--on",
            "2021-02-31",
        ],
        &["serve", "--listen", "nowhere"],
        &["verify", "--council", COUNCIL, "--colour"],
    ];
    for arguments in wrong {
        let ran = folder.run_alone(arguments.iter().copied());
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:#?}");
        assert!(
            ran.err.contains("--help") || ran.err.contains("Usage"),
            "{ran:#?}"
        );
        assert!(ran.out.is_empty(), "{ran:#?}");
    }
    assert!(!folder.data().exists());
}

/// What cannot be done: exit code 1 and the reason.
#[test]
fn what_cannot_be_done_ends_with_code_1() {
    let folder = Folder::empty();
    folder
        .run(["verify", "--council", COUNCIL])
        .refused(&["QF0010 no_such_log", "no log of council"]);
    folder
        .run(["audit", "--council", COUNCIL])
        .refused(&["QF0009 no_data", "holds no data"]);
    assert!(!folder.data().exists(), "reading made a folder");
    folder.import_plan();
    let place = folder.place();
    folder
        .run(["verify", "--council", "nowhere"])
        .refused(&["no log of council `nowhere`"]);
    folder
        .run(["audit", "--council", "nowhere"])
        .refused(&["QD0001 unknown_council"]);
    let of = [
        "--council",
        "nowhere",
        "--plan",
        PLAN,
        "--quarter",
        "2020-21-Q2",
    ];
    folder
        .run(["position"].into_iter().chain(of))
        .refused(&["QD0001 unknown_council"]);
    let of = [
        "--council",
        COUNCIL,
        "--plan",
        "unknown",
        "--quarter",
        "2020-21-Q2",
    ];
    folder
        .run(["position"].into_iter().chain(of))
        .refused(&["QD0006 unknown_plan"]);
    folder
        .run(["quarter", "close"].into_iter().chain(of))
        .refused(&["QD0006 unknown_plan"]);
    folder
        .run(["prove", "--council", COUNCIL, "--seq", "99"])
        .refused(&["no_such_place"]);
    folder
        .run(["import", "/nothing/here.csv", "--council", COUNCIL])
        .refused(&["QF0011 file_unusable", "/nothing/here.csv"]);
    let sheet = folder.file("sheet.csv", quarterday_tests::sheets().as_bytes());
    folder
        .run(["import", &sheet, "--council", "Two Words"])
        .refused(&["QF0020 invalid_id"]);
    assert!(!folder.data().join("councils/Two Words").exists());
    let send = ["send", "-", "--council", COUNCIL];
    folder.run_with(send, b"{ no JSON").refused(&["malformed"]);
    folder.run_with(send, b"\xff\xfe").refused(&[]);
    folder
        .run_with(send, b"{\"conquer\":{}}")
        .refused(&["invalid_body"]);
    let nowhere = ["--council", COUNCIL, "--server", "http://127.0.0.1:9"];
    folder
        .run_alone(["audit"].into_iter().chain(nowhere))
        .refused(&["QF0015 server_unreachable", "http://127.0.0.1:9"]);
    folder
        .run(["checkpoint", "--council", COUNCIL, "--size", "99"])
        .refused(&["no_such_size"]);
    // Checkpoints: no file, no note, another log's key, a log that is shorter.
    let verify = ["verify", "--council", COUNCIL, "--checkpoint"];
    let verify = |file: &str| folder.run(verify.into_iter().chain([file]));
    verify("/nothing/here").refused(&["QF0011 file_unusable", "/nothing/here"]);
    let no_note = folder.file("no-note", b"no note");
    verify(&no_note).refused(&["QF0012 checkpoint_invalid"]);
    let checkpoint = folder.run(["checkpoint", "--council", COUNCIL]).done();
    let kept = folder.file("kept", checkpoint.out.as_bytes());
    verify(&kept).done();
    let other = Folder::with_plan();
    let foreign = other.run(["checkpoint", "--council", COUNCIL]).done();
    let foreign = folder.file("foreign", foreign.out.as_bytes());
    verify(&foreign).refused(&["QF0012 checkpoint_invalid"]);
    // A program is told the same as JSON.
    let ran = folder.run(["verify", "--council", "nowhere", "--format", "json"]);
    assert_eq!(ran.json()["code"], "QF0010", "{ran:#?}");
    assert_eq!(folder.place(), place);
}

/// A trial import makes nothing, not even the folder.
#[test]
fn a_trial_for_a_council_that_is_not_there_makes_nothing() {
    let folder = Folder::empty();
    let sheet = folder.file("sheet.csv", quarterday_tests::sheets().as_bytes());
    let ran = folder.run(["import", &sheet, "--council", COUNCIL, "--dry-run"]);
    let ran = ran.done();
    assert!(ran.out.contains("it would be set up"), "{ran:#?}");
    assert!(!folder.data().exists());
}

/// A configuration that is wrong is told before anything starts.
#[test]
fn a_wrong_configuration_is_told() {
    let folder = Folder::empty();
    for (name, text) in [
        ("no-toml", "colour = "),
        ("unknown", "colour = \"red\""),
        ("address", "[http]\nlisten = \"nowhere\""),
        ("filter", "[log]\nfilter = \"a=b=c\""),
    ] {
        let path = folder.file(name, text.as_bytes());
        let checked = folder.run_alone(["check-config", &path]);
        checked.refused(&["QF0017 configuration_invalid"]);
    }
    // One fault hides no other, of whatever kind it is.
    let many = "colour = 'red'\n[http]\nlisten = 'nowhere'\n[mail]\nfrom = 'nobody'\n[bus.nats]\n\
                servers = ['nats://h:x']\nnode = 'A B'\nreplicas = 9\nacknowledge = 'all'\n";
    let path = folder.file("many.toml", many.as_bytes());
    folder.run_alone(["check-config", &path]).refused(&[
        "line 1: colour: unknown field",
        "line 3: http.listen: ",
        "line 5: mail.from: ",
        "line 8: bus.nats.node: `A B`",
        "line 10: bus.nats.acknowledge: invalid type",
        "`nats://h:x` is no address",
        "NATS keeps 1 to 5 copies",
    ]);
    let path = folder.file("unknown.toml", b"colour = \"red\"");
    folder
        .run(["serve", "--config", &path])
        .refused(&["colour", "line 1"]);
}

/// A second process on a data folder that is in use is refused, and does no
/// harm to the first.
#[test]
fn a_folder_has_one_server() {
    let folder = Folder::with_plan();
    let server = folder.serve();
    let second = quarterday_tests::Server::start(folder.data())
        .err()
        .unwrap();
    second.refused(&["QF0002 log_in_use", "in use by another process"]);
    folder.run(["audit", "--council", COUNCIL]).done();
    assert!(server.stop().0.success());
}

/// `quarterday … | head`: whoever reads may go away at any time.
#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let folder = Folder::with_plan();
    let data = folder.data().to_str().unwrap();
    for arguments in [
        &["audit", "--council", COUNCIL, "--data", data][..],
        &[
            "audit",
            "--council",
            COUNCIL,
            "--format",
            "ndjson",
            "--data",
            data,
        ],
        &["verify", "--council", COUNCIL, "--data", data],
        &["checkpoint", "--council", COUNCIL, "--data", data],
        &[
            "plan",
            "list",
            "--council",
            COUNCIL,
            "--format",
            "csv",
            "--data",
            data,
        ],
        &["completions", "bash"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(program());
        command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(writer)
            .stderr(Stdio::piped());
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    }
    folder.verify();
}
