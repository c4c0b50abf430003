//! What a node does not work with: servers that are too old, streams that could
//! lose records, and servers that it is not let into.

use std::process::Command;
use std::time::{Duration, Instant};

use quarterday_tests::{
    COUNCIL, Folder, Nats, Ran, Server, is_ready, observation, python, readiness, run, script,
    sheets, until,
};

/// What needs no waiting for anybody takes less, also on a slow machine; what
/// waits takes 25 s and more.
pub(crate) const AT_ONCE: Duration = Duration::from_secs(15);

pub(crate) fn config(folder: &Folder, nats: &Nats, more: &str) -> String {
    let text = format!(
        "[bus.nats]\nservers = ['{}']\nnode = 'a'\n{more}\n",
        nats.url()
    );
    folder.file("quarterday.toml", text.as_bytes())
}

/// How a node ended by itself, before it served or soon after, and what it said.
pub(crate) fn ended(served: Result<Server, Ran>) -> (Option<i32>, String) {
    match served {
        Err(ran) => (ran.code, ran.err),
        Ok(server) => {
            let (status, said) = server.ends();
            (status.code(), said)
        }
    }
}

fn serve(folder: &Folder, config: &str) -> Result<Server, Ran> {
    Server::configured(folder.data(), std::path::Path::new(config))
}

#[test]
fn debians_old_server_is_refused_with_the_reason() {
    let (folder, nats) = (Folder::empty(), Nats::too_old());
    let config = config(&folder, &nats, "create_streams = true");
    let (code, said) = ended(serve(&folder, &config));
    assert_eq!(code, Some(1));
    for word in ["QF0026", "2.9.10", "2.10", "lost data"] {
        assert!(said.contains(word), "{said}");
    }
    assert_eq!(create_stream(&config).code, Some(1));
}

/// Makes the council's stream, as an operator does.
pub(crate) fn create_stream(config: &str) -> Ran {
    let council = ["--council", COUNCIL, "--config", config];
    run(["nats", "create-stream"].into_iter().chain(council))
}

