//! The style sheet, script and icon of pages, compiled into the binary.
//!
//! Their address names a hash of them all, so a browser keeps them for ever and
//! asks again when any of them changes.

use std::sync::OnceLock;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use include_dir::{Dir, include_dir};
use sha2::{Digest as _, Sha256};

use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/public");

/// The address of a file.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", hash())
}

/// Hash over names and contents of all files.
fn hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let mut files: Vec<_> = FILES.files().collect();
        files.sort_by_key(|file| file.path());
        let mut hasher = Sha256::new();
        for file in files {
            for part in [file.path().as_os_str().as_encoded_bytes(), file.contents()] {
                hasher.update((part.len() as u64).to_be_bytes());
                hasher.update(part);
            }
        }
        hex::encode(&hasher.finalize()[..8])
    })
}

pub(super) fn serve(call: &Call) -> Answered {
    let name = call.segment("file");
    let file = FILES.get_file(name).ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "no_such_route",
            "there is no such file",
        )
    })?;
    let kind = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
    let mut answer = Response::new(Body::from(file.contents()));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    // A node of another version has another hash: what it asked for by that is
    // served, and not kept.
    let kept = match call.segment("hash") == hash() {
        true => "public, max-age=31536000, immutable",
        false => "no-store",
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    Ok(answer)
}
