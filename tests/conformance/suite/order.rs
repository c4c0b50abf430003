//! One order for everyone; rules hold in it.

use quarterday_bus::Error;

use super::{Buses, World, all, commands, opened};

/// Many senders at once: places 1 to the last, each record naming the one
/// before.
pub(crate) async fn places_have_no_gaps_and_chain<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    let before = opened.head();
    let sent = (0..200).map(|number| {
        opened
            .log
            .append(commands::observe(&format!("o-{number}"), number))
    });
    let mut places: Vec<u64> = all(sent.collect::<Vec<_>>())
        .await
        .into_iter()
        .map(|answer| answer.unwrap().place)
        .collect();
    places.sort_unstable();
    assert_eq!(places, (before + 1..=before + 200).collect::<Vec<_>>());
    let commands = opened.check();
    for place in places {
        assert!(commands[place as usize - 1].starts_with("o-"));
    }
    bus.close(opened).await;
}

/// Whoever has an answer finds the commit in the log and in the view.
pub(crate) async fn an_answer_means_stored_and_shown<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    let mut senders = Vec::new();
    for sender in 0..8 {
        let (log, view) = (opened.log.clone(), opened.view.clone());
        senders.push(tokio::spawn(async move {
            for number in 0..20 {
                let name = format!("t-{sender}-{number}");
                let accepted = log.append(commands::token(&name, &name)).await.unwrap();
                assert!(log.ledger().head().place >= accepted.place);
                let record = log.ledger().read(accepted.place).unwrap();
                let head = record.record().head;
                assert_eq!(head.command.as_str(), name);
                assert_eq!(Some(head.recorded), accepted.recorded);
                assert_eq!((accepted.events, accepted.repeated), (1, false));
                let state = view.state();
                assert!(state.head() >= accepted.place, "{name}");
                assert!(
                    state.tokens().any(|token| token.details.name == name),
                    "{name}"
                );
            }
        }));
    }
    for sender in senders {
        sender.await.unwrap();
    }
    opened.check();
    bus.close(opened).await;
}

/// A refusal leaves log and view as they were.
pub(crate) async fn a_refusal_stores_nothing<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    let before = opened.ledger().head();
    assert_eq!(opened.refuse(commands::establish("again")).await, "QD0004");
    assert_eq!(
        opened.refuse(commands::revoke("revoke", "unknown")).await,
        "QD0035"
    );
    assert_eq!(opened.ledger().head(), before);
    assert_eq!(opened.times("again") + opened.times("revoke"), 0);
    let after = opened.accept(commands::token("token", "token")).await;
    assert_eq!(after.place, before.place + 1);
    bus.close(opened).await;
}

/// What is so already is accepted and makes no commit.
pub(crate) async fn what_changes_nothing_stores_nothing<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    let before = opened.ledger().head();
    let accepted = opened.accept(commands::plan("the-same", 40)).await;
    assert_eq!((accepted.place, accepted.events), (before.place, 0));
    assert_eq!(accepted.recorded, None);
    assert_eq!(opened.ledger().head(), before);
    bus.close(opened).await;
}

/// A hundred want the same name at once, one gets it; and again after it was
/// given back.
pub(crate) async fn a_rule_across_subjects_holds_for_everyone_at_once<B: Buses>(bus: &mut B) {
    let opened = opened(bus, &World::new()).await;
    for round in 0..3 {
        let before = opened.head();
        let sent: Vec<_> = (0..100)
            .map(|number| {
                opened
                    .log
                    .append(commands::token(&format!("t-{round}-{number}"), "the-one"))
            })
            .collect();
        let (mut accepted, mut refused) = (0, 0);
        for answer in all(sent).await {
            match answer {
                Ok(_) => accepted += 1,
                Err(Error::Rejected(rejection)) if rejection.code == "QD0032" => refused += 1,
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!((accepted, refused), (1, 99));
        assert_eq!(opened.head(), before + 1);
        assert!(opened.shows_token("the-one"));
        opened
            .accept(commands::revoke(&format!("r-{round}"), "the-one"))
            .await;
    }
    opened.check();
    bus.close(opened).await;
}
