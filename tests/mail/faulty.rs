//! A server that misbehaves: each fault, what it is taken for, and that nothing
//! is sent twice without being the same mail.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use quarterday_scheduler::mail::retry::Next;
use quarterday_scheduler::mail::{Check, Outcome, Stage};
use quarterday_tests::{Certificates, Faulty, read_mail};
use tokio::sync::Barrier;

use crate::sending::{council, deliver, letter, mailer, plain};

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_is_taken_for_what_it_is() {
    let server = Faulty::start();
    let mailer = plain(server.port, "");
    let policy = mailer.retry();
    for (who, stage, code, enhanced, permanent) in [
        ("gone", Stage::Recipient, 550, Some("5.1.1"), true),
        ("full", Stage::Recipient, 552, Some("5.2.2"), false),
        ("grey", Stage::Recipient, 451, Some("4.7.1"), false),
        ("busy", Stage::Recipient, 421, Some("4.3.2"), false),
        ("content", Stage::Data, 554, Some("5.6.0"), true),
    ] {
        let outcome = deliver(&mailer, &format!("{who}@council.example")).await;
        let Outcome::Refused(refusal) = &outcome else {
            panic!("{who}: {outcome}");
        };
        assert_eq!(
            (refusal.stage, refusal.code),
            (stage, Some(code)),
            "{refusal}"
        );
        assert_eq!(
            refusal.enhanced.map(|code| code.to_string()).as_deref(),
            enhanced
        );
        assert_eq!(refusal.permanent, permanent, "{refusal}");
        let next = policy.after(&outcome, 1, 0);
        assert_eq!(next == Next::GiveUp, permanent, "{next:?}");
    }
    assert_eq!(server.taken(), []);
    // The next attempt is a new one, and the connection was not lost for it,
    // save where the server ended it.
    let outcome = deliver(&mailer, "grey@council.example").await;
    assert_eq!(
        outcome,
        Outcome::Accepted {
            response: "2.0.0 taken as 1".to_owned()
        }
    );
    let connections = server
        .commands()
        .iter()
        .filter(|line| *line == "EHLO")
        .count();
    assert_eq!(connections, 2, "{:?}", server.commands());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_to_the_content_is_unknown_and_the_same_mail_goes_again() {
    let server = Faulty::start();
    let mailer = plain(server.port, "data_seconds = 2\n");
    let first = deliver(&mailer, "drop@council.example").await;
    assert!(matches!(first, Outcome::Unknown { .. }), "{first}");
    assert!(matches!(mailer.retry().after(&first, 1, 0), Next::Again(_)));
    let second = deliver(&mailer, "drop@council.example").await;
    assert!(matches!(second, Outcome::Accepted { .. }), "{second}");
    let taken = server.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0], taken[1], "both are one mail, byte for byte");
    let sent = letter(&mailer, "drop@council.example", "drop@council.example");
    let mail = read_mail(&taken[0].1);
    assert_eq!(
        mail.header("Message-ID"),
        Some(sent.message_id.to_string().as_str())
    );
    assert_eq!(taken[0].0["from"], sent.return_path.to_string());

    let began = Instant::now();
    let silent = deliver(&mailer, "hang@council.example").await;
    assert!(
        matches!(&silent, Outcome::Unknown { why } if why.contains("2 seconds")),
        "{silent}"
    );
    assert!(began.elapsed() < Duration::from_secs(60));
    assert!(began.elapsed() < mailer.longest());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_comes_after_the_recipient_and_before_the_content() {
    let server = Faulty::start();
    let mailer = plain(server.port, "");
    let letter = letter(&mailer, "owner@council.example", "d1");
    let stop = async || {
        assert_eq!(server.commands().last().unwrap(), "RCPT owner");
        Check::Stop {
            why: "it was answered".to_owned(),
        }
    };
    let stopped = mailer.deliver(&council(), &letter, stop).await;
    assert_eq!(
        stopped,
        Outcome::Stopped {
            why: "it was answered".to_owned()
        }
    );
    assert_eq!(server.taken(), []);
    let sent = mailer
        .deliver(&council(), &letter, async || Check::Go)
        .await;
    assert!(matches!(sent, Outcome::Accepted { .. }), "{sent}");
    let expected = ["EHLO", "RCPT owner", "RSET", "RCPT owner", "DATA owner"];
    assert_eq!(server.commands(), expected);
    // One that the server refuses is not asked about.
    let gone = crate::sending::letter(&mailer, "gone@council.example", "d2");
    let never = async || panic!("the recipient was refused");
    mailer.deliver(&council(), &gone, never).await;
    assert!(mailer.longest_after_check() >= Duration::from_secs(120));
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_shared_and_no_more_than_allowed() {
    let server = Faulty::start();
    let mailer = plain(server.port, "connections = 3\nmails_per_connection = 10\n");
    let (now, most, asked) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
    // The first three wait for each other, so that as many connections as are
    // allowed are used at once on any machine; a fourth would be counted.
    let first = Barrier::new(3);
    let one = async |number: u32| {
        let letter = letter(&mailer, "owner@council.example", &number.to_string());
        let check = async || {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            if asked.fetch_add(1, Ordering::SeqCst) < 3 {
                first.wait().await;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            Check::Go
        };
        mailer.deliver(&council(), &letter, check).await
    };
    let all = (0..60).map(one);
    let outcomes = tokio::time::timeout(Duration::from_secs(120), join(all.collect()));
    let outcomes = outcomes.await.expect("three connections at once");
    assert!(
        outcomes
            .iter()
            .all(|outcome| matches!(outcome, Outcome::Accepted { .. }))
    );
    assert_eq!(most.into_inner(), 3);
    assert_eq!(server.taken().len(), 60);
    let connections = server
        .commands()
        .iter()
        .filter(|line| *line == "EHLO")
        .count();
    assert!((6..=8).contains(&connections), "{connections}");
}

/// Runs all at once, on this task.
async fn join<T>(all: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut running: Vec<_> = all.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<T>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (one, slot) in running.iter_mut().zip(&mut done) {
            if slot.is_none()
                && let std::task::Poll::Ready(value) = one.as_mut().poll(context)
            {
                *slot = Some(value);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_trusted_or_not_there_gets_nothing_and_is_tried_again() {
    let certificates = Certificates::make();
    let file = |name: &str| certificates.file(name);
    let authority = file("ca.crt").display().to_string();
    let of_nobody = Faulty::encrypted(&file("other.crt"), &file("other.key"));
    let good = Faulty::encrypted(&file("server.crt"), &file("server.key"));
    let clear = Faulty::start();
    let by = |host: &str, port: u16, security: &str| {
        mailer(&format!(
            "[smtp]\nhost = '{host}'\nport = {port}\nsecurity = '{security}'\nca_file = '{authority}'\nconnect_seconds = 5\n"
        ))
    };
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = nowhere.local_addr().unwrap().port();
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    for (what, host, port, security, stage, says) in [
        (
            "unknown",
            "localhost",
            of_nobody.port,
            "starttls",
            Stage::Tls,
            "certificate",
        ),
        (
            "no TLS",
            "localhost",
            clear.port,
            "starttls",
            Stage::Tls,
            "does not offer STARTTLS",
        ),
        (
            "refused",
            "localhost",
            closed,
            "starttls",
            Stage::Connect,
            "refused",
        ),
        (
            "silent",
            "127.0.0.1",
            silent,
            "starttls",
            Stage::Connect,
            "no answer within 5",
        ),
        ("other port", "localhost", good.port, "tls", Stage::Tls, ""),
        (
            "no name",
            "mail.invalid",
            587,
            "starttls",
            Stage::Connect,
            "",
        ),
    ] {
        let mailer = by(host, port, security);
        let outcome = deliver(&mailer, "owner@council.example").await;
        let Outcome::Refused(refusal) = &outcome else {
            panic!("{what}: {outcome}");
        };
        assert_eq!(refusal.stage, stage, "{what}: {refusal}");
        assert!(refusal.text.contains(says), "{what}: {refusal}");
        assert!(
            matches!(mailer.retry().after(&outcome, 1, 0), Next::Again(_)),
            "{what}"
        );
    }
    for server in [&of_nobody, &clear] {
        assert_eq!(server.taken(), []);
    }
    let sent = deliver(
        &by("localhost", good.port, "starttls"),
        "owner@council.example",
    )
    .await;
    assert!(matches!(sent, Outcome::Accepted { .. }), "{sent}");
}
