//! OpenID providers, as far as pages know of them: where a browser is sent, and
//! who came back.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;
use quarterday_proto::id::CouncilId;
use quarterday_proto::role::CouncilRole;
use quarterday_proto::session::{Account, GroupsSaid};

/// A provider that is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its id in addresses and in the log.
    pub id: String,
    /// What people know it as.
    pub label: String,
    /// The councils whose people sign in by it.
    pub councils: Vec<CouncilId>,
    /// Signs what a browser keeps while it is away: the same at every gateway.
    pub flow_key: [u8; 32],
}

/// What ties the answer of a provider to the browser that was sent there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// Where the browser comes back to.
    pub back: String,
    /// What it brings back.
    pub state: String,
    /// What the provider puts into its token.
    pub nonce: String,
    /// What only whoever sent the browser there can show (PKCE).
    pub verifier: String,
}

/// Whom a provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// The account.
    pub account: Account,
    /// An address of it that is known to be its holder's.
    pub email: Option<String>,
    /// What was said of groups.
    pub groups: GroupsSaid,
    /// The roles that the groups give, by council.
    pub roles: BTreeMap<CouncilId, BTreeSet<CouncilRole>>,
}

/// Why a provider vouches for nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unvouched {
    /// It could not be asked; why, for the service's own log.
    Unreachable(String),
    /// It refused, with its word for that.
    Refused(Option<String>),
    /// What it sent cannot be trusted; why, for the service's own log.
    Untrusted(String),
    /// The account is of another tenant.
    OtherTenant,
}

/// What comes of asking a provider.
pub type Asking<T> = Pin<Box<dyn Future<Output = Result<T, Unvouched>> + Send>>;

/// The providers of the configuration.
pub trait Providers: Send + Sync + 'static {
    /// All of them, in their order.
    fn all(&self) -> &[Provider];

    /// Where to send a browser.
    fn departure(&self, provider: &str, journey: Journey) -> Asking<String>;

    /// Who came back with a code, at a time.
    fn arrival(
        &self,
        provider: &str,
        journey: Journey,
        code: String,
        now: Timestamp,
    ) -> Asking<Vouched>;

    /// Where one signs out at the provider, to come back to an address, if it has
    /// such a place.
    fn sign_out(&self, provider: &str, back: String) -> Asking<Option<String>>;
}
