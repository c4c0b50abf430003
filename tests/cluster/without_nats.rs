//! A node while NATS is not reached.

use quarterday_tests::{COUNCIL, Folder, Http, Nats, Server, observation, readiness, until};

use crate::refused::config;

/// It serves from its start on: what its ledger holds is read, and NATS is joined
/// when it comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_serves_what_it_has_and_joins_nats_when_it_comes() {
    let (folder, mut nats) = (Folder::empty(), Nats::start());
    let file = config(&folder, &nats, "create_streams = true");
    let serve = || {
        let server = Server::configured(folder.data(), std::path::Path::new(&file));
        server.unwrap_or_else(|ran| panic!("{ran:#?}"))
    };
    let server = serve();
    folder.import_plan();
    server.kill();
    nats.kill();

    let server = serve();
    let healthy = Http::network(server.base(), "none").get("/healthz").await;
    assert_eq!(healthy.status, 200);
    let why = until("the node says why it is not ready", || {
        let reasons = readiness(server.base())?["reasons"].to_string();
        (reasons.contains(&nats.url())).then_some(reasons)
    });
    assert!(why.contains(&format!("council `{COUNCIL}`")), "{why}");
    let plans = folder.run(["plan", "list", "--council", COUNCIL]).done();
    assert!(plans.out.contains(quarterday_tests::PLAN), "{plans:?}");
    let other = ["council", "create", "--council", "other", "--name", "Other"];
    let made = folder.run(other.into_iter().chain(["--nation", "england"]));
    made.refused(&[&nats.url()]);

    // Of others it does not say that there are none.
    let plans = folder.run(["plan", "list", "--council", "other"]);
    plans.refused(&["QF0037 starting"]);

    nats.run();
    until("the node is ready", || {
        (readiness(server.base())?["ready"] == true).then_some(())
    });
    let plans = folder.run(["plan", "list", "--council", "other"]);
    plans.refused(&["QD0001"]);
    let command = folder.file("command.json", observation(1).to_string().as_bytes());
    folder.run(["send", &command, "--council", COUNCIL]).done();
    assert_eq!(folder.place(), 3);
}
