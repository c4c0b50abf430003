//! How the command line reaches a council: over the network, over the socket of
//! a node that runs on the same data folder, or, where none runs, in this
//! process. All three are the same routes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use quarterday_gateway::failure::Code;
use quarterday_gateway::limits::PAGE_MAX;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::cli::say;
use crate::failure::failed;
use crate::hosting::{Clock, Hosting, Opening, Progress, Transport};
use crate::serve::operator_router;

/// The largest answer that is taken in.
const ANSWER_BYTES_MAX: usize = 512 << 20;

/// Characters that are shown of an answer that is none of this service.
const ANSWER_SHOWN: usize = 200;

/// Name of the socket in the data folder.
pub const SOCKET: &str = "quarterday.sock";

/// A way to reach the routes.
pub enum Client {
    /// Over HTTP, the network's or a socket's.
    Http {
        /// The connection pool.
        client: reqwest::Client,
        /// `scheme://host:port`.
        base: String,
        /// The bearer token.
        token: Option<String>,
    },
    /// In this process.
    Local {
        /// The routes.
        router: Router,
        /// The councils, to close at the end.
        hosting: Arc<Hosting>,
    },
}

/// An answer.
pub struct Response {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

/// The service refused: a problem document, for people and programs.
#[derive(Debug)]
pub struct Refused {
    /// The problem as it came.
    pub problem: Value,
}

impl Refused {
    /// Code and reason on one line.
    pub fn summary(&self) -> String {
        let text = |name: &str| self.problem[name].as_str().unwrap_or_default();
        if text("code") == text("name") {
            format!("{}: {}", text("code"), text("detail"))
        } else {
            format!("{} {}: {}", text("code"), text("name"), text("detail"))
        }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.summary())?;
        for fault in self.problem["faults"].as_array().into_iter().flatten() {
            let field = |name: &str| fault[name].as_str().unwrap_or_default();
            write!(f, "\n  {}", field("sheet"))?;
            if let Some(row) = fault["row"].as_u64() {
                write!(f, " row {row}")?;
            }
            if !field("column").is_empty() {
                write!(f, ", {}", field("column"))?;
            }
            write!(f, " ({}): ", field("code"))?;
            if !field("found").is_empty() {
                write!(f, "found `{}`; ", field("found"))?;
            }
            write!(f, "{}", field("expected"))?;
        }
        if let Some(more) = self.problem["more"].as_u64().filter(|more| *more > 0) {
            write!(f, "\n  and {more} more")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}

impl Client {
    /// Over the network.
    ///
    /// # Errors
    /// When the address is none.
    pub fn network(url: &str, token: Option<String>) -> anyhow::Result<Self> {
        let base = url.trim_end_matches('/').to_owned();
        if !base.starts_with("http://") && !base.starts_with("https://") {
            let detail = "--server takes a URL such as https://quarterday.council.example";
            return Err(failed(Code::ServerUnreachable, detail));
        }
        let client = reqwest::Client::builder()
            .build()
            .context("could not set up HTTP")?;
        Ok(Self::Http {
            client,
            base,
            token,
        })
    }

    /// On a data folder, for one council of it or all: by the socket of the node that runs there, or in this
    /// process.
    ///
    /// # Errors
    /// When the folder does not exist or its logs cannot be opened.
    pub async fn data(
        data: &Path,
        only: Option<&str>,
        create: bool,
        clock: Clock,
        progress: Progress,
    ) -> anyhow::Result<Self> {
        let socket = data.join(SOCKET);
        if tokio::net::UnixStream::connect(&socket).await.is_ok() {
            let client = reqwest::Client::builder()
                .unix_socket(socket)
                .build()
                .context("could not set up HTTP over the socket")?;
            return Ok(Self::Http {
                client,
                base: "http://localhost".to_owned(),
                token: None,
            });
        }
        if !create && !data.join("councils").is_dir() {
            let detail = format!(
                "{} holds no data: name a folder with --data, or a service with --server",
                data.display()
            );
            return Err(failed(Code::NoData, detail));
        }
        let folder: PathBuf = data.to_owned();
        let opening = clock.clone();
        let only = only.map(str::to_owned);
        let hosting = tokio::task::spawn_blocking(move || {
            Hosting::open_with(Opening {
                only,
                transport: Transport::ByHand,
                ..Opening::embedded(&folder, opening, progress)
            })
        })
        .await??;
        let router = operator_router(hosting.clone(), &clock, &Arc::default());
        Ok(Self::Local { router, hosting })
    }

