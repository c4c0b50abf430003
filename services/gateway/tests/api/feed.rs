//! The feed: what was, what comes, and where to go on.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::Method;
use serde_json::{Value, json};
use tokio_stream::StreamExt as _;

use crate::support::Service;

/// A feed being read.
struct Feed {
    body: BodyDataStream,
    text: String,
}

struct Sent {
    id: u64,
    event: String,
    data: Value,
}

impl Feed {
    async fn open(service: &Service, query: &str, headers: &[(&str, &str)]) -> Self {
        Self::open_as(service, None, query, headers).await
    }

    async fn open_as(
        service: &Service,
        token: Option<&str>,
        query: &str,
        headers: &[(&str, &str)],
    ) -> Self {
        let path = format!("/api/v1/rochdale/events{query}");
        let answer = service
            .raw(token, Method::GET, &path, headers, Body::empty())
            .await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        Self {
            body: answer.into_body().into_data_stream(),
            text: String::new(),
        }
    }

    /// The next event; none once the stream has ended.
    async fn next(&mut self) -> Option<Sent> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let line = event.lines().find_map(|line| line.strip_prefix(name));
                    line.map(|value| value.trim().to_owned())
                };
                let sent = field("id:").map(|id| Sent {
                    id: id.parse().unwrap(),
                    event: field("event:").unwrap(),
                    data: serde_json::from_str(&field("data:").unwrap()).unwrap(),
                });
                self.text = rest.to_owned();
                if sent.is_some() {
                    return sent;
                }
                continue;
            }
            let waited = tokio::time::timeout(Duration::from_secs(20), self.body.next()).await;
            let chunk = waited.expect("the feed stands still")?.unwrap();
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

#[tokio::test]
async fn what_was_comes_first_and_then_what_happens() {
    let service = Service::rochdale().await;
    let mut feed = Feed::open(&service, "", &[]).await;
    let first = feed.next().await.unwrap();
    assert_eq!((first.id, first.event.as_str()), (1, "council.established"));
    assert_eq!(first.data["actor"], "operator");
    assert_eq!(
        first.data["events"][0]["council.established"]["name"],
        "A Council"
    );
    let second = feed.next().await.unwrap();
    assert_eq!(second.id, 2);
    assert!(second.data["events"].as_array().unwrap().len() > 80);
    let open = json!({ "open_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q2" } });
    let (live, sent) = tokio::join!(feed.next(), service.command(&[], &open));
    let live = live.unwrap();
    assert_eq!((live.id, live.event.as_str()), (3, "quarter.opened"));
    assert_eq!(sent.good()["place"], 3);
    // Whoever comes back is given what follows.
    let mut back = Feed::open(&service, "", &[("last-event-id", "2")]).await;
    assert_eq!(back.next().await.unwrap().id, 3);
    let mut from = Feed::open(&service, "?from=2", &[]).await;
    assert_eq!(from.next().await.unwrap().id, 2);
}

#[tokio::test]
async fn a_feed_is_checked_and_limited() {
    let service = Service::rochdale().await;
    let path = "/api/v1/rochdale/events";
    service
        .get(&format!("{path}?from=0"))
        .await
        .problem(400, "invalid_query");
    let bad = service
        .send(None, Method::GET, path, &[("last-event-id", "x")], vec![])
        .await;
    bad.problem(400, "invalid_header");
    // From beyond the end one would wait for ever; from the end on one waits
    // for what comes.
    let last = service.get("/api/v1/rochdale").await.good()["place"].clone();
    let last = last.as_u64().unwrap();
    let beyond = service.get(&format!("{path}?from={}", last + 2)).await;
    let problem = beyond.problem(404, "no_such_place");
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains(&format!("ask from {}", last + 1)),
        "{detail}"
    );
    let beyond = (last + 1).to_string();
    let headers = [("last-event-id", beyond.as_str())];
    let sent = service.send(None, Method::GET, path, &headers, vec![]);
    sent.await.problem(404, "no_such_place");
    let end = format!("?from={}", last + 1);
    let mut open = Vec::new();
    for _ in 0..quarterday_gateway::limits::STREAMS_MAX {
        open.push(Feed::open(&service, &end, &[]).await);
    }
    let beyond = service.get(path).await;
    beyond.problem(503, "QF0004");
    assert_eq!(beyond.header("retry-after"), "2");
    // One that is left makes room.
    open.pop();
    for _ in 0..500 {
        tokio::task::yield_now().await;
        let answer = service
            .raw(None, Method::GET, path, &[], Body::empty())
            .await;
        if answer.status() == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a stream that was left still counts");
}

#[tokio::test]
async fn a_feed_ends_when_its_token_is_revoked() {
    let service = Service::rochdale().await;
    let token = service.token("rochdale", "reader", "read").await;
    let mut feed = Feed::open_as(&service, Some(&token), "?from=3", &[]).await;
    assert_eq!(feed.next().await.unwrap().event, "token.issued");
    let path = "/api/v1/rochdale/tokens/reader";
    service
        .send(None, Method::DELETE, path, &[], vec![])
        .await
        .good();
    assert!(feed.next().await.is_none());
}
