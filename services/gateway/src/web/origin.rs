//! Whether a form was sent from one of our own pages.
//!
//! Browsers say so themselves: `Sec-Fetch-Site` where they know it, else
//! `Origin`. A program that sends neither has no cookie of a browser's user
//! either.

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode};

use crate::problem::Problem;

/// Refuses what another site's page sent. `base` is what the service is reached
/// as.
pub(crate) fn check(headers: &HeaderMap, base: Option<&str>) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let ours = match (text("sec-fetch-site"), text(ORIGIN.as_str())) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            base.is_some_and(|base| base.trim_end_matches('/') == origin)
                || (host.is_some() && host == text(HOST.as_str()))
        }
        (None, None) => true,
    };
    if ours {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "cross_site",
        "this was sent from a page of another site: nothing was done",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_other_sites_are_refused() {
        let check = |sent: &[(&'static str, &str)], ours: bool| {
            let mut headers = HeaderMap::new();
            for (name, value) in sent {
                headers.insert(*name, value.parse().unwrap());
            }
            let base = Some("https://q.example");
            assert_eq!(check(&headers, base).is_ok(), ours, "{sent:?}");
        };
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("sec-fetch-site", "cross-site")], false);
        let evil = ("origin", "https://evil.example");
        check(
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://q.example"),
            ],
            false,
        );
        check(&[evil], false);
        check(&[evil, ("host", "10.0.0.1:8420")], false);
        check(&[("origin", "null"), ("host", "null")], false);
        check(&[("origin", "https://q.example")], true);
        check(
            &[
                ("origin", "http://10.0.0.1:8420"),
                ("host", "10.0.0.1:8420"),
            ],
            true,
        );
        check(&[], true);
    }
}
