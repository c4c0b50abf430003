//! Making answers.

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderValue, Response, StatusCode};
use serde::Serialize;

use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// A value as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Answered {
    Ok(with_type(to_json(value)?.into(), JSON))
}

/// A JSON text that was made before.
pub(crate) fn json_text(text: Bytes) -> Response<Body> {
    with_type(text, JSON)
}

/// A value as JSON, with the place of its last change as entity tag; only the
/// tag where the asker has it.
pub(crate) fn tagged<T: Serialize>(call: &Call, changed_at: u64, value: &T) -> Answered {
    tagged_bytes(call, &changed_at.to_string(), to_json(value)?)
}

/// JSON bytes with an entity tag, or only the tag where the asker has it.
pub(crate) fn tagged_bytes(call: &Call, tag: &str, body: Vec<u8>) -> Answered {
    let tag = format!("\"{tag}\"");
    let header = HeaderValue::from_str(&tag).map_err(Problem::internal)?;
    let mut answer = if has(call, &tag) {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        answer
    } else {
        with_type(body.into(), JSON)
    };
    answer.headers_mut().insert(ETAG, header);
    Ok(answer)
}

/// Puts a place on an answer as its entity tag.
pub(crate) fn tag(mut answer: Response<Body>, place: u64) -> Answered {
    let tag = HeaderValue::from_str(&format!("\"{place}\"")).map_err(Problem::internal)?;
    answer.headers_mut().insert(ETAG, tag);
    Ok(answer)
}

/// A text for people and tools.
pub(crate) fn text(text: String) -> Response<Body> {
    with_type(text.into(), TEXT)
}

/// A text of another type.
pub(crate) fn typed(text: String, kind: &'static str) -> Response<Body> {
    with_type(text.into(), HeaderValue::from_static(kind))
}

/// A document of a type of its own.
pub(crate) fn document(bytes: Vec<u8>, kind: &'static str) -> Response<Body> {
    with_type(bytes.into(), HeaderValue::from_static(kind))
}

/// Bytes for programs.
pub(crate) fn bytes(bytes: Vec<u8>) -> Response<Body> {
    with_type(bytes.into(), BYTES)
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(Problem::internal)
}

fn with_type(body: Bytes, kind: HeaderValue) -> Response<Body> {
    let mut answer = Response::new(Body::from(body));
    answer.headers_mut().insert(CONTENT_TYPE, kind);
    answer
}

/// Whether the asker has what the tag stands for (RFC 9110, section 13.1.2).
fn has(call: &Call, tag: &str) -> bool {
    let mut given = call.headers.get_all(IF_NONE_MATCH).iter();
    given.any(|value| {
        let Ok(value) = value.to_str() else {
            return false;
        };
        let mut tags = value.split(',').map(str::trim);
        tags.any(|given| given == "*" || given.strip_prefix("W/").unwrap_or(given) == tag)
    })
}
