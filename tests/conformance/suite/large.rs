//! Commits over 512 KB: staged, and applied whole.

use quarterday_bus::Assembler;
use quarterday_proto::answer::Accepted;

use super::{Buses, Opened, World, all, commands, opened};

/// Items of the large import: some 1.5 MB.
const ITEMS: u64 = 1500;

fn items<H>(opened: &Opened<H>) -> usize {
    let state = opened.view.state();
    state.all_items().count()
}

/// Chunks before the record that applies them; readers see all or nothing.
pub(crate) async fn a_large_import_is_applied_whole<B: Buses>(bus: &mut B) {
    let world = World::new();
    let now = bus.open(&world).await;
    now.accept(commands::establish("set-up")).await;
    let sent = tokio::spawn(now.log.append(commands::large("large", ITEMS)));
    while !sent.is_finished() {
        let seen = items(&now);
        assert!(
            seen == 0 || seen == ITEMS as usize,
            "{seen} of the items were shown"
        );
        tokio::task::yield_now().await;
    }
    let accepted = sent.await.unwrap().unwrap();
    assert!(accepted.events > ITEMS as u32, "{accepted:?}");
    // Those of the import, and the council's setting up.
    let in_all = accepted.events as usize + 1;
    assert_eq!(items(&now), ITEMS as usize);
    assert_eq!(now.head(), accepted.place);
    assert!(accepted.place >= 4, "it was not split: {accepted:?}");
    assert_eq!(now.times("large"), 1);
    assert_eq!(events(&now).await, in_all);
    let again = Accepted {
        repeated: true,
        ..accepted
    };
    assert_eq!(now.accept(commands::large("large", ITEMS)).await, again);
    bus.close(now).await;
    let now = bus.open(&world).await;
    assert_eq!(items(&now), ITEMS as usize);
    assert_eq!(now.accept(commands::large("large", ITEMS)).await, again);
    assert_eq!(
        now.refuse(commands::large("large", ITEMS + 1)).await,
        "QD0002"
    );
    assert_eq!(events(&now).await, in_all);
    bus.close(now).await;
}

/// Small commands around it are stored before or after, never between.
pub(crate) async fn a_large_import_among_others<B: Buses>(bus: &mut B) {
    let now = opened(bus, &World::new()).await;
    let mut sent = Vec::new();
    for number in 0..100 {
        sent.push(
            now.log
                .append(commands::observe(&format!("o-{number}"), number)),
        );
        if number % 40 == 20 {
            let (id, items) = (format!("large-{number}"), ITEMS + number);
            sent.push(now.log.append(commands::large(&id, items)));
        }
    }
    for answer in all(sent).await {
        answer.unwrap();
    }
    let commands = now.check();
    for (index, command) in commands.iter().enumerate() {
        if command.starts_with("chunk-") {
            let next = &commands[index + 1];
            assert!(
                next.starts_with("chunk-") || next.starts_with("large-"),
                "{next}"
            );
        }
    }
    assert_eq!(items(&now), ITEMS as usize + 60);
    bus.close(now).await;
}

/// After a crash it is still whole.
pub(crate) async fn a_large_import_outlives_a_crash<B: Buses>(bus: &mut B) {
    let world = World::new();
    let now = bus.open(&world).await;
    now.accept(commands::establish("set-up")).await;
    let accepted = now.accept(commands::large("large", ITEMS)).await;
    let in_all = accepted.events as usize + 1;
    bus.crash(now).await;
    let now = bus.open(&world).await;
    assert_eq!(items(&now), ITEMS as usize);
    assert_eq!(events(&now).await, in_all);
    let again = Accepted {
        repeated: true,
        ..accepted
    };
    assert_eq!(now.accept(commands::large("large", ITEMS)).await, again);
    bus.close(now).await;
}

/// How many events a follower from the first place on is given.
async fn events<H>(opened: &Opened<H>) -> usize {
    let mut follow = opened.log.follow(1);
    let mut events = 0;
    for place in 1..=opened.head() {
        let record = follow.next().await.unwrap().unwrap();
        let commit = Assembler.commit(&record.record(), opened.ledger()).unwrap();
        assert_eq!(commit.recorded.place, place);
        events += commit.events.len();
    }
    events
}
