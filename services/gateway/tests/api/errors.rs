//! What all answers have in common, and bodies over their limit.

use axum::http::Method;

use crate::support::Service;

#[tokio::test]
async fn every_answer_has_the_headers_of_safety() {
    let service = Service::rochdale().await;
    for path in [
        "/healthz",
        "/api/v1/councils",
        "/api/v1/rochdale",
        "/nothing",
        "/api/v1/nothing",
    ] {
        let answer = service.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn bodies_over_their_limit_are_refused() {
    let service = Service::rochdale().await;
    let path = "/api/v1/rochdale/commands";
    let body = vec![b' '; (16 << 20) + 1];
    let answer = service
        .send(None, Method::POST, path, &[], body.clone())
        .await;
    answer.problem(413, "too_large");
    // A length that is a lie helps neither way.
    let length = [("content-length", "99999999999")];
    let answer = service
        .send(None, Method::POST, path, &length, b"{}".to_vec())
        .await;
    answer.problem(413, "too_large");
    let short = [("content-length", "2")];
    let answer = service.send(None, Method::POST, path, &short, body).await;
    answer.problem(413, "too_large");
    let kind = [("content-type", "text/plain")];
    let answer = service
        .send(None, Method::POST, path, &kind, b"{}".to_vec())
        .await;
    answer.problem(415, "unsupported_media_type");
}

#[tokio::test]
async fn parameters_that_are_not_taken_are_refused_everywhere() {
    let service = Service::rochdale().await;
    let token = service.token("rochdale", "chief", "admin").await;
    for (method, path) in quarterday_gateway::endpoints() {
        let path = path
            .replace("{council}", "rochdale")
            .replace("{plan}", "resources-2020-21")
            .replace("{ref}", "R12")
            .replace("{quarter}", "2020-21-Q2")
            .replace("{place}", "1")
            .replace("{level}", "0")
            .replace("{index}", "000.p/1")
            .replace("{name}", "rochdale");
        // Without a token of a link nothing is told of its parameters, nor of what
        // is the operator's.
        let of_operator = path == "/api/v1/councils" || path.ends_with("/sign-in-links");
        if of_operator && method == "POST" || path.contains("{token}") {
            continue;
        }
        let method: Method = method.parse().unwrap();
        let path = format!("{path}?colour=red");
        let answer = service.send(Some(&token), method, &path, &[], vec![]).await;
        let problem = answer.problem(400, "invalid_query");
        assert!(
            problem["detail"].as_str().unwrap().contains("colour"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn paths_are_percent_encoded_text() {
    let service = Service::rochdale().await;
    let plan = service
        .get("/api/v1/rochdale/plans/a%2Fb%20c")
        .await
        .problem(404, "QD0006");
    assert!(plan["detail"].as_str().unwrap().contains("`a/b c`"));
    service
        .get("/api/v1/rochdale/plans/%ff")
        .await
        .problem(400, "malformed");
}
