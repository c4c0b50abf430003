//! The headers that keep a page to itself.

use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderMap, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};

/// Nothing is loaded but our own style sheet, script and icon; nothing in a page
/// is run, whatever people type.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(crate) fn secure(headers: &mut HeaderMap, is_https: bool) {
    let mut put = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    put(CONTENT_SECURITY_POLICY, POLICY);
    // Links stand for their addressee: no other site is told of them.
    put(REFERRER_POLICY, "same-origin");
    put(X_FRAME_OPTIONS, "DENY");
    put(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    put(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    );
    if is_https {
        put(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}
