//! What all requests at a door share.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use quarterday_proto::id::CouncilId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::denial::Denials;
use crate::endpoint::Endpoint;
use crate::limits::{IMPORTS_MAX, REQUESTS_MAX, STREAMS_MAX, VERIFICATIONS_MAX};
use crate::problem::Problem;
use crate::provider::Provider;
use crate::rates::Rates;
use crate::{Councils, Door, Surroundings, openapi, routes};

pub(crate) struct Gateway {
    pub(crate) councils: Arc<dyn Councils>,
    pub(crate) door: Door,
    pub(crate) surroundings: Surroundings,
    pub(crate) table: Vec<Endpoint>,
    /// Numbers requests, to find one in the log.
    pub(crate) requests_seen: AtomicU64,
    pub(crate) requests: Arc<Semaphore>,
    pub(crate) imports: Arc<Semaphore>,
    pub(crate) streams: Arc<Semaphore>,
    pub(crate) verifications: Arc<Semaphore>,
    /// Refusals that are counted.
    pub(crate) denials: Denials,
    /// How often one signs in.
    pub(crate) rates: Rates,
    openapi: OnceLock<Bytes>,
}

impl Gateway {
    pub(crate) fn new(councils: Arc<dyn Councils>, door: Door, surroundings: Surroundings) -> Self {
        let rates = Rates::new(&surroundings.web.limits);
        let of = |permits| Arc::new(Semaphore::new(permits));
        Self {
            councils,
            door,
            surroundings,
            table: routes::table(),
            requests_seen: AtomicU64::new(0),
            requests: of(REQUESTS_MAX),
            imports: of(IMPORTS_MAX),
            streams: of(STREAMS_MAX),
            verifications: of(VERIFICATIONS_MAX),
            denials: Denials::default(),
            rates,
            openapi: OnceLock::new(),
        }
    }

    /// Whether it is reached by HTTPS, as far as is known.
    pub(crate) fn is_https(&self) -> bool {
        let base = self.surroundings.web.base.as_deref();
        base.is_some_and(|base| base.starts_with("https://"))
    }

    /// The OpenID providers of a council, or of all.
    pub(crate) fn providers_of(&self, council: Option<&CouncilId>) -> Vec<&Provider> {
        let providers = self.surroundings.web.providers.as_ref();
        let all = providers.map_or(&[][..], |providers| providers.all());
        let serves = |provider: &&Provider| {
            council.is_none_or(|council| provider.councils.contains(council))
        };
        all.iter().filter(serves).collect()
    }

    /// The OpenAPI document as text, made once.
    pub(crate) fn openapi(&self) -> Bytes {
        let make = || openapi::document(&self.table).to_string().into();
        self.openapi.get_or_init(make).clone()
    }
}

/// One of a limited number of things at the same time, given back on drop.
pub(crate) fn one_of(
    semaphore: &Arc<Semaphore>,
    what: &str,
) -> Result<OwnedSemaphorePermit, Problem> {
    Arc::clone(semaphore)
        .try_acquire_owned()
        .map_err(|_| Problem::busy(format!("too many {what} at the same time: try again soon")))
}
