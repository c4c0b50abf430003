//! A council on a cluster, and asking its nodes.

use std::path::Path;
use std::time::{Duration, Instant};

use quarterday_ledger::disk::FileSystem;
use quarterday_tests::{
    COUNCIL, Cluster, Folder, Http, Line, NODES, lines, observation, run, sheets, until,
};

/// A cluster with the plan of the harness imported by the command line at the
/// first node, and every node knows it.
pub(crate) fn with_plan(servers: usize) -> Cluster {
    let cluster = Cluster::start(servers);
    import_plan(&cluster);
    cluster
}

/// Imports the plan by the command line at the first node, and waits until every
/// node knows it.
pub(crate) fn import_plan(cluster: &Cluster) {
    // Servers of a cluster need a while to find each other.
    cluster.ready(0);
    let file = cluster.room().join("plan.csv");
    std::fs::write(&file, sheets()).unwrap();
    let (file, data) = (file.display().to_string(), cluster.data(0));
    let data = data.display().to_string();
    run(["import", &file, "--council", COUNCIL, "--data", &data]).done();
    for node in 0..NODES.len() {
        until("every node shows the plan", || {
            (cluster.place(node, COUNCIL) > 0).then_some(())
        });
        // From now on its ledger counts: a node may die.
        cluster.ready(node);
    }
}

/// Sends an observation to a node until it is answered; its place.
pub(crate) async fn observe(data: &Path, id: &str, number: u64) -> u64 {
    let http = Http::operator(data);
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", id),
    ];
    let path = format!("/api/v1/{COUNCIL}/commands");
    let body = observation(number).to_string().into_bytes();
    let began = Instant::now();
    loop {
        let answer = http.try_send("POST", &path, &headers, body.clone()).await;
        match answer {
            Ok(answer) if answer.status < 300 => {
                return answer.good()["place"].as_u64().unwrap();
            }
            Ok(answer) if answer.status != 503 => panic!("{id}: {answer:?}"),
            _ => {}
        }
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "{id} is not answered"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Sends an observation to a node once; its place.
pub(crate) async fn observe_once(data: &Path, id: &str, number: u64) -> u64 {
    let http = Http::operator(data);
    let path = format!("/api/v1/{COUNCIL}/commands");
    let answer = http.post(&path, id, &observation(number)).await;
    answer.good()["place"].as_u64().unwrap()
}

/// The folder of a node's log.
pub(crate) fn folder(cluster: &Cluster, node: usize) -> std::path::PathBuf {
    cluster.data(node).join("councils").join(COUNCIL)
}

/// The log of a node as it is on disk.
pub(crate) fn log(cluster: &Cluster, node: usize) -> Vec<Line> {
    lines(&Folder::at(&cluster.data(node)).segments())
}

/// Holds the log of every node against what was sent: `o-1` to `o-<number>`,
/// each once.
pub(crate) fn each_once(cluster: &Cluster, number: u64) {
    for (node, name) in NODES.iter().enumerate() {
        let log = log(cluster, node);
        for number in 1..=number {
            let id = format!("o-{number}");
            let times = log.iter().filter(|line| line.command() == id).count();
            assert_eq!(times, 1, "{id} in the log of node {name}");
        }
    }
}

/// Waits until all nodes show a place, and holds their logs against each other;
/// the root.
pub(crate) fn same_everywhere(cluster: &Cluster, at_least: u64) -> String {
    let mut roots = Vec::new();
    for node in 0..NODES.len() {
        until("all nodes are as far", || {
            (cluster.place(node, COUNCIL) >= at_least).then_some(())
        });
    }
    for node in 0..NODES.len() {
        let report = quarterday_ledger::verify(&FileSystem, &folder(cluster, node)).unwrap();
        roots.push((report.places, hex::encode(report.root)));
    }
    assert!(roots.iter().all(|root| *root == roots[0]), "{roots:?}");
    roots[0].1.clone()
}
