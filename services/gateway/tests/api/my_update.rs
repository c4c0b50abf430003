//! Update while signed in: sent as one, kept when a session ends, and both
//! versions shown where two people answer.

use serde_json::{Value, json};

use crate::support::Service;
use crate::support::{Browser, signed_in};
use crate::web::newest;

const OWNER: &str = "head.communications@rochdale.example";
const DEPUTY: &str = "chief.executive@rochdale.example";
const PAGE: &str = "/c/rochdale/quarters/2020-21-Q1/update";

/// Quarter 1 open, its items waiting for answers.
async fn waiting() -> Service {
    let service = Service::rochdale().await;
    let open = json!({ "open_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q1",
        "answers_due": "2020-10-30" } });
    service.command(&[], &open).await.good();
    service
}

/// A form as a page has it, without what buttons add.
pub(crate) fn form_of(page: &str) -> Vec<(String, String)> {
    let form = page
        .split("<form method=\"post\"")
        .nth(2)
        .unwrap_or_default();
    let fields = form.split("<input type=\"hidden\" name=\"").skip(1);
    fields
        .map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            let (value, _) = rest.split_once('"').unwrap();
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

pub(crate) fn encoded(fields: &[(String, String)], more: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        form.append_pair(name, value);
    }
    for (name, value) in more {
        form.append_pair(name, value);
    }
    form.finish()
}

async fn open(service: &Service, browser: &Browser) -> (String, Vec<(String, String)>) {
    let page = browser.get(service, PAGE).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    let fields = form_of(&text);
    assert!(
        fields.iter().any(|(name, _)| name == "item-0-ref"),
        "{text}"
    );
    (text, fields)
}

const SAID: [(&str, &str); 2] = [
    ("item-0-going", "on_track"),
    ("item-0-commentary", "On its way."),
];

async fn observed(service: &Service) -> usize {
    let path = "/api/v1/rochdale/audit?type=item.observed&from=2020-10-20&limit=1000";
    let found = service.get(path).await.good();
    let entries = found["entries"].as_array().unwrap();
    let of_people = entries
        .iter()
        .filter(|entry| entry["actor"].as_str().unwrap().starts_with("person."));
    of_people.count()
}

#[tokio::test]
async fn what_is_filled_in_is_sent_together_and_once() {
    let service = waiting().await;
    let browser = signed_in(&service, "rochdale", OWNER).await;
    let home = browser.get(&service, "/c/rochdale").await.text();
    assert!(home.contains(PAGE), "{home}");
    let (text, fields) = open(&service, &browser).await;
    assert!(text.contains("Nothing was said of it before"), "{text}");

    let nothing = browser.post(&service, PAGE, &encoded(&fields, &[])).await;
    assert_eq!(nothing.status, 422);
    assert!(nothing.text().contains("Nothing was answered or changed"));
    // What the rules refuse is said beside its field, and what was typed stays.
    let bare = encoded(&fields, &[("item-0-going", "on_track")]);
    let refused = browser.post(&service, PAGE, &bare).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("href=\"#item-0-commentary\""));
    let wrong = encoded(&fields, &[("item-0-percent_complete", "lots")]);
    let refused = browser.post(&service, PAGE, &wrong).await.text();
    assert!(
        refused.contains("href=\"#item-0-percent_complete\""),
        "{refused}"
    );
    assert!(refused.contains("value=\"lots\""), "{refused}");
    assert_eq!(observed(&service).await, 0);

    let form = encoded(&fields, &SAID);
    for _ in 0..2 {
        let sent = browser.post(&service, PAGE, &form).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        assert!(sent.text().contains("1 answer for quarter 1 of 2020-21"));
    }
    assert_eq!(observed(&service).await, 1);
    let entry = newest(&service).await;
    assert!(entry.to_string().contains("On its way."), "{entry}");

    // It is shown filled in, behind those without an answer, and can be changed.
    let (text, fields) = open(&service, &browser).await;
    assert!(text.contains("On its way.</textarea>"), "{text}");
    let last = fields
        .iter()
        .filter(|(name, _)| name.ends_with("-ref"))
        .count()
        - 1;
    let unchanged = [
        (format!("item-{last}-going"), "on_track".to_owned()),
        (format!("item-{last}-commentary"), "On its way.".to_owned()),
    ];
    let form = encoded(&[fields.clone(), unchanged.to_vec()].concat(), &[]);
    let nothing = browser.post(&service, PAGE, &form).await;
    assert_eq!(nothing.status, 422, "{}", nothing.text());
}

