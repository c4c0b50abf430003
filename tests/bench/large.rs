//! A log of millions of events: rebuild, start, queries, memory, disk.

use std::path::Path;
use std::time::{Duration, Instant};

use quarterday_domain::{Context, Selection, decide};
use quarterday_ledger::{Ledger, Query};
use quarterday_projections::{KnownAt, PositionQuery, View};
use quarterday_proto::event::{Data, Recorded};
use quarterday_proto::record::{Draft, encode};

use crate::council::{self, ITEMS, PLAN, observe, options};
use crate::cpu::Cpu;
use crate::report::median;

/// Records written with one sync while the log is filled.
const BATCH: u64 = 2000;

/// Fills a log (or takes the one of an earlier run) and measures on it.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn run(folder: &Path, events: u64) -> anyhow::Result<()> {
    let dir = folder.join(format!("events-{events}"));
    fill(&dir, events)?;
    println!("## {events} events\n");
    println!("| what | figure |\n|---|---:|");
    println!("| disk | {:.0} MB |", megabytes(&dir));

    // Without a snapshot: everything is read and applied.
    let (ledger, appender) = Ledger::open(&dir, options())?;
    let (began, used) = (Instant::now(), Cpu::of_process());
    let view = View::rebuild(ledger.clone(), &|_, _| {})?;
    let (took, used) = (began.elapsed(), Cpu::of_process().saturating_sub(used));
    println!(
        "| rebuild of all projections | {:.0} events/s |",
        events as f64 / took.as_secs_f64()
    );
    println!(
        "| rebuild, processor time | {:.2} µs/event |",
        used.as_secs_f64() * 1e6 / events as f64
    );
    view.save()?;
    drop((view, ledger));
    appender.close()?;

    let began = Instant::now();
    let (ledger, appender) = Ledger::open(&dir, options())?;
    let view = View::open(ledger.clone(), &|_, _| {})?;
    println!(
        "| start from a snapshot | {:.2} s |",
        began.elapsed().as_secs_f64()
    );

    measure_queries(&view, &ledger)?;
    println!("| memory, resident | {:.0} MB |", resident());
    drop((view, ledger));
    appender.close()?;
    println!();
    Ok(())
}

fn measure_queries(view: &View, ledger: &Ledger) -> anyhow::Result<()> {
    let position = |known_at| PositionQuery {
        plan: PLAN.to_owned(),
        quarter: "2020-21-Q2".parse().expect("a quarter"),
        selection: Selection::default(),
        known_at,
        unopened: true,
    };
    // The first is worked out, the others come from the cache until a commit.
    let first = Instant::now();
    view.positions(&position(None))?;
    println!("| position, first time | {} |", shown(first.elapsed()));
    let times = timed(200, || view.positions(&position(None)).map(drop))?;
    println!("| position, unchanged since | {} |", shown(times));
    // As after a commit of the plan: only the view takes it in, again and again.
    let (mut place, at) = (ledger.head().place, jiff::Timestamp::now());
    let times = repeat(100, || {
        place += 1;
        let envelope = observe(format!("again-{place}"), place);
        let decided = decide(&view.state(), &envelope, Context { now: at })?;
        let recorded = Recorded { place, at };
        view.take_in(std::iter::once((recorded, &decided.events[..])));
        let began = Instant::now();
        view.positions(&position(None))?;
        anyhow::Ok(began.elapsed())
    })?;
    println!("| position, worked out after a commit | {} |", shown(times));
    let middle = ledger.head().place / 2;
    let began = Instant::now();
    view.positions(&position(Some(KnownAt::Place(middle))))?;
    println!(
        "| position as known at the middle of the log | {} |",
        shown(began.elapsed())
    );

    let state = view.state();
    let plan = state.plan(PLAN)?.clone();
    let subjects: Vec<String> = (0..50)
        .map(|index| {
            let item = state.item(&plan, &format!("A{}", index * 17 % ITEMS))?;
            Ok(quarterday_proto::event::item_subject(item.kind, item.id))
        })
        .collect::<Result<_, quarterday_proto::answer::Rejection>>()?;
    drop(state);
    let mut next = subjects.iter().cycle();
    let newest = |query: Query| Query {
        newest_first: true,
        limit: 100,
        ..query
    };
    let times = timed(200, || {
        let subject = next.next().expect("a cycle has no end").clone();
        let query = newest(Query {
            subjects: vec![subject],
            ..Query::default()
        });
        read_all(ledger, &query)
    })?;
    println!("| audit by subject, 100 entries | {} |", shown(times));
    let times = timed(50, || {
        let query = newest(Query {
            actors: vec!["token.1".to_owned()],
            ..Query::default()
        });
        read_all(ledger, &query)
    })?;
    println!("| audit by actor, 100 entries | {} |", shown(times));
    let from = ledger.read(middle)?.record().head.recorded;
    let times = timed(50, || {
        let query = newest(Query {
            from: Some(from),
            ..Query::default()
        });
        read_all(ledger, &query)
    })?;
    println!("| audit by period, 100 entries | {} |", shown(times));
    let size = ledger.head().place;
    let mut place = 0;
    let times = timed(200, || {
        place = (place + 7_919) % size;
        ledger.inclusion_proof(place + 1, size).map(drop)
    })?;
    println!("| inclusion proof | {} |", shown(times));
    Ok(())
}

