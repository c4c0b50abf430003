//! Pages: signing in and out, who may see which, and what no page may have.

use axum::http::Method;
use serde_json::{Value, json};

use crate::link_pages::iso_day;
use crate::reports::circulated;
use crate::support::{Browser, Service, path_of, signed_in};

/// One who owns items of the sample, and one who owns none.
const OWNER: &str = "head.communications@rochdale.example";
const OTHER: &str = "chief.executive@rochdale.example";

/// Every role that is granted, and the words for what a page needs that it has.
const ROLES: [(&str, &[&str]); 7] = [
    ("viewer", &["read"]),
    ("owner", &["read", "act"]),
    (
        "performance_officer",
        &["read", "audit", "act", "run_cycle", "office"],
    ),
    ("signatory", &["read", "act"]),
    ("democratic_services", &["read", "audit", "act", "clerk"]),
    ("auditor", &["read", "audit"]),
    (
        "administrator",
        &["read", "audit", "act", "administer", "office"],
    ),
];

/// The link of the mail after so many others.
async fn mailed(service: &Service, before: usize) -> String {
    loop {
        if let Some(letter) = service.mails.all().get(before) {
            return path_of(&letter.link).to_owned();
        }
        tokio::task::yield_now().await;
    }
}

/// The newest commit's event names and data.
pub(crate) async fn newest(service: &Service) -> Value {
    let path = "/api/v1/rochdale/audit?limit=1";
    service.get(path).await.good()["entries"][0].clone()
}

/// The place of the newest commit that is no refusal: those are recorded when they
/// are.
pub(crate) async fn newest_change(service: &Service) -> Value {
    let trail = service.get("/api/v1/rochdale/audit?limit=500").await.good();
    let mut entries = trail["entries"].as_array().unwrap().iter();
    let change = entries.find(|entry| entry["type"] != "access.refused");
    change.unwrap()["place"].clone()
}

#[tokio::test]
async fn from_address_to_home_and_out_again() {
    let service = Service::rochdale().await;
    let mut browser = Browser::default();
    let form = browser.get(&service, "/sign-in").await;
    assert_eq!(form.status, 200);
    assert!(form.text().contains("name=\"email\""));
    let wrong = browser.post(&service, "/sign-in", "email=nobody").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("There is a problem"));
    assert!(wrong.text().contains("<title>Error: Sign in"));
    let sent = browser
        .post(&service, "/sign-in", &format!("email={OWNER}"))
        .await;
    assert_eq!(sent.status, 200);
    let link = mailed(&service, 0).await;
    let letter = service.mails.all()[0].clone();
    assert_eq!(letter.email, OWNER);

    // Looking, as programs that scan mail do, uses nothing up.
    for _ in 0..2 {
        let looked = browser.get(&service, &link).await;
        assert_eq!(looked.status, 200);
        assert!(looked.text().contains("Head of Communications"));
    }
    let opened = browser.post(&service, &link, "").await;
    assert_eq!(opened.status, 303);
    assert_eq!(opened.header("location"), "/c/rochdale");
    let cookie = opened.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-quarterday-rochdale="),
        "{cookie}"
    );
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
    browser.keep(&opened);

    let again = Browser::default().post(&service, &link, "").await;
    assert_eq!(again.status, 410);
    let refused = newest(&service).await;
    assert_eq!(refused["type"], "sign_in.refused");
    assert_eq!(browser.get(&service, &link).await.status, 410);

    let home = browser.get(&service, "/c/rochdale").await;
    assert_eq!(home.status, 200);
    assert!(home.text().contains("What is asked of you"));
    let start = browser.get(&service, "/").await;
    assert_eq!(start.header("location"), "/c/rochdale");

    let out = browser.post(&service, "/c/rochdale/sign-out", "").await;
    assert_eq!(out.status, 303);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    let home = browser.get(&service, "/c/rochdale").await;
    assert_eq!(home.status, 303);
    assert_eq!(home.header("location"), "/sign-in?council=rochdale");
}