    /// Closes what was opened, in good order.
    ///
    /// # Errors
    /// When what was made cannot be left to the owner of the data folder.
    pub async fn close(self) -> anyhow::Result<()> {
        if let Self::Local { hosting, .. } = self {
            tokio::task::spawn_blocking(move || {
                hosting.close();
                hosting.leave_to_owner()
            })
            .await??;
        }
        Ok(())
    }

    /// Sends a request; `path` begins with `/api/v1`.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> anyhow::Result<Response> {
        match self {
            Self::Http {
                client,
                base,
                token,
            } => {
                let mut request = client.request(method, format!("{base}{path}")).body(body);
                for (name, value) in headers {
                    request = request.header(*name, *value);
                }
                if let Some(token) = token {
                    request = request.bearer_auth(token);
                }
                let answer = request
                    .send()
                    .await
                    .with_context(|| format!("no answer from {base}"))?;
                let (status, headers) = (answer.status(), answer.headers().clone());
                let body = answer.bytes().await?.to_vec();
                Ok(Response {
                    status,
                    headers,
                    body,
                })
            }
            Self::Local { router, hosting } => {
                let is_read = method == Method::GET;
                let mut request = Request::builder().method(method).uri(path);
                for (name, value) in headers {
                    request = request.header(*name, *value);
                }
                let answer = router
                    .clone()
                    .oneshot(request.body(Body::from(body))?)
                    .await?;
                let (status, headers) = (answer.status(), answer.headers().clone());
                if is_read && status.is_success() {
                    hosting.tell_caveats(say);
                }
                let body = axum::body::to_bytes(answer.into_body(), ANSWER_BYTES_MAX).await?;
                Ok(Response {
                    status,
                    headers,
                    body: body.to_vec(),
                })
            }
        }
    }

    /// Sends a request and takes a good answer's body.
    ///
    /// # Errors
    /// [`Refused`] for every other answer.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> anyhow::Result<Vec<u8>> {
        let answer = self.send(method, path, headers, body).await?;
        if answer.status.is_success() {
            return Ok(answer.body);
        }
        let problem = serde_json::from_slice(&answer.body).unwrap_or_else(|_| {
            let said: String = String::from_utf8_lossy(&answer.body)
                .chars()
                .take(ANSWER_SHOWN)
                .collect();
            let code = Code::AnswerUnreadable;
            serde_json::json!({
                "code": code.code(),
                "name": code.name(),
                "status": answer.status.as_u16(),
                "detail": format!("the answer is {}: {}", answer.status, said.trim()),
            })
        });
        Err(Refused { problem }.into())
    }

    /// Gets a JSON document.
    ///
    /// # Errors
    /// [`Refused`], or an answer that is no such document.
    pub async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let body = self.call(Method::GET, path, &[], Vec::new()).await?;
        read(path, &body)
    }

    /// Gets a list that comes in pages as one document: the first page, with
    /// the entries of all of them under the list's name.
    ///
    /// # Errors
    /// As for [`Client::get`].
    pub async fn get_all(&self, path: &str, name: &str) -> anyhow::Result<Value> {
        let separator = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{separator}limit={PAGE_MAX}");
        let mut whole: Value = self.get(&path).await?;
        while let Some(after) = whole["next"].take().as_str() {
            let mut page: Value = self.get(&format!("{path}&after={}", encode(after))).await?;
            whole["next"] = page["next"].take();
            if let (Value::Array(all), Value::Array(more)) = (&mut whole[name], page[name].take()) {
                all.extend(more);
            }
        }
        if let Value::Object(fields) = &mut whole {
            fields.remove("next");
        }
        Ok(whole)
    }

    /// Posts a JSON document and takes one back.
    ///
    /// # Errors
    /// As for [`Client::get`].
    pub async fn post<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: &impl serde::Serialize,
    ) -> anyhow::Result<T> {
        let mut all = vec![("content-type", "application/json")];
        all.extend_from_slice(headers);
        let body = self
            .call(Method::POST, path, &all, serde_json::to_vec(body)?)
            .await?;
        read(path, &body)
    }
}

fn read<T: serde::de::DeserializeOwned>(path: &str, body: &[u8]) -> anyhow::Result<T> {
    serde_json::from_slice(body).map_err(|error| {
        let detail = format!("the answer to {path} cannot be read: {error}");
        failed(Code::AnswerUnreadable, detail)
    })
}

/// A path segment or query value, percent-encoded.
pub fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a string takes every write");
        }
    }
    encoded
}
