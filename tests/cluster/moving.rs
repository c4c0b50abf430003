//! A council goes to NATS and comes back: the same places, the same root.

use quarterday_tests::{COUNCIL, Folder, Nats, PLAN, Server, is_ready, readiness, until};

use crate::council::observe;
use crate::refused::{change_stream, config};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_council_moves_to_nats_and_back_with_the_same_root() {
    let folder = Folder::with_plan();
    let nats = Nats::start();
    let config = folder.file(
        "quarterday.toml",
        format!(
            "[bus.nats]\nservers = ['{}']\nnode = 'a'\ncreate_streams = true\n",
            nats.url()
        )
        .as_bytes(),
    );
    let path = std::path::Path::new(&config);
    let root = |folder: &Folder| folder.verify()["root"].as_str().unwrap().to_owned();
    let before = root(&folder);
    let refused = Server::configured(folder.data(), path);
    let refused = refused.err().expect("it belongs to the embedded bus");
    assert!(
        refused.err.contains("quarterday move --to nats"),
        "{}",
        refused.err
    );

    let to = |target: &str| {
        folder.run([
            "move",
            "--council",
            COUNCIL,
            "--to",
            target,
            "--config",
            &config,
        ])
    };
    let moved = to("nats").done();
    assert_eq!(moved.out.matches(&before).count(), 2, "{}", moved.out);
    assert_eq!(root(&folder), before);
    let again = to("nats");
    assert_eq!(again.code, Some(1));
    // By hand, without NATS, nothing can be written now.
    let close = ["quarter", "open", "--council", COUNCIL, "--plan", PLAN];
    let alone = folder.run(close.into_iter().chain(["--quarter", "2020-21-Q2"]));
    alone.refused(&["QF0034 other_bus", "start the node", "nothing was stored"]);

    let server = Server::configured(folder.data(), path).unwrap();
    for number in 1..=20 {
        observe(folder.data(), &format!("o-{number}"), number).await;
    }
    let (status, said) = server.stop();
    assert!(status.success(), "{said}");
    let there = root(&folder);
    assert_ne!(there, before);

    let forgotten = Folder::empty();
    let copied = std::process::Command::new("cp")
        .arg("-a")
        .arg(folder.data().join("."))
        .arg(forgotten.data())
        .status();
    assert!(copied.unwrap().success());
    let back = to("embedded").done();
    assert_eq!(back.out.matches(&there).count(), 2, "{}", back.out);
    assert_eq!(root(&folder), there);
    // The stream takes nothing any more.
    let late = Server::configured(folder.data(), path);
    assert!(late.is_err(), "it went back to NATS by itself");
    // And a node that was forgotten says so.
    let server = Server::configured(forgotten.data(), path).unwrap();
    until("the node says that the stream is sealed", || {
        let reasons = readiness(server.base())?["reasons"].to_string();
        (reasons.contains("QF0030 stream_unsafe") && reasons.contains("it is sealed")).then_some(())
    });
    drop(server);
    let server = folder.serve();
    observe(folder.data(), "after", 21).await;
    let (status, said) = server.stop();
    assert!(status.success(), "{said}");
}

/// Nodes that have not the council may run while it is moved: they leave a stream
/// alone that is not loaded to its end, and then follow it. While one has it, it is
/// not moved.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_council_moves_past_nodes_that_have_not_heard_of_it() {
    let (folder, other, nats) = (Folder::with_plan(), Folder::empty(), Nats::start());
    let file = config(&other, &nats, "create_streams = true");
    // As a move leaves it that was killed.
    let add = format!(
        "from nats.js.api import StreamConfig as C; await js.add_stream(C(\
         name='qd-{COUNCIL}', subjects=['qd.{COUNCIL}.>'], deny_delete=True, deny_purge=True, \
         discard='new', metadata={{'quarterday-loading': 'true'}}))"
    );
    change_stream(&nats, &add);
    let server = Server::configured(other.data(), std::path::Path::new(&file));
    let server = server.unwrap_or_else(|ran| panic!("{ran:#?}"));
    until("the node leaves the stream alone", || {
        let reasons = readiness(server.base())?["reasons"].to_string();
        (reasons.contains("QF0030 stream_unsafe") && reasons.contains("run again")).then_some(())
    });
    let go = |folder: &Folder, to: &str| {
        let of = ["--council", COUNCIL, "--config", &file];
        folder.run(["move", "--to", to].into_iter().chain(of))
    };
    // It follows the empty stream, and so has the council.
    let before = folder.verify();
    go(&folder, "nats").done();
    until("the node has what was moved", || {
        let is_same = is_ready(server.base()) && other.verify()["root"] == before["root"];
        is_same.then_some(())
    });
    observe(other.data(), "o-1", 1).await;
    go(&folder, "embedded").refused(&["QF0050 nodes_run", "`a`", "nothing was changed"]);
    let (status, said) = server.stop();
    assert!(status.success(), "{said}");
    go(&folder, "embedded").refused(&["QF0033 ledger_behind"]);
    go(&other, "embedded").done();
}
