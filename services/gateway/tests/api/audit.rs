//! The audit trail: filters, pages, commits in several records, traces.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::Service;

const AUDIT: &str = "/api/v1/rochdale/audit";

fn places(trail: &Value) -> Vec<u64> {
    let entries = trail["entries"].as_array().unwrap().iter();
    entries
        .map(|entry| entry["place"].as_u64().unwrap())
        .collect()
}

async fn observe(service: &Service, reference: &str, day: &str, text: &str) -> u64 {
    service.clock.go_on(60);
    let observe = json!({ "observe": { "plan": "resources-2020-21", "ref": reference,
        "observation": { "as_at": day, "on_track": false, "cause": "inside", "commentary": text } } });
    service.command(&[], &observe).await.good()["place"]
        .as_u64()
        .unwrap()
}

/// Every place, page by page.
async fn walk(service: &Service, query: &str, cursor: &str) -> Vec<u64> {
    let mut all = Vec::new();
    let mut path = format!("{AUDIT}?{query}");
    for _ in 0..200 {
        let trail = service.get(&path).await.good();
        all.extend(places(&trail));
        assert_eq!(trail["more"].as_bool().unwrap(), !trail["next"].is_null());
        let Some(next) = trail["next"].as_u64() else {
            return all;
        };
        path = format!("{AUDIT}?{query}&{cursor}={next}");
    }
    panic!("the pages do not end");
}

#[tokio::test]
async fn pages_give_every_commit_once() {
    let service = Service::rochdale().await;
    let head = observe(&service, "R12", "2020-10-01", "One").await;
    let newest: Vec<u64> = (1..=head).rev().collect();
    for limit in [1, 2, 3, 1000] {
        assert_eq!(
            walk(&service, &format!("limit={limit}"), "before").await,
            newest,
            "{limit}"
        );
        let query = format!("limit={limit}&order=oldest");
        let oldest: Vec<u64> = (1..=head).collect();
        for cursor in ["before", "after"] {
            let pages = walk(&service, &query, cursor).await;
            assert_eq!(pages, oldest, "{limit} {cursor}");
        }
    }
}

#[tokio::test]
async fn an_item_is_found_by_any_of_its_names() {
    let service = Service::rochdale().await;
    let first = observe(&service, "R12", "2020-10-01", "One").await;
    let second = observe(&service, "R12", "2020-10-02", "Two").await;
    observe(&service, "R13", "2020-10-02", "Other").await;
    let item = service
        .get("/api/v1/rochdale/plans/resources-2020-21/items/R12")
        .await
        .good();
    let subject = item["subject"].as_str().unwrap();
    for query in [
        format!("subject={subject}"),
        "subject=resources-2020-21/R12".to_owned(),
        "subject=resources-2020-21%2FR12".to_owned(),
        "plan=resources-2020-21&ref=R12".to_owned(),
    ] {
        let trail = service.get(&format!("{AUDIT}?{query}")).await.good();
        assert_eq!(places(&trail), [second, first, 2], "{query}");
        let entries = trail["entries"].as_array().unwrap();
        assert_eq!(entries[0]["types"], json!(["item.observed"]));
        assert_eq!(entries[0]["actor"], "operator");
        assert_eq!(entries[0]["redacted"], false);
        assert_eq!(entries[0]["leaf"].as_str().unwrap().len(), 64);
        // Of the import only what is about the item, and how much there was.
        assert_eq!(entries[2]["events"].as_array().unwrap().len(), 2);
        assert!(entries[2]["events_total"].as_u64().unwrap() > 100);
    }
    let plan = service
        .get(&format!("{AUDIT}?plan=resources-2020-21"))
        .await
        .good();
    assert_eq!(places(&plan).len(), 4);
    let plan = service
        .get(&format!("{AUDIT}?subject=plan/resources-2020-21"))
        .await
        .good();
    assert_eq!(places(&plan), [2]);
    let person = format!("{AUDIT}?subject=person/chief.executive@rochdale.example");
    assert_eq!(places(&service.get(&person).await.good()), [2]);
    let check = async |query: &str, status, code| {
        service
            .get(&format!("{AUDIT}?{query}"))
            .await
            .problem(status, code)
    };
    check("subject=resources-2020-21/R99", 404, "QD0008").await;
    check("subject=nothing/R12", 404, "QD0006").await;
    check("subject=plan/nothing", 404, "QD0006").await;
    check("subject=Nothing", 400, "invalid_query").await;
    check("ref=R12", 400, "invalid_query").await;
    check("subject=council&plan=x", 400, "invalid_query").await;
}

