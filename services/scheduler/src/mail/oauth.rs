//! Tokens of OAuth 2.0 (RFC 6749): by client credentials, or by a refresh token.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Deserialize;
use tokio::sync::Mutex;

use super::configuration::OAuth;
use super::mailer::Error;
use super::secret;

/// How long the token endpoint may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// A token is not used for the last part of its life, so that it does not end
/// between our clock and the server's.
const SPARE: Duration = Duration::from_secs(120);

/// How long a token is taken to be good where the endpoint does not say.
const GOOD_FOR: u64 = 300;

/// The largest answer of the endpoint that is read, in bytes.
const ANSWER_BYTES_MAX: usize = 256 << 10;

/// What gives out tokens, and the one in use.
pub(super) struct Tokens {
    http: reqwest::Client,
    endpoint: String,
    client_id: String,
    client_secret: Option<String>,
    scope: Option<String>,
    refresh_token_file: Option<PathBuf>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    refresh_token: Option<String>,
    current: Option<Token>,
}

struct Token {
    secret: String,
    good_until: Instant,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: Option<serde_json::Value>,
    #[serde(default)]
    refresh_token: Option<String>,
}

#[derive(Deserialize)]
struct Denied {
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

impl Tokens {
    /// Reads the secrets and sets up the client.
    pub(super) fn open(settings: &OAuth) -> Result<Self, Error> {
        let read = |key, path: &Option<PathBuf>| {
            path.as_deref()
                .map(|path| secret::read(key, path))
                .transpose()
        };
        let mut http = reqwest::Client::builder()
            .timeout(ANSWER_WITHIN)
            // Secrets are for the endpoint that was named and no other.
            .redirect(reqwest::redirect::Policy::none());
        if let Some(path) = &settings.ca_file {
            let pem = std::fs::read(path).map_err(|source| Error::File {
                path: path.clone(),
                source,
            })?;
            let all = reqwest::Certificate::from_pem_bundle(&pem)
                .map_err(|source| Error::Http { source })?;
            http = http.tls_certs_merge(all);
        }
        Ok(Self {
            http: http.build().map_err(|source| Error::Http { source })?,
            endpoint: settings.token_url.clone(),
            client_id: settings.client_id.clone(),
            client_secret: read(
                "mail.smtp.oauth.client_secret_file",
                &settings.client_secret_file,
            )?,
            scope: settings.scope.clone(),
            refresh_token_file: settings.refresh_token_file.clone(),
            state: Mutex::new(State {
                refresh_token: read(
                    "mail.smtp.oauth.refresh_token_file",
                    &settings.refresh_token_file,
                )?,
                current: None,
            }),
        })
    }

    /// A token that is good, from memory where there is one. One that the
    /// server has `refused` is not given again. Many that ask at once wait for
    /// one answer of the endpoint.
    pub(super) async fn token(&self, refused: Option<&str>) -> Result<String, String> {
        let mut state = self.state.lock().await;
        if let Some(token) = &state.current
            && Some(token.secret.as_str()) != refused
            && Instant::now() < token.good_until
        {
            return Ok(token.secret.clone());
        }
        let granted = self.ask(state.refresh_token.as_deref()).await?;
        let seconds = granted
            .expires_in
            .as_ref()
            .and_then(seconds)
            .unwrap_or(GOOD_FOR);
        let life = Duration::from_secs(seconds);
        // A short-lived token is used for half of its life at least.
        let good_for = life.saturating_sub(SPARE).max(life / 2);
        let now = Instant::now();
        state.current = Some(Token {
            secret: granted.access_token.clone(),
            good_until: now.checked_add(good_for).unwrap_or(now),
        });
        if let Some(new) = granted.refresh_token
            && state.refresh_token.as_ref().is_some_and(|old| *old != new)
        {
            self.keep(&new);
            state.refresh_token = Some(new);
        }
        Ok(granted.access_token)
    }

    async fn ask(&self, refresh_token: Option<&str>) -> Result<Granted, String> {
        let failed = |error: reqwest::Error| {
            format!("the token endpoint {}: {}", self.endpoint, causes(&error))
        };
        let mut answer = self
            .http
            .post(&self.endpoint)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .body(self.form(refresh_token))
            .send()
            .await
            .map_err(failed)?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            body.extend_from_slice(&chunk);
            if body.len() > ANSWER_BYTES_MAX {
                return Err(format!(
                    "the token endpoint {} answers without end",
                    self.endpoint
                ));
            }
        }
        if !answer.status().is_success() {
            return Err(self.denied(answer.status().as_u16(), &body));
        }
        let granted = serde_json::from_slice::<Granted>(&body).ok();
        // A token goes into a command of SMTP; anything else in it is no token.
        let granted = granted.filter(|granted| {
            !granted.access_token.is_empty()
                && granted
                    .access_token
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic())
        });
        granted.ok_or_else(|| format!("the token endpoint {} gave no token", self.endpoint))
    }

    fn form(&self, refresh_token: Option<&str>) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("client_id", &self.client_id);
        if let Some(secret) = &self.client_secret {
            form.append_pair("client_secret", secret);
        }
        if let Some(scope) = &self.scope {
            form.append_pair("scope", scope);
        }
        match refresh_token {
            Some(token) => form
                .append_pair("grant_type", "refresh_token")
                .append_pair("refresh_token", token),
            None => form.append_pair("grant_type", "client_credentials"),
        };
        form.finish()
    }

    fn denied(&self, status: u16, body: &[u8]) -> String {
        let why = match serde_json::from_slice::<Denied>(body) {
            Ok(denied) => {
                let more = denied.error_description.unwrap_or_default();
                let more = more.lines().next().unwrap_or_default().to_owned();
                format!("{} {more}", denied.error).trim_end().to_owned()
            }
            Err(_) => "without a reason".to_owned(),
        };
        format!(
            "the token endpoint {} answered {status}: {why}",
            self.endpoint
        )
    }

    /// Stores the refresh token that takes the place of the one before. Where
    /// that cannot be, the new one serves until this process ends, and most
    /// endpoints take the old one for long after.
    fn keep(&self, token: &str) {
        let Some(path) = &self.refresh_token_file else {
            return;
        };
        if let Err(error) = replace(path, token) {
            tracing::warn!(
                path = %path.display(),
                %error,
                "could not store the new refresh token; a restart uses the old one"
            );
        }
    }
}

/// Puts a secret in the place of another, whole or not at all.
fn replace(path: &Path, secret: &str) -> std::io::Result<()> {
    let new = path.with_extension("new");
    let _ = std::fs::remove_file(&new);
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)?;
    writeln!(file, "{secret}")?;
    file.sync_all()?;
    std::fs::rename(&new, path)
}

/// Some endpoints write the number as a text.
fn seconds(value: &serde_json::Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn causes(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = error.to_string();
        cause = error.source();
    }
    if text.is_empty() {
        error.to_string()
    } else {
        text
    }
}
