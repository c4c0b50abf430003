//! A NATS server that hangs, as one whose machine lost power or whose link is cut:
//! no word comes from it, and its connections stay.

use std::time::{Duration, Instant};

use quarterday_tests::{NODES, signal};

use crate::council::{each_once, observe, same_everywhere, with_plan};

/// Each server of three stands still for a while, so that each node meets one that
/// it was connected to: it finds another, and every node takes commands again while
/// the server still stands.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_server_is_left_for_another() {
    let cluster = with_plan(3);
    let (mut number, mut last) = (0, 0);
    let mut longest = Duration::ZERO;
    for frozen in 0..cluster.servers.len() {
        let process = cluster.servers[frozen].pid();
        signal(process, "STOP");
        let began = Instant::now();
        let mut sent = Vec::new();
        for node in 0..NODES.len() {
            number += 1;
            let (data, id, number) = (cluster.data(node), format!("o-{number}"), number);
            sent.push(tokio::spawn(
                async move { observe(&data, &id, number).await },
            ));
        }
        for sent in sent {
            match sent.await {
                Ok(place) => last = last.max(place),
                Err(error) => {
                    signal(process, "CONT");
                    panic!("while server {frozen} stood still: {error}");
                }
            }
        }
        longest = longest.max(began.elapsed());
        eprintln!("server {frozen}: answered after {:?}", began.elapsed());
        signal(process, "CONT");
        for node in 0..NODES.len() {
            cluster.ready(node);
        }
    }
    eprintln!("every node took commands again within {longest:?}");
    same_everywhere(&cluster, last);
    each_once(&cluster, number);
}
