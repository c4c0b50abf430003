//! XOAUTH2: tokens asked for, kept, and refreshed when the server refuses one.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use quarterday_scheduler::mail::{Mailer, Outcome, Stage};
use quarterday_tests::{Faulty, Tokens};

use crate::sending::{deliver, plain};

fn secret(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    path
}

fn with(server: &Faulty, tokens: &Tokens, secrets: &str) -> Mailer {
    let more = format!(
        "user = 'quarterday@council.example'\nmails_per_connection = 1\n[smtp.oauth]\n\
         token_url = '{}'\nclient_id = 'the client'\nscope = 'smtp & more'\n{secrets}",
        tokens.url()
    );
    plain(server.port, &more)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_refused_is_asked_for_once_more() {
    let folder = tempfile::tempdir().unwrap();
    let (server, tokens) = (Faulty::wanting("token-2"), Tokens::start());
    let client = secret(folder.path(), "client", "hush");
    let mailer = with(
        &server,
        &tokens,
        &format!("client_secret_file = '{}'", client.display()),
    );
    for _ in 0..3 {
        let outcome = deliver(&mailer, "owner@council.example").await;
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome}");
    }
    let shown: Vec<_> = server
        .commands()
        .into_iter()
        .filter(|line| line.starts_with("AUTH"))
        .collect();
    let good = "AUTH token-2 good";
    assert_eq!(
        shown,
        ["AUTH token-1 refused", good, good, good],
        "the good one is kept"
    );
    let asked = tokens.asked();
    assert_eq!(asked.len(), 2);
    for (name, value) in [
        ("grant_type", "client_credentials"),
        ("client_id", "the client"),
        ("client_secret", "hush"),
        ("scope", "smtp & more"),
    ] {
        assert_eq!(asked[0][name], value);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_is_replaced_by_the_one_that_is_given_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let (server, tokens) = (Faulty::wanting("token-1 token-2"), Tokens::start());
    let refresh = secret(folder.path(), "refresh", "refresh-0\n");
    let secrets = format!("refresh_token_file = '{}'", refresh.display());
    for number in 1..=2 {
        // Another process, after a restart: it has what the one before stored.
        let mailer = with(&server, &tokens, &secrets);
        let outcome = deliver(&mailer, "owner@council.example").await;
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome}");
        let stored = std::fs::read_to_string(&refresh).unwrap();
        assert_eq!(stored.trim(), format!("refresh-{number}"));
        let mode = std::fs::metadata(&refresh).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let used: Vec<_> = tokens
        .asked()
        .iter()
        .map(|form| form["refresh_token"].clone())
        .collect();
    assert_eq!(used, ["refresh-0", "refresh-1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stays_refused_is_said_and_no_mail_is_lost_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let (server, tokens) = (Faulty::wanting("none"), Tokens::start());
    let client = secret(folder.path(), "client", "hush");
    let mailer = with(
        &server,
        &tokens,
        &format!("client_secret_file = '{}'", client.display()),
    );
    let check = async |code: Option<u16>, says: &str| {
        let outcome = deliver(&mailer, "owner@council.example").await;
        let Outcome::Refused(refusal) = outcome else {
            panic!("{outcome}");
        };
        assert_eq!(
            (refusal.stage, refusal.code),
            (Stage::Authenticate, code),
            "{refusal}"
        );
        assert!(refusal.text.contains(says), "{refusal}");
        assert!(!refusal.permanent && !refusal.text.contains("hush"));
    };
    check(Some(535), "\"status\":\"401\"").await;
    assert_eq!(tokens.asked().len(), 2, "once more, not for ever");
    tokens.deny("{\"error\": \"invalid_client\", \"error_description\": \"AADSTS7000215: Invalid client secret.\\nTrace: 1\"}");
    // The token in memory was refused too, so the endpoint is asked again.
    check(
        None,
        "answered 400: invalid_client AADSTS7000215: Invalid client secret.",
    )
    .await;
}
