//! The cookie of a session: one a council, so that somebody with posts in two
//! is signed in to both.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use quarterday_proto::id::CouncilId;

/// What the cookie of a council is called. Only over HTTPS do browsers take the
/// prefix, by which no other host of the domain can set it.
fn name(council: &CouncilId, is_https: bool) -> String {
    let prefix = if is_https { "__Host-" } else { "" };
    format!("{prefix}quarterday-{council}")
}

/// The secret that a request carries for a council.
pub(crate) fn secret<'a>(
    headers: &'a HeaderMap,
    council: &CouncilId,
    is_https: bool,
) -> Option<&'a str> {
    let name = name(council, is_https);
    let cookies = headers.get_all(COOKIE).iter();
    let cookies = cookies.filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';'));
    pairs.find_map(|pair| {
        let (known, value) = pair.trim().split_once('=')?;
        (known == name).then_some(value)
    })
}

/// Sets the cookie; browsers forget it when they are closed.
pub(crate) fn set(council: &CouncilId, is_https: bool, secret: &str) -> String {
    let secure = if is_https { "; Secure" } else { "" };
    let name = name(council, is_https);
    format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

/// Takes it back.
pub(crate) fn clear(council: &CouncilId, is_https: bool) -> String {
    format!("{}; Max-Age=0", set(council, is_https, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cookie_a_council() {
        let rochdale: CouncilId = "rochdale".parse().unwrap();
        let mut headers = HeaderMap::new();
        let sent = "a=b; quarterday-rochdalex=no; quarterday-rochdale=yes";
        headers.insert(COOKIE, sent.parse().unwrap());
        assert_eq!(secret(&headers, &rochdale, false), Some("yes"));
        assert_eq!(secret(&headers, &rochdale, true), None);
        assert_eq!(
            set(&rochdale, true, "s"),
            "__Host-quarterday-rochdale=s; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            clear(&rochdale, false),
            "quarterday-rochdale=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }
}