#[tokio::test]
async fn what_was_typed_outlives_the_session() {
    let service = waiting().await;
    let browser = signed_in(&service, "rochdale", OWNER).await;
    let (_, fields) = open(&service, &browser).await;
    service.clock.go_on(3_600);
    let form = encoded(&fields, &SAID);
    let kept = browser.post(&service, PAGE, &form).await;
    assert_eq!(kept.status, 401);
    let text = kept.text();
    assert!(text.contains("You were signed out before this was sent"));
    assert!(text.contains(&format!("action=\"{PAGE}\"")), "{text}");
    assert!(text.contains("name=\"item-0-commentary\" value=\"On its way.\""));
    assert_eq!(observed(&service).await, 0);
    // Another site's page gets nothing back.
    let form_text = form.as_bytes().to_vec();
    let headers = [
        ("sec-fetch-site", "cross-site"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let elsewhere = service
        .send(
            Some(""),
            axum::http::Method::POST,
            PAGE,
            &headers,
            form_text,
        )
        .await;
    assert_eq!(elsewhere.status, 403);
    assert!(!elsewhere.text().contains("On its way."));

    let browser = signed_in(&service, "rochdale", OWNER).await;
    let sent = browser.post(&service, PAGE, &form).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    assert_eq!(observed(&service).await, 1);
}

#[tokio::test]
async fn signing_in_leads_back_to_the_page() {
    let service = waiting().await;
    let mut browser = Browser::default();
    let asked = browser.get(&service, PAGE).await;
    assert_eq!(asked.status, 303);
    assert_eq!(asked.header("location"), "/sign-in?council=rochdale");
    browser.keep(&asked);
    let path = "/api/v1/rochdale/sign-in-links";
    let offered = service.post(path, &json!({ "person": OWNER })).await.good();
    let link = offered["link"].as_str().unwrap();
    let link = link.strip_prefix("https://q.example").unwrap();
    let opened = browser.post(&service, link, "").await;
    assert_eq!(opened.header("location"), PAGE);
    let cookies = opened.headers.get_all("set-cookie").iter();
    assert_eq!(cookies.count(), 2);
}

#[tokio::test]
async fn the_later_of_two_sees_both_and_chooses() {
    let service = waiting().await;
    let stands_in = format!("email,post,deputy_email\n{OWNER},Head of Communications,{DEPUTY}\n");
    let files = [("people.csv".to_owned(), stands_in.into_bytes())];
    service
        .import("/api/v1/rochdale/imports", &files)
        .await
        .good();
    let owner = signed_in(&service, "rochdale", OWNER).await;
    let deputy = signed_in(&service, "rochdale", DEPUTY).await;
    let (_, owners) = open(&service, &owner).await;
    let (text, deputys) = open(&service, &deputy).await;
    assert!(text.contains("for Head of Communications"), "{text}");
    let reference = |fields: &[(String, String)], index: usize| {
        let name = format!("item-{index}-ref");
        let found = fields.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    };
    let wanted = reference(&owners, 0);
    let at = (0..50)
        .find(|at| reference(&deputys, *at) == wanted)
        .unwrap();

    let sent = owner.post(&service, PAGE, &encoded(&owners, &SAID)).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    let name = |field: &str| format!("item-{at}-{field}");
    let (going, commentary, choice) = (name("going"), name("commentary"), name("choice"));
    let mine = [
        (going.as_str(), "on_track"),
        (commentary.as_str(), "As the deputy sees it."),
    ];
    let refused = deputy.post(&service, PAGE, &encoded(&deputys, &mine)).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let text = refused.text();
    assert!(text.contains("Sent meanwhile"), "{text}");
    assert!(text.contains("On its way."), "{text}");
    assert!(text.contains("As the deputy sees it.</textarea>"), "{text}");
    assert!(text.contains(&format!("href=\"#{choice}\"")), "{text}");
    let fields = form_of(&text);

    // Neither goes unchosen.
    let unchosen = deputy.post(&service, PAGE, &encoded(&fields, &mine)).await;
    assert_eq!(unchosen.status, 422);
    assert!(unchosen.text().contains("choose which answer counts"));
    let theirs = [mine.as_slice(), &[(choice.as_str(), "theirs")]].concat();
    let nothing = deputy
        .post(&service, PAGE, &encoded(&fields, &theirs))
        .await;
    assert_eq!(nothing.status, 422, "{}", nothing.text());
    assert_eq!(observed(&service).await, 1);
    let mine = [mine.as_slice(), &[(choice.as_str(), "mine")]].concat();
    let sent = deputy.post(&service, PAGE, &encoded(&fields, &mine)).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    let entry = newest(&service).await;
    let event: &Value = &entry["events"][0]["item.observed"];
    assert_eq!(
        event["observation"]["commentary"], "As the deputy sees it.",
        "{entry}"
    );
    // A deputy's answer says whose it is.
    assert!(event["entered_for"].is_string(), "{entry}");
}
