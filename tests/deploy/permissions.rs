//! Each user of `deploy/nats/accounts.conf` can do its work and nothing else.

use std::process::Command;

use quarterday_bus::jetstream::Settings;
use quarterday_tests::{python, script};

use crate::node::{Node, establish, observe, plan};
use crate::secured::Secured;

fn settings(node: &str) -> Settings {
    Settings {
        node: node.parse().unwrap(),
        ledgers: vec!["a".parse().unwrap(), "b".parse().unwrap()],
        acknowledge: 2,
        replicas: 1,
        may_create: false,
        is_found: false,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_node_user_can_do_all_that_the_bus_needs() {
    let server = Secured::start();
    Node::make_stream("rochdale", &server.access("operator")).await;
    let access = server.access("node");
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &'static str| {
        let folder = folder.path().join(name);
        let access = &access;
        async move { Node::open("rochdale", access, settings(name), &folder).await }
    };
    let a = open("a").await;
    let b = open("b").await;
    a.shows(0).await;

    // Commands to both, so that one of them sends its own on to the other; one
    // that travels in parts, and is stored in several records.
    a.accept(establish("set-up")).await;
    b.accept(plan("plan", 40, 20)).await;
    for number in 0..20 {
        let node = if number % 2 == 0 { &a } else { &b };
        node.accept(observe(&format!("o-{number}"), number, 1))
            .await;
    }
    for (node, id) in [(&a, "large-a"), (&b, "large-b")] {
        node.accept(plan(id, 3000, if id == "large-a" { 500 } else { 501 }))
            .await;
    }

    // A node with an empty folder reads the stream from its beginning, under
    // flow control; and the writer's place goes from hand to hand.
    let end = a.head().0;
    let c = open("c").await;
    c.shows(end).await;
    a.close().await;
    b.writes().await;
    let a = open("a").await;
    a.ready().await;
    b.accept(observe("o-last", 0, 2)).await;
    b.close().await;
    a.writes().await;
    let end = a.head().0;
    c.shows(end).await;
    assert_eq!(a.head(), c.head());
    let connection = quarterday_bus::jetstream::Connection::open(&access).await;
    let within = std::time::Duration::from_secs(30);
    let councils = quarterday_bus::jetstream::councils(&connection.unwrap(), within).await;
    assert_eq!(councils.unwrap(), ["rochdale".parse().unwrap()]);
    a.close().await;
    c.close().await;
    assert_eq!(server.violations(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_listed_is_refused() {
    let server = Secured::start();
    for council in ["rochdale", "derby"] {
        Node::make_stream(council, &server.access("operator")).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let alone = Settings {
        may_create: false,
        is_found: false,
        ..Settings::alone("a".parse().unwrap())
    };
    let node = Node::open("rochdale", &server.access("node"), alone, folder.path()).await;
    node.accept(establish("set-up")).await;
    node.accept(plan("plan", 40, 20)).await;
    node.close().await;

    let ran = Command::new(python().get_program())
        .arg(script("tests/deploy/refused.py"))
        .args([&server.nats.url(), server.folder().to_str().unwrap()])
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{ran:?}");
    let (attempts, operator): (Vec<&str>, Vec<&str>) =
        out.lines().partition(|line| !line.starts_with("operator"));
    assert_eq!(operator.len(), 2);
    assert!(operator.iter().all(|line| line.ends_with("True")), "{out}");
    // What the server takes and nothing comes of is told by name.
    let harmless = |line: &&str| line.contains(" answered to ") || line.contains(" by ");
    assert!(attempts.len() > 40, "{out}");
    for line in attempts {
        let expected = if harmless(&line) {
            "harmless"
        } else {
            "refused"
        };
        assert!(line.starts_with(expected), "{line}\nof\n{out}");
    }
}
