//! The writer dies, and another takes its place.

use std::time::{Duration, Instant};

use quarterday_tests::NODES;

use crate::council::{each_once, observe, same_everywhere, with_plan};

/// A lease that nobody renews ends after 4 s; the rest is slack for a slow
/// machine.
const TAKEN_OVER_WITHIN: Duration = Duration::from_secs(15);

/// Each node is killed in turn, so one of them was the writer; the others go on
/// within seconds, and the killed one comes back and has everything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_writer_is_replaced_within_seconds() {
    let mut cluster = with_plan(1);
    let mut number = 0;
    let mut last = 0;
    let mut longest = Duration::ZERO;
    for killed in 0..NODES.len() {
        for node in 0..NODES.len() {
            number += 1;
            last = observe(&cluster.data(node), &format!("o-{number}"), number).await;
        }
        cluster.kill(killed);
        let began = Instant::now();
        for node in (0..NODES.len()).filter(|node| *node != killed) {
            number += 1;
            last = observe(&cluster.data(node), &format!("o-{number}"), number).await;
        }
        longest = longest.max(began.elapsed());
        cluster.run(killed);
        cluster.ready(killed);
    }
    eprintln!("taken over within {longest:?}");
    assert!(longest < TAKEN_OVER_WITHIN, "{longest:?}");
    same_everywhere(&cluster, last);
    each_once(&cluster, number);
}

/// A writer that is told to stop gives its place back: nobody waits for the
/// lease to end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_stops_gives_its_place_back() {
    let mut cluster = with_plan(1);
    observe(&cluster.data(1), "before", 1).await;
    let server = cluster.nodes[0].take().unwrap();
    let (status, said) = server.stop();
    assert!(status.success(), "{said}");
    let began = Instant::now();
    observe(&cluster.data(1), "after", 2).await;
    eprintln!("went on after {:?}", began.elapsed());
    assert!(began.elapsed() < Duration::from_secs(8));
}
