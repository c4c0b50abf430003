//! Lists in pages: each entry once, in order, whatever the size of a page.

use quarterday_proto::api::{AmendmentList, ItemPage};
use serde_json::{Value, json};

use crate::reads::{PLAN, read};
use crate::support::Service;

/// Reads a list in pages of a size, and gives the field of each entry.
async fn paged(
    service: &Service,
    path: &str,
    list: &str,
    field: &str,
    limit: usize,
) -> Vec<String> {
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = service.get(&format!("{path}?limit={limit}{after}")).await;
        let page = page.good();
        let entries = page[list].as_array().unwrap();
        assert!(entries.len() <= limit, "{path}");
        let pointed = |entry: &Value| entry.pointer(field).unwrap().as_str().unwrap().to_owned();
        seen.extend(entries.iter().map(pointed));
        let Some(next) = page["next"].as_str() else {
            return seen;
        };
        // A page that another follows is full.
        assert_eq!(entries.len(), limit, "{path}");
        after = format!("&after={next}");
    }
}

#[tokio::test]
async fn every_list_comes_in_pages() {
    let service = Service::rochdale().await;
    let mut plans = String::from("plan,title,year\n");
    let mut people = String::from("email,post\n");
    for number in 0..230 {
        plans.push_str(&format!("p{number:03},Plan {number},2021-22\n"));
        people.push_str(&format!("p{number:03}@rochdale.example,Post {number}\n"));
    }
    let files = [("plans.csv", plans), ("people.csv", people)];
    let files = files.map(|(name, text)| (name.to_owned(), text.into_bytes()));
    service
        .import("/api/v1/rochdale/imports", &files)
        .await
        .good();
    let plain = include_str!("../../../domain/schemes/plain.toml");
    for number in 0..9 {
        service
            .token("rochdale", &format!("t{number}"), "read")
            .await;
        let name = format!("scheme = \"house-{number}\"");
        let text = plain.replacen("scheme = \"plain\"", &name, 1);
        assert_ne!(text, plain);
        let scheme = quarterday_domain::scheme::parse(&text).unwrap();
        let adopt = json!({ "adopt_scheme": { "scheme": scheme } });
        service.command(&[], &adopt).await.good();
    }
    // A name is free again once its token is revoked: two of one name.
    let revoke = json!({ "revoke_token": { "name": "t3" } });
    service.command(&[], &revoke).await.good();
    service.token("rochdale", "t3", "read").await;
    for number in 0..5 {
        service.create(&format!("town-{number}")).await.good();
    }
    let of = |path: &str| format!("/api/v1/rochdale/{path}");
    for (path, list, field, least) in [
        (of("plans"), "plans", "/details/ref", 232),
        (of("people"), "people", "/email", 230),
        (of("tokens"), "tokens", "/name", 10),
        (of("schemes"), "schemes", "/name", 9),
        ("/api/v1/councils".to_owned(), "councils", "/id", 6),
    ] {
        let all = paged(&service, &path, list, field, 500).await;
        assert!(all.len() >= least, "{path}: {}", all.len());
        assert!(all.is_sorted(), "{path}");
        for limit in [1, 4, all.len()] {
            let seen = paged(&service, &path, list, field, limit).await;
            assert_eq!(seen, all, "{path} by {limit}");
        }
        // Unless asked otherwise a page has a hundred.
        let page = service.get(&path).await.good();
        assert_eq!(page[list].as_array().unwrap().len(), all.len().min(100));
        for query in ["limit=0", "limit=501", "limit=x", "after="] {
            let refused = service.get(&format!("{path}?{query}")).await;
            refused.problem(400, "invalid_query");
        }
    }
    let unknown = service.get(&of("tokens?after=t3")).await;
    unknown.problem(400, "invalid_query");
}

#[tokio::test]
async fn pages_of_amendments_give_each_once_and_in_words() {
    let service = Service::rochdale().await;
    let decision = json!({ "body": "Cabinet", "on": "2020-04-01", "reference": "C1" });
    let approve = json!({ "approve_plan": { "plan": "resources-2020-21", "decision": decision } });
    service.command(&[], &approve).await.good();
    for number in 1..=11 {
        let change = json!({ "delete": { "ref": format!("R{number:02}") } });
        let propose = json!({ "propose_amendment": {
            "plan": "resources-2020-21", "changes": [change], "rationale": "No longer wanted." } });
        service.command(&[], &propose).await.good();
    }
    let (mut seen, mut path) = (Vec::new(), "/api/v1/rochdale/amendments?limit=4".to_owned());
    loop {
        let page: AmendmentList = read(&service, &path).await;
        assert!(page.amendments.len() <= 4);
        seen.extend(page.amendments.into_iter().flat_map(|one| one.in_words));
        let Some(next) = page.next else { break };
        path = format!("/api/v1/rochdale/amendments?limit=4&after={next}");
    }
    let wanted: Vec<String> = (1..=11).map(|one| format!("delete R{one:02}")).collect();
    assert_eq!(seen, wanted);
    for query in ["limit=0", "limit=501", "after=B7"] {
        let path = format!("/api/v1/rochdale/amendments?{query}");
        service.get(&path).await.problem(400, "invalid_query");
    }
}

#[tokio::test]
async fn pages_of_items_give_each_once() {
    let service = Service::rochdale().await;
    let (mut seen, mut path) = (Vec::new(), format!("{PLAN}/items?limit=7"));
    loop {
        let page: ItemPage = read(&service, &path).await;
        assert!(page.items.len() <= 7);
        seen.extend(page.items.into_iter().map(|item| item.reference));
        let Some(next) = page.next else { break };
        path = format!("{PLAN}/items?limit=7&after={next}");
    }
    let all: ItemPage = read(&service, &format!("{PLAN}/items")).await;
    let all: Vec<String> = all.items.into_iter().map(|item| item.reference).collect();
    assert_eq!((all.len(), &seen), (30, &all));
    // A last page that is full is the last.
    let full: ItemPage = read(&service, &format!("{PLAN}/items?limit=30")).await;
    assert!(full.next.is_none());
    let none: ItemPage = read(&service, &format!("{PLAN}/items?kind=risk")).await;
    assert!(none.items.is_empty());
    let owner = "head.governance@rochdale.example";
    let owned: ItemPage = read(&service, &format!("{PLAN}/items?owner={owner}")).await;
    assert!(!owned.items.is_empty());
    assert!(
        owned
            .items
            .iter()
            .all(|item| item.owner.as_ref().unwrap().email == owner)
    );
    let digital: ItemPage =
        read(&service, &format!("{PLAN}/items?theme=Digital&kind=action")).await;
    assert!(
        digital
            .items
            .iter()
            .all(|item| item.theme.as_deref() == Some("Digital"))
    );
}