/// Changes a stream as someone else with the right to could.
pub(crate) fn change_stream(nats: &Nats, change: &str) {
    let script = format!(
        "import asyncio, nats\n\
         async def main():\n    \
             nc = await nats.connect('{}')\n    \
             js = nc.jetstream()\n    \
             {change}\n    \
             await nc.close()\n\
         asyncio.run(main())\n",
        nats.url()
    );
    let ran = python().args(["-c", &script]).output().unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

#[test]
fn a_stream_that_could_lose_records_is_refused_with_each_reason() {
    let (folder, nats) = (Folder::empty(), Nats::start());
    change_stream(
        &nats,
        "await js.add_stream(name='qd-rochdale', subjects=['qd.rochdale.>'], max_age=3600, \
         max_msgs=100)",
    );
    let config = config(&folder, &nats, "create_streams = true");
    let server = serve(&folder, &config).unwrap_or_else(|ran| panic!("{ran:#?}"));
    // Other councils are served as ever, with one that is set up after it.
    let file = folder.file("plan.csv", sheets().as_bytes());
    folder.run(["import", &file, "--council", "other"]).done();
    until("the node is ready", || {
        is_ready(server.base()).then_some(())
    });
    // And when a stream is changed while it is in use, it is not used any more.
    change_stream(
        &nats,
        "c = (await js.stream_info('qd-other')).config; c.max_age = 3600; await js.update_stream(c)",
    );
    until("the node is not ready", || {
        (!is_ready(server.base())).then_some(())
    });
    let said = server.kill();
    for word in [
        "qd-rochdale",
        "max_age",
        "max_msgs",
        "deny_delete",
        "deny_purge",
        "`qd-other` is not configured",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
}

/// Where nothing else is served, a stream that could lose records keeps the node
/// from being ready, and whoever sets its council up hears of it at once.
#[test]
fn a_council_is_not_set_up_on_a_stream_that_could_lose_records() {
    let (folder, nats) = (Folder::empty(), Nats::start());
    let add = format!(
        "await js.add_stream(name='qd-{COUNCIL}', subjects=['qd.{COUNCIL}.>'], max_age=3600)"
    );
    change_stream(&nats, &add);
    let config = config(&folder, &nats, "create_streams = true");
    let server = serve(&folder, &config).unwrap_or_else(|ran| panic!("{ran:#?}"));
    let answer = until("the node says why it is not ready", || {
        let answer = readiness(server.base())?;
        let reasons = answer["reasons"].to_string();
        (reasons.contains("QF0030 stream_unsafe") && reasons.contains("max_age")).then_some(answer)
    });
    assert_eq!(answer["ready"], false, "{answer}");
    let reason = &answer["councils"][0]["reason"];
    assert!(reason.to_string().contains("QF0030"), "{answer}");
    let began = Instant::now();
    let create = ["council", "create", "--council", COUNCIL, "--name", "M"];
    let refused = folder.run(create.into_iter().chain(["--nation", "england"]));
    refused.refused(&["QF0030 stream_unsafe", "max_age"]);
    assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
    drop(server);
}

#[test]
fn a_node_without_the_right_says_who_makes_the_stream() {
    let (folder, nats) = (Folder::empty(), Nats::start());
    let config = config(&folder, &nats, "");
    let server = serve(&folder, &config).unwrap_or_else(|ran| panic!("{ran:#?}"));
    let file = folder.file("plan.csv", sheets().as_bytes());
    let refused = folder.run(["import", &file, "--council", COUNCIL]);
    refused.refused(&["QF0029 stream_missing", "quarterday nats create-stream"]);
    create_stream(&config).done();
    // Found before it is set up, it gets its log key all the same.
    until("the council is found", || {
        folder.log().is_dir().then_some(())
    });
    let council = [
        "council",
        "create",
        "--council",
        COUNCIL,
        "--name",
        "Rochdale",
    ];
    folder
        .run(council.into_iter().chain(["--nation", "england"]))
        .done();
    folder.run(["import", &file, "--council", COUNCIL]).done();
    folder.run(["checkpoint", "--council", COUNCIL]).done();
    drop(server);
    // By hand, while the node does not run, no council is made beside it.
    let trap = folder.run(["import", &file, "--council", "trap"]);
    assert_eq!(trap.code, Some(1), "{trap:?}");
    assert!(trap.err.contains("start that node"), "{}", trap.err);
}

#[test]
fn credentials_are_shown_and_needed() {
    let token = ["--auth", "let-me-in"];
    let (folder, nats) = (Folder::empty(), Nats::with(&token));
    let secret = folder.file("token", b"let-me-in\n");
    let wrong = folder.file("wrong", b"let-me-out\n");
    let refused = config(&folder, &nats, &format!("token_file = '{wrong}'"));
    let refused = create_stream(&refused);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(
        refused.err.contains("authorization violation"),
        "{}",
        refused.err
    );
    assert!(!refused.err.contains("let-me-out"), "{}", refused.err);
    let right = config(&folder, &nats, &format!("token_file = '{secret}'"));
    create_stream(&right).done();

    let user = ["--user", "node", "--pass", "let-me-in"];
    let nats = Nats::with(&user);
    let named = format!("user = 'node'\npassword_file = '{secret}'");
    create_stream(&config(&folder, &nats, &named)).done();
}

/// An nkey, and a JWT with its nkey, as a `.creds` file has them.
#[test]
fn keys_open_the_door() {
    let folder = Folder::empty();
    let room = std::path::PathBuf::from(folder.file("room", b""));
    let room = room.parent().unwrap();
    let made = python()
        .arg(script("tests/cluster/credentials.py"))
        .arg(room)
        .status();
    assert!(made.unwrap().success());
    let path = |name: &str| room.join(name).display().to_string();
    for (server, key) in [
        ("nkey.conf", format!("nkey_file = '{}'", path("nkey.seed"))),
        (
            "server.conf",
            format!("credentials_file = '{}'", path("node.creds")),
        ),
    ] {
        let nats = Nats::with(&["--config", &path(server)]);
        let refused = create_stream(&config(&folder, &nats, ""));
        assert_eq!(refused.code, Some(1), "{server}: let in without a key");
        create_stream(&config(&folder, &nats, &key)).done();
    }
}

/// The server's certificate is checked against the file that is named.
#[test]
fn tls_is_checked() {
    let folder = Folder::empty();
    let room = folder.file("room", b"");
    let room = std::path::Path::new(&room).parent().unwrap();
    let openssl = |arguments: &[&str]| {
        let ran = Command::new("openssl")
            .args(arguments)
            .current_dir(room)
            .output();
        let ran = ran.unwrap_or_else(|error| panic!("openssl: {error}"));
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
    };
    for name in ["server", "other"] {
        openssl(&[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-keyout",
            &format!("{name}.key"),
            "-out",
            &format!("{name}.pem"),
        ]);
    }
    let path = |name: &str| room.join(name).display().to_string();
    let nats = Nats::with(&[
        "--tls",
        "--tlscert",
        &path("server.pem"),
        "--tlskey",
        &path("server.key"),
    ]);
    let create = |ca: &str| {
        let more = format!("require_tls = true\nca_file = '{ca}'");
        let config = config(&folder, &nats, &more);
        create_stream(&config)
    };
    let refused = create(&path("other.pem"));
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.err.contains("certificate"), "{}", refused.err);
    create(&path("server.pem")).done();

    // And where the server speaks none, a node that wants it says so.
    let plain = Nats::start();
    let config = config(&folder, &plain, "require_tls = true");
    let server = serve(&folder, &config).unwrap_or_else(|ran| panic!("{ran:#?}"));
    until("the node says why it is not connected", || {
        let reasons = readiness(server.base())?["reasons"].to_string();
        (reasons.contains("QF0023") && reasons.contains("does not speak it")).then_some(())
    });
}

/// A server that is exchanged for one that is too old, while a node serves, is
/// not used, and the node goes on with what it has until a right one is back.
#[test]
fn a_node_that_serves_outlives_a_server_that_is_too_old() {
    let (folder, mut nats) = (Folder::empty(), Nats::start());
    let config = config(&folder, &nats, "create_streams = true");
    let mut server = serve(&folder, &config).unwrap_or_else(|ran| panic!("{ran:#?}"));
    folder.import_plan();
    nats.kill();
    nats.exchange_for_too_old();
    until("the node says that the server is too old", || {
        let reasons = readiness(server.base())?["reasons"].to_string();
        (reasons.contains("QF0026 nats_too_old") && reasons.contains("2.9.10")).then_some(())
    });
    let send = |id: &str| {
        let command = folder.file("command.json", observation(1).to_string().as_bytes());
        folder.run(["send", &command, "--council", COUNCIL, "--id", id])
    };
    send("o-1").refused(&["QF0026 nats_too_old"]);
    let plans = folder.run(["plan", "list", "--council", COUNCIL]).done();
    assert!(plans.out.contains(quarterday_tests::PLAN), "{plans:?}");
    assert!(!server.has_ended());
    nats.exchange_back();
    until("the node is ready again", || {
        is_ready(server.base()).then_some(())
    });
    send("o-1").done();
}
