//! The table of acknowledged commits.

use std::path::Path;
use std::time::Duration;

use quarterday_bus::EventLog as _;
use tokio::sync::oneshot;

use crate::bare;
use crate::commits::measure;
use crate::council;
use crate::cpu::Cpu;

/// How long the work that follows commits (closing and indexing segments) may
/// go on after a round before the next begins.
const SETTLE: Duration = Duration::from_secs(20);

/// Rates, and processor microseconds a commit, of one path.
#[derive(Default)]
struct Figures {
    rates: Vec<f64>,
    cpu: Vec<f64>,
    /// Of the last round, by thread.
    threads: String,
}

impl Figures {
    /// Notes a round that began with this processor time; what it left to be
    /// done after counts too.
    fn note(&mut self, rate: f64, seconds: f64, before: &Cpu) {
        Cpu::settle(SETTLE);
        let used = Cpu::now().since(before);
        let commits = rate * seconds;
        self.rates.push(rate);
        self.cpu.push(used.total().as_secs_f64() * 1e6 / commits);
        self.threads = used.by_thread(commits);
    }
}

/// Measures the bare loop and the whole path in turn, and prints medians and
/// the ratio.
pub(crate) fn commits(
    folder: &Path,
    writers: &[usize],
    seconds: f64,
    rounds: usize,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let syncs = bare::syncs_a_second(&folder.join("syncs"), seconds)?;
    println!("This disk: {syncs:.0} syncs a second of one record each.\n");
    println!(
        "| writers | bare loop, commits/s | whole path, commits/s | ratio | best round | bare, \
         CPU µs/commit | whole, CPU µs/commit |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    let dir = folder.join("commits");
    let _ = std::fs::remove_dir_all(&dir);
    let council = runtime.block_on(council::open(&dir))?;
    let mut threads = Vec::new();
    for count in writers {
        let (mut bare, mut whole) = (Figures::default(), Figures::default());
        let mut ratios = Vec::new();
        for round in 0..rounds {
            let sender = bare::start(&folder.join("bare"))?;
            let kept = sender.clone();
            let before = Cpu::now();
            let rate = runtime.block_on(measure(*count, seconds, "bare", move |envelope| {
                let sender = sender.clone();
                async move {
                    let (answer, answered) = oneshot::channel();
                    sender
                        .send((envelope, answer))
                        .await
                        .map_err(|_| anyhow::anyhow!("gone"))?;
                    answered.await?;
                    Ok(())
                }
            }))?;
            bare.note(rate, seconds, &before);
            drop(kept);
            let bus = council.bus.clone();
            let run = format!("w{count}-{round}");
            let before = Cpu::now();
            let rate = runtime.block_on(measure(*count, seconds, &run, move |envelope| {
                let answer = bus.append(envelope);
                async move {
                    answer.await?;
                    Ok(())
                }
            }))?;
            whole.note(rate, seconds, &before);
            ratios.push(whole.rates[round] / bare.rates[round]);
        }
        println!(
            "| {count} | {:.0} | {:.0} | {:.2} | {:.2} | {:.1} | {:.1} |",
            median(&mut bare.rates),
            median(&mut whole.rates),
            median(&mut ratios),
            ratios.last().copied().unwrap_or(0.0),
            median(&mut bare.cpu),
            median(&mut whole.cpu),
        );
        threads.push(format!("- {count} writers, bare: {}", bare.threads));
        threads.push(format!("- {count} writers, whole: {}", whole.threads));
    }
    council.bus.close();
    println!("\nBy thread, CPU µs a commit, last round:\n");
    threads.iter().for_each(|line| println!("{line}"));
    println!();
    Ok(())
}

/// The middle value.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
