//! Following the log.

use quarterday_bus::Follow;

use super::{Buses, World, commands, opened};

/// Takes records until place `to`, checking that they come once and in order.
async fn take(mut follow: Follow, from: u64, to: u64) -> Follow {
    for place in from..=to {
        let record = follow.next().await.unwrap().unwrap();
        assert_eq!(record.record().head.place, place);
    }
    follow
}

/// Followers that were there before the first of many commits see each once.
pub(crate) async fn a_follower_sees_each_commit_once_in_order<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    let (before, count) = (opened.head(), 300);
    let followers: Vec<_> = (0..5)
        .map(|_| tokio::spawn(take(opened.log.follow(1), 1, before + count)))
        .collect();
    let mut answers = Vec::new();
    for number in 0..count {
        answers.push(
            opened
                .log
                .append(commands::observe(&format!("o-{number}"), number)),
        );
        if number % 7 == 0 {
            for answer in answers.drain(..) {
                answer.await.unwrap();
            }
        }
    }
    for answer in answers {
        answer.await.unwrap();
    }
    for follower in followers {
        follower.await.unwrap();
    }
    bus.close(opened).await;
}

/// From the beginning, the middle, the head, and a place yet to come.
pub(crate) async fn followers_begin_anywhere<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    for number in 0..20 {
        opened
            .accept(commands::observe(&format!("o-{number}"), number))
            .await;
    }
    let head = opened.head();
    let starts = [0, 1, 2, head / 2, head, head + 1, head + 5];
    let followers: Vec<_> = starts
        .map(|from| tokio::spawn(take(opened.log.follow(from), from.max(1), head + 10)))
        .into_iter()
        .collect();
    for number in 20..30 {
        opened
            .accept(commands::observe(&format!("o-{number}"), number))
            .await;
    }
    for follower in followers {
        follower.await.unwrap();
    }
    bus.close(opened).await;
}

/// A follower is given everything and then the end, when the log is closed.
pub(crate) async fn followers_end_with_the_log<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    let from = opened.head() + 1;
    let sent: Vec<_> = (0..50)
        .map(|number| {
            opened
                .log
                .append(commands::observe(&format!("o-{number}"), number))
        })
        .collect();
    let follow = opened.log.follow(from);
    let follower = tokio::spawn(async move {
        let mut follow = take(follow, from, from + 49).await;
        follow.next().await.unwrap().is_none()
    });
    bus.close(opened).await;
    assert!(follower.await.unwrap(), "there is more than was sent");
    drop(sent);
}
