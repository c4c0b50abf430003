//! `kill -9` of the serving process, 200 times, under load.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use quarterday_tests::{COUNCIL, Folder, Http, Seed, Starting, lines, until};

use crate::damage;
use crate::writers::{Writers, check_log};

const KILLS: u64 = 200;
const WRITERS: u64 = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_kills_lose_and_double_nothing() {
    let mut seed = Seed::new();
    let folder = Folder::with_plan();
    let token = folder.token("writers", "write");
    let before = folder.place();
    let writers = Arc::new(Writers::new(seed.seed(), &token));
    let tasks: Vec<_> = (0..WRITERS)
        .map(|number| tokio::spawn(writers.clone().write(number)))
        .collect();

    let mut lives = 0;
    for kill in 0..KILLS {
        if kill % 5 == 4 {
            damage::rebuildable(&folder.log(), &mut seed);
        }
        let starting = Starting::begin(folder.data());
        if seed.once_in(6) {
            // Somewhere in the start, perhaps in a repair.
            tokio::time::sleep(Duration::from_millis(seed.below(60))).await;
            not_panicked(&starting.kill());
            continue;
        }
        let server = starting
            .serving()
            .unwrap_or_else(|ran| panic!("start {kill}: {ran:#?}"));
        lives += 1;
        let goal = writers.acknowledged() + seed.below(25);
        writers.served_at(Some(server.base()));
        until("the writers are answered", || {
            (writers.acknowledged() >= goal).then_some(())
        });
        tokio::time::sleep(Duration::from_micros(seed.below(3000))).await;
        let said = server.kill();
        writers.served_at(None);
        not_panicked(&said);
    }

    // Everybody gets the answer that is still missing.
    let server = folder.serve();
    writers.served_at(Some(server.base()));
    writers.stop();
    for task in tasks {
        task.await.unwrap();
    }
    let answers = writers.answers();
    assert!(
        lives > KILLS / 2 && answers.len() as u64 > 5 * KILLS,
        "{lives}, {}",
        answers.len()
    );
    ask_again(&folder, server.base(), &token, &writers).await;
    let (status, said) = server.stop();
    assert!(status.success(), "{said}");
    not_panicked(&said);
    check_log(&lines(&folder.segments()), &answers, before);
    let report = folder.verify();
    assert_eq!(report["places"], before + answers.len() as u64, "{report}");
    eprintln!(
        "{KILLS} kills, {lives} lives, {} commands: {}",
        answers.len(),
        writers.told()
    );
}

/// A sample of all answers is given again, each as the first time.
async fn ask_again(folder: &Folder, base: &str, token: &str, writers: &Writers) {
    let http = Http::network(base, token);
    let answers: BTreeMap<_, _> = writers.answers();
    for (id, first) in answers.iter().step_by(7) {
        let path = format!("/api/v1/{COUNCIL}/commands");
        let again = http.post(&path, id, &first.command).await.good();
        assert_eq!(again["place"], first.place, "{id}");
        assert_eq!(again["repeated"], true, "{id}");
    }
    assert!(folder.data().join("quarterday.sock").exists());
}

fn not_panicked(said: &str) {
    assert!(!said.contains("panicked"), "{said}");
}

/// A log that was killed in the middle of everything starts without its
/// indexes, tiles and side file too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_can_be_made_again_is() {
    let folder = Folder::with_plan();
    let token = folder.token("writer", "write");
    let writers = Arc::new(Writers::new(1, &token));
    let task = tokio::spawn(writers.clone().write(0));
    for gone in [
        &["index"][..],
        &["tiles"],
        &["index", "tiles"],
        &["synced"],
        &["cut"],
    ] {
        let server = folder.serve();
        let goal = writers.acknowledged() + 5;
        writers.served_at(Some(server.base()));
        until("the writer is answered", || {
            (writers.acknowledged() >= goal).then_some(())
        });
        writers.served_at(None);
        server.kill();
        for name in gone {
            remove(&folder.log().join(name));
        }
    }
    let server = folder.serve();
    writers.served_at(Some(server.base()));
    writers.stop();
    task.await.unwrap();
    drop(server);
    let answers = writers.answers();
    let lines = lines(&folder.segments());
    check_log(&lines, &answers, lines.len() as u64 - answers.len() as u64);
    folder.verify();
}

fn remove(path: &Path) {
    if path.is_dir() {
        std::fs::remove_dir_all(path).unwrap();
    } else if path.exists() {
        std::fs::remove_file(path).unwrap();
    }
}
