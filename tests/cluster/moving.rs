//! A council goes to NATS and comes back: the same places, the same root.

use quarterday_tests::{COUNCIL, Folder, Nats, Server, readiness, until};

use crate::council::observe;

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
    let alone = folder.run(["plan", "list", "--council", COUNCIL]);
    assert_eq!(alone.code, Some(1), "{alone:?}");

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
