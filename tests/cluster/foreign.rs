//! Streams that are someone else's.

use quarterday_tests::{Folder, Nats, Server, readiness, until};

use crate::refused::{change_stream, config};

/// A stream that only looks like a council's leaves nothing behind when it is
/// gone, neither while a node runs nor after it was stopped; and the node does
/// not make it again.
#[test]
fn nothing_is_left_of_a_stream_that_was_never_set_up() {
    let (folder, nats) = (Folder::empty(), Nats::start());
    let add = "await js.add_stream(name='qd-phantom', subjects=['qd.phantom.>'])";
    let delete = "await js.delete_stream('qd-phantom')";
    let file = config(&folder, &nats, "create_streams = true");
    let serve = || {
        let server = Server::configured(folder.data(), std::path::Path::new(&file));
        server.unwrap_or_else(|ran| panic!("{ran:#?}"))
    };
    let log = folder.data().join("councils").join("phantom");
    let shown = |server: &Server| {
        readiness(server.base()).is_some_and(|answer| {
            let councils = answer["councils"].as_array().unwrap();
            councils.iter().any(|council| council["id"] == "phantom")
        })
    };
    change_stream(&nats, add);
    let server = serve();
    until("the stream is found", || shown(&server).then_some(()));
    change_stream(&nats, delete);
    until("it is forgotten", || {
        (!shown(&server) && !log.exists()).then_some(())
    });
    change_stream(&nats, add);
    until("it is found again", || shown(&server).then_some(()));
    server.stop();
    assert!(log.exists());
    change_stream(&nats, delete);
    let server = serve();
    until("it is forgotten", || {
        (!shown(&server) && !log.exists()).then_some(())
    });
    change_stream(
        &nats,
        "assert [s.config.name for s in await js.streams_info()] == []",
    );
    drop(server);
}
