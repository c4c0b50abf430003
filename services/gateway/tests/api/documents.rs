//! The table, the OpenAPI document and the file that it is kept in.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Service;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");

#[test]
fn the_file_is_the_document() {
    let mut text = serde_json::to_string_pretty(&quarterday_gateway::openapi()).unwrap();
    text.push('\n');
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, &text).unwrap();
    }
    let kept = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        kept == text,
        "docs/openapi.json is out of date: run with UPDATE_GOLDEN=1"
    );
}

#[tokio::test]
async fn the_document_is_served_and_lists_every_route_once() {
    let served = Service::empty().get("/api/v1/openapi.json").await.good();
    assert_eq!(served, quarterday_gateway::openapi());
    assert_eq!(served["openapi"], "3.1.0");
    let mut listed = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for (path, methods) in served["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            listed.insert((method.to_uppercase(), path.clone()));
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} twice");
            assert!(!operation["summary"].as_str().unwrap().is_empty(), "{id}");
            let names: Vec<&str> = operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|parameter| parameter["in"] == "path")
                .map(|parameter| parameter["name"].as_str().unwrap())
                .collect();
            assert_eq!(names.len(), path.matches('{').count(), "{path}");
        }
    }
    let table = quarterday_gateway::endpoints();
    assert_eq!(listed.len(), table.len());
    for (method, path) in table {
        assert!(
            listed.contains(&(method.clone(), path.clone())),
            "{method} {path}"
        );
    }
}

/// A reference to a schema that is not there helps nobody.
#[test]
fn every_reference_leads_somewhere() {
    fn check(root: &Value, value: &Value) {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(reference)) = object.get("$ref") {
                    let pointer = reference.strip_prefix('#').expect(reference);
                    assert!(root.pointer(pointer).is_some(), "{reference}");
                }
                object.values().for_each(|value| check(root, value));
            }
            Value::Array(values) => values.iter().for_each(|value| check(root, value)),
            _ => {}
        }
    }
    let document = quarterday_gateway::openapi();
    check(&document, &document);
}

#[tokio::test]
async fn what_is_not_in_the_table_is_not_there() {
    let service = Service::rochdale().await;
    for path in [
        "/",
        "/api",
        "/api/v1",
        "/api/v1/rochdale/nothing",
        "/metrics",
        "/api/v2/councils",
    ] {
        service.get(path).await.problem(404, "no_such_route");
    }
    let wrong = service
        .send(
            None,
            axum::http::Method::PUT,
            "/api/v1/councils",
            &[],
            vec![],
        )
        .await;
    wrong.problem(405, "method_not_allowed");
    assert_eq!(wrong.header("allow"), "GET, POST, HEAD");
    let head = service
        .send(
            None,
            axum::http::Method::HEAD,
            "/api/v1/rochdale",
            &[],
            vec![],
        )
        .await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
}
