//! What a browser keeps while it is away at an OpenID provider.
//!
//! A cookie of its own has one random seed, of which the state, the nonce and the
//! verifier are made, signed with a key that every gateway has: any of them may
//! get the browser back, and none has to remember that it left.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use jiff::{SignedDuration, Timestamp};
use quarterday_proto::id::CouncilId;
use sha2::Sha256;

use super::cookie;
use crate::provider::{Journey, Provider};

/// How long a browser may be away.
pub(super) const AWAY_MAX: SignedDuration = SignedDuration::from_mins(10);
/// Letters of the state that name the cookie, so that two tabs have two.
const NAME_LETTERS: usize = 12;
/// How far the clocks of two gateways may be apart.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(1);

/// A sign-in that is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flow {
    /// The council that was asked for, where one was.
    pub(super) council: Option<CouncilId>,
    began: Timestamp,
    seed: [u8; 32],
}

impl Flow {
    pub(super) fn begin(council: Option<CouncilId>, now: Timestamp, seed: [u8; 32]) -> Self {
        let began = Timestamp::from_second(now.as_second()).unwrap_or(now);
        Self {
            council,
            began,
            seed,
        }
    }

    /// When it is over.
    pub(super) fn ends(&self) -> Timestamp {
        self.began + AWAY_MAX
    }

    pub(super) fn state(&self) -> String {
        derive(&self.seed, "state")
    }

    /// What the provider is told and asked for.
    pub(super) fn journey(&self, back: String) -> Journey {
        Journey {
            back,
            state: self.state(),
            nonce: derive(&self.seed, "nonce"),
            verifier: derive(&self.seed, "verifier"),
        }
    }

    /// Has the browser keep it.
    pub(super) fn cookie(&self, provider: &Provider, is_https: bool) -> String {
        let council = self.council.as_ref().map_or("", CouncilId::as_str);
        let seed = URL_SAFE_NO_PAD.encode(self.seed);
        let text = format!(
            "{}.{council}.{}.{seed}",
            provider.id,
            self.began.as_second()
        );
        let value = format!("{text}.{}", sign(&provider.flow_key, &text));
        cookie::put(&name(&self.state()), &value, AWAY_MAX, is_https)
    }

    /// The one that a browser came back from, where it kept it, no provider but
    /// this is meant, and it is not over.
    pub(super) fn found(
        headers: &HeaderMap,
        state: &str,
        provider: &Provider,
        now: Timestamp,
        is_https: bool,
    ) -> Option<Self> {
        let kept = cookie::named(headers, &name(state), is_https)?;
        let (text, signature) = kept.rsplit_once('.')?;
        verify(&provider.flow_key, text, signature)?;
        let mut parts = text.split('.');
        let (of, council) = (parts.next()?, parts.next()?);
        let (began, seed) = (parts.next()?, parts.next()?);
        let council = match council {
            "" => None,
            council => Some(council.parse().ok()?),
        };
        let flow = Self {
            council,
            began: Timestamp::from_second(began.parse().ok()?).ok()?,
            seed: URL_SAFE_NO_PAD.decode(seed).ok()?.try_into().ok()?,
        };
        let in_time = flow.began <= now + CLOCKS_APART && now < flow.ends();
        (of == provider.id && flow.state() == state && in_time).then_some(flow)
    }
}

/// Has the browser forget what it kept for a state.
pub(super) fn forget(state: &str, is_https: bool) -> String {
    cookie::put(&name(state), "", SignedDuration::ZERO, is_https)
}

/// What its cookie is called: of a state that nobody here made, no more than
/// letters that a name may have.
fn name(state: &str) -> String {
    let fits = |letter: &char| letter.is_ascii_alphanumeric() || "-_".contains(*letter);
    let letters: String = state.chars().filter(fits).take(NAME_LETTERS).collect();
    format!("quarterday-flow-{letters}")
}

fn derive(seed: &[u8; 32], what: &str) -> String {
    URL_SAFE_NO_PAD.encode(mac(seed, what).finalize().into_bytes())
}

fn sign(key: &[u8; 32], text: &str) -> String {
    URL_SAFE_NO_PAD.encode(mac(key, text).finalize().into_bytes())
}

fn verify(key: &[u8; 32], text: &str, signature: &str) -> Option<()> {
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    mac(key, text).verify_slice(&signature).ok()
}

fn mac(key: &[u8; 32], text: &str) -> Hmac<Sha256> {
    let mut mac =
        <Hmac<Sha256> as hmac::Mac>::new_from_slice(key).expect("a key may have any length");
    mac.update(text.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    fn provider(id: &str, key: u8) -> Provider {
        Provider {
            id: id.to_owned(),
            label: id.to_owned(),
            councils: Vec::new(),
            flow_key: [key; 32],
        }
    }

    fn headers(cookie: &str) -> HeaderMap {
        let kept = cookie.split(';').next().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, kept.parse().unwrap());
        headers
    }

    #[test]
    fn a_browser_comes_back_once_within_ten_minutes_and_to_the_same_provider() {
        let began: Timestamp = "2021-10-01T09:00:00.7Z".parse().unwrap();
        let council: CouncilId = "rochdale".parse().unwrap();
        let flow = Flow::begin(Some(council), began, [7; 32]);
        let entra = provider("entra", 1);
        let cookie = flow.cookie(&entra, true);
        assert!(cookie.starts_with("__Host-quarterday-flow-"), "{cookie}");
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=600"));
        let kept = headers(&cookie);
        let found = |headers: &HeaderMap, state: &str, provider: &Provider, seconds: i64| {
            let now = began + SignedDuration::from_secs(seconds);
            Flow::found(headers, state, provider, now, true)
        };
        let state = flow.state();
        assert_eq!(found(&kept, &state, &entra, 599), Some(flow.clone()));
        assert_eq!(found(&kept, &state, &entra, -59), Some(flow.clone()));
        let check = |headers: &HeaderMap, state: &str, provider: &Provider, seconds| {
            assert_eq!(found(headers, state, provider, seconds), None);
        };
        check(&kept, &state, &entra, 600);
        check(&kept, &state, &entra, -120);
        check(&kept, &state, &provider("entra", 2), 0);
        check(&kept, &state, &provider("other", 1), 0);
        check(&kept, &format!("{}x", &state[..42]), &entra, 0);
        check(&kept, "", &entra, 0);
        check(&HeaderMap::new(), &state, &entra, 0);
        let other = cookie.replace("rochdale", "derby");
        check(&headers(&other), &state, &entra, 0);
        let journey = flow.journey(String::new());
        assert_ne!(journey.nonce, journey.verifier);
        assert_eq!(journey.verifier.len(), 43);
    }
}
