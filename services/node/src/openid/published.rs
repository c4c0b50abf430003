//! What a provider publishes of itself: its addresses and its keys. Kept for a
//! while, and asked for again when a token is signed with a key that is not known.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use openidconnect::{HttpRequest, HttpResponse, IssuerUrl, ProviderMetadataWithLogout};
use quarterday_gateway::Unvouched;
use tokio::sync::Mutex;

use super::http;
use crate::config::OpenId;

/// How long it is taken as it is.
const KEPT: Duration = Duration::from_secs(60 * 60);
/// How long it is used when the provider does not answer.
const KEPT_WITHOUT_ANSWER: Duration = Duration::from_secs(24 * 60 * 60);
/// A provider is asked no sooner again than so, whoever sends tokens with
/// whatever keys.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(5);

pub(super) type Metadata = ProviderMetadataWithLogout;

pub(super) struct Published {
    issuer: IssuerUrl,
    http: reqwest::Client,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// With when it was asked for: what was changed since may not be in it.
    known: Option<(Arc<Metadata>, Instant)>,
    asked: Option<Instant>,
}

impl Published {
    pub(super) fn open(settings: &OpenId) -> anyhow::Result<Self> {
        let issuer = IssuerUrl::new(settings.issuer.clone());
        Ok(Self {
            issuer: issuer.with_context(|| format!("the issuer of `{}`", settings.id))?,
            http: http::client(settings.ca_file.as_ref())?,
            state: Mutex::default(),
        })
    }

    /// Asks, as `openidconnect` wants it done.
    pub(super) fn http(&self) -> impl Fn(HttpRequest) -> Answer + Send + Sync + use<> {
        let client = self.http.clone();
        move |request| Box::pin(http::ask(client.clone(), request))
    }

    /// What is known, asked for where that is too old.
    pub(super) async fn known(&self) -> Result<Arc<Metadata>, Unvouched> {
        self.had(KEPT).await
    }

    /// What is published now. Whoever comes just after another was answered
    /// waits: the key of their token may be newer than that answer.
    pub(super) async fn anew(&self) -> Result<Arc<Metadata>, Unvouched> {
        let asked = self.state.lock().await.asked;
        if let Some(asked) = asked {
            tokio::time::sleep(ASKED_AGAIN_AFTER.saturating_sub(asked.elapsed())).await;
        }
        self.had(ASKED_AGAIN_AFTER).await
    }

    /// Of many that ask at once, one asks the provider.
    async fn had(&self, age_max: Duration) -> Result<Arc<Metadata>, Unvouched> {
        let mut state = self.state.lock().await;
        let known = state.known.clone();
        if let Some((metadata, at)) = &known
            && at.elapsed() < age_max
        {
            return Ok(metadata.clone());
        }
        let usable = known.filter(|(_, at)| at.elapsed() < KEPT_WITHOUT_ANSWER);
        let recently = state
            .asked
            .is_some_and(|at| at.elapsed() < ASKED_AGAIN_AFTER);
        if !recently {
            let asked = Instant::now();
            state.asked = Some(asked);
            let http = self.http();
            match Metadata::discover_async(self.issuer.clone(), &http).await {
                Ok(metadata) => {
                    let metadata = Arc::new(metadata);
                    state.known = Some((metadata.clone(), asked));
                    return Ok(metadata);
                }
                Err(error) if usable.is_none() => {
                    return Err(Unvouched::Unreachable(http::causes(&error)));
                }
                Err(error) => {
                    let error = http::causes(&error);
                    tracing::warn!(
                        issuer = self.issuer.as_str(),
                        error,
                        "an issuer is not reached"
                    );
                }
            }
        }
        let (metadata, _) = usable.ok_or_else(|| {
            let issuer = self.issuer.as_str();
            Unvouched::Unreachable(format!("{issuer} did not answer a moment ago"))
        })?;
        Ok(metadata)
    }
}

/// An answer that is waited for.
pub(super) type Answer =
    Pin<Box<dyn Future<Output = Result<HttpResponse, http::Error>> + Send + Sync>>;
