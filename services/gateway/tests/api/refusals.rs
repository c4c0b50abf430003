//! Refusals: of those who lack a right, in the trail; of those who ask too often,
//! with a time to come back.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Service};

/// The refusals in the trail, newest first, once there are so many.
async fn refusals(service: &Service, wanted: usize) -> Vec<Value> {
    loop {
        let path = "/api/v1/rochdale/audit?type=access.refused";
        let found = service.get(path).await.good();
        let entries = found["entries"].as_array().unwrap();
        if entries.len() >= wanted {
            let event = |entry: &Value| entry["events"][0]["access.refused"].clone();
            return entries.iter().map(event).collect();
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn who_lacks_a_right_is_recorded_once_a_minute_and_route() {
    let service = Service::rochdale().await;
    let token = service.token("rochdale", "reader", "read").await;
    let send = async |path: &str| {
        let kind = ("content-type", "application/json");
        let body = br#"{"revoke_token":{"name":"x"}}"#.to_vec();
        let answer = service
            .send(Some(&token), Method::POST, path, &[kind], body)
            .await;
        assert_eq!(answer.status, 403);
    };
    for _ in 0..5 {
        send("/api/v1/rochdale/commands").await;
    }
    let found = refusals(&service, 1).await;
    assert_eq!(found.len(), 1, "{found:#?}");
    let [refused] = &found[..] else {
        panic!("{found:#?}");
    };
    assert_eq!(refused["route"], "/api/v1/{council}/commands");
    assert_eq!(
        (&refused["method"], &refused["needs"]),
        (&json!("POST"), &json!("act"))
    );
    assert_eq!(refused["count"], 1);
    let id = refused["token"].as_str().unwrap().to_owned();
    send("/api/v1/rochdale/tokens").await;
    assert_eq!(refusals(&service, 2).await.len(), 2);
    // They are found by whose they are.
    let path = format!("/api/v1/rochdale/audit?subject=token.{id}&type=access.refused");
    let found = service.get(&path).await.good();
    assert_eq!(found["entries"].as_array().unwrap().len(), 2, "{found:#}");
}

#[tokio::test]
async fn what_the_rules_refuse_somebody_is_recorded_too() {
    let service = Service::rochdale().await;
    let issue = json!({ "name": "own", "scope": "write",
        "person": "head.communications@rochdale.example" });
    let issued = service.post("/api/v1/rochdale/tokens", &issue).await.good();
    let token = issued["token"].as_str().unwrap();
    let decision = json!({ "body": "Cabinet", "on": "2020-04-01", "reference": "C1" });
    let body = json!({ "approve_plan": { "plan": "resources-2020-21", "decision": decision } });
    let kind = ("content-type", "application/json");
    let path = "/api/v1/rochdale/commands";
    let body = body.to_string().into_bytes();
    let refused = service
        .send(Some(token), Method::POST, path, &[kind], body)
        .await;
    assert_eq!(refused.json()["code"], "QD0007", "{}", refused.text());
    let found = refusals(&service, 1).await;
    assert!(found[0]["person"].is_string(), "{found:#?}");
    assert!(found[0]["token"].is_string(), "{found:#?}");
}

#[tokio::test]
async fn links_for_one_address_are_few_whether_or_not_anybody_has_it() {
    let service = Service::rochdale().await;
    let ask = async |address: &str| -> Answer {
        let headers = [
            ("accept", "text/html"),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let body = format!("email={address}").into_bytes();
        service
            .send(Some(""), Method::POST, "/sign-in", &headers, body)
            .await
    };
    for address in [
        "head.communications@rochdale.example",
        "nobody@rochdale.example",
    ] {
        for _ in 0..5 {
            assert_eq!(ask(address).await.status, 200);
        }
        let refused = ask(&address.to_uppercase()).await;
        assert_eq!(refused.status, 429);
        assert_eq!(refused.header("retry-after"), "901");
        assert!(
            refused.text().contains("Too many requests"),
            "{}",
            refused.text()
        );
    }
}

#[tokio::test]
async fn a_form_has_a_largest_size() {
    let service = Service::rochdale().await;
    let kind = ("content-type", "application/json");
    let path = "/api/v1/rochdale/commands";
    let body = vec![b' '; (16 << 20) + 1];
    let refused = service.send(None, Method::POST, path, &[kind], body).await;
    assert_eq!(refused.status, 413, "{}", refused.text());
    assert_eq!(refused.json()["code"], "too_large");
}
