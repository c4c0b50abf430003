//! Reading bodies, each with its limit.

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use serde::de::{DeserializeOwned, IgnoredAny};
use tokio_stream::StreamExt as _;

use crate::limits::JSON_BYTES_MAX;
use crate::problem::Problem;

/// A whole body of at most so many bytes.
pub(crate) async fn whole(
    headers: &HeaderMap,
    body: Body,
    what: &str,
    bytes_max: usize,
) -> Result<Vec<u8>, Problem> {
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: usize| length > bytes_max) {
        return Err(Problem::too_large(what, bytes_max));
    }
    let mut bytes = Vec::with_capacity(length.unwrap_or(0).min(64 << 10));
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| cut_short(&error))?;
        if bytes.len() + chunk.len() > bytes_max {
            return Err(Problem::too_large(what, bytes_max));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A JSON body of a type.
pub(crate) async fn json<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Problem> {
    let kind = media_type(headers);
    if !matches!(kind.as_deref(), None | Some("application/json")) {
        return Err(unsupported("application/json"));
    }
    let bytes = whole(headers, body, "the body", JSON_BYTES_MAX).await?;
    let mut reader = serde_json::Deserializer::from_slice(&bytes);
    let value = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| refused(&bytes, error.inner(), &error.path().to_string()))?;
    reader.end().map_err(|error| refused(&bytes, &error, "."))?;
    Ok(value)
}

/// The media type of the body, in lower case and without parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().unwrap_or_default();
    let kind = value.split(';').next().unwrap_or_default();
    Some(kind.trim().to_ascii_lowercase())
}

/// A body of another media type than those taken.
pub(crate) fn unsupported(taken: &str) -> Problem {
    let detail = format!("the body's content type is not taken here: send {taken}");
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        detail,
    )
}

/// A body that broke off.
pub(crate) fn cut_short(error: &dyn std::fmt::Display) -> Problem {
    let detail = format!("the body could not be read to its end: {error}");
    Problem::new(StatusCode::BAD_REQUEST, "malformed", detail)
}

fn refused(bytes: &[u8], error: &serde_json::Error, path: &str) -> Problem {
    // Of JSON in the wrong place the reader says that it is none.
    if error.is_data() || serde_json::from_slice::<IgnoredAny>(bytes).is_ok() {
        let place = if path == "." {
            "the body".to_owned()
        } else {
            format!("`{path}`")
        };
        let detail = format!("{place} is not as expected: {error}");
        return Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_body", detail);
    }
    let detail = format!("the body is no JSON: {error}");
    Problem::new(StatusCode::BAD_REQUEST, "malformed", detail)
}
