//! A node with an empty folder, or with a backup, gets the rest from the stream.

use quarterday_tests::{COUNCIL, readiness, run, until};

use crate::council::{folder, observe, same_everywhere, with_plan};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_node_is_replaced_by_an_empty_one_or_a_backup() {
    let mut cluster = with_plan(1);
    for number in 1..=40 {
        observe(&cluster.data(0), &format!("o-{number}"), number).await;
    }
    let backup = cluster.room().join("backup").display().to_string();
    let data = cluster.data(0).display().to_string();
    run([
        "backup",
        "--council",
        COUNCIL,
        "--to",
        &backup,
        "--data",
        &data,
    ])
    .done();
    let mut last = 0;
    for number in 41..=80 {
        last = observe(&cluster.data(1), &format!("o-{number}"), number).await;
    }
    // An empty folder.
    cluster.kill(2);
    std::fs::remove_dir_all(cluster.data(2)).unwrap();
    cluster.run(2);
    cluster.ready(2);
    same_everywhere(&cluster, last);
    // A backup of before.
    cluster.kill(2);
    std::fs::remove_dir_all(cluster.data(2)).unwrap();
    let data = cluster.data(2).display().to_string();
    let key = cluster.room().join("keys").join(format!("{COUNCIL}.key"));
    let key = key.display().to_string();
    run([
        "restore",
        "--council",
        COUNCIL,
        "--from",
        &backup,
        "--data",
        &data,
        "--log-key",
        &key,
    ])
    .done();
    assert!(folder(&cluster, 2).is_dir());
    cluster.run(2);
    cluster.ready(2);
    let last = observe(&cluster.data(2), "after", 99).await.max(last);
    same_everywhere(&cluster, last);
}

/// A ledger that does not count yet says how far it is all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emptied_ledger_says_how_far_it_is_before_it_counts() {
    let mut cluster = with_plan(1);
    let mut last = 0;
    for number in 1..=20 {
        last = observe(&cluster.data(0), &format!("o-{number}"), number).await;
    }
    for node in 0..3 {
        cluster.kill(node);
    }
    std::fs::remove_dir_all(cluster.data(2)).unwrap();
    cluster.run(2);
    let expected = format!("it has all {last} records of the stream");
    until("the node says how far it is", || {
        let reasons = readiness(cluster.base(2))?["reasons"].to_string();
        let told = reasons.contains("does not count yet") && reasons.contains(&expected);
        told.then_some(())
    });
    let said = cluster.kill(2);
    assert!(!said.contains("panicked"), "{said}");
}