fn read_all(ledger: &Ledger, query: &Query) -> Result<(), quarterday_ledger::Error> {
    let found = ledger.find(query)?;
    for place in found.places {
        ledger.read(place)?;
    }
    Ok(())
}

/// Median time of so many runs.
fn timed<E>(times: usize, mut run: impl FnMut() -> Result<(), E>) -> Result<Duration, E> {
    repeat(times, || {
        let began = Instant::now();
        run()?;
        Ok(began.elapsed())
    })
}

/// Median of the times that so many runs say they took.
fn repeat<E>(times: usize, mut run: impl FnMut() -> Result<Duration, E>) -> Result<Duration, E> {
    let mut seconds = Vec::with_capacity(times);
    for _ in 0..times {
        seconds.push(run()?.as_secs_f64());
    }
    Ok(Duration::from_secs_f64(median(&mut seconds)))
}

/// Decides observations and appends them without waiting for each.
fn fill(dir: &Path, events: u64) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let council = runtime.block_on(council::open(dir))?;
    let head = council.ledger.head().place;
    let mut state = council.view.state().clone();
    council.bus.close();
    drop(council.view);
    drop(council.ledger);
    if head >= events {
        return Ok(());
    }
    let (ledger, mut appender) = Ledger::open(dir, options())?;
    let (mut place, mut leaf) = (head, ledger.head().leaf);
    let mut lines = Vec::new();
    while place < events {
        let envelope = observe(format!("fill-{place}"), place);
        let now = jiff::Timestamp::now();
        let decided = decide(&state, &envelope, Context { now })?;
        place += 1;
        let Some(first) = decided.events.first() else {
            continue;
        };
        let draft = Draft {
            recorded: now,
            subject: first.subject(),
            kind: first.name().to_owned(),
            actor: format!("token.{}", place % 50).parse()?,
            command: envelope.id.clone(),
            cause: None,
            salt: rand::random(),
            data: serde_json::to_vec(&Data {
                request: envelope.request_digest(),
                events: decided.events.clone(),
                ..Data::default()
            })?,
        };
        let line = encode(&draft, place, &leaf);
        leaf = line.leaf;
        lines.push(line);
        for event in &decided.events {
            state.evolve(event, Recorded { place, at: now });
        }
        if place.is_multiple_of(BATCH) || place == events {
            appender.append(&lines)?;
            lines.clear();
        }
    }
    appender.close()?;
    Ok(())
}

fn shown(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1000.0)
}

#[allow(clippy::cast_precision_loss)]
fn megabytes(dir: &Path) -> f64 {
    fn bytes(path: &Path) -> u64 {
        let Ok(entries) = std::fs::read_dir(path) else {
            return path.metadata().map_or(0, |metadata| metadata.len());
        };
        entries.flatten().map(|entry| bytes(&entry.path())).sum()
    }
    bytes(dir) as f64 / 1e6
}

/// Resident memory of this process.
#[allow(clippy::cast_precision_loss)]
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    let kilobytes: u64 = line
        .and_then(|line| line.split_whitespace().nth(1))
        .and_then(|number| number.parse().ok())
        .unwrap_or(0);
    kilobytes as f64 * 1024.0 / 1e6
}
