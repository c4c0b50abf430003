//! What an operator sees and does of a stream, to mend it.

use quarterday_tests::{COUNCIL, Folder, Nats, Server, is_ready, run, until};

use crate::council::observe;
use crate::refused::{change_stream, config};

/// A stream is shown with its records and faults, and deleted only with its name as
/// the confirmation; the node publishes its ledger into the one that is made next.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_is_shown_and_deleted_and_comes_back_from_the_ledger() {
    let (folder, nats) = (Folder::empty(), Nats::start());
    let config = config(&folder, &nats, "create_streams = true");
    let server = Server::configured(folder.data(), std::path::Path::new(&config));
    let server = server.unwrap_or_else(|ran| panic!("{ran:#?}"));
    folder.import_plan();
    let place = observe(folder.data(), "o-1", 1).await;
    let ask = |what: &str, more: &[&str]| {
        let named = ["nats", what, "--council", COUNCIL, "--config", &config];
        run(named.iter().chain(more))
    };
    let shown = ask("stream-info", &[]).done();
    let counted = format!("qd-{COUNCIL}: {place} records");
    assert!(shown.out.contains(&counted), "{shown:?}");
    assert!(
        shown.out.contains(&format!("places 1 to {place}")),
        "{shown:?}"
    );
    assert!(!shown.out.contains("fault"), "{shown:?}");
    let change = format!(
        "c = (await js.stream_info('qd-{COUNCIL}')).config; c.max_age = 3600; \
         await js.update_stream(c)"
    );
    change_stream(&nats, &change);
    let shown = ask("stream-info", &[]).done();
    assert!(shown.out.contains("fault: max_age"), "{shown:?}");

    let stream = format!("qd-{COUNCIL}");
    for wrong in [COUNCIL, "qd-other"] {
        ask("delete-stream", &["--confirm", wrong]).refused(&[&stream, "nothing was deleted"]);
    }
    let deleted = ask("delete-stream", &["--confirm", &stream]).done();
    assert!(
        deleted.out.contains(&format!("{place} records")),
        "{deleted:?}"
    );
    // Either the stream is missing, or the node has made it anew already.
    until("the node has published its ledger again", || {
        let shown = ask("stream-info", &[]);
        (shown.code == Some(0) && shown.out.contains(&counted)).then_some(())
    });
    until("the node is ready", || {
        is_ready(server.base()).then_some(())
    });
    observe(folder.data(), "o-2", 2).await;
    drop(server);
    ask("delete-stream", &["--confirm", &stream]).done();
    ask("stream-info", &[]).refused(&["QF0029 stream_missing"]);
}
