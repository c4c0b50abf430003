//! The bus on NATS beside the embedded one, in the same run.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use quarterday_bus::jetstream::{Access, Connection, JetStream, Role, Settings};
use quarterday_bus::{EventLog, Surroundings};
use quarterday_ledger::Ledger;
use quarterday_node::hosting::{DomainRules, FeedView};
use quarterday_projections::View;
use quarterday_proto::id::NodeId;
use quarterday_tests::{NODES, Nats, nats_servers};

use crate::commits::measure;
use crate::council::{self, observe, options, set_up};

/// Commands a second while latency is measured, and for how long.
const RATE: u64 = 1_000;
const LATENCY_SECONDS: u64 = 10;

/// A node of the bench's council.
struct Node {
    bus: Arc<JetStream>,
    view: Arc<View>,
}

impl Node {
    async fn open(
        dir: &Path,
        servers: &[Nats],
        name: &str,
        ledgers: &[&str],
    ) -> anyhow::Result<Self> {
        let access = Access {
            servers: servers.iter().map(Nats::url).collect(),
            name: name.to_owned(),
            ..Access::default()
        };
        let connection = Connection::open(&access).await?;
        let (ledger, appender) = Ledger::open(dir, options())?;
        let view = Arc::new(View::open(ledger.clone(), &|_, _| {})?);
        let surroundings = Surroundings {
            now: Box::new(jiff::Timestamp::now),
            salt: Box::new(rand::random),
            broken: Box::new(|error| panic!("the log broke: {error}")),
        };
        let ledgers = ledgers.iter().map(|name| name.parse());
        let ledgers = ledgers.collect::<Result<Vec<NodeId>, _>>()?;
        let settings = Settings {
            node: name.parse()?,
            acknowledge: Settings::majority(ledgers.len()),
            ledgers,
            replicas: servers.len(),
            may_create: true,
            is_found: false,
        };
        let bus = JetStream::start(
            "bench".parse()?,
            connection,
            settings,
            (ledger, appender),
            DomainRules::new(view.clone()),
            FeedView(view.clone()),
            surroundings,
        )?;
        Ok(Self { bus, view })
    }

    async fn close(self) -> anyhow::Result<()> {
        tokio::task::spawn_blocking(move || self.bus.close()).await?;
        drop(self.view);
        Ok(())
    }
}

