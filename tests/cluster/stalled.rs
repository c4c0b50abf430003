//! A stream that takes records and does not deliver them: the copy that a node
//! follows stands still, and says on and on that there is nothing new.

use std::process::{Child, Command, Stdio};

use quarterday_tests::{COUNCIL, Folder, Nats, Server, is_ready, python, readiness, until};

use crate::council::observe;
use crate::refused::config;

/// Pauses consumers, which then send their heartbeats and nothing else: those that
/// there are, or also each that is made, until it is stopped.
const PAUSE: &str = r#"
import asyncio, json, sys, nats
async def main():
    nc = await nats.connect(sys.argv[1])
    ask = lambda what, body: nc.request("$JS.API.CONSUMER." + what, json.dumps(body).encode())
    paused = set()
    while True:
        names = json.loads((await ask("NAMES.qd-mytown", {})).data)["consumers"] or []
        for name in names:
            if name not in paused:
                until = {"pause_until": "2099-01-01T00:00:00Z"}
                said = json.loads((await ask("PAUSE.qd-mytown." + name, until)).data)
                if said.get("paused"):
                    paused.add(name)
        if sys.argv[2] == "once":
            assert paused, names
            return
        await asyncio.sleep(0.02)
asyncio.run(main())
"#;

fn pause(nats: &Nats, times: &str) -> Command {
    let mut command = python();
    command.args(["-c", PAUSE, &nats.url(), times]);
    command.stdin(Stdio::null());
    command
}

struct Pausing(Child);

impl Drop for Pausing {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serving(folder: &Folder, nats: &Nats) -> Server {
    assert_eq!(COUNCIL, "mytown");
    let config = config(folder, nats, "create_streams = true");
    let server = Server::configured(folder.data(), std::path::Path::new(&config));
    let server = server.unwrap_or_else(|ran| panic!("{ran:#?}"));
    folder.import_plan();
    server
}

/// It is followed anew, and who sent a command meanwhile has the answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_does_not_deliver_is_followed_anew() {
    let (folder, nats) = (Folder::empty(), Nats::start());
    let server = serving(&folder, &nats);
    let paused = pause(&nats, "once").output().unwrap();
    assert!(paused.status.success(), "{paused:?}");
    observe(folder.data(), "o-1", 1).await;
    let said = server.kill();
    assert!(said.contains("delivers none after"), "{said}");
}

/// As long as that does not help, the node is not ready and says why, and tries
/// another connection. Then it goes on by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_behind_for_it_is_not_ready() {
    let (folder, nats) = (Folder::empty(), Nats::start());
    let server = serving(&folder, &nats);
    let pausing = Pausing(pause(&nats, "on and on").spawn().unwrap());
    // The consumer that there was may be first to be paused, or deliver once more.
    let data = folder.data().to_owned();
    let sending = tokio::spawn(async move {
        let http = quarterday_tests::Http::operator(&data);
        for number in 1.. {
            let path = format!("/api/v1/{COUNCIL}/commands");
            let command = quarterday_tests::observation(number);
            http.post(&path, &format!("o-{number}"), &command).await;
        }
    });
    until("the node says that it is behind", || {
        let answer = readiness(server.base())?;
        let reasons = answer["reasons"].to_string();
        (answer["ready"] == false && reasons.contains("QF0082 stream_not_delivered")).then_some(())
    });
    until("another connection is tried", || {
        server
            .has_said()
            .contains("is left for another")
            .then_some(())
    });
    sending.abort();
    drop(pausing);
    until("the node is ready", || {
        is_ready(server.base()).then_some(())
    });
    observe(folder.data(), "at-last", 1).await;
}
