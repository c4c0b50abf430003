//! A NATS server comes back without its newest messages.

use std::path::{Path, PathBuf};

use quarterday_tests::{COUNCIL, Cluster, NODES, is_ready, run, until};

use crate::council::{each_once, log, observe, same_everywhere, with_plan};

/// The only server is stopped, gets an older copy of its folder and starts
/// again, while one of the three nodes lags: the stream is healed from the
/// longest ledger before anything new is published.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_copy_is_healed_from_the_longest_ledger() {
    let mut cluster = with_plan(1);
    let mut number = 0;
    for _ in 0..20 {
        number += 1;
        observe(&cluster.data(0), &format!("o-{number}"), number).await;
    }
    let older = older_copy(&mut cluster);
    let mut last = 0;
    for _ in 0..10 {
        number += 1;
        last = observe(&cluster.data(1), &format!("o-{number}"), number).await;
    }
    // One node lags from here on: it is not there.
    cluster.kill(2);
    for _ in 0..25 {
        number += 1;
        last = observe(&cluster.data(1), &format!("o-{number}"), number).await;
    }
    let lagging = log(&cluster, 2).len() as u64;
    assert!(lagging < last, "{lagging} of {last}");
    // All nodes go, the server loses its tail, and the one that lags is the
    // first to come back: it must not write before it has heard another.
    for node in 0..2 {
        cluster.kill(node);
    }
    put_back(&mut cluster, &older);
    cluster.run(2);
    let first = {
        let data = cluster.data(2);
        tokio::spawn(async move { observe(&data, "by-the-lagging-one", 1000).await })
    };
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert!(!first.is_finished(), "it wrote alone");
    cluster.run(1);
    let first = first.await.unwrap();
    assert_eq!(first, last + 1, "something was lost or came between");
    cluster.run(0);
    for node in 0..NODES.len() {
        cluster.ready(node);
        number += 1;
        last = observe(&cluster.data(node), &format!("o-{number}"), number).await;
    }
    same_everywhere(&cluster, last);
    each_once(&cluster, number);
    for node in 0..NODES.len() {
        assert_eq!(log(&cluster, node).len() as u64, last);
    }
}

/// The same while all nodes run and are asked: they see it by themselves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn running_nodes_heal_a_server_put_back() {
    let mut cluster = with_plan(1);
    for number in 1..=10 {
        observe(&cluster.data(0), &format!("o-{number}"), number).await;
    }
    let older = older_copy(&mut cluster);
    let mut last = 0;
    for number in 11..=30 {
        last = observe(&cluster.data(2), &format!("o-{number}"), number).await;
    }
    put_back(&mut cluster, &older);
    let next = observe(&cluster.data(1), "next", 31).await;
    assert_eq!(next, last + 1, "something was lost or came between");
    same_everywhere(&cluster, next);
    until("the shown place is that of the log", || {
        (cluster.place(0, COUNCIL) == next).then_some(())
    });
}

/// Of the two ledgers that acknowledged, one is emptied and the other is away,
/// while the stream lost the same records: nobody writes over them until the
/// one that has them is back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emptied_ledger_is_not_believed() {
    let mut cluster = with_plan(1);
    for node in 0..NODES.len() {
        cluster.ready(node);
    }
    let older = older_copy(&mut cluster);
    cluster.ready(1);
    cluster.kill(0);
    let mut last = 0;
    for number in 1..=10 {
        last = observe(&cluster.data(1), &format!("o-{number}"), number).await;
    }
    cluster.kill(1);
    cluster.kill(2);
    put_back(&mut cluster, &older);
    std::fs::remove_dir_all(cluster.data(1)).unwrap();
    cluster.run(0);
    cluster.run(1);
    let next = {
        let data = cluster.data(0);
        tokio::spawn(async move { observe(&data, "o-11", 11).await })
    };
    tokio::time::sleep(std::time::Duration::from_secs(8)).await;
    assert!(!next.is_finished(), "it wrote over what was acknowledged");
    assert!(
        !is_ready(cluster.base(1)),
        "an emptied ledger holds itself for ready"
    );
    cluster.run(2);
    assert_eq!(next.await.unwrap(), last + 1);
    same_everywhere(&cluster, last + 1);
    each_once(&cluster, 11);
}

/// All servers and two of three ledgers are lost for good: by an operator's word
/// an empty ledger counts, and the one that is left is published again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_ledger_is_enough_on_an_operators_word() {
    let mut cluster = with_plan(1);
    let mut last = 0;
    for number in 1..=5 {
        last = observe(&cluster.data(0), &format!("o-{number}"), number).await;
    }
    same_everywhere(&cluster, last);
    for node in 0..NODES.len() {
        cluster.kill(node);
    }
    cluster.servers[0].kill();
    std::fs::remove_dir_all(cluster.servers[0].store()).unwrap();
    for node in [1, 2] {
        std::fs::remove_dir_all(cluster.data(node)).unwrap();
    }
    cluster.servers[0].run();
    let data = cluster.data(1).display().to_string();
    run([
        "nats",
        "accept-ledger",
        "--council",
        COUNCIL,
        "--data",
        &data,
    ])
    .done();
    for node in 0..NODES.len() {
        cluster.run(node);
    }
    let next = observe(&cluster.data(2), "o-6", 6).await;
    assert_eq!(next, last + 1);
    same_everywhere(&cluster, next);
    each_once(&cluster, 6);
}

/// Copies the store of the only server, which is stopped for that: the copy of
/// one that runs would not be whole.
fn older_copy(cluster: &mut Cluster) -> PathBuf {
    cluster.servers[0].kill();
    let older = cluster.room().join("older");
    copy(cluster.servers[0].store(), &older);
    cluster.servers[0].run();
    older
}

/// Stops the only server and starts it on an older copy of its store.
fn put_back(cluster: &mut Cluster, older: &Path) {
    cluster.servers[0].kill();
    let store = cluster.servers[0].store().to_owned();
    std::fs::remove_dir_all(&store).unwrap();
    copy(older, &store);
    cluster.servers[0].run();
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
