//! A performance officer takes a quarter through by pages: opens it, chases,
//! closes, reopens, publishes and restates it, and hands a leaver's over.

use serde_json::json;

use crate::my_update::{encoded, form_of};
use crate::support::{Answer, Service};
use crate::support::{Browser, signed_in};
use crate::web::newest;

const OFFICER: &str = "chief.executive@rochdale.example";
const OWNER: &str = "head.communications@rochdale.example";
const PLAN: &str = "/c/rochdale/plans/resources-2020-21";
const QUARTER: &str = "/c/rochdale/plans/resources-2020-21/quarters/2020-21-Q1";
const CHASE: &str = "/c/rochdale/quarters/2020-21-Q1/chase";

async fn officer(service: &Service) -> Browser {
    let grant = json!({ "grant_role": { "person": OFFICER, "role": "performance_officer" } });
    service.command(&[], &grant).await.good();
    signed_in(service, "rochdale", OFFICER).await
}

/// The form of a page, filled in, as it is sent; sent twice, as by a double click.
async fn fill(
    service: &Service,
    browser: &Browser,
    page: &str,
    to: &str,
    more: &[(&str, &str)],
) -> Answer {
    let form = encoded(&form_of(page), more);
    let first = browser.post(service, to, &form).await;
    let place = newest(service).await["place"].clone();
    let again = browser.post(service, to, &form).await;
    assert_eq!(first.status, again.status, "{}", again.text());
    assert_eq!(newest(service).await["place"], place, "sent twice");
    first
}

async fn step(service: &Service, browser: &Browser, path: &str, more: &[(&str, &str)]) -> Answer {
    let page = browser.get(service, path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    fill(service, browser, &page.text(), path, more).await
}

/// The ids of the items that a page offers, in its order.
fn choices(page: &str) -> Vec<String> {
    let boxes = page.split("type=\"checkbox\" value=\"").skip(1);
    boxes
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_quarter_is_opened_chased_and_closed() {
    let service = Service::rochdale().await;
    let browser = officer(&service).await;
    let wrong = step(
        &service,
        &browser,
        &format!("{PLAN}/open-quarter"),
        &[("quarter", "2020-21-Q1"), ("answers_due", "soon")],
    )
    .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("href=\"#answers_due\""));
    let opened = step(
        &service,
        &browser,
        &format!("{PLAN}/open-quarter"),
        &[("quarter", "2020-21-Q1"), ("answers_due", "30/10/2020")],
    )
    .await;
    assert_eq!(opened.status, 303, "{}", opened.text());
    assert_eq!(newest(&service).await["type"], "quarter.opened");

    let all = browser.get(&service, CHASE).await.text();
    let ids = choices(&all);
    assert!(ids.len() > 3, "{all}");
    let some = browser
        .get(&service, &format!("{CHASE}?owner={OWNER}"))
        .await
        .text();
    let own = choices(&some);
    assert!(!own.is_empty() && own.len() < ids.len());
    let nothing = browser.post(&service, CHASE, "act=remind").await;
    assert_eq!(nothing.status, 422);
    assert!(nothing.text().contains("Select at least one item"));

    // Reminding: who is written to is shown before.
    let before = newest(&service).await["place"].clone();
    let chosen = |act: &str| {
        let items: Vec<_> = own.iter().map(|id| ("item", id.as_str())).collect();
        encoded(&[], &[items, vec![("act", act)]].concat())
    };
    let shown = browser.post(&service, CHASE, &chosen("remind")).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let shown = shown.text();
    assert!(shown.contains("Head of Communications"), "{shown}");
    assert_eq!(newest(&service).await["place"], before);
    let sent = fill(&service, &browser, &shown, &format!("{CHASE}/remind"), &[]).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    let asked = newest(&service).await["events"][0]["schedule.asked"].clone();
    assert_eq!(asked["schedule"], "answers-weekly");
    assert_eq!(asked["people"].as_array().unwrap().len(), 1);
    let nobody = browser
        .post(
            &service,
            &format!("{CHASE}/remind"),
            "schedule=answers-weekly",
        )
        .await;
    assert_eq!(nobody.status, 422, "no people is not all people");

    // Giving one item to somebody else, from the list to the record.
    let one = encoded(&[], &[("item", own[0].as_str()), ("act", "reassign")]);
    let asks = browser.post(&service, CHASE, &one).await.text();
    assert!(asks.contains("Who is to answer for them"), "{asks}");
    let to = [
        ("item", own[0].as_str()),
        ("act", "reassign"),
        ("to", OFFICER),
    ];
    let shown = browser
        .post(&service, CHASE, &encoded(&[], &to))
        .await
        .text();
    assert!(
        shown.contains("Now of") && shown.contains("Chief Executive"),
        "{shown}"
    );
    let given = fill(
        &service,
        &browser,
        &shown,
        &format!("{CHASE}/reassign"),
        &[],
    )
    .await;
    assert_eq!(given.status, 200, "{}", given.text());
    assert_eq!(newest(&service).await["type"], "item.changed");

    // Answering for an owner: typed, shown, recorded as entered for them.
    let last = ids.iter().find(|id| !own.contains(id)).unwrap();
    let one = encoded(&[], &[("item", last.as_str()), ("act", "answer")]);
    let fields = browser.post(&service, CHASE, &one).await.text();
    let to = format!("{CHASE}/answer");
    let before = newest(&service).await["place"].clone();
    let said = [
        ("item-0-going", "on_track"),
        ("item-0-commentary", "As told on the telephone."),
        ("step", "preview"),
    ];
    let form = encoded(&form_of(&fields), &said);
    let shown = browser.post(&service, &to, &form).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let shown = shown.text();
    assert!(shown.contains("no answer for this quarter"), "{shown}");
    assert!(shown.contains("As told on the telephone."), "{shown}");
    assert_eq!(newest(&service).await["place"], before);
    let edit = encoded(&form_of(&shown), &[("step", "edit")]);
    let fields = browser.post(&service, &to, &edit).await.text();
    assert!(
        fields.contains("As told on the telephone.</textarea>"),
        "{fields}"
    );
    let sent = fill(&service, &browser, &shown, &to, &[("step", "send")]).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    let observed = newest(&service).await;
    let event = &observed["events"][0]["item.observed"];
    assert!(event["entered_for"].is_string(), "{observed}");
    assert!(observed["actor"].as_str().unwrap().starts_with("person."));

    // Closing: with unanswered items only with a reason.
    let close = format!("{QUARTER}/close");
    let page = browser.get(&service, &close).await.text();
    assert!(page.contains("Without an answer") && page.contains("What will be frozen"));
    let refused = browser
        .post(&service, &close, &encoded(&form_of(&page), &[]))
        .await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("href=\"#reason\""),
        "{}",
        refused.text()
    );
    // What comes between is looked at first.
    let note = json!({ "grant_role": { "person": OWNER, "role": "viewer" } });
    service.command(&[], &note).await.good();
    let late = json!({ "observe": { "plan": "resources-2020-21", "ref": "R12",
        "observation": { "as_at": "2020-06-30", "on_track": true, "commentary": "Late." } } });
    service.command(&[], &late).await.good();
    let reason = [("reason", "The committee meets tomorrow")];
    let stale = browser
        .post(&service, &close, &encoded(&form_of(&page), &reason))
        .await;
    assert_eq!(stale.status, 422, "{}", stale.text());
    assert!(
        stale
            .text()
            .contains("Something changed while you read this page")
    );
    let closed = fill(&service, &browser, &stale.text(), &close, &reason).await;
    assert_eq!(closed.status, 303, "{}", closed.text());
    let dashboard = browser
        .get(&service, closed.header("location"))
        .await
        .text();
    assert!(
        dashboard.contains("The committee meets tomorrow"),
        "{dashboard}"
    );
    assert!(dashboard.contains("/reopen"), "{dashboard}");
}

