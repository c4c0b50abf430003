//! Debian's Postfix: TLS, authentication, a mail read back, and a real bounce.

use quarterday_scheduler::mail::bounce::{self, Read};
use quarterday_scheduler::mail::{Maildir, Mailer, Outcome, ReturnPath, Stage};
use quarterday_tests::{Certificates, Postfix, read_mail, until};

use crate::sending::{content, deliver, letter, mailer, message};

fn by(security: &str, port: u16, authority: &str, more: &str) -> Mailer {
    mailer(&format!(
        "[smtp]\nhost = 'localhost'\nport = {port}\nsecurity = '{security}'\nca_file = '{authority}'\n{more}"
    ))
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_arrive_as_they_were_written_and_bounces_are_understood() {
    let certificates = Certificates::make();
    let postfix = Postfix::start(&certificates);
    let authority = certificates.file("ca.crt").display().to_string();
    let identity = |mechanism: &str| {
        let password = postfix.password_file();
        format!(
            "user = 'quarterday@council.example'\npassword_file = '{}'\nmechanism = '{mechanism}'\n",
            password.display()
        )
    };

    // Both ways to encrypt, both ways to say who we are.
    for (security, port, mechanism) in [
        ("starttls", postfix.port, "plain"),
        ("tls", postfix.tls_port, "login"),
    ] {
        let mailer = by(security, port, &authority, &identity(mechanism));
        let outcome = deliver(&mailer, "owner@council.example").await;
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome}");
        let mail = read_mail(&postfix.arrived("owner"));
        let sent = message("owner@council.example", "owner@council.example");
        assert_eq!(mail.defects, Vec::<String>::new());
        assert_eq!(mail.kind, "multipart/alternative");
        assert_eq!(mail.header("Subject"), Some(content().subject.as_str()));
        assert_eq!(mail.text.replace("\r\n", "\n"), content().text);
        assert_eq!(mail.html.replace("\r\n", "\n"), content().html);
        let thread = sent.thread.unwrap().root.to_string();
        for (name, expected) in [
            ("Message-ID", sent.message_id.to_string()),
            ("In-Reply-To", thread.clone()),
            ("References", thread),
            ("Date", "Fri, 01 Oct 2021 07:00:00 +0000".to_owned()),
            (
                "From",
                "Rochdale performance <performance@council.example>".to_owned(),
            ),
            ("Sender", "quarterday@council.example".to_owned()),
            ("Reply-To", "team@council.example".to_owned()),
            (
                "To",
                "\"Ŵyl, Head of Housing\" <owner@council.example>".to_owned(),
            ),
            ("Auto-Submitted", "auto-generated".to_owned()),
            (
                "X-Auto-Response-Suppress",
                "DR, RN, NRN, OOF, AutoReply".to_owned(),
            ),
        ] {
            assert_eq!(mail.header(name), Some(expected.as_str()), "{name}");
        }
        let returned = mail.header("Return-Path").unwrap();
        assert!(returned.contains("bounces+"), "{returned}");
        // How it was sent is in what the server wrote down.
        let received = mail.header("Received").unwrap();
        assert!(received.contains("ESMTPSA"), "{received}");
    }

    // What the server takes and cannot deliver comes back to the return path.
    let mailer = by("starttls", postfix.port, &authority, &identity("plain"));
    let outcome = deliver(&mailer, "person@gone.example").await;
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome}");
    let maildir = Maildir::new(postfix.maildir("bounces"));
    let report = until("the report comes back", || {
        maildir.arrived(1).ok()?.into_iter().next()
    });
    let path = ReturnPath {
        address: "bounces@council.example".parse().unwrap(),
        per_recipient: true,
    };
    let sent = letter(&mailer, "person@gone.example", "person@gone.example");
    for path in [Some(&path), None] {
        let Read::Bounces(bounces) = bounce::read(&report.bytes, path) else {
            panic!("{}", String::from_utf8_lossy(&report.bytes));
        };
        let [bounce] = &bounces[..] else {
            panic!("{bounces:?}");
        };
        assert_eq!(bounce.recipient.as_ref(), Some(&sent.to));
        assert_eq!(bounce.message_id.as_ref(), Some(&sent.message_id));
        assert_eq!(bounce.tag.is_some(), path.is_some());
        assert!(bounce.is_about(&sent.message_id));
        assert!(bounce.given_up && bounce.permanent, "{bounce:?}");
        assert_eq!(bounce.status, "5.1.1");
        assert!(
            bounce.diagnostic.as_str().contains("nobody of this name"),
            "{bounce:?}"
        );
    }
    maildir.seen(&report).unwrap();
    assert_eq!(maildir.arrived(9).unwrap(), []);

    // Nobody it knows, and a stranger who wants to send elsewhere.
    let wrong = postfix.password_file();
    std::fs::write(&wrong, "wrong").unwrap();
    let user = format!(
        "user = 'quarterday@council.example'\npassword_file = '{}'\n",
        wrong.display()
    );
    for (more, stage, code, permanent) in [
        (user.as_str(), Stage::Authenticate, 535, false),
        ("", Stage::Recipient, 554, true),
    ] {
        let mailer = by("starttls", postfix.port, &authority, more);
        let Outcome::Refused(refusal) = deliver(&mailer, "person@gone.example").await else {
            panic!("it was taken");
        };
        assert_eq!(
            (refusal.stage, refusal.code),
            (stage, Some(code)),
            "{refusal}"
        );
        assert_eq!(refusal.permanent, permanent, "{refusal}");
    }
}
