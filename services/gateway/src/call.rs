//! A request that was found in the table and authorised.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::HeaderMap;
use jiff::Timestamp;
use quarterday_bus::Error;
use quarterday_proto::command::{Command, Envelope};
use quarterday_proto::id::CommandId;
use tokio::sync::OwnedSemaphorePermit;

use crate::Tenant;
use crate::access::Who;
use crate::gateway::Gateway;
use crate::problem::Problem;
use crate::query::Query;

/// Header with the id of a command.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A request that was found in the table and authorised.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) who: Who,
    pub(crate) tenant: Option<Arc<Tenant>>,
    /// The path as it was asked for.
    pub(crate) requested: String,
    pub(crate) path: Vec<(String, String)>,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    /// Where it comes from, where it came by the network.
    pub(crate) client: Option<IpAddr>,
    /// Counts it among the requests at the same time, as long as any thread
    /// works on it.
    pub(crate) permit: Option<Arc<OwnedSemaphorePermit>>,
}

impl Call {
    /// The council that the path names.
    pub(crate) fn tenant(&self) -> Result<&Arc<Tenant>, Problem> {
        self.tenant
            .as_ref()
            .ok_or_else(|| Problem::internal("the path names no council"))
    }

    /// A parameter of the path.
    pub(crate) fn segment(&self, name: &str) -> &str {
        let found = self.path.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// A place in the path.
    pub(crate) fn place(&self) -> Result<u64, Problem> {
        self.segment("place").parse().map_err(|_| {
            let detail = "the place in the path is a whole number from 1";
            Problem::new(axum::http::StatusCode::NOT_FOUND, "no_such_place", detail)
        })
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        (self.gateway.surroundings.now)()
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The command, with the id and the known place that the headers give.
    pub(crate) fn envelope(&self, command: Command) -> Result<Envelope, Problem> {
        Ok(Envelope {
            id: self.command_id()?,
            actor: self.who.actor.clone(),
            known_at: self.known_at()?,
            cause: None,
            session: self.who.session.as_ref().map(|signed| signed.session),
            command,
        })
    }

    fn command_id(&self) -> Result<CommandId, Problem> {
        let expected = "1 to 64 of A-Z, a-z, 0-9, - and _";
        match self.headers.get(IDEMPOTENCY_KEY) {
            None => (self.gateway.surroundings.new_id)()
                .parse()
                .map_err(Problem::internal),
            Some(value) => value
                .to_str()
                .ok()
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| Problem::header("Idempotency-Key", expected)),
        }
    }

    fn known_at(&self) -> Result<Option<u64>, Problem> {
        let Some(value) = self.headers.get(axum::http::header::IF_MATCH) else {
            return Ok(None);
        };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(None);
        }
        let place = text
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let place = place.and_then(|place| place.parse().ok());
        place.map(Some).ok_or_else(|| {
            Problem::header(
                "If-Match",
                "one entity tag as it was given, for example \"412\"",
            )
        })
    }

    /// Works on a thread that may block.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let call = self.clone();
        let span = tracing::Span::current();
        let worked = tokio::task::spawn_blocking(move || span.in_scope(|| work(&call))).await;
        worked.unwrap_or_else(|error| Err(Problem::internal(error)))
    }
}

/// Sends a command of somebody of whom it is not known who they are.
pub(crate) async fn send_as_anybody(
    gateway: &Gateway,
    tenant: &Tenant,
    command: Command,
) -> Result<(), Error> {
    let id = (gateway.surroundings.new_id)();
    let envelope = Envelope {
        id: id.parse().expect("what makes ids makes ids of commands"),
        actor: Who::anybody().actor,
        known_at: None,
        cause: None,
        session: None,
        command,
    };
    tenant.log.append(envelope).await.map(|_| ())
}
