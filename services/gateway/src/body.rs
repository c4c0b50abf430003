//! Reading bodies, each with its limit.

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use http_body_util::LengthLimitError;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};
use serde_path_to_error::{Path, Segment};
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
        let chunk = chunk.map_err(|error| {
            let error = error.into_inner();
            if error.is::<LengthLimitError>() {
                return over_limit(what);
            }
            cut_short(&error)
        })?;
        if bytes.len() + chunk.len() > bytes_max {
            return Err(Problem::too_large(what, bytes_max));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A body over the limit of the configuration.
fn over_limit(what: &str) -> Problem {
    let detail = format!("{what} is larger than this service takes (`http.limits.body_kilobytes`)");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
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
        .map_err(|error| refused::<T>(&bytes, error.inner(), error.path()))?;
    reader
        .end()
        .map_err(|error| no_json(&error, "after its end"))?;
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

/// What is wrong with a body, and where: as a path (`$.observe.plan`), and as
/// line and column.
fn refused<T: DeserializeOwned>(bytes: &[u8], error: &serde_json::Error, path: &Path) -> Problem {
    // Of JSON in the wrong place the reader says that it is none.
    if !error.is_data() && serde_json::from_slice::<IgnoredAny>(bytes).is_err() {
        return no_json(error, &format!("in {}", named(path)));
    }
    let (line, column) = (error.line(), error.column());
    let (place, expected) = serde_json::from_slice(bytes)
        .ok()
        .and_then(expectation::<T>)
        .unwrap_or_else(|| (named(path), error.to_string()));
    let mut detail = format!("{place} is not as expected: {expected}");
    if line > 0 {
        detail.push_str(&format!(" (line {line}, column {column})"));
    }
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_body", detail)
}

fn no_json(error: &serde_json::Error, place: &str) -> Problem {
    let detail = format!("the body is no JSON {place}: {error}");
    Problem::new(StatusCode::BAD_REQUEST, "malformed", detail)
}

/// Where a document is not of a type, and what the type takes there. Read from
/// a document, and not from its text, the type says more of what it takes.
fn expectation<T: DeserializeOwned>(document: Value) -> Option<(String, String)> {
    let error = serde_path_to_error::deserialize::<_, T>(document.clone()).err()?;
    let mut expected = error.inner().to_string();
    // Something with a name was expected: with one that there is not, the type
    // lists those that there are.
    let named_things = ["a single key", "string or map"];
    if named_things.iter().any(|words| expected.ends_with(words)) {
        let mut other = document;
        *at(&mut other, error.path())? = json!({ "?": null });
        let listed = serde_path_to_error::deserialize::<_, T>(other).err();
        let listed = listed.map(|error| error.into_inner().to_string());
        if let Some((_, names)) = listed.as_deref().and_then(|text| text.split_once(", ")) {
            expected = format!("an object with a single key was expected, {names}");
        }
    }
    if expected.ends_with("newtype variant") {
        expected = "an object with this key was expected, not its name alone".to_owned();
    }
    Some((named(error.path()), expected))
}

/// The value at a path of a document.
fn at<'a>(document: &'a mut Value, path: &Path) -> Option<&'a mut Value> {
    path.iter()
        .try_fold(document, |value, segment| match segment {
            Segment::Seq { index } => value.get_mut(*index),
            Segment::Map { key } => value.get_mut(key),
            Segment::Enum { variant } => value.get_mut(variant),
            Segment::Unknown => None,
        })
}

fn named(path: &Path) -> String {
    match path.to_string().as_str() {
        "." => "the body (`$`)".to_owned(),
        path => format!("`$.{path}`"),
    }
}
