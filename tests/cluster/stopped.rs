//! The folder of a node on NATS that does not run: it is read, and nothing else.

use quarterday_tests::{COUNCIL, Folder, Nats, PLAN, Server, observation};

use crate::council::observe;
use crate::refused::config;

/// The trail and the figures are shown with a word on what they cover. Nothing is
/// signed and nothing stored, and the node goes on afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_stopped_node_has_is_read() {
    let (folder, nats) = (Folder::empty(), Nats::start());
    let file = config(&folder, &nats, "create_streams = true");
    let serve = || {
        let server = Server::configured(folder.data(), std::path::Path::new(&file));
        server.unwrap_or_else(|ran| panic!("{ran:#?}"))
    };
    let server = serve();
    folder.import_plan();
    let place = observe(folder.data(), "o-1", 1).await;
    let ask = |arguments: &[&str]| {
        let council = ["--council", COUNCIL];
        folder.run(arguments.iter().copied().chain(council))
    };
    let audit: &[&str] = &["audit", "--actor", "operator", "--format", "ndjson"];
    let items: &[&str] = &["item", "list", "--plan", PLAN];
    let running = [ask(audit).done(), ask(items).done()];
    let (status, said) = server.stop();
    assert!(status.success(), "{said}");

    let caveat =
        format!("what the ledger of council `{COUNCIL}` held when it stopped: {place} places");
    for (arguments, running) in [audit, items].into_iter().zip(&running) {
        let stopped = ask(arguments).done();
        assert_eq!(stopped.out, running.out);
        assert!(!running.err.contains(&caveat), "{running:?}");
        assert!(stopped.err.contains(&caveat), "{stopped:?}");
    }
    for unsigned in [&["prove", "--seq", "1"][..], &["checkpoint"]] {
        ask(unsigned).refused(&["QF0034 other_bus", "Start the node", "quarterday verify"]);
    }
    let command = folder.file("command.json", observation(2).to_string().as_bytes());
    let unstored = ask(&["send", &command, "--id", "o-2"]);
    unstored.refused(&["QF0034 other_bus", "carried by NATS", "nothing was stored"]);
    assert_eq!(folder.verify()["places"], place);

    let server = serve();
    assert_eq!(observe(folder.data(), "o-2", 2).await, place + 1);
    ask(&["prove", "--seq", "1"]).done();
    drop(server);
}
