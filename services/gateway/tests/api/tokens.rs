//! Tokens: shown once, and only their hash is kept.

use axum::http::Method;
use serde_json::json;

use crate::support::Service;

#[tokio::test]
async fn a_token_is_shown_once_and_only_its_hash_is_in_the_log() {
    let service = Service::rochdale().await;
    let path = "/api/v1/rochdale/tokens";
    let answer = service
        .post(path, &json!({ "name": "nightly", "scope": "read" }))
        .await;
    assert_eq!(answer.status, 201);
    let issued = answer.json();
    let token = issued["token"].as_str().unwrap();
    let secret = token.strip_prefix("qd_rochdale_").unwrap();
    assert_eq!(secret.len(), 43);
    assert!(
        secret
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    );
    let record = service
        .get(&format!("/api/v1/rochdale/records/{}", issued["place"]))
        .await
        .good();
    let line = record["line"].as_str().unwrap();
    assert!(line.contains("token.issued") && !line.contains(secret));
    let listed = service.get(path).await.good();
    assert_eq!(listed["tokens"][0]["name"], "nightly");
    assert_eq!(listed["tokens"][0]["revoked"], false);
    assert!(!listed.to_string().contains("hash"));
    let used = service
        .send(Some(token), Method::GET, "/api/v1/rochdale", &[], vec![])
        .await;
    assert_eq!(used.good()["name"], "A Council");
}

#[tokio::test]
async fn requests_for_tokens_are_checked() {
    let service = Service::rochdale().await;
    let path = "/api/v1/rochdale/tokens";
    let check = async |body, status, code| service.post(path, &body).await.problem(status, code);
    check(json!({ "name": "a", "scope": "king" }), 422, "invalid_body").await;
    check(
        json!({ "name": " a", "scope": "read" }),
        422,
        "invalid_body",
    )
    .await;
    check(
        json!({ "name": "a\nb", "scope": "read" }),
        422,
        "invalid_body",
    )
    .await;
    check(json!({ "name": "", "scope": "read" }), 422, "QD0023").await;
    let past = json!({ "name": "a", "scope": "read", "expires": "2020-01-01T00:00:00Z" });
    check(past, 422, "invalid_body").await;
    service
        .post(path, &json!({ "name": "a", "scope": "read" }))
        .await
        .good();
    check(json!({ "name": "a", "scope": "read" }), 409, "QD0032").await;
    let absent = format!("{path}/nobody");
    let absent = service
        .send(None, Method::DELETE, &absent, &[], vec![])
        .await;
    absent.problem(404, "QD0035");
}
