//! Who may do what: every route of the table by every kind of token.

use axum::body::Body;
use axum::http::{HeaderMap, Method};
use serde_json::{Value, json};

use crate::support::Service;

struct Route {
    method: Method,
    path: String,
    needs: String,
}

/// Every route, on things that are there.
fn routes(council: &str) -> Vec<Route> {
    let document = quarterday_gateway::openapi();
    let routes = quarterday_gateway::endpoints()
        .into_iter()
        .map(|(method, path)| {
            let operation = &document["paths"][&path][method.to_lowercase()];
            let path = path
                .replace("{council}", council)
                .replace("{plan}", "resources-2020-21")
                .replace("{ref}", "R12")
                .replace("{quarter}", "2020-21-Q2")
                .replace("{place}", "2")
                .replace("{level}", "0")
                .replace("{index}", "000.p/1")
                .replace("tokens/{name}", "tokens/nobody")
                .replace("{name}", "rochdale");
            let needs = operation["x-needs"].as_str().unwrap().to_owned();
            Route {
                method: method.parse().unwrap(),
                path,
                needs,
            }
        });
    routes.collect()
}

/// Status and code of a request; the body of a stream is not read.
async fn ask(service: &Service, token: &str, route: &Route) -> (u16, Value, HeaderMap) {
    let method = route.method.clone();
    let answer = service
        .raw(Some(token), method, &route.path, &[], Body::empty())
        .await;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    if headers["content-type"] != "application/problem+json" {
        return (status, Value::Null, headers);
    }
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20)
        .await
        .unwrap();
    let mut problem: Value = serde_json::from_slice(&body).unwrap();
    problem["instance"] = Value::Null;
    (status, problem, headers)
}

/// The scopes whose tokens are let in by what a route needs.
fn scopes(needs: &str) -> &'static [&'static str] {
    match needs {
        "none" | "read" | "audit" => &["read", "write", "admin"],
        "act" | "run_cycle" | "clerk" => &["write", "admin"],
        "administer" => &["admin"],
        "operator" => &[],
        other => panic!("what is {other}?"),
    }
}

#[tokio::test]
async fn every_route_by_every_token() {
    let service = Service::rochdale().await;
    service.create("rutland").await.good();
    let quarter =
        json!({ "open_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q2" } });
    service.command(&[], &quarter).await.good();
    let read = service.token("rochdale", "reader", "read").await;
    let write = service.token("rochdale", "writer", "write").await;
    let admin = service.token("rochdale", "chief", "admin").await;
    let other = service.token("rutland", "chief", "admin").await;
    let revoked = service.token("rochdale", "gone", "admin").await;
    service
        .send(
            None,
            Method::DELETE,
            "/api/v1/rochdale/tokens/gone",
            &[],
            vec![],
        )
        .await
        .good();
    let expiring = json!({ "name": "short", "scope": "admin", "expires": "2020-10-20T09:01:00Z" });
    let expired = service
        .post("/api/v1/rochdale/tokens", &expiring)
        .await
        .good();
    let expired = expired["token"].as_str().unwrap().to_owned();
    let known = Route {
        method: Method::GET,
        path: "/api/v1/rochdale".to_owned(),
        needs: "read".to_owned(),
    };
    assert_eq!(ask(&service, &expired, &known).await.0, 200);
    service.clock.go_on(60);

    let unknown = [
        String::new(),
        expired,
        revoked,
        "qd_rochdale_".to_owned(),
        "qd_nowhere_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        format!("{admin}x"),
        admin.replace("qd_rochdale", "qd_rutland"),
        "operator".to_owned(),
    ];
    // What a link allows is tested with links, and calendars with their days.
    for route in routes("rochdale")
        .into_iter()
        .filter(|route| !["link", "address"].contains(&route.needs.as_str()))
    {
        let name = format!("{} {}", route.method, route.path);
        for token in &unknown {
            let (status, problem, headers) = ask(&service, token, &route).await;
            if route.needs == "none" {
                assert_eq!(status, 200, "{name}");
                continue;
            }
            assert_eq!(
                (status, &problem["code"]),
                (401, &json!("unauthorized")),
                "{name} {token}"
            );
            assert_eq!(headers["www-authenticate"], "Bearer realm=\"quarterday\"");
        }
        for (scope, token) in [("read", &read), ("write", &write), ("admin", &admin)] {
            let (status, problem, _) = ask(&service, token, &route).await;
            let may = scopes(&route.needs).contains(&scope);
            assert_eq!(status == 403, !may, "{name} as {scope}: {status} {problem}");
            assert_eq!(problem["code"] == "forbidden", !may, "{name} as {scope}");
            assert!(
                ![401, 500].contains(&status),
                "{name} as {scope}: {status} {problem}"
            );
            assert_ne!(problem["code"], "QD0001", "{name} as {scope}");
        }
    }
    // What is another council's and what is nobody's look the same.
    for (there, nowhere) in routes("rochdale").iter().zip(routes("rochdalx")) {
        if !there.path.contains("/rochdale") || ["link", "address"].contains(&there.needs.as_str())
        {
            continue;
        }
        let (status, problem, _) = ask(&service, &other, there).await;
        assert_eq!(
            (status, &problem["code"]),
            (404, &json!("QD0001")),
            "{}",
            there.path
        );
        let (_, absent, _) = ask(&service, &other, &nowhere).await;
        let absent = absent.to_string().replace("rochdalx", "rochdale");
        assert_eq!(problem.to_string(), absent, "{}", there.path);
    }
    let odd = service
        .send(
            Some(&admin),
            Method::GET,
            "/api/v1/No%20Council",
            &[],
            vec![],
        )
        .await;
    odd.problem(404, "QD0001");
}

