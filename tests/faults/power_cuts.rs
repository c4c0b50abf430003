//! Power cuts at any write or sync, under concurrent commands.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use quarterday_bus::{Error, EventLog as _};
use quarterday_ledger::disk::power_cut::PowerCut;
use quarterday_ledger::verify;
use quarterday_proto::answer::Accepted;
use quarterday_tests::Seed;

use crate::council::{Council, LOG, id};
use crate::cutting_disk::CuttingDisk;

const RUNS: u64 = 120;
const LIVES: u64 = 4;
const WRITERS: u64 = 4;
/// Commands of one writer in one life, at most.
const COMMANDS: u64 = 30;

/// What senders were told, by the number of the observation.
type Answers = Arc<Mutex<BTreeMap<u64, Accepted>>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_takes_back_nothing_acknowledged() {
    let mut seed = Seed::new();
    let mut told = 0;
    for number in 0..RUNS {
        told += run(number, &mut seed).await;
    }
    assert!(told > RUNS * 20, "only {told} commands were acknowledged");
    eprintln!("{RUNS} runs of {LIVES} lives, {told} commands acknowledged before a cut");
}

/// One disk through its lives; how many answers were given before its cuts.
async fn run(number: u64, seed: &mut Seed) -> u64 {
    let mut disk = PowerCut::new();
    let answers = Answers::default();
    let mut known = BTreeMap::new();
    for life in 0..LIVES {
        let at_the_cut = Arc::new(Mutex::new(None));
        let (given, kept) = (answers.clone(), at_the_cut.clone());
        let look = move || *kept.lock().unwrap() = Some(given.lock().unwrap().clone());
        let cutting = CuttingDisk::new(
            disk,
            1 + seed.below(150),
            seed.below(u64::MAX),
            Box::new(look),
        );
        let segment_bytes_max = 3000 + seed.below(20_000);
        let what = format!("run {number}, life {life}");
        // The cut may come in mid-start, of which nothing is then expected.
        let council = Council::open(Arc::new(cutting.clone()), segment_bytes_max)
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        check(&council, &known, &what).await;
        live(&council, &cutting, &answers, &known, life).await;
        disk = cutting.left();
        council.close().await;
        let before_cut = at_the_cut.lock().unwrap().take().unwrap();
        // Of what was answered after the cut nobody can have heard.
        *answers.lock().unwrap() = before_cut.clone();
        known = before_cut;
    }
    let council = Council::open(Arc::new(disk.clone()), 1 << 20).unwrap();
    check(&council, &known, &format!("run {number}, at the end")).await;
    let head = council.bus.ledger().head();
    assert_eq!(council.view.state().head(), head.place);
    council.close().await;
    let report = verify(&disk, Path::new(LOG)).unwrap();
    assert_eq!((report.places, report.tail_bytes), (head.place, 0));
    known.len() as u64
}

/// Writers send until the cut, or their last command.
async fn live(
    council: &Council,
    disk: &CuttingDisk,
    answers: &Answers,
    known: &BTreeMap<u64, Accepted>,
    life: u64,
) {
    if council.set_up().await.is_err() {
        return;
    }
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        // Those of the life before that have no answer are sent again.
        let from = life.saturating_sub(1) * COMMANDS;
        let numbers: Vec<u64> = (from..(life + 1) * COMMANDS)
            .map(|number| number * WRITERS + writer)
            .filter(|number| !known.contains_key(number))
            .collect();
        let (bus, disk, answers) = (council.bus.clone(), disk.clone(), answers.clone());
        writers.push(tokio::spawn(async move {
            for number in numbers {
                if disk.is_cut() {
                    return;
                }
                let command = quarterday_tests::observation(number);
                let sent = bus
                    .append(crate::council::envelope(&id(number), command))
                    .await;
                match sent {
                    Ok(accepted) => answers.lock().unwrap().insert(number, accepted),
                    Err(Error::Broken | Error::Closed) => return,
                    Err(error) => panic!("{error}"),
                };
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
}

/// All that was acknowledged is there once, at its place, and is known again.
async fn check(council: &Council, known: &BTreeMap<u64, Accepted>, what: &str) {
    let commands = council.commands();
    let mut once = commands.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(
        once.len(),
        commands.len(),
        "{what}: a command is there twice"
    );
    for (number, accepted) in known {
        let at = usize::try_from(accepted.place).unwrap() - 1;
        assert_eq!(
            commands.get(at),
            Some(&id(*number)),
            "{what}: place {}",
            accepted.place
        );
    }
    for (number, accepted) in known.iter().rev().step_by(5) {
        let again = council.observe(*number).await;
        // The power may be cut in the meantime; an answer that comes is right.
        if let Ok(again) = again {
            assert_eq!(
                again,
                Accepted {
                    repeated: true,
                    ..accepted.clone()
                },
                "{what}"
            );
        }
    }
}
