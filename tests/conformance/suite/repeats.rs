//! A command is accepted once for ever.

use quarterday_proto::answer::Accepted;

use super::{Buses, World, all, commands, opened};

fn again(first: &Accepted) -> Accepted {
    Accepted {
        repeated: true,
        ..first.clone()
    }
}

/// Sent again, at once and after others, it has its first answer.
pub(crate) async fn a_command_is_accepted_once<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    let first = opened.accept(commands::token("the-id", "one")).await;
    assert_eq!(
        opened.accept(commands::token("the-id", "one")).await,
        again(&first)
    );
    for number in 0..50 {
        opened
            .accept(commands::observe(&format!("o-{number}"), number))
            .await;
    }
    // What it would now be refused for does not matter.
    assert_eq!(
        opened.accept(commands::token("the-id", "one")).await,
        again(&first)
    );
    opened.accept(commands::revoke("revoke", "one")).await;
    assert_eq!(
        opened.accept(commands::token("the-id", "one")).await,
        again(&first)
    );
    assert!(!opened.shows_token("one"));
    assert_eq!(opened.times("the-id"), 1);
    bus.close(opened).await;
}

/// Fifty sendings at once make one commit and fifty like answers.
pub(crate) async fn fifty_at_once_make_one_commit<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    for round in 0..10 {
        let (id, before) = (format!("id-{round}"), opened.head());
        let sent: Vec<_> = (0..50)
            .map(|_| opened.log.append(commands::observe(&id, round)))
            .collect();
        let answers: Vec<_> = all(sent).await.into_iter().map(Result::unwrap).collect();
        let first: Vec<_> = answers.iter().filter(|answer| !answer.repeated).collect();
        assert_eq!(first.len(), 1, "{answers:?}");
        assert_eq!(first[0].place, before + 1);
        assert!(
            answers
                .iter()
                .all(|answer| again(answer) == again(first[0])),
            "{answers:?}"
        );
        assert_eq!(opened.head(), before + 1);
        assert_eq!(opened.times(&id), 1);
    }
    bus.close(opened).await;
}

/// The same id with another content, actor or known place is refused, and
/// changes nothing.
pub(crate) async fn other_content_is_refused<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    let sent = commands::token("the-id", "one");
    opened.accept(sent.clone()).await;
    let before = opened.ledger().head();
    assert_eq!(
        opened.refuse(commands::token("the-id", "two")).await,
        "QD0002"
    );
    let mut other = sent.clone();
    other.actor = "someone".parse().unwrap();
    assert_eq!(opened.refuse(other).await, "QD0002");
    let mut other = sent.clone();
    other.known_at = Some(1);
    assert_eq!(opened.refuse(other).await, "QD0002");
    assert_eq!(opened.ledger().head(), before);
    assert!(!opened.shows_token("two"));
    // Two contents at once: one of them has the id.
    let sent = ["red", "blue"].map(|name| opened.log.append(commands::token("race", name)));
    let answers = all(sent).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.is_ok()).count(),
        1,
        "{answers:?}"
    );
    assert_ne!(opened.shows_token("red"), opened.shows_token("blue"));
    bus.close(opened).await;
}

/// A restart keeps the answers.
pub(crate) async fn answers_outlive_a_restart<B: Buses>(bus: &mut B) {
    outlive(bus, false).await;
}

/// A crash keeps the answers.
pub(crate) async fn answers_outlive_a_crash<B: Buses>(bus: &mut B) {
    outlive(bus, true).await;
}

async fn outlive<B: Buses>(bus: &mut B, crash: bool) {
    let world = World::new();
    let mut now = opened(bus, &world).await;
    let mut answers = Vec::new();
    for life in 0..3 {
        for number in life * 20..life * 20 + 20 {
            let envelope = commands::observe(&format!("o-{number}"), number);
            answers.push((envelope.clone(), now.accept(envelope).await));
        }
        let (root, state) = (now.ledger().head(), now.view.state().clone());
        if crash {
            bus.crash(now).await;
        } else {
            bus.close(now).await;
        }
        now = bus.open(&world).await;
        assert_eq!(now.ledger().head(), root);
        assert_eq!(now.view.state().head(), state.head());
        for (envelope, first) in &answers {
            assert_eq!(now.accept(envelope.clone()).await, again(first));
            let mut other = envelope.clone();
            other.actor = "someone".parse().unwrap();
            assert_eq!(now.refuse(other).await, "QD0002");
        }
        assert_eq!(now.ledger().head(), root);
    }
    now.check();
    bus.close(now).await;
}

/// An id that was refused is not used up: put right, the command may come with
/// it again.
pub(crate) async fn a_refused_command_may_come_again<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    let before = opened.head();
    assert_eq!(
        opened.refuse(commands::revoke("the-id", "one")).await,
        "QD0035"
    );
    let accepted = opened.accept(commands::token("the-id", "one")).await;
    assert_eq!((accepted.place, accepted.repeated), (before + 1, false));
    bus.close(opened).await;
}

/// A command that changes nothing has its id all the same: sent again it has
/// its answer, and with other content it is refused.
pub(crate) async fn an_id_is_kept_where_nothing_changes<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    opened.accept(commands::observe("first", 1)).await;
    let before = opened.head();
    let unchanged = opened.accept(commands::observe("same", 1)).await;
    assert_eq!((unchanged.events, opened.head()), (0, before));
    let repeated = opened.accept(commands::observe("same", 1)).await;
    assert_eq!(repeated, again(&unchanged));
    assert_eq!(opened.refuse(commands::observe("same", 2)).await, "QD0002");
    assert_eq!(opened.head(), before);
    bus.close(opened).await;
}
