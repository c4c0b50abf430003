//! The table of acknowledged commits.

use std::path::Path;

use quarterday_bus::EventLog as _;
use tokio::sync::oneshot;

use crate::bare;
use crate::commits::measure;
use crate::council::Council;

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
    println!("| writers | bare loop, commits/s | whole path, commits/s | ratio |");
    println!("|---:|---:|---:|---:|");
    let dir = folder.join("commits");
    let _ = std::fs::remove_dir_all(&dir);
    let council = runtime.block_on(Council::open(&dir))?;
    for count in writers {
        let (mut bare_rates, mut whole_rates, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..rounds {
            let sender = bare::start(&folder.join("bare"))?;
            let bare = runtime.block_on(measure(*count, seconds, "bare", move |envelope| {
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
            let bus = council.bus.clone();
            let run = format!("w{count}-{round}");
            let whole = runtime.block_on(measure(*count, seconds, &run, move |envelope| {
                let answer = bus.append(envelope);
                async move {
                    answer.await?;
                    Ok(())
                }
            }))?;
            bare_rates.push(bare);
            whole_rates.push(whole);
            ratios.push(whole / bare);
        }
        println!(
            "| {count} | {:.0} | {:.0} | {:.2} |",
            median(&mut bare_rates),
            median(&mut whole_rates),
            median(&mut ratios)
        );
    }
    council.bus.close();
    println!();
    Ok(())
}

/// The middle value.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
