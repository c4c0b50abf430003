//! Recorded time, and logs that can be made again.

use quarterday_proto::record::Hash;

use super::{Buses, World, commands, opened};

/// The clock is set back, and again before a restart: what is recorded later
/// has no earlier time.
pub(crate) async fn recorded_time_never_goes_back<B: Buses>(bus: &mut B) {
    let world = World::new();
    let mut now = opened(bus, &world).await;
    let clock = [
        ("2020-11-22T10:00:00Z", "2020-11-22T10:00:00Z"),
        ("2020-11-22T09:30:00Z", "2020-11-22T10:00:00Z"),
        ("2019-01-01T00:00:00Z", "2020-11-22T10:00:00Z"),
        // Records hold whole microseconds.
        (
            "2020-11-22T10:00:00.123456789Z",
            "2020-11-22T10:00:00.123456Z",
        ),
        (
            "2020-11-22T10:00:00.123456001Z",
            "2020-11-22T10:00:00.123456Z",
        ),
        ("2020-11-22T10:00:00Z", "2020-11-22T10:00:00.123456Z"),
    ];
    for (number, (at, recorded)) in clock.into_iter().enumerate() {
        world.set(at);
        let name = format!("t-{number}");
        let accepted = now.accept(commands::token(&name, &name)).await;
        assert_eq!(
            accepted.recorded,
            Some(recorded.parse().unwrap()),
            "at {at}"
        );
        bus.close(now).await;
        now = bus.open(&world).await;
    }
    now.check();
    bus.close(now).await;
}

/// The same commands at the same times with the same salts make the same log,
/// also with a restart and a crash between.
pub(crate) async fn the_same_commands_make_the_same_root<B: Buses>(bus: &mut B) {
    let first = story(bus, [false, false]).await;
    for ends in [[true, false], [true, true]] {
        assert_eq!(story(&mut B::new(), ends).await, first);
    }
}

/// Tells a story of commands; the root at its end. `ends` says whether the log
/// is closed after each chapter, and then whether by a crash.
pub(crate) async fn story<B: Buses>(bus: &mut B, ends: [bool; 2]) -> Hash {
    let world = World::new();
    let mut now = opened(bus, &world).await;
    for chapter in 0..4 {
        world.set(&format!("2020-11-23T1{chapter}:00:00Z"));
        for number in chapter * 10..chapter * 10 + 10 {
            now.accept(commands::observe(&format!("o-{number}"), number))
                .await;
        }
        now.refuse(commands::establish(&format!("again-{chapter}")))
            .await;
        let name = format!("t-{chapter}");
        now.accept(commands::token(&name, &name)).await;
        now.accept(commands::token(&name, &name)).await;
        if chapter == 2 {
            now.accept(commands::large("large", 900)).await;
        }
        if ends[0] {
            if ends[1] {
                bus.crash(now).await;
            } else {
                bus.close(now).await;
            }
            now = bus.open(&world).await;
        }
    }
    now.check();
    let root = now.ledger().head().root;
    bus.close(now).await;
    root
}
