//! The benchmark: `cargo run --release -p quarterday-tests --bin bench`.
//!
//! Prints the tables of `docs/performance.md`. Each figure of the whole path
//! stands beside one of a bare loop measured in turn with it in the same run,
//! so that the ratio holds on a noisy machine.

// A program that prints its results.
#![allow(clippy::print_stdout)]

mod bare;
mod commits;
mod council;
mod cpu;
mod large;
mod nats;
mod pages;
mod report;

use std::path::PathBuf;

/// Numbers of writers that wait for an answer before they send again.
const WRITERS: [usize; 4] = [1, 8, 64, 256];

fn main() -> anyhow::Result<()> {
    let mut folder = PathBuf::from("target/bench");
    let mut seconds = 3.0;
    let mut rounds = 3;
    let mut sizes: Vec<u64> = vec![1_000_000, 10_000_000];
    let mut commits = true;
    let mut nats = false;
    let mut rate = None;
    let mut writers = WRITERS.to_vec();
    let mut catch_up = 1_000_000;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| anyhow::anyhow!("{argument} takes a value"))
        };
        match argument.as_str() {
            "--dir" => folder = PathBuf::from(value()?),
            "--seconds" => seconds = value()?.parse()?,
            "--rounds" => rounds = value()?.parse()?,
            "--events" => {
                sizes = value()?
                    .split(',')
                    .map(str::parse)
                    .collect::<Result<_, _>>()?;
            }
            "--no-large" => sizes.clear(),
            "--no-commits" => commits = false,
            "--nats" => nats = true,
            "--pages" => rate = Some(value()?.parse()?),
            "--catch-up" => catch_up = value()?.parse()?,
            "--writers" => {
                writers = value()?
                    .split(',')
                    .map(str::parse)
                    .collect::<Result<_, _>>()?;
            }
            _ => anyhow::bail!(
                "usage: bench [--dir DIR] [--seconds S] [--rounds N] [--events N,N] [--no-commits] [--no-large] [--nats] \
                 [--writers N,N] [--catch-up RECORDS] [--pages REQUESTS-A-SECOND]"
            ),
        }
    }
    std::fs::create_dir_all(&folder)?;
    if commits {
        report::commits(&folder, &writers, seconds, rounds)?;
    }
    if nats {
        nats::run(&folder, &writers, seconds, rounds, catch_up)?;
    }
    if let Some(rate) = rate {
        pages::run_all(&folder, rate, seconds)?;
    }
    for size in sizes {
        large::run(&folder, size)?;
    }
    Ok(())
}