#[tokio::test]
async fn filters_by_actor_type_time_text_and_what_was_known() {
    let service = Service::rochdale().await;
    let first = observe(&service, "R12", "2020-10-01", "A \"quoted\" Café word").await;
    service.clock.go_on(86_400);
    let second = observe(&service, "R12", "2020-10-02", "Another").await;
    let check = async |query: &str, expected: &[u64]| {
        let trail = service.get(&format!("{AUDIT}?{query}")).await.good();
        assert_eq!(places(&trail), expected, "{query}");
    };
    check("actor=operator&type=item.observed", &[second, first, 2]).await;
    check("actor=system", &[]).await;
    check("type=council.established", &[1]).await;
    check("type=person.registered", &[2]).await;
    check("from=2020-10-21", &[second]).await;
    check("to=2020-10-20", &[first, 2, 1]).await;
    check(
        "from=2020-10-20T09:00:30Z&to=2020-10-20T23:00:00Z",
        &[first],
    )
    .await;
    check("text=%22QUOTED%22", &[first]).await;
    check("text=caf%C3%89", &[first]).await;
    check("text=another&subject=resources-2020-21/R12", &[second]).await;
    check("text=no+such+words", &[]).await;
    check(&format!("known_at={first}"), &[first, 2, 1]).await;
    check("known_at=2020-10-20", &[first, 2, 1]).await;
    check(&format!("before={second}&limit=1"), &[first]).await;
    check(&format!("after={first}"), &[second]).await;
    for (query, parameter) in [
        ("from=yesterday", "`from`"),
        ("to=2020-13-01", "`to`"),
        ("type=item.praised", "`type`"),
        ("actor=A%20B", "`actor`"),
        ("order=up", "`order`"),
        ("limit=0", "`limit`"),
        ("limit=1001", "`limit`"),
        ("before=x", "`before`"),
        ("known_at=then", "`known_at`"),
        ("colour=red", "`colour`"),
        ("text=", "`text`"),
        ("limit=1&limit=2", "`limit`"),
    ] {
        let problem = service
            .get(&format!("{AUDIT}?{query}"))
            .await
            .problem(400, "invalid_query");
        assert!(
            problem["detail"].as_str().unwrap().contains(parameter),
            "{problem}"
        );
    }
}

/// A council whose import is too large for one record.
async fn staged() -> (Service, u64) {
    let service = Service::rochdale().await;
    let mut items = "plan,ref,kind,title,due\n".to_owned();
    for item in 0..3_000 {
        let title = "A long title ".repeat(20);
        items.push_str(&format!("large,L{item},action,{title} {item},2021-03-31\n"));
    }
    let files = [("items.csv".to_owned(), items.into_bytes())];
    let done = service
        .import("/api/v1/rochdale/imports", &files)
        .await
        .good();
    (service, done["accepted"]["place"].as_u64().unwrap())
}

#[tokio::test]
async fn a_commit_in_several_records_is_one_entry() {
    let (service, applied) = staged().await;
    assert!(applied > 4, "the import fits into one record");
    let next = observe(&service, "R12", "2020-10-01", "After").await;
    let all = [next, applied, 2, 1];
    for limit in [1, 2, 3, 100] {
        assert_eq!(
            walk(&service, &format!("limit={limit}"), "before").await,
            all
        );
        let mut oldest = walk(&service, &format!("limit={limit}&order=oldest"), "before").await;
        oldest.reverse();
        assert_eq!(oldest, all);
    }
    for item in ["L0", "L1500", "L2999"] {
        let trail = service
            .get(&format!("{AUDIT}?subject=large/{item}"))
            .await
            .good();
        assert_eq!(places(&trail), [applied], "{item}");
        let entry = &trail["entries"][0];
        assert_eq!(entry["events"].as_array().unwrap().len(), 1);
        assert!(entry["events_total"].as_u64().unwrap() > 3_000);
        assert!(
            entry["types"]
                .as_array()
                .unwrap()
                .contains(&json!("item.added"))
        );
    }
    let text = service
        .get(&format!("{AUDIT}?text=TITLE%20%201499"))
        .await
        .good();
    assert_eq!(places(&text), [applied]);
    // Known before it was applied, it was not.
    let before = service
        .get(&format!("{AUDIT}?known_at={}", applied - 1))
        .await
        .good();
    assert_eq!(places(&before), [2, 1]);
    let all = service.get(&format!("{AUDIT}?limit=2")).await.good();
    assert_eq!(all["entries"][1]["events"].as_array().unwrap().len(), 1_000);
}

#[tokio::test]
async fn a_figure_is_traced_to_its_commits() {
    let service = Service::rochdale().await;
    let place = observe(&service, "R12", "2020-09-30", "Late").await;
    let path = "/api/v1/rochdale/plans/resources-2020-21/quarters/2020-21-Q2/trace";
    // Of a quarter that nobody was asked about there are no figures.
    service.get(path).await.problem(422, "QD0018");
    let path = &format!("{path}?unopened=true");
    let all = service.get(path).await.good();
    assert_eq!(places(&all), [2, place]);
    let red = service
        .get(&format!("{path}&kind=action&axis=status&status=red"))
        .await
        .good();
    assert_eq!(places(&red), [2, place]);
    let own: BTreeSet<&str> = red["entries"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|entry| entry["events"].as_array().unwrap())
        .filter_map(|event| event["item.observed"]["item"].as_str())
        .collect();
    assert_eq!(own.len(), 1);
    let amber = service.get(&format!("{path}&status=amber")).await.good();
    assert_eq!(places(&amber), [2]);
    let page = service.get(&format!("{path}&limit=1")).await.good();
    assert_eq!((places(&page), &page["next"]), (vec![2], &json!(2)));
    let rest = service.get(&format!("{path}&limit=1&after=2")).await.good();
    assert_eq!((places(&rest), &rest["more"]), (vec![place], &json!(false)));
    let bad = service
        .get(&format!("{path}&status=mauve"))
        .await
        .problem(400, "invalid_query");
    assert!(bad["detail"].as_str().unwrap().contains("purple"));
}