#[tokio::test]
async fn nobody_is_told_who_there_is() {
    let service = Service::rochdale().await;
    let browser = Browser::default();
    let ask = async |address: &str| {
        let form = format!("email={address}&council=rochdale");
        let answer = browser.post(&service, "/sign-in", &form).await;
        (answer.status, answer.text().replace(address, "ADDRESS"))
    };
    let known = ask(OWNER).await;
    mailed(&service, 0).await;
    assert_eq!(ask("nobody@rochdale.example").await, known);
    while newest(&service).await["type"] != "sign_in.refused" {
        tokio::task::yield_now().await;
    }
    let refused = newest(&service).await.to_string();
    assert!(refused.contains("n***@rochdale.example"), "{refused}");
    assert!(!refused.contains("nobody@"), "{refused}");
    assert_eq!(service.mails.all().len(), 1);
    // Nor is a council: all are sent to sign in.
    for council in ["rochdale", "nowhere"] {
        let asked = browser.get(&service, &format!("/c/{council}")).await;
        let expected = format!("/sign-in?council={council}");
        assert_eq!(asked.header("location"), expected);
    }
}

#[tokio::test]
async fn sessions_end_without_use_and_everywhere() {
    let service = Service::rochdale().await;
    let (one, two) = (
        signed_in(&service, "rochdale", OWNER).await,
        signed_in(&service, "rochdale", OWNER).await,
    );
    service.clock.go_on(29 * 60);
    assert_eq!(one.get(&service, "/c/rochdale").await.status, 200);
    // That use is recorded; the other session had none.
    while newest(&service).await["type"] != "session.renewed" {
        tokio::task::yield_now().await;
    }
    service.clock.go_on(60);
    assert_eq!(two.get(&service, "/c/rochdale").await.status, 303);
    assert_eq!(one.get(&service, "/c/rochdale").await.status, 200);
    let three = signed_in(&service, "rochdale", OWNER).await;
    let out = three
        .post(&service, "/c/rochdale/sign-out-everywhere", "")
        .await;
    assert_eq!(out.header("location"), "/signed-out");
    for browser in [one, three] {
        assert_eq!(browser.get(&service, "/c/rochdale").await.status, 303);
    }
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let service = Service::rochdale().await;
    let browser = signed_in(&service, "rochdale", OWNER).await;
    for path in ["/sign-in", "/c/rochdale/sign-out"] {
        let form = format!("email={OTHER}");
        let sent = browser
            .send(&service, Method::POST, path, "cross-site", &form)
            .await;
        assert_eq!(sent.status, 403, "{path}");
        assert!(sent.text().contains("nothing was done"), "{path}");
    }
    assert_eq!(browser.get(&service, "/c/rochdale").await.status, 200);
    assert_eq!(service.mails.all().len(), 0);
}

#[tokio::test]
async fn links_are_asked_for_so_often_a_minute() {
    let service = Service::rochdale().await;
    let browser = Browser::default();
    let ask = async |number: u32| {
        let form = format!("email=x{number}@nowhere.example&council=nowhere");
        browser.post(&service, "/sign-in", &form).await.status
    };
    for number in 0..120 {
        assert_eq!(ask(number).await, 200);
    }
    assert_eq!(ask(120).await, 429);
    service.clock.go_on(60);
    assert_eq!(ask(121).await, 200);
}

/// Every page that is looked at, on things that are there.
fn pages() -> Vec<(String, &'static str)> {
    pages_by("GET")
}

fn pages_by(wanted: &str) -> Vec<(String, &'static str)> {
    let all = quarterday_gateway::pages().into_iter();
    // Forms are for who may send what they send: `report_forms` asks for each.
    let looked_at = all.filter(|(method, path, needs)| {
        let of_one = ["/sign", "{act}", "{digest}", "/{delegation}/end"];
        method == wanted && *needs != "link" && !of_one.iter().any(|end| path.ends_with(end))
    });
    looked_at
        .map(|(_, path, needs)| {
            let path = path
                .replace("{council}", "rochdale")
                .replace("{plan}", "resources-2020-21")
                .replace("{quarter}", "2020-21-Q2")
                .replace("{ref}", "R12")
                .replace("{amendment}", "A1")
                .replace("{report}", "q2%2Fcabinet")
                .replace("{version}", "1")
                .replace("{person}", OTHER)
                .replace("{role}", "viewer")
                .replace("{scheme}", "plain")
                .replace("{route}", "derby")
                .replace("{layout}", "plain")
                .replace("{schedule}", "answers-weekly")
                .replace("{template}", "digest")
                .replace("{name}", "nothing")
                .replace("{act}", "edit");
            (path, needs)
        })
        .collect()
}

