//! OpenID providers: sending browsers there, and checking what they bring back.
//!
//! Authorisation code with PKCE, state and nonce. The crate `openidconnect` is
//! used here alone.

mod claims;
mod http;
mod published;

use std::sync::Arc;

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::CoreResponseType;
use openidconnect::core::{
    CoreClient, CoreErrorResponseType, CoreIdToken, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    CsrfToken, LogoutRequest, Nonce, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    RedirectUrl, RequestTokenError, Scope, SignatureVerificationError, TokenResponse as _,
};
use quarterday_gateway::{Asking, Journey, Provider, Providers, Unvouched, Vouched};
use sha2::{Digest as _, Sha256};

use crate::config::OpenId;
use published::{Metadata, Published};

/// How old a token may be: it is had at once.
const TOKEN_AGE_MAX: SignedDuration = SignedDuration::from_mins(10);
/// Signatures that are taken: those that the provider alone can make.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The providers of the configuration.
pub(crate) struct OpenIdProviders {
    all: Vec<Provider>,
    peers: Vec<Arc<Peer>>,
}

/// One provider, as it is asked.
struct Peer {
    settings: OpenId,
    secret: ClientSecret,
    published: Published,
}

impl OpenIdProviders {
    /// Reads the secrets; asks nobody yet.
    ///
    /// # Errors
    /// When a secret or certificate cannot be used.
    pub(crate) fn open(all: &[OpenId]) -> anyhow::Result<Self> {
        let peers = all
            .iter()
            .map(|settings| Peer::open(settings).map(Arc::new));
        let peers: Vec<_> = peers.collect::<anyhow::Result<_>>()?;
        let all = peers.iter().map(|peer| peer.provider());
        Ok(Self {
            all: all.collect(),
            peers,
        })
    }

    fn peer(&self, id: &str) -> Result<Arc<Peer>, Unvouched> {
        let found = self.peers.iter().find(|peer| peer.settings.id == id);
        let none = || Unvouched::Unreachable(format!("no provider `{id}` is configured"));
        found.cloned().ok_or_else(none)
    }
}

impl Peer {
    fn open(settings: &OpenId) -> anyhow::Result<Self> {
        let path = settings.client_secret_file.as_deref();
        let path = path.context("an OpenID provider has no client_secret_file")?;
        let secret = std::fs::read_to_string(path);
        let secret = secret.with_context(|| format!("could not read {}", path.display()))?;
        Ok(Self {
            secret: ClientSecret::new(secret.trim().to_owned()),
            published: Published::open(settings)?,
            settings: settings.clone(),
        })
    }

    fn provider(&self) -> Provider {
        // Every gateway has the secret, and nobody else but the provider.
        let mut key = Sha256::new();
        key.update(b"quarterday flow\0");
        key.update(&self.settings.id);
        key.update(b"\0");
        key.update(self.secret.secret());
        Provider {
            id: self.settings.id.clone(),
            label: self.settings.label.clone(),
            councils: self.settings.councils.keys().cloned().collect(),
            flow_key: key.finalize().into(),
        }
    }

    async fn departure(&self, journey: Journey) -> Result<String, Unvouched> {
        let metadata = self.published.known().await?;
        let verifier = PkceCodeVerifier::new(journey.verifier);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let (state, nonce) = (journey.state, journey.nonce);
        let client = CoreClient::from_provider_metadata(
            (*metadata).clone(),
            ClientId::new(self.settings.client_id.clone()),
            None,
        )
        .set_redirect_uri(redirect(journey.back)?);
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let (address, _, _) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .url();
        Ok(address.into())
    }

    async fn arrival(
        &self,
        journey: Journey,
        code: String,
        now: Timestamp,
    ) -> Result<Vouched, Unvouched> {
        let metadata = self.published.known().await?;
        let token = self.token(&metadata, &journey, code).await?;
        let checked = match self.check(&metadata, &token, &journey, now) {
            // The provider may have a new key since.
            Err(error) if of_unknown_key(&error) => {
                let metadata = self.published.anew().await?;
                self.check(&metadata, &token, &journey, now)
            }
            checked => checked,
        };
        checked.map_err(|error| Unvouched::Untrusted(http::causes(&error)))?;
        claims::read(&token.to_string(), &self.settings, now)
    }