#[tokio::test]
async fn a_token_sees_its_own_council_only() {
    let service = Service::rochdale().await;
    service.create("rutland").await.good();
    let token = service.token("rutland", "reader", "read").await;
    let path = "/api/v1/councils";
    let all = service.get(path).await.good();
    assert_eq!(all["councils"].as_array().unwrap().len(), 2);
    let own = service
        .send(Some(&token), Method::GET, path, &[], vec![])
        .await
        .good();
    assert_eq!(own["councils"].as_array().unwrap().len(), 1);
    assert_eq!(own["councils"][0]["id"], "rutland");
    assert_eq!(own["councils"][0]["root"].as_str().unwrap().len(), 64);
}

#[tokio::test]
async fn some_commands_need_more_than_the_scope_write() {
    let service = Service::rochdale().await;
    let write = service.token("rochdale", "writer", "write").await;
    let admin = service.token("rochdale", "chief", "admin").await;
    let path = "/api/v1/rochdale/commands";
    let send = async |token: &str, body: Value| {
        service
            .send(
                Some(token),
                Method::POST,
                path,
                &[],
                body.to_string().into(),
            )
            .await
    };
    let revoke = json!({ "revoke_token": { "name": "chief" } });
    send(&write, revoke.clone()).await.problem(403, "forbidden");
    let establish = json!({ "establish_council": { "name": "X", "nation": "wales" } });
    send(&admin, establish).await.problem(403, "forbidden");
    let issue = json!({ "issue_token": { "name": "x", "hash": "00", "scope": "admin" } });
    send(&admin, issue).await.problem(422, "invalid_body");
    send(&admin, revoke).await.good();
}

#[tokio::test]
async fn the_actor_is_the_token_and_not_its_name() {
    let service = Service::rochdale().await;
    let write = service.token("rochdale", "writer", "write").await;
    let body = json!({ "open_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q2" } });
    let path = "/api/v1/rochdale/commands";
    let sent = service
        .send(
            Some(&write),
            Method::POST,
            path,
            &[],
            body.to_string().into(),
        )
        .await;
    let place = sent.good()["place"].as_u64().unwrap();
    let entry = &service.get("/api/v1/rochdale/audit?limit=1").await.good()["entries"][0];
    assert_eq!(entry["place"], place);
    let tokens = service.get("/api/v1/rochdale/tokens").await.good();
    let id = tokens["tokens"][0]["id"].as_str().unwrap();
    assert_eq!(entry["actor"], format!("token.{id}"));
}
