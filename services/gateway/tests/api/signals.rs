//! Signals of optimism over HTTP: who sees them, and what changed late.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::Service;

const ROOT: &str = "/api/v1/rochdale";
const PATH: &str = "/api/v1/rochdale/plans/resources-2020-21/quarters/2020-21-Q2/signals";
const DAY: i64 = 24 * 60 * 60;

async fn observe(service: &Service, item: &str, on_track: bool) {
    let observe = json!({ "observe": {
        "plan": "resources-2020-21", "ref": item, "observation": {
            "as_at": "2020-09-30", "on_track": on_track, "commentary": format!("It is {on_track}."),
        },
    } });
    service.command(&[], &observe).await.good();
}

/// R02 and R04 are red until two days before the closing; R03 turned in time.
async fn closed() -> Service {
    let service = Service::rochdale().await;
    let quarter = json!({ "plan": "resources-2020-21", "quarter": "2020-21-Q2" });
    service
        .command(&[], &json!({ "open_quarter": quarter }))
        .await
        .good();
    for item in ["R02", "R03", "R04"] {
        observe(&service, item, false).await;
    }
    service.clock.go_on(DAY);
    observe(&service, "R03", true).await;
    service.clock.go_on(10 * DAY);
    observe(&service, "R02", true).await;
    observe(&service, "R04", true).await;
    service.clock.go_on(2 * DAY);
    service
        .command(&[], &json!({ "close_quarter": quarter }))
        .await
        .good();
    service
}

fn references(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| item["ref"].as_str().unwrap().to_owned())
        .collect()
}

/// A token that stands for a person.
async fn token_of(service: &Service, person: &str) -> String {
    let asked = json!({ "name": person.split('@').next(), "scope": "write", "person": person });
    let issued = service.post(&format!("{ROOT}/tokens"), &asked).await.good();
    issued["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_turned_in_the_last_week_is_seen_with_its_places() {
    let service = closed().await;
    let list = service.get(PATH).await.good();
    assert_eq!(references(&list), ["R02", "R04"]);
    let signal = &list["items"][0]["signals"][0];
    assert_eq!(signal["kind"], "late-flip");
    assert_eq!(
        signal["detail"],
        "red a week before its closing, and on track by then"
    );
    let place = signal["trace"][0].as_u64().unwrap();
    let record = service.get(&format!("{ROOT}/records/{place}")).await.good();
    assert!(record.to_string().contains("item.observed"), "{record}");
    let path = PATH.replace("2020-21-Q2", "2020-21-Q3");
    service.get(&path).await.problem(422, "QD0018");
}

#[tokio::test]
async fn owners_see_their_own_and_others_nothing() {
    let service = closed().await;
    let ask = async |token: &str| {
        service
            .send(Some(token), Method::GET, PATH, &[], vec![])
            .await
    };
    let owner = token_of(&service, "head.governance@rochdale.example").await;
    assert_eq!(references(&ask(&owner).await.good()), ["R02"]);
    let other = token_of(&service, "head.communications@rochdale.example").await;
    assert_eq!(references(&ask(&other).await.good()), Vec::<String>::new());
    let grant = json!({ "grant_role": {
        "person": "head.communications@rochdale.example", "role": "performance_officer",
    } });
    service.command(&[], &grant).await.good();
    assert_eq!(references(&ask(&other).await.good()), ["R02", "R04"]);
    let reader = service.token("rochdale", "reader", "read").await;
    ask(&reader).await.problem(403, "forbidden");
}
