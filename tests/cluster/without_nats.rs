//! A node while NATS is not reached.

use std::time::Instant;

use quarterday_tests::{COUNCIL, Folder, Http, Nats, Server, observation, readiness, until};

use crate::refused::{AT_ONCE, config};

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
        let known = ["QF0023 nats_unreachable", "Connection refused", &nats.url()];
        known
            .iter()
            .all(|words| reasons.contains(words))
            .then_some(reasons)
    });
    assert!(why.contains(&format!("council `{COUNCIL}`")), "{why}");
    let plans = folder.run(["plan", "list", "--council", COUNCIL]).done();
    assert!(plans.out.contains(quarterday_tests::PLAN), "{plans:?}");
    let other = ["council", "create", "--council", "other", "--name", "Other"];
    let made = folder.run(other.into_iter().chain(["--nation", "england"]));
    made.refused(&["QF0023 nats_unreachable", &nats.url()]);
    let listed = folder.run(["council", "list"]).done();
    assert!(listed.out.contains(COUNCIL), "{listed:#?}");
    assert!(listed.err.contains("may be others"), "{listed:#?}");

    // What cannot have been stored is answered at once, and says so.
    let command = folder.file("command.json", observation(1).to_string().as_bytes());
    let began = Instant::now();
    let sent = folder.run(["send", &command, "--council", COUNCIL]);
    sent.refused(&["QF0023 nats_unreachable", "nothing was stored"]);
    eprintln!("answered after {:?}", began.elapsed());
    assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
    let http = Http::operator(folder.data());
    let path = format!("/api/v1/{COUNCIL}/commands");
    let answer = http.post(&path, "o-1", &observation(1)).await;
    answer.problem(503, "QF0023");

    // Of others it does not say that there are none.
    let plans = folder.run(["plan", "list", "--council", "other"]);
    plans.refused(&["QF0037 starting"]);

    nats.run();
    until("the node is ready", || {
        (readiness(server.base())?["ready"] == true).then_some(())
    });
    let plans = folder.run(["plan", "list", "--council", "other"]);
    plans.refused(&["QD0001"]);
    folder.run(["send", &command, "--council", COUNCIL]).done();
    assert_eq!(folder.place(), 3);
}

/// A node that holds nothing does not say that there is nothing.
#[test]
fn a_list_of_councils_that_are_not_known_is_refused() {
    let (folder, mut nats) = (Folder::empty(), Nats::start());
    let file = config(&folder, &nats, "create_streams = true");
    nats.kill();
    let server = Server::configured(folder.data(), std::path::Path::new(&file));
    let server = server.unwrap_or_else(|ran| panic!("{ran:#?}"));
    let list = || folder.run(["council", "list"]);
    list().refused(&["QF0037 starting", &nats.url()]);
    nats.run();
    until("the node is ready", || {
        (readiness(server.base())?["ready"] == true).then_some(())
    });
    list().done();
}
