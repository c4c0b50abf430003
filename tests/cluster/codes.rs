//! What fails between a command and NATS has a code of its own, and a reason that
//! names what to change.

use std::time::{Duration, Instant};

use quarterday_tests::{COUNCIL, Folder, Nats, Ran, Server, observation, readiness, run, until};

use crate::refused::{change_stream, config, create_stream};

/// A node waits two seconds for NATS when it starts, where one answer after
/// another that is waited for in vain would take it half a minute; the rest is
/// slack for a slow machine.
const SERVES_WITHIN: Duration = Duration::from_secs(12);

/// Users with a right too few, each.
const USERS: &str = r#"
accounts {
  A {
    jetstream: enabled
    users: [
      { user: all, password: let-me-in }
      { user: no-create, password: let-me-in, permissions: {
          publish: { deny: ["$JS.API.STREAM.CREATE.>"] } } }
      { user: no-names, password: let-me-in, permissions: {
          publish: { deny: ["$JS.API.STREAM.NAMES"] } } }
      { user: no-follow, password: let-me-in, permissions: {
          publish: { deny: ["$JS.API.CONSUMER.CREATE.>"] } } }
      { user: no-reports, password: let-me-in, permissions: {
          publish: { deny: ["qdx.mytown.report"] } } }
      { user: no-answers, password: let-me-in, permissions: {
          subscribe: { deny: ["_INBOX.>"] } } }
    ]
  }
  B { users: [{ user: no-streams, password: let-me-in }] }
}
"#;

#[track_caller]
fn check(ran: Ran, code: &str, words: &[&str]) {
    let ran = ran.refused(words);
    assert!(ran.err.starts_with(code), "{code}: {}", ran.err);
    assert!(!ran.err.contains("let-me-in"), "{}", ran.err);
}

/// The configuration of a user of [`USERS`].
fn of_user(folder: &Folder, nats: &Nats, user: &str) -> String {
    let password = folder.file("password", b"let-me-in\n");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&password, mode).unwrap();
    config(
        folder,
        nats,
        &format!("create_streams = true\nuser = '{user}'\npassword_file = '{password}'"),
    )
}

#[test]
fn a_server_that_cannot_be_used_is_told_by_its_code() {
    let folder = Folder::empty();
    let mut nats = Nats::too_old();
    let file = config(&folder, &nats, "");
    check(create_stream(&file), "QF0026 nats_too_old", &["2.9.10"]);
    nats.kill();
    check(
        create_stream(&file),
        "QF0023 nats_unreachable",
        &[&nats.url()],
    );
    let users = folder.file("users.conf", USERS.as_bytes());
    let nats = Nats::with(&["--config", &users]);
    check(
        create_stream(&of_user(&folder, &nats, "stranger")),
        "QF0024 nats_refused",
        &["authorization violation"],
    );
    check(
        create_stream(&of_user(&folder, &nats, "no-streams")),
        "QF0027 nats_without_jetstream",
        &["JetStream is not enabled"],
    );
    check(
        create_stream(&of_user(&folder, &nats, "no-create")),
        "QF0025 nats_not_permitted",
        &[
            "make the council's stream",
            "publish to `$JS.API.STREAM.CREATE.qd-mytown`",
        ],
    );
    check(
        create_stream(&of_user(&folder, &nats, "no-answers")),
        "QF0025 nats_not_permitted",
        &["subscribe to `_INBOX."],
    );
    create_stream(&of_user(&folder, &nats, "all")).done();
    let file = config(&folder, &nats, "password_file = '/nowhere'");
    check(
        create_stream(&file),
        "QF0017 configuration_invalid",
        &["`user`", "/nowhere"],
    );
}