async fn writer(nodes: &[Node]) -> usize {
    loop {
        let found = nodes
            .iter()
            .position(|node| node.bus.role() == Role::Writer);
        if let Some(found) = found {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Prints the table of NATS.
pub(crate) fn run(
    folder: &Path,
    writers: &[usize],
    seconds: f64,
    rounds: usize,
    records: u64,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    println!(
        "\n| writers | embedded, commits/s | one server, one node | three servers, three nodes |"
    );
    println!("|---:|---:|---:|---:|");
    for &count in writers {
        let mut best = [0.0_f64; 3];
        for round in 0..rounds {
            let dir = folder.join(format!("nats-{count}-{round}"));
            let _ = std::fs::remove_dir_all(&dir);
            let figures = runtime.block_on(one_round(&dir, count, seconds))?;
            for (best, figure) in best.iter_mut().zip(figures) {
                *best = best.max(figure);
            }
            let _ = std::fs::remove_dir_all(&dir);
        }
        println!(
            "| {count} | {:.0} | {:.0} | {:.0} |",
            best[0], best[1], best[2]
        );
    }
    let dir = folder.join("nats-catch-up");
    let _ = std::fs::remove_dir_all(&dir);
    runtime.block_on(catch_up_and_latency(&dir, records))?;
    let _ = std::fs::remove_dir_all(&dir);
    Ok(())
}

async fn one_round(dir: &Path, count: usize, seconds: f64) -> anyhow::Result<[f64; 3]> {
    let council = council::open(&dir.join("embedded")).await?;
    let bus = council.bus.clone();
    let embedded = on(bus.clone(), count, seconds).await?;
    tokio::task::spawn_blocking(move || bus.close()).await?;
    let mut figures = [embedded, 0.0, 0.0];
    for (figure, number) in figures[1..].iter_mut().zip([1, 3]) {
        let servers = nats_servers(number);
        let mut nodes = Vec::new();
        for name in &NODES[..number] {
            let dir = dir.join(format!("{number}-{name}"));
            nodes.push(Node::open(&dir, &servers, name, &NODES[..number]).await?);
        }
        let writing = nodes[writer(&nodes).await].bus.clone();
        set_up(writing.as_ref()).await?;
        *figure = on(writing, count, seconds).await?;
        for node in nodes {
            node.close().await?;
        }
    }
    Ok(figures)
}

async fn on(bus: Arc<impl EventLog>, count: usize, seconds: f64) -> anyhow::Result<f64> {
    measure(count, seconds, "w", move |envelope| {
        let answer = bus.append(envelope);
        async move {
            answer.await?;
            Ok(())
        }
    })
    .await
}

async fn catch_up_and_latency(dir: &Path, records: u64) -> anyhow::Result<()> {
    let servers = nats_servers(1);
    let mut nodes = Vec::new();
    for name in &NODES {
        nodes.push(Node::open(&dir.join(name), &servers, name, &NODES).await?);
    }
    for node in &nodes {
        while node.bus.not_ready().is_some() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    // The third loses its disk; it comes back at the end.
    nodes.remove(2).close().await?;
    std::fs::remove_dir_all(dir.join(NODES[2]))?;
    let writing = writer(&nodes).await;
    let (bus, other) = (nodes[writing].bus.clone(), nodes[1 - writing].bus.clone());
    set_up(bus.as_ref()).await?;

    let mut follow = other.follow(other.ledger().head().place + 1);
    let sent: Arc<Mutex<HashMap<String, Instant>>> = Arc::default();
    let known = sent.clone();
    let total = usize::try_from(RATE * LATENCY_SECONDS)?;
    let seen = tokio::spawn(async move {
        let mut latencies = Vec::new();
        while latencies.len() < total {
            let Some(record) = follow.next().await? else {
                break;
            };
            let command = record.record().head.command.to_string();
            let began = known
                .lock()
                .ok()
                .and_then(|mut known| known.remove(&command));
            latencies.extend(began.map(|began| began.elapsed()));
        }
        latencies.sort_unstable();
        anyhow::Ok(latencies)
    });
    let mut ticks = tokio::time::interval(Duration::from_micros(1_000_000 / RATE));
    for number in 0..RATE * LATENCY_SECONDS {
        ticks.tick().await;
        let id = format!("l-{number}");
        if let Ok(mut sent) = sent.lock() {
            sent.insert(id.clone(), Instant::now());
        }
        drop(tokio::spawn(bus.append(observe(id, number))));
    }
    let latencies = seen.await??;
    let at = |part: f64| {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss
        )]
        let index = (latencies.len() as f64 * part) as usize;
        latencies[index.min(latencies.len() - 1)]
    };
    println!(
        "\nFrom command to another node's projection at {RATE} commands a second: median {:.1?}, p99 {:.1?}.",
        at(0.5),
        at(0.99)
    );

    let mut number = 0;
    let mut answers = tokio::task::JoinSet::new();
    while bus.ledger().head().place < records {
        while answers.len() < 4096 {
            number += 1;
            answers.spawn(bus.append(observe(format!("m-{number}"), number)));
        }
        if let Some(answer) = answers.join_next().await {
            answer??;
        }
    }
    while let Some(answer) = answers.join_next().await {
        answer??;
    }
    let head = bus.ledger().head().place;
    let began = Instant::now();
    let late = Node::open(&dir.join(NODES[2]), &servers, NODES[2], &NODES).await?;
    while late.bus.ledger().head().place < head {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    #[allow(clippy::cast_precision_loss)]
    let rate = head as f64 / began.elapsed().as_secs_f64();
    println!(
        "An empty node caught up with {head} records in {:.1?}: {rate:.0} a second.",
        began.elapsed()
    );
    late.close().await?;
    for node in nodes {
        node.close().await?;
    }
    Ok(())
}