    /// The token that a code is good for.
    async fn token(
        &self,
        metadata: &Metadata,
        journey: &Journey,
        code: String,
    ) -> Result<CoreIdToken, Unvouched> {
        let client = CoreClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.settings.client_id.clone()),
            Some(self.secret.clone()),
        )
        .set_redirect_uri(redirect(journey.back.clone())?);
        let request = client.exchange_code(AuthorizationCode::new(code));
        let request = request.map_err(|error| Unvouched::Unreachable(error.to_string()))?;
        let verifier = PkceCodeVerifier::new(journey.verifier.clone());
        let http = self.published.http();
        let answered = request
            .set_pkce_verifier(verifier)
            .request_async(&http)
            .await;
        let granted = answered.map_err(|error| match error {
            RequestTokenError::ServerResponse(refused) => {
                tracing::warn!(provider = self.settings.id, %refused, "a code was refused");
                Unvouched::Refused(Some(word(refused.error())))
            }
            error => Unvouched::Unreachable(http::causes(&error)),
        })?;
        let none = || Unvouched::Untrusted("there is no ID token in the answer".to_owned());
        granted.id_token().cloned().ok_or_else(none)
    }

    /// Who signed the token, for whom, when and for which sign-in.
    fn check(
        &self,
        metadata: &Metadata,
        token: &CoreIdToken,
        journey: &Journey,
        now: Timestamp,
    ) -> Result<(), ClaimsVerificationError> {
        let client = CoreClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.settings.client_id.clone()),
            Some(self.secret.clone()),
        );
        let skew = SignedDuration::from_secs(i64::from(self.settings.clock_skew_seconds));
        let seconds = move |at: chrono::DateTime<chrono::Utc>| at.timestamp();
        let issued = move |at| {
            let age = SignedDuration::from_secs(now.as_second().saturating_sub(seconds(at)));
            match age <= TOKEN_AGE_MAX + skew && age >= -skew {
                true => Ok(()),
                false => Err(format!("it was issued {age:#} ago")),
            }
        };
        let before = (now - skew).as_second();
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(SIGNATURES)
            .set_time_fn(move || chrono::DateTime::from_timestamp(before, 0).unwrap_or_default())
            .set_issue_time_verifier_fn(issued)
            .set_other_audience_verifier_fn(|_| false);
        let nonce = Nonce::new(journey.nonce.clone());
        token.claims(&verifier, &nonce).map(|_| ())
    }

    async fn sign_out(&self, back: String) -> Result<Option<String>, Unvouched> {
        let metadata = self.published.known().await?;
        let Some(end) = metadata.additional_metadata().end_session_endpoint.clone() else {
            return Ok(None);
        };
        let back = PostLogoutRedirectUrl::new(back);
        let back = back.map_err(|error| Unvouched::Unreachable(error.to_string()))?;
        let request = LogoutRequest::from(end)
            .set_client_id(ClientId::new(self.settings.client_id.clone()))
            .set_post_logout_redirect_uri(back);
        Ok(Some(request.http_get_url().into()))
    }
}

impl Providers for OpenIdProviders {
    fn all(&self) -> &[Provider] {
        &self.all
    }

    fn departure(&self, provider: &str, journey: Journey) -> Asking<String> {
        let peer = self.peer(provider);
        Box::pin(async move { peer?.departure(journey).await })
    }

    fn arrival(
        &self,
        provider: &str,
        journey: Journey,
        code: String,
        now: Timestamp,
    ) -> Asking<Vouched> {
        let peer = self.peer(provider);
        Box::pin(async move { peer?.arrival(journey, code, now).await })
    }

    fn sign_out(&self, provider: &str, back: String) -> Asking<Option<String>> {
        let peer = self.peer(provider);
        Box::pin(async move { peer?.sign_out(back).await })
    }
}

fn redirect(back: String) -> Result<RedirectUrl, Unvouched> {
    RedirectUrl::new(back)
        .map_err(|error| Unvouched::Unreachable(format!("http.public_url: {error}")))
}

fn word(error: &CoreErrorResponseType) -> String {
    error.as_ref().to_owned()
}

fn of_unknown_key(error: &ClaimsVerificationError) -> bool {
    use SignatureVerificationError::{CryptoError, NoMatchingKey};
    let ClaimsVerificationError::SignatureVerification(error) = error else {
        return false;
    };
    // A provider that names no keys in its tokens signs with one of those known,
    // or with a new one.
    matches!(error, NoMatchingKey | CryptoError(_))
}