#[tokio::test]
async fn a_quarter_is_reopened_published_and_restated() {
    let service = Service::rochdale().await;
    let browser = officer(&service).await;
    let plan = "resources-2020-21";
    let open = json!({ "open_quarter": { "plan": plan, "quarter": "2020-21-Q1" } });
    service.command(&[], &open).await.good();
    for (path, why) in [
        ("publish", "is open"),
        ("reopen", "is open"),
        ("restate", "is open"),
    ] {
        let page = browser
            .get(&service, &format!("{QUARTER}/{path}"))
            .await
            .text();
        assert!(
            page.contains(why) && !page.contains("known_at"),
            "{path}: {page}"
        );
    }
    let close = json!({ "close_quarter": { "plan": plan, "quarter": "2020-21-Q1",
        "reason": "Nobody answered" } });
    service.command(&[], &close).await.good();
    let reopen = format!("{QUARTER}/reopen");
    let refused = step(&service, &browser, &reopen, &[]).await;
    assert_eq!(refused.status, 422);
    let reopened = step(&service, &browser, &reopen, &[("reason", "A late answer")]).await;
    assert_eq!(reopened.status, 303, "{}", reopened.text());
    service.command(&[], &close).await.good();

    let publish = format!("{QUARTER}/publish");
    let refused = step(&service, &browser, &publish, &[("on", "tomorrow")]).await;
    assert_eq!(refused.status, 422);
    let published = [("on", "20/10/2020"), ("reference", "Cabinet 7")];
    let published = step(&service, &browser, &publish, &published).await;
    assert_eq!(published.status, 303, "{}", published.text());

    let restate = format!("{QUARTER}/restate");
    let nothing = browser.get(&service, &restate).await.text();
    assert!(nothing.contains("What is known now"), "{nothing}");
    let late = json!({ "observe": { "plan": plan, "ref": "R12", "observation": {
        "as_at": "2020-06-30", "on_track": true, "commentary": "It was on track." } } });
    service.command(&[], &late).await.good();
    let page = browser.get(&service, &restate).await.text();
    assert!(
        page.contains("As reported") && page.contains("R12"),
        "{page}"
    );
    let restated = [("reason", "An answer came after publication")];
    let restated = step(&service, &browser, &restate, &restated).await;
    assert_eq!(restated.status, 303, "{}", restated.text());
    let entry = newest(&service).await;
    assert!(
        entry["types"].to_string().contains("quarter.restated"),
        "{entry}"
    );
}

#[tokio::test]
async fn a_leavers_items_go_over_in_one_step() {
    let service = Service::rochdale().await;
    let browser = officer(&service).await;
    let path = "/c/rochdale/hand-over";
    let before = newest(&service).await["place"].clone();
    let preview = [("from", OWNER), ("to", OFFICER), ("on", "01/11/2020")];
    let shown = browser.post(&service, path, &encoded(&[], &preview)).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let shown = shown.text();
    assert!(shown.contains("Open requests to sign (0)"), "{shown}");
    assert!(!shown.contains("Items (0)"), "{shown}");
    assert_eq!(newest(&service).await["place"], before);
    let same = [("from", OWNER), ("to", OWNER), ("on", "01/11/2020")];
    let refused = browser.post(&service, path, &encoded(&[], &same)).await;
    assert_eq!(refused.status, 422);
    let done = fill(&service, &browser, &shown, path, &[("step", "send")]).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(newest(&service).await["type"], "person.handed_over");
}
