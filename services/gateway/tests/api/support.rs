//! A service with real logs, and how tests talk to it.

mod browser;
mod hosting;
mod mails;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use quarterday_gateway::{Door, Surroundings, Web, router};
use serde_json::{Value, json};
use tower::ServiceExt as _;

pub(crate) use browser::{Browser, path_of, signed_in};
pub(crate) use hosting::{Clock, Hosting};
pub(crate) use mails::Mails;

/// The folder of the fixtures.
pub(crate) const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures");

/// Largest answer that a test takes.
const ANSWER_BYTES_MAX: usize = 256 << 20;

/// A service with both doors.
pub(crate) struct Service {
    pub(crate) hosting: Arc<Hosting>,
    pub(crate) clock: Clock,
    pub(crate) mails: Mails,
    operator: Router,
    network: Router,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("no JSON ({error}): {}", String::from_utf8_lossy(&self.body))
        })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The JSON of a good answer.
    #[track_caller]
    pub(crate) fn good(&self) -> Value {
        assert!(
            self.status.is_success(),
            "{}: {}",
            self.status,
            String::from_utf8_lossy(&self.body)
        );
        self.json()
    }

    /// The problem of an answer with this status and code.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        let problem = self.json();
        assert_eq!(self.status.as_u16(), status, "{problem}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], format!("urn:quarterday:problem:{code}"));
        for field in ["title", "detail", "name", "instance"] {
            assert!(
                problem[field].as_str().is_some_and(|text| !text.is_empty()),
                "{field}"
            );
        }
        problem
    }
}

impl Service {
    /// A service without a council.
    pub(crate) fn empty() -> Self {
        let clock = Clock::at("2020-10-20T09:00:00Z");
        let hosting = Hosting::new(clock.clone());
        let mails = Mails::default();
        let door = |door| {
            let (now, ids) = (clock.clone(), AtomicU64::new(0));
            let secrets = AtomicU64::new(0);
            let surroundings = Surroundings {
                now: Arc::new(move || now.now()),
                new_id: Arc::new(move || {
                    format!("{door:?}-{}", ids.fetch_add(1, Ordering::Relaxed))
                }),
                next_run: Arc::new(|_, _, _| None),
                web: Web {
                    base: Some("https://q.example".to_owned()),
                    post: Some(Arc::new(mails.clone())),
                    mails: Some(Arc::new(mails.clone())),
                    providers: None,
                    limits: quarterday_gateway::Limits::default(),
                },
                bounced: Arc::new(|_, _, _| None),
                secret: Arc::new(move || {
                    let mut secret = [7; 32];
                    let number = secrets.fetch_add(1, Ordering::Relaxed) + 1;
                    secret[..8].copy_from_slice(&number.to_be_bytes());
                    secret
                }),
            };
            router(hosting.clone(), door, surroundings)
        };
        let (operator, network) = (door(Door::Operator), door(Door::Network));
        Self {
            hosting,
            clock,
            mails,
            operator,
            network,
        }
    }

    /// A service with the council `rochdale`, the sample of the second quarter
    /// of 2020-21 imported.
    pub(crate) async fn rochdale() -> Self {
        let service = Self::empty();
        let sheets = ["people", "plans", "items", "observations"];
        let imported = service
            .sample("rochdale", "rochdale-2020-21-q2", &sheets)
            .await;
        assert_eq!(imported["rows"]["items"], 40);
        service
    }

    /// Sets up a council and imports sheets of a sample; what the import said.
    pub(crate) async fn sample(&self, council: &str, sample: &str, sheets: &[&str]) -> Value {
        self.create(council).await.good();
        let file = |sheet: &&str| {
            let path = format!("{FIXTURES}/{sample}/{sheet}.csv");
            (format!("{sheet}.csv"), std::fs::read(path).unwrap())
        };
        let files: Vec<_> = sheets.iter().map(file).collect();
        let imports = format!("/api/v1/{council}/imports");
        self.import(&imports, &files).await.good()
    }

    pub(crate) async fn create(&self, id: &str) -> Answer {
        let body = json!({ "id": id, "name": "A Council", "nation": "england" });
        self.post("/api/v1/councils", &body).await
    }

    /// Asks as the operator.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(None, Method::GET, path, &[], Vec::new()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let kind = ("content-type", "application/json");
        self.send(None, Method::POST, path, &[kind], body.to_string().into())
            .await
    }

    /// Sends a command to `rochdale` as the operator.
    pub(crate) async fn command(&self, headers: &[(&str, &str)], body: &Value) -> Answer {
        let path = "/api/v1/rochdale/commands";
        self.send(None, Method::POST, path, headers, body.to_string().into())
            .await
    }

    pub(crate) async fn import(&self, path: &str, files: &[(String, Vec<u8>)]) -> Answer {
        let body = form(files);
        let kind = ("content-type", "multipart/form-data; boundary=XX");
        self.send(None, Method::POST, path, &[kind], body).await
    }

    /// A token of a council for the network's door.
    pub(crate) async fn token(&self, council: &str, name: &str, scope: &str) -> String {
        let path = format!("/api/v1/{council}/tokens");
        let issued = self
            .post(&path, &json!({ "name": name, "scope": scope }))
            .await;
        issued.good()["token"].as_str().unwrap().to_owned()
    }

    /// Asks as the operator, or at the network's door with a token; an empty
    /// one is left out.
    pub(crate) async fn send(
        &self,
        token: Option<&str>,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let answer = self
            .raw(token, method, path, headers, Body::from(body))
            .await;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = axum::body::to_bytes(answer.into_body(), ANSWER_BYTES_MAX)
            .await
            .unwrap();
        Answer {
            status,
            headers,
            body: body.to_vec(),
        }
    }

    pub(crate) async fn raw(
        &self,
        token: Option<&str>,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> axum::response::Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = token.filter(|token| !token.is_empty()) {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let router = if token.is_some() {
            &self.network
        } else {
            &self.operator
        };
        router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap()
    }
}

/// A form of files, its boundary `XX`.
pub(crate) fn form(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XX--\r\n");
    body
}
