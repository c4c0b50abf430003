//! When nothing can be written, every node says so.

use quarterday_tests::{readiness, until};

use crate::council::{observe, with_plan};

/// With two of three nodes gone, the one that is left is no place to send a command
/// to, and says whom it misses; with one more it is again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_cannot_have_anything_acknowledged_is_not_ready() {
    let mut cluster = with_plan(1);
    observe(&cluster.data(0), "before", 1).await;
    cluster.kill(1);
    cluster.kill(2);
    until("the node says that nobody writes", || {
        let answer = readiness(cluster.base(0))?;
        let reasons = answer["reasons"].to_string();
        let is_told = reasons.contains("QF0032 too_few_ledgers") && reasons.contains("b, c");
        (answer["ready"] == false && is_told).then_some(())
    });
    cluster.run(1);
    for node in 0..2 {
        cluster.ready(node);
    }
    observe(&cluster.data(0), "after", 2).await;
}