#[test]
fn a_server_that_keeps_no_streams_is_told_by_its_code() {
    let (folder, nats) = (Folder::empty(), Nats::without_jetstream());
    let file = config(&folder, &nats, "create_streams = true");
    let code = "QF0027 nats_without_jetstream";
    check(create_stream(&file), code, &["JetStream is not enabled"]);
    let server = Server::configured(folder.data(), std::path::Path::new(&file));
    let server = server.unwrap_or_else(|ran| panic!("{ran:#?}"));
    until("the node says it too", || {
        let reasons = readiness(server.base())?["reasons"].to_string();
        reasons.contains(code).then_some(())
    });
    let create = ["council", "create", "--council", COUNCIL, "--name", "M"];
    check(folder.run(create), code, &["JetStream is not enabled"]);
}

/// A node that may not do something is not ready, and says what it may not.
#[test]
fn a_node_says_what_it_is_not_permitted() {
    let folder = Folder::empty();
    let users = folder.file("users.conf", USERS.as_bytes());
    let nats = Nats::with(&["--config", &users]);
    create_stream(&of_user(&folder, &nats, "all")).done();
    for (user, subject) in [
        ("no-names", "publish to `$JS.API.STREAM.NAMES`"),
        ("no-follow", "publish to `$JS.API.CONSUMER.CREATE.qd-mytown"),
        ("no-reports", "publish to `qdx.mytown.report`"),
    ] {
        let file = of_user(&folder, &nats, user);
        let began = Instant::now();
        let server = Server::configured(folder.data(), std::path::Path::new(&file));
        let server = server.unwrap_or_else(|ran| panic!("{ran:#?}"));
        eprintln!("{user}: serves after {:?}", began.elapsed());
        assert!(
            began.elapsed() < SERVES_WITHIN,
            "{user}: {:?}",
            began.elapsed()
        );
        until("the node says what it may not", || {
            let answer = readiness(server.base())?;
            let reasons = answer["reasons"].to_string();
            let said = reasons.contains(subject) && reasons.contains("QF0025");
            (answer["ready"] == false && said).then_some(())
        });
        drop(server);
        // The next begins anew.
        let _ = std::fs::remove_dir_all(folder.data());
    }
}

#[test]
fn a_stream_that_cannot_be_used_is_told_by_its_code() {
    let nats = Nats::start();
    let (folder, other) = (Folder::with_plan(), Folder::with_plan());
    let file = config(&folder, &nats, "");
    let go = |data: &std::path::Path, to: &str| {
        let data = data.to_str().unwrap();
        let of = ["--council", COUNCIL, "--config", &file, "--data", data];
        run(["move", "--to", to].into_iter().chain(of))
    };
    check(
        go(folder.data(), "embedded"),
        "QF0034 other_bus",
        &["there already"],
    );
    let before = folder.data().with_extension("before");
    let copied = std::process::Command::new("cp")
        .arg("-a")
        .args([folder.data(), &before])
        .status();
    assert!(copied.unwrap().success());
    let command = folder.file("command.json", observation(1).to_string().as_bytes());
    folder.run(["send", &command, "--council", COUNCIL]).done();
    other.run(["send", &command, "--council", COUNCIL]).done();
    go(folder.data(), "nats").done();
    check(go(&before, "nats"), "QF0033 ledger_behind", &["catch up"]);
    check(
        go(other.data(), "nats"),
        "QF0031 histories_differ",
        &["place"],
    );
    // Nobody serves it, so the folder's own log is opened.
    check(
        folder.run(["send", &command, "--council", COUNCIL]),
        "QF0034 other_bus",
        &["carried by NATS"],
    );
    change_stream(&nats, "await js.delete_stream('qd-mytown')");
    check(
        go(folder.data(), "embedded"),
        "QF0029 stream_missing",
        &["qd-mytown"],
    );
    change_stream(
        &nats,
        "await js.add_stream(name='qd-mytown', subjects=['qd.mytown.>'], max_age=3600)",
    );
    check(create_stream(&file), "QF0030 stream_unsafe", &["max_age"]);
}
