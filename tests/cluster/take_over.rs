//! The writer dies, and another takes its place.

use std::time::{Duration, Instant};

use quarterday_tests::{COUNCIL, Http, NODES, signal, until};

use crate::council::{each_once, observe, observe_once, same_everywhere, with_plan};

/// A lease that nobody renews ends after 4 s; the rest is slack for a slow
/// machine.
const TAKEN_OVER_WITHIN: Duration = Duration::from_secs(30);

/// Commands that wait for an answer when the writer is killed.
const IN_FLIGHT: usize = 16;
/// Time that they take to be on their way.
const SENT_ON_WITHIN: Duration = Duration::from_millis(500);
/// A lease that nobody renews ends after 4 s, and who writes is told at once.
const ANSWERED_WITHIN: Duration = Duration::from_secs(20);

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

/// Commands that were sent on to a writer which then dies are sent again to the
/// next one, and nobody waits for longer than a new command would.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_in_flight_are_answered_by_the_next_writer() {
    let mut cluster = with_plan(1);
    let mut number = 0;
    let mut last = 0;
    let mut longest = Duration::ZERO;
    for round in 0..NODES.len() {
        let writer = until("the nodes know who writes", || {
            let heard = (0..NODES.len()).map(|node| cluster.writer(node, COUNCIL));
            let heard: Vec<_> = heard.collect();
            heard[0].filter(|_| heard.iter().all(|writer| *writer == heard[0]))
        });
        let others: Vec<_> = (0..NODES.len()).filter(|node| *node != writer).collect();
        // What is sent on now reaches a process that does nothing with it.
        signal(cluster.nodes[writer].as_ref().unwrap().pid(), "STOP");
        let mut asked = Vec::new();
        for client in 0..IN_FLIGHT {
            number += 1;
            let data = cluster.data(others[client % others.len()]);
            let (id, number) = (format!("o-{number}"), number);
            asked.push(tokio::spawn(async move {
                let began = Instant::now();
                let place = observe_once(&data, &id, number).await;
                (place, began.elapsed())
            }));
        }
        tokio::time::sleep(SENT_ON_WITHIN).await;
        cluster.kill(writer);
        for asked in asked {
            let (place, took) = asked.await.unwrap();
            last = last.max(place);
            longest = longest.max(took);
        }
        eprintln!(
            "round {round}: node {} killed, answered within {longest:?}",
            NODES[writer]
        );
        cluster.run(writer);
        cluster.ready(writer);
    }
    assert!(longest < ANSWERED_WITHIN, "{longest:?}");
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
    assert!(began.elapsed() < ANSWERED_WITHIN);
}

/// A node that stood still comes back believing what was true before. What it
/// is asked then, it answers by what the others did meanwhile, whether it was
/// the writer or not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_writer_does_not_answer_by_what_is_past() {
    let cluster = with_plan(1);
    for paused in 0..NODES.len() {
        let process = cluster.nodes[paused].as_ref().unwrap().pid();
        let other = (paused + 1) % NODES.len();
        observe(&cluster.data(paused), &format!("before-{paused}"), 1).await;
        signal(process, "STOP");
        let name = format!("of-{paused}");
        issue(&cluster.data(other), &name).await;
        // The question waits at the door of the node that stands still.
        let asked = {
            let http = Http::operator(&cluster.data(paused));
            let path = format!("/api/v1/{COUNCIL}/tokens/{name}");
            let id = format!("revoke-{paused}");
            tokio::spawn(async move {
                let headers = [("idempotency-key", id.as_str())];
                http.send("DELETE", &path, &headers, Vec::new()).await
            })
        };
        tokio::time::sleep(Duration::from_millis(50)).await;
        signal(process, "CONT");
        // It is revoked: a refusal would say that there is no such token.
        asked.await.unwrap().good();
    }
}

/// Issues a token at a node, sending again until it is answered.
async fn issue(data: &std::path::Path, name: &str) {
    let http = Http::operator(data);
    let body = serde_json::json!({ "name": name, "scope": "read" });
    for number in 0.. {
        let path = format!("/api/v1/{COUNCIL}/tokens");
        let id = format!("issue-{name}-{number}");
        let answer = http.post(&path, &id, &body).await;
        // One that was stored without an answer holds the name.
        if answer.status < 300 || answer.json()["code"] == "QD0032" {
            return;
        }
        assert!(answer.status == 503 && number < 20, "{answer:?}");
    }
}
