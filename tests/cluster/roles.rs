//! Processes with one role, and nodes whose ledgers do not count.

use std::path::Path;

use quarterday_tests::{COUNCIL, Cluster, Http, Server, Starting, is_ready, until};

use crate::council::{observe, same_everywhere, with_plan};

/// Starts one more process on a cluster, a node whose ledger does not count.
fn one_more(cluster: &Cluster, name: &str, role: &str) -> Server {
    let config = std::fs::read_to_string(cluster.config(0)).unwrap();
    let config = config
        .replace("node = 'a'", &format!("node = '{name}'"))
        .replace("create_streams = true", "");
    let path = cluster.room().join(format!("{name}.toml"));
    std::fs::write(&path, config).unwrap();
    let path = path.display().to_string();
    let arguments = ["--config", &path, "--role", role];
    let starting = Starting::begin_with(&cluster.room().join(name), &arguments);
    let server = starting.serving().unwrap_or_else(|ran| panic!("{ran:#?}"));
    until("the process is ready", || {
        is_ready(server.base()).then_some(())
    });
    server
}

async fn status(base: &str, path: &str) -> u16 {
    let http = Http::network(base, "none").without_token();
    let answer = http.try_send("GET", path, &[], Vec::new()).await;
    answer.unwrap().status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gateways_and_schedulers_are_processes_of_their_own() {
    let cluster = with_plan(1);
    let gateway = one_more(&cluster, "x", "gateway");
    let scheduler = one_more(&cluster, "y", "scheduler");
    // A gateway takes commands for whoever writes, and then shows them.
    let data = cluster.room().join("x");
    let last = observe(&data, "by-the-gateway", 1).await;
    let shown = |data: &Path| {
        let path = format!("/api/v1/{COUNCIL}/records/{last}");
        let http = Http::operator(data);
        async move {
            http.try_send("GET", &path, &[], Vec::new())
                .await
                .unwrap()
                .status
        }
    };
    assert_eq!(shown(&data).await, 200);
    same_everywhere(&cluster, last);
    // A scheduler tells the network whether it is well, and nothing else.
    let plans = format!("/api/v1/{COUNCIL}/plans");
    for path in ["/healthz", "/readyz"] {
        assert_eq!(status(gateway.base(), path).await, 200);
        assert_eq!(status(scheduler.base(), path).await, 200);
    }
    assert_eq!(status(gateway.base(), &plans).await, 401);
    assert_eq!(status(scheduler.base(), &plans).await, 404);
}

/// Without a majority of ledgers nothing is acknowledged, and a node that has
/// lost touch with NATS says that it is not ready.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readiness_is_honest() {
    let mut cluster = with_plan(1);
    for node in 0..3 {
        cluster.ready(node);
    }
    cluster.servers[0].kill();
    until("the nodes say that they are not ready", || {
        (0..3)
            .all(|node| !is_ready(cluster.base(node)))
            .then_some(())
    });
    cluster.servers[0].run();
    for node in 0..3 {
        cluster.ready(node);
    }
    cluster.kill(0);
    cluster.kill(1);
    let data = cluster.data(2);
    let alone = tokio::spawn(async move { observe(&data, "alone", 7).await });
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    assert!(!alone.is_finished(), "acknowledged by one ledger of three");
    cluster.run(0);
    let place = alone.await.unwrap();
    cluster.run(1);
    same_everywhere(&cluster, place);
}