/// An amendment that is to be decided.
async fn proposed(service: &Service) {
    let propose = json!({ "propose_amendment": { "plan": "resources-2020-21",
        "rationale": "The supplier is late", "changes": [
            { "redate": { "ref": "R12", "due": "2021-06-30" } } ] } });
    service.command(&[], &propose).await.good();
}

#[tokio::test]
async fn every_page_by_every_role_and_from_elsewhere() {
    let service = circulated().await;
    let open = json!({ "open_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q2" } });
    service.command(&[], &open).await.good();
    proposed(&service).await;
    let sheets = ["people", "plans", "items", "observations"];
    service
        .sample("rutland", "rochdale-2020-21-q2", &sheets)
        .await;
    let elsewhere = signed_in(&service, "rutland", OWNER).await;
    let nobody = Browser::default();
    let of_council: Vec<_> = pages()
        .into_iter()
        .filter(|(path, needs)| path.starts_with("/c/") && *needs != "none")
        .collect();
    assert!(!of_council.is_empty());
    for (path, _) in &of_council {
        for browser in [&elsewhere, &nobody] {
            let asked = browser.get(&service, path).await;
            assert_eq!(asked.status, 303, "{path}");
            assert_eq!(asked.header("location"), "/sign-in?council=rochdale");
        }
    }
    let browser = signed_in(&service, "rochdale", OTHER).await;
    for (path, needs) in &of_council {
        let expected = if *needs == "session" { 200 } else { 403 };
        let answer = browser.get(&service, path).await;
        assert_eq!(answer.status, expected, "{path} without a role");
    }
    for (role, may) in ROLES {
        let change = |what: &str| json!({ what: { "person": OTHER, "role": role } });
        service.command(&[], &change("grant_role")).await.good();
        for (path, needs) in &of_council {
            let allowed = *needs == "session" || may.contains(needs);
            let answer = browser.get(&service, path).await;
            let expected = if allowed { 200 } else { 403 };
            assert_eq!(answer.status, expected, "{path} as {role}");
            // A workbook is no text.
            if answer.header("content-type").starts_with("text/html") {
                assert_eq!(iso_day(&answer.text()), None, "{path} as {role}");
            }
        }
        service.command(&[], &change("revoke_role")).await.good();
    }
}

#[tokio::test]
async fn every_form_by_every_role() {
    let service = Service::rochdale().await;
    proposed(&service).await;
    let browser = signed_in(&service, "rochdale", OTHER).await;
    let mut forms = pages_by("POST");
    // Signing out ends what the test is signed in by.
    forms.retain(|(path, _)| path.starts_with("/c/") && !path.contains("sign-out"));
    assert!(!forms.is_empty());
    let before = newest_change(&service).await;
    for (path, _) in &forms {
        let answer = browser.post(&service, path, "").await;
        assert_eq!(answer.status, 403, "{path} without a role");
    }
    assert_eq!(newest_change(&service).await, before);
    for (role, may) in ROLES {
        let change = |what: &str| json!({ what: { "person": OTHER, "role": role } });
        service.command(&[], &change("grant_role")).await.good();
        for (path, needs) in &forms {
            let answer = browser.post(&service, path, "").await;
            let refused = answer.status == 403;
            assert_eq!(refused, !may.contains(needs), "{path} as {role}");
            assert!(!answer.status.is_server_error(), "{path} as {role}");
        }
        service.command(&[], &change("revoke_role")).await.good();
    }
}

