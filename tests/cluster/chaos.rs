//! Many clients while servers, nodes and links fail by chance: what was
//! answered is in every ledger once, in an order that explains every answer.

mod clients;
mod havoc;
mod history;
mod history_tests;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use quarterday_tests::{COUNCIL, Cluster, NODES, Seed, until};

use self::clients::Clients;
use self::havoc::Havoc;
use crate::council::{import_plan, log, same_everywhere};

/// How many seeds, clients, and seconds of chaos, unless `QUARTERDAY_CHAOS_*`
/// says otherwise, as `tests/nightly` does.
const SEEDS: u64 = 2;
const CLIENTS: u64 = 16;
const SECONDS: u64 = 20;
/// How long the last answers may take once all is well.
const ANSWERED_WITHIN: Duration = Duration::from_secs(60);
/// One answer in so many is asked for again in the end.
const AGAIN_ONE_IN: usize = 5;

fn setting(name: &str, otherwise: u64) -> u64 {
    let name = format!("QUARTERDAY_CHAOS_{name}");
    match std::env::var(&name) {
        Ok(text) => {
            let number = text.parse();
            number.unwrap_or_else(|_| panic!("{name} is a whole number, not {text}"))
        }
        Err(_) => otherwise,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_answered_is_lost_and_one_order_explains_all() {
    for run in 0..setting("SEEDS", SEEDS) {
        let seed = Seed::new();
        eprintln!("run {run}: QUARTERDAY_SEED={} repeats it", seed.seed());
        chaos(seed).await;
    }
}

async fn chaos(seed: Seed) {
    let cluster = Cluster::linked();
    import_plan(&cluster);
    let before = log(&cluster, 0).len() as u64;
    let data: Vec<_> = (0..NODES.len()).map(|node| cluster.data(node)).collect();
    let clients = Arc::new(Clients::new(seed.seed(), &data));
    let number = setting("CLIENTS", CLIENTS);
    let tasks: Vec<_> = (0..number)
        .map(|client| tokio::spawn(clients.clone().send(client)))
        .collect();

    let lasts = Duration::from_secs(setting("SECONDS", SECONDS));
    let havoc = std::thread::spawn(move || Havoc::new(cluster, seed).run(lasts));
    until_finished(&havoc).await;
    let (cluster, happened) = havoc.join().expect("what happened is said above");
    clients.stop();
    for task in tasks {
        let answered = tokio::time::timeout(ANSWERED_WITHIN, task).await;
        answered
            .unwrap_or_else(|_| panic!("clients wait for ever after {happened:#?}"))
            .unwrap();
    }
    settled(&cluster);
    for (number, stored) in clients.stored().iter().enumerate() {
        if number % AGAIN_ONE_IN == 0 {
            clients.ask_again(number % NODES.len(), stored).await;
        }
    }
    checked(&cluster, &clients, before);
    eprintln!("{} misfortunes; {}", happened.len(), clients.told());
}

/// A test's own threads are not blocked by waiting.
async fn until_finished<T>(thread: &std::thread::JoinHandle<T>) {
    while !thread.is_finished() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until what clients gave up, and may still be under way, is everywhere.
fn settled(cluster: &Cluster) {
    let mut seen = Vec::new();
    let mut since = std::time::Instant::now();
    until("all nodes show the same place for a while", || {
        let places: Vec<_> = (0..NODES.len())
            .map(|node| cluster.place(node, COUNCIL))
            .collect();
        if seen != places {
            seen = places;
            since = std::time::Instant::now();
        }
        let same = seen.iter().all(|place| *place > 0 && *place == seen[0]);
        (same && since.elapsed() > Duration::from_secs(1)).then_some(())
    });
}

/// Holds every ledger against the others and against what was told.
fn checked(cluster: &Cluster, clients: &Clients, before: u64) {
    let logs: Vec<_> = (0..NODES.len()).map(|node| log(cluster, node)).collect();
    let texts = |node: usize| logs[node].iter().map(|line| &line.text);
    for node in 1..NODES.len() {
        assert!(
            texts(0).eq(texts(node)),
            "the ledger of node {node} differs"
        );
    }
    for (line, place) in logs[0].iter().zip(1..) {
        assert_eq!(line.place(), place);
    }
    let times: BTreeMap<_, _> = logs[0]
        .iter()
        .map(|line| (line.place(), line.value["head"]["recorded"].clone()))
        .collect();
    for stored in clients.stored() {
        if let Some(recorded) = stored.recorded {
            let stamp = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
            let found = times[&stored.place].as_str().unwrap();
            assert_eq!(stamp(found), stamp(&recorded), "{}", stored.id);
        }
    }
    let order = logs[0].iter().map(|line| line.command().to_owned());
    let order = order.collect();
    if let Err(reason) = history::check(&clients.calls(), &order, before) {
        panic!("{reason}");
    }
    same_everywhere(cluster, logs[0].len() as u64);
}
