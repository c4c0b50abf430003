//! The HTTP JSON API and the pages. Every endpoint is declared once, in the
//! tables in `routes` and `web`: the router, the check of permissions and the
//! OpenAPI document all come from them.
//!
//! **Invariant:** no clock, no randomness and no rule of the domain lives here:
//! [`Surroundings`] brings the first two, and a command is decided by the bus.
//! Nothing reaches a handler that was not authorised by the table.

mod access;
mod answer;
mod body;
mod call;
mod client;
mod denial;
mod dispatch;
mod endpoint;
pub mod failure;
mod gateway;
pub mod limits;
mod mail_room;
mod openapi;
mod page;
mod post;
mod problem;
mod provider;
mod query;
mod rates;
mod rights;
mod routes;
mod web;

use std::sync::{Arc, OnceLock};

use axum::Router;
use jiff::Timestamp;
use quarterday_bus::EventLog;
use quarterday_ledger::key::LogKey;
use quarterday_projections::View;
use quarterday_proto::api::ReadyCouncil;
use quarterday_proto::command::RecordBounce;
use quarterday_proto::id::CouncilId;

pub use client::{Network, NoNetwork};
use failure::Code;
use gateway::Gateway;
pub use mail_room::{MailRoom, Written};
pub use post::{Sending, SignInLetter, SignInPost, SignInSent};
pub use provider::{Asking, Journey, Provider, Providers, Unvouched, Vouched};
pub use rates::Limits;

/// A council that this process keeps.
pub struct Tenant {
    /// Its id.
    pub id: CouncilId,
    /// Its log, to send commands to and to read.
    pub log: Arc<dyn EventLog>,
    /// What is known of it.
    pub view: Arc<View>,
    /// The key that its checkpoints are signed by, where this node has it.
    pub key: OnceLock<LogKey>,
}

impl Tenant {
    /// The key that checkpoints are signed by.
    fn log_key(&self) -> Result<&LogKey, problem::Problem> {
        if !self.log.knows_what_is_acknowledged() {
            let detail = "a checkpoint is signed over what is acknowledged, and the log is carried by \
                          NATS: what of it is acknowledged is not known while no node runs on this \
                          folder. Start the node and ask again; `quarterday verify`, `audit` and \
                          `backup` need none";
            return Err(problem::Problem::unavailable(Code::OtherBus, detail));
        }
        self.key
            .get()
            .ok_or_else(|| problem::Problem::no_log_key(&self.id))
    }
}

/// The councils of this process.
pub trait Councils: Send + Sync + 'static {
    /// Those that are open, by id.
    fn list(&self) -> Vec<Arc<Tenant>>;

    /// One that is open.
    fn get(&self, id: &CouncilId) -> Option<Arc<Tenant>>;

    /// Makes a new and empty log, or gives the one that is there. Blocks.
    ///
    /// # Errors
    /// Why it could not be made, for the operator.
    fn create(&self, id: &CouncilId) -> Result<Arc<Tenant>, NotMade>;

    /// Whether requests can be answered.
    fn readiness(&self) -> Readiness;

    /// Why it is not known yet which councils there are beside those that are
    /// open; `None` once it is.
    fn unlisted(&self) -> Option<String> {
        None
    }
}

/// Why a council could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotMade {
    /// What kind of failure it is.
    pub code: Code,
    /// What was missing, in words.
    pub detail: String,
}

/// Whether requests can be answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readiness {
    /// Whether they can.
    pub ready: bool,
    /// Why not.
    pub reasons: Vec<String>,
    /// The councils that are open.
    pub councils: Vec<ReadyCouncil>,
}

/// Where a request comes in, which decides what it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The operator's own: a socket that only the operator may use, or this
    /// process. May do everything.
    Operator,
    /// The network: what the bearer token allows.
    Network,
    /// The network, of a process that answers nobody: whether it is well.
    Health,
}

/// What the gateway is given: time and randomness.
#[derive(Clone)]
pub struct Surroundings {
    /// The time.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// A fresh random id, for a command that is sent without one: 1 to 64 of
    /// A-Z, a-z, 0-9, - and _.
    pub new_id: Arc<dyn Fn() -> String + Send + Sync>,
    /// 32 random bytes that nobody can guess, for a token.
    pub secret: Arc<dyn Fn() -> [u8; 32] + Send + Sync>,
    /// When a schedule comes next.
    pub next_run: NextRun,
    /// What a report of a failed delivery tells.
    pub bounced: Bounced,
    /// What pages need.
    pub web: Web,
}

/// What pages need beside the rest.
#[derive(Clone)]
pub struct Web {
    /// What the service is reached as, for example
    /// `https://quarterday.council.example`, where that is known.
    pub base: Option<String>,
    /// What mails links to sign in by, where something does.
    pub post: Option<Arc<dyn SignInPost>>,
    /// What knows the mails that are kept and their words, where something does.
    pub mails: Option<Arc<dyn MailRoom>>,
    /// The OpenID providers that people sign in by, where there are any.
    pub providers: Option<Arc<dyn Providers>>,
    /// How often one may sign in, and how large a request may be.
    pub limits: Limits,
}

/// The bounce that a report of a failed delivery tells of, where it is about a
/// mail of the council.
pub type Bounced =
    Arc<dyn Fn(&CouncilId, &quarterday_domain::State, &[u8]) -> Option<RecordBounce> + Send + Sync>;

/// When a schedule of a name comes next after a time, as far as it is known.
pub type NextRun =
    Arc<dyn Fn(&quarterday_domain::State, &str, Timestamp) -> Option<Timestamp> + Send + Sync>;

/// The routes, as they are to be served at a door. The limits on requests and
/// streams at the same time are per router.
pub fn router(councils: Arc<dyn Councils>, door: Door, surroundings: Surroundings) -> Router {
    dispatch::router(Arc::new(Gateway::new(councils, door, surroundings)))
}

/// The OpenAPI document, the same on every run.
pub fn openapi() -> serde_json::Value {
    openapi::document(&routes::table())
}

/// Method and path of every endpoint of the API, in the order of the table.
pub fn endpoints() -> Vec<(String, String)> {
    let table = routes::table();
    table
        .iter()
        .filter(|endpoint| !endpoint.is_page)
        .map(|endpoint| (endpoint.method.to_string(), endpoint.documented_path()))
        .collect()
}

/// Method and path of every page, and the word for what it needs.
pub fn pages() -> Vec<(String, String, &'static str)> {
    let table = routes::table();
    let pages = table.iter().filter(|endpoint| endpoint.is_page);
    pages
        .map(|page| {
            let (method, path) = (page.method.to_string(), page.documented_path());
            (method, path, page.needs.as_str())
        })
        .collect()
}
