//! The cookie of a session: one a council, so that somebody with posts in two
//! is signed in to both.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use jiff::SignedDuration;
use quarterday_proto::id::CouncilId;

/// What the cookie of a council is called.
fn name(council: &CouncilId, is_https: bool) -> String {
    format!("{}quarterday-{council}", prefix(is_https))
}

/// Only over HTTPS do browsers take the prefix, by which no other host of the
/// domain can set a cookie.
fn prefix(is_https: bool) -> &'static str {
    if is_https { "__Host-" } else { "" }
}

/// The secret that a request carries for a council.
pub(crate) fn secret<'a>(
    headers: &'a HeaderMap,
    council: &CouncilId,
    is_https: bool,
) -> Option<&'a str> {
    value(headers, &name(council, is_https))
}

/// The value of a cookie that is no session's.
pub(super) fn named<'a>(headers: &'a HeaderMap, name: &str, is_https: bool) -> Option<&'a str> {
    value(headers, &format!("{}{name}", prefix(is_https)))
}

/// Sets a cookie that is no session's, for a while.
pub(super) fn put(name: &str, value: &str, lasts: SignedDuration, is_https: bool) -> String {
    let secure = if is_https { "; Secure" } else { "" };
    format!(
        "{}{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age={}",
        prefix(is_https),
        lasts.as_secs()
    )
}

/// The value of a cookie.
fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
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

/// Seconds that it is remembered where somebody was going who has to sign in.
const RETURN_SECONDS: u32 = 1_800;

fn return_name(council: &CouncilId, is_https: bool) -> String {
    format!("{}-return", name(council, is_https))
}

/// Remembers a page of a council, to come back to after signing in.
pub(crate) fn set_return(council: &CouncilId, is_https: bool, path: &str) -> String {
    let secure = if is_https { "; Secure" } else { "" };
    let name = return_name(council, is_https);
    let path = super::words::encoded(path);
    format!("{name}={path}; Path=/; HttpOnly; SameSite=Lax; Max-Age={RETURN_SECONDS}{secure}")
}

/// The page that was remembered, where it is one of the council's: whatever else
/// stands in the cookie leads nowhere.
pub(crate) fn return_to(
    headers: &HeaderMap,
    council: &CouncilId,
    is_https: bool,
) -> Option<String> {
    let name = return_name(council, is_https);
    let value = value(headers, &name)?;
    let (path, _) = form_urlencoded::parse(value.as_bytes()).next()?;
    let is_of_council = path.strip_prefix(&format!("/c/{council}/"));
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic());
    (is_of_council.is_some() && is_plain).then(|| path.into_owned())
}

/// Forgets it.
pub(crate) fn clear_return(council: &CouncilId, is_https: bool) -> String {
    format!("{}; Max-Age=0", set_return(council, is_https, ""))
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
        let back = set_return(&rochdale, false, "/c/rochdale/plans/a b");
        headers.insert(COOKIE, back.split(';').next().unwrap().parse().unwrap());
        let returned = |headers: &HeaderMap| return_to(headers, &rochdale, false);
        assert_eq!(returned(&headers), None, "a blank is no part of an address");
        for (path, comes_back) in [
            ("/c/rochdale/dashboard", true),
            ("/c/rutland/dashboard", false),
            ("//evil.example/c/rochdale/", false),
        ] {
            let back = set_return(&rochdale, false, path);
            headers.insert(COOKIE, back.split(';').next().unwrap().parse().unwrap());
            let expected = comes_back.then(|| path.to_owned());
            assert_eq!(returned(&headers), expected);
        }
        assert_eq!(
            clear(&rochdale, false),
            "quarterday-rochdale=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }
}
