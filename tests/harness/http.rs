//! An HTTP client for tests.

use std::path::Path;
use std::sync::Once;

use reqwest::Method;
use serde_json::Value;

/// A way to the service.
#[derive(Clone)]
pub struct Http {
    client: reqwest::Client,
    base: String,
    token: Option<String>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its content type.
    pub kind: String,
    /// Its entity tag, quotes included.
    pub tag: Option<String>,
    /// Its body.
    pub body: Vec<u8>,
}

fn builder() -> reqwest::ClientBuilder {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // Another part of the test may have been first, with the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder().no_proxy()
}

impl Http {
    /// Over the network, with a token.
    ///
    /// # Panics
    /// When the client cannot be made.
    pub fn network(base: &str, token: &str) -> Self {
        let client = builder().build().expect("a client can be made");
        Self {
            client,
            base: base.to_owned(),
            token: Some(token.to_owned()),
        }
    }

    /// By the operator's socket of a data folder.
    ///
    /// # Panics
    /// When the client cannot be made.
    pub fn operator(data: &Path) -> Self {
        let client = builder().unix_socket(data.join("quarterday.sock")).build();
        let client = client.expect("a client can be made");
        Self {
            client,
            base: "http://localhost".to_owned(),
            token: None,
        }
    }

    /// The same without its token.
    pub fn without_token(mut self) -> Self {
        self.token = None;
        self
    }

    /// Sends a request.
    ///
    /// # Errors
    /// When no answer comes.
    ///
    /// # Panics
    /// When the method is none.
    pub async fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Answer, reqwest::Error> {
        let method: Method = method.parse().expect("a method");
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await?;
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let (status, tag) = (answer.status().as_u16(), header("etag"));
        let kind = header("content-type").unwrap_or_default();
        Ok(Answer {
            status,
            kind,
            tag,
            body: answer.bytes().await?.to_vec(),
        })
    }

    /// Sends a request that must be answered.
    ///
    /// # Panics
    /// When no answer comes.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Answer {
        let sent = self.try_send(method, path, headers, body.into()).await;
        sent.unwrap_or_else(|error| panic!("no answer to {method} {path}: {error:?}"))
    }

    /// Gets a document.
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Vec::new()).await
    }

    /// Posts a JSON document, with the id of the command.
    pub async fn post(&self, path: &str, id: &str, body: &Value) -> Answer {
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", id),
        ];
        self.send("POST", path, &headers, body.to_string()).await
    }
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!(
                "{error}, status {}: {}",
                self.status,
                String::from_utf8_lossy(&self.body)
            )
        })
    }

    /// The JSON of a good answer.
    ///
    /// # Panics
    /// When it is another answer.
    #[track_caller]
    pub fn good(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        assert!((200..300).contains(&self.status), "{}: {text}", self.status);
        self.json()
    }

    /// The problem of a refusal with this status and code.
    ///
    /// # Panics
    /// When it is another answer.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let problem = self.json();
        assert_eq!(self.status, status, "{problem}");
        assert_eq!(self.kind, "application/problem+json", "{problem}");
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty()),
            "{problem}"
        );
        problem
    }
}
