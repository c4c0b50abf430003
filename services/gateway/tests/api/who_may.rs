//! No route escapes the tables that say who may: what is open to everybody is
//! listed here, and all else is closed to who belongs to another council.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use crate::reports::circulated;
use crate::support::{Browser, Service, signed_in};
use crate::web::newest_change;

const OWNER: &str = "head.communications@rochdale.example";

/// The routes that nobody has to be known for.
const OPEN: [&str; 14] = [
    "GET /",
    "GET /accessibility",
    "GET /api/v1/openapi.json",
    "GET /assets/{hash}/{file}",
    "GET /c/{council}/look/{digest}/{file}",
    "GET /healthz",
    "GET /readyz",
    "GET /sign-in",
    "GET /sign-in/with/{provider}",
    "GET /sign-in/with/{provider}/callback",
    "GET /sign-in/{token}",
    "GET /signed-out",
    "POST /sign-in",
    "POST /sign-in/{token}",
];

/// Every page and endpoint, with the word for what it needs.
fn all() -> Vec<(String, String, String)> {
    let document = quarterday_gateway::openapi();
    let endpoints = quarterday_gateway::endpoints().into_iter();
    let endpoints = endpoints.map(|(method, path)| {
        let needs = &document["paths"][&path][method.to_lowercase()]["x-needs"];
        let needs = needs.as_str().unwrap().to_owned();
        (method, path, needs)
    });
    let pages = quarterday_gateway::pages().into_iter();
    let pages = pages.map(|(method, path, needs)| (method, path, needs.to_owned()));
    endpoints.chain(pages).collect()
}

#[test]
fn only_what_is_listed_is_open_to_everybody() {
    let open: BTreeSet<String> = all()
        .into_iter()
        .filter(|(.., needs)| needs == "none")
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    let listed: BTreeSet<String> = OPEN.into_iter().map(str::to_owned).collect();
    assert_eq!(open, listed);
    for (method, path, needs) in all() {
        let known = [
            "none",
            "session",
            "link",
            "address",
            "read",
            "audit",
            "act",
            "run_cycle",
            "clerk",
            "administer",
            "office",
            "operator",
        ];
        assert!(
            known.contains(&needs.as_str()),
            "{method} {path} needs {needs}"
        );
    }
}

/// A path on things that are there; one for each act of a report.
fn on_what_is_there(path: &str) -> Vec<String> {
    let path = path
        .replace("{council}", "rochdale")
        .replace("{plan}", "resources-2020-21")
        .replace("{quarter}", "2020-21-Q2")
        .replace("{ref}", "R12")
        .replace("{amendment}", "A1")
        .replace("{report}", "q2%2Fcabinet")
        .replace("{version}", "1");
    // Whoever may nothing is not told whether other things are there.
    let mut path = path.replace("{act}", "ACT");
    while let Some((before, rest)) = path.clone().split_once('{') {
        let (_, after) = rest.split_once('}').unwrap();
        path = format!("{before}nothing{after}");
    }
    let acts = [
        "edit",
        "correct",
        "circulate",
        "withdraw",
        "body-decision",
        "urgency",
        "publish",
        "outcome",
    ];
    match path.contains("ACT") {
        true => acts.map(|act| path.replace("ACT", act)).to_vec(),
        false => vec![path],
    }
}

/// Those who may nothing here: with no cookie, and with the session of another
/// council under its own name and under ours.
async fn strangers(service: &Service) -> Vec<Browser> {
    let sheets = ["people", "plans", "items", "observations"];
    service
        .sample("rutland", "rochdale-2020-21-q2", &sheets)
        .await;
    for role in ["administrator", "performance_officer", "auditor"] {
        let grant = json!({ "grant_role": { "person": OWNER, "role": role } });
        let kind = ("content-type", "application/json");
        let path = "/api/v1/rutland/commands";
        let body = grant.to_string().into_bytes();
        let sent = service.send(None, Method::POST, path, &[kind], body).await;
        sent.good();
    }
    let theirs = signed_in(service, "rutland", OWNER).await;
    assert_eq!(theirs.get(service, "/c/rutland/audit").await.status, 200);
    let (name, secret) = theirs.cookie.split_once('=').unwrap();
    let name = name.replace("rutland", "rochdale");
    let renamed = Browser {
        cookie: format!("{name}={secret}"),
    };
    let forged = Browser {
        cookie: theirs.cookie.replace("rutland", "rochdale"),
    };
    vec![Browser::default(), theirs, renamed, forged]
}

#[tokio::test]
async fn no_page_and_no_form_is_for_who_belongs_elsewhere() {
    let service = circulated().await;
    let propose = json!({ "propose_amendment": { "plan": "resources-2020-21",
        "rationale": "The supplier is late", "changes": [
            { "redate": { "ref": "R12", "due": "2021-06-30" } } ] } });
    service.command(&[], &propose).await.good();
    let strangers = strangers(&service).await;
    let before = newest_change(&service).await;
    let mut asked = 0;
    // The link of a mail is a right of its own: `link_pages` tries foreign ones.
    let closed = quarterday_gateway::pages()
        .into_iter()
        .filter(|(.., needs)| !["none", "link"].contains(needs));
    for (method, path, _) in closed {
        assert!(path.starts_with("/c/{council}"), "{path} is of no council");
        for path in on_what_is_there(&path) {
            for browser in &strangers {
                let answer = match method.as_str() {
                    "GET" => browser.get(&service, &path).await,
                    _ => {
                        browser
                            .post(&service, &path, "reason=R&on=20/10/2020")
                            .await
                    }
                };
                let expected = if method == "GET" { 303 } else { 401 };
                let name = format!("{method} {path} with `{}`", browser.cookie);
                assert_eq!(answer.status, expected, "{name}");
                // Nothing of the council is told, not even that it is there.
                assert!(!answer.text().contains("Resources"), "{name}");
                asked += 1;
            }
        }
    }
    assert!(asked > 200, "{asked} requests only");
    assert_eq!(newest_change(&service).await, before);
}

#[tokio::test]
async fn the_session_of_a_browser_opens_no_endpoint_of_the_api() {
    let service = Service::rochdale().await;
    let grant = json!({ "grant_role": { "person": OWNER, "role": "administrator" } });
    service.command(&[], &grant).await.good();
    let browser = signed_in(&service, "rochdale", OWNER).await;
    for (method, path, needs) in all() {
        let is_page = !path.starts_with("/api/");
        if is_page || ["none", "link", "address"].contains(&needs.as_str()) {
            continue;
        }
        for path in on_what_is_there(&path) {
            let method: Method = method.parse().unwrap();
            let headers = [("cookie", browser.cookie.as_str())];
            let name = format!("{method} {path}");
            let answer = service
                .raw(Some(""), method, &path, &headers, Body::empty())
                .await;
            assert_eq!(answer.status(), 401, "{name}");
        }
    }
}
