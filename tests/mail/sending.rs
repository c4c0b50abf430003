//! What the tests of mail share: a configuration, a mail, its delivery.

use std::sync::Once;

use quarterday_proto::id::CouncilId;
use quarterday_scheduler::mail::template::{Files, Name, Templates, sample};
use quarterday_scheduler::mail::{
    Check, Configuration, Content, Letter, Mailer, Message, MessageId, Outcome, Thread,
};

pub(crate) fn council() -> CouncilId {
    "rochdale".parse().unwrap()
}

/// A mailer with `[mail]` as TOML.
pub(crate) fn mailer(text: &str) -> Mailer {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    let head = "from = 'Rochdale performance <performance@council.example>'\n\
        sender = 'quarterday@council.example'\nreply_to = 'team@council.example'\n\
        return_path = 'bounces@council.example'\nreturn_path_per_recipient = true\n";
    let configuration: Configuration = toml::from_str(&format!("{head}{text}")).unwrap();
    assert_eq!(configuration.faults(), Vec::<String>::new());
    Mailer::open(configuration, std::path::Path::new("/nowhere")).unwrap()
}

/// A server on this machine without TLS.
pub(crate) fn plain(port: u16, more: &str) -> Mailer {
    mailer(&format!(
        "[smtp]\nhost = '127.0.0.1'\nport = {port}\nsecurity = 'none'\n{more}"
    ))
}

pub(crate) fn content() -> Content {
    let templates = Templates::new(Files::built_in()).unwrap();
    let mut content = templates.write(&sample(Name::Digest, true)).unwrap();
    content.subject = format!("{} — Ŵyl “{}”", content.subject, "ö".repeat(40)).into();
    content.text.push_str("\n.\n..\nFrom here — Ŵyl.\n");
    content
}

/// A mail of the digest with this id.
pub(crate) fn message(to: &str, digest: &str) -> Message {
    let id = |kind: &str, id: &str| MessageId::derived(kind, id, "council.example");
    Message {
        to: format!("Ŵyl, Head of Housing <{to}>").parse().unwrap(),
        content: content(),
        message_id: id("digest", digest),
        thread: Some(Thread {
            root: id("report", "r1"),
            previous: None,
        }),
        date: "2021-10-01T07:00:00Z".parse().unwrap(),
    }
}

pub(crate) fn letter(mailer: &Mailer, to: &str, digest: &str) -> Letter {
    mailer.letter(&council(), &message(to, digest)).unwrap()
}

/// Hands over a mail that is still due.
pub(crate) async fn deliver(mailer: &Mailer, to: &str) -> Outcome {
    let letter = letter(mailer, to, to);
    mailer
        .deliver(&council(), &letter, async || Check::Go)
        .await
}