#[tokio::test]
async fn no_page_runs_or_loads_what_is_not_ours() {
    let service = Service::rochdale().await;
    let open = json!({ "open_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q2" } });
    service.command(&[], &open).await.good();
    let grant = json!({ "grant_role": { "person": OTHER, "role": "auditor" } });
    service.command(&[], &grant).await.good();
    let browser = signed_in(&service, "rochdale", OTHER).await;
    let mut paths: Vec<String> = pages().into_iter().map(|(path, _)| path).collect();
    paths.retain(|path| !path.contains('{'));
    paths.push("/nothing/here".to_owned());
    paths.push("/sign-in/qds_rochdale_nothing".to_owned());
    for path in paths {
        let answer = browser.get(&service, &path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        if answer.status.is_redirection() {
            continue;
        }
        let text = answer.text();
        assert!(answer.body.len() < 100 << 10, "{path}");
        for inline in ["<style", " style=", " onclick=", "javascript:", "http://"] {
            assert!(!text.contains(inline), "{path} has {inline}");
        }
        let scripts: Vec<_> = text.match_indices("<script").collect();
        let ours = text
            .matches("<script type=\"module\" src=\"/assets/")
            .count();
        assert_eq!(scripts.len(), ours, "{path}");
        assert_eq!(text.matches("<h1").count(), 1, "{path}");
    }
    let style = browser.get(&service, "/sign-in").await.text();
    let (_, rest) = style.split_once("href=\"/assets/").unwrap();
    let (_, rest) = rest.split_once("href=\"/assets/").unwrap();
    let address = format!("/assets/{}", rest.split('"').next().unwrap());
    let style = browser.get(&service, &address).await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(
        style.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert!(!style.text().contains("url("));
    let old = browser.get(&service, "/assets/0/style.css").await;
    assert_eq!(old.header("cache-control"), "no-store");
    let none = browser.get(&service, "/assets/0/..%2FCargo.toml").await;
    assert_eq!(none.status, 404);
}

#[tokio::test]
async fn a_council_has_a_look_of_its_own() {
    let service = Service::rochdale().await;
    let browser = signed_in(&service, "rochdale", OWNER).await;
    let png = "iVBORw0KGgoAAAANSUhEUgAAAHgAAAAoCAYAAA==";
    let look = json!({ "set_look": { "name": "Borough", "colour": "#00563F", "logo": png } });
    service.command(&[], &look).await.good();
    let home = browser.get(&service, "/c/rochdale").await;
    let text = home.text();
    assert!(
        text.contains(">Borough<") || text.contains("Borough</span>"),
        "{text}"
    );
    assert!(!text.contains("style="), "no page has style within it");
    let (_, rest) = text.split_once("href=\"/c/rochdale/look/").unwrap();
    let digest = rest.split('/').next().unwrap();
    let of = |file: &str| format!("/c/rochdale/look/{digest}/{file}");
    assert!(text.contains(&format!(
        "src=\"{}\" alt=\"\" width=\"120\" height=\"40\"",
        of("logo")
    )));
    // Browsers of those who are not signed in get it too: of a mail's page.
    let anybody = Browser::default();
    let style = anybody.get(&service, &of("style.css")).await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert!(
        style
            .text()
            .contains(".qd-header{background-color:#00563f}")
    );
    assert!(style.header("cache-control").ends_with("immutable"));
    let logo = anybody.get(&service, &of("logo")).await;
    assert_eq!(logo.header("content-type"), "image/png");
    assert!(logo.body.starts_with(b"\x89PNG"));
    for path in [
        "/c/rochdale/look/0123456789abcdef/style.css".to_owned(),
        format!("/c/derby/look/{digest}/style.css"),
        of("other"),
    ] {
        assert_eq!(anybody.get(&service, &path).await.status, 404, "{path}");
    }
    let pale = json!({ "set_look": { "colour": "#ffdd00" } });
    let refused = service.command(&[], &pale).await;
    assert_eq!(refused.json()["code"], "QD0156", "{}", refused.text());
}
