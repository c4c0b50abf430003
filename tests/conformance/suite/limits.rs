//! Too much at once, and the end.

use quarterday_bus::Error;

use super::{Buses, World, all, commands, opened};

/// More than any bus lets wait.
const MANY: u64 = 10_000;

/// While nothing is decided, those beyond the limit are told at once to come
/// back; all others are stored, and so are these when they do.
pub(crate) async fn too_many_are_told_to_come_back<B: Buses>(bus: &mut B) {
    let world = World::new();
    let opened = opened(bus, &world).await;
    let before = opened.head();
    world.hold_up();
    let command = |number| commands::observe(&format!("o-{number}"), number);
    let sent: Vec<_> = (0..MANY)
        .map(|number| opened.log.append(command(number)))
        .collect();
    world.go_on();
    let mut turned_away = Vec::new();
    for (number, answer) in (0..).zip(all(sent).await) {
        match answer {
            Ok(accepted) => assert!(!accepted.repeated),
            Err(Error::Busy {
                retry_after_seconds,
            }) => {
                assert!(retry_after_seconds > 0);
                turned_away.push(number);
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(!turned_away.is_empty());
    assert_eq!(opened.head(), before + MANY - turned_away.len() as u64);
    for number in turned_away {
        assert!(!opened.accept(command(number)).await.repeated);
    }
    assert_eq!(opened.head(), before + MANY);
    opened.check();
    bus.close(opened).await;
}

/// What was taken before the end is stored and answered; what comes after is
/// refused.
pub(crate) async fn closing_answers_all_that_was_taken<B: Buses>(bus: &mut B) {
    let world = World::new();
    let opened = opened(bus, &world).await;
    let (before, log) = (opened.head(), opened.log.clone());
    let sent: Vec<_> = (0..500)
        .map(|number| {
            opened
                .log
                .append(commands::observe(&format!("o-{number}"), number))
        })
        .collect();
    bus.close(opened).await;
    let mut places: Vec<u64> = all(sent)
        .await
        .into_iter()
        .map(|answer| answer.unwrap().place)
        .collect();
    places.sort_unstable();
    assert_eq!(places, (before + 1..=before + 500).collect::<Vec<_>>());
    let late = log.append(commands::observe("late", 501)).await;
    assert!(matches!(late, Err(Error::Closed)), "{late:?}");
    drop(log);
    let opened = bus.open(&world).await;
    assert_eq!(opened.head(), before + 500);
    assert_eq!(opened.times("late"), 0);
    bus.close(opened).await;
}
