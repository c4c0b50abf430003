//! Asking a provider over HTTPS.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use openidconnect::{HttpRequest, HttpResponse};

/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Bytes of an answer.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// It could not be asked.
    #[error("it could not be asked")]
    Request(#[from] reqwest::Error),
    /// The answer is too large.
    #[error("its answer has more than {ANSWER_BYTES_MAX} bytes")]
    TooLarge,
}

pub(super) fn client(ca_file: Option<&PathBuf>) -> anyhow::Result<reqwest::Client> {
    let mut client = reqwest::Client::builder()
        .timeout(ANSWER_WITHIN)
        // Codes and secrets are for the addresses that were published, no other.
        .redirect(reqwest::redirect::Policy::none());
    if let Some(path) = ca_file {
        let pem = std::fs::read(path);
        let pem = pem.with_context(|| format!("could not read {}", path.display()))?;
        let all = reqwest::Certificate::from_pem_bundle(&pem)?;
        client = client.tls_certs_merge(all);
    }
    client.build().context("could not set up HTTP")
}

pub(super) async fn ask(
    client: reqwest::Client,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let mut answer = client.execute(request.try_into()?).await?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = HttpResponse::new(body);
    *response.status_mut() = answer.status();
    *response.headers_mut() = std::mem::take(answer.headers_mut());
    Ok(response)
}

/// An error and its causes on one line.
pub(super) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
