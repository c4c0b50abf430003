//! What any bus must do, whichever carries the commits.
//!
//! The scenarios in [`suite`] know only [`suite::Buses`]; a bus is added by a
//! file like `embedded.rs` and one line below.

#![allow(clippy::unwrap_used)]

mod embedded;
mod jetstream;
mod suite;

suite::every_scenario!(on_the_embedded_bus, crate::embedded::OnFiles);
suite::every_scenario!(on_jetstream, crate::jetstream::OnNats);

/// The same commands make the same log, whichever bus carries it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_buses_end_with_the_same_root() {
    use suite::Buses as _;
    let here = suite::time::story(&mut embedded::OnFiles::new(), [false; 2]).await;
    let there = suite::time::story(&mut jetstream::OnNats::new(), [true, true]).await;
    assert_eq!(here, there);
}
