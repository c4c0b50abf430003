//! Events of who may do what, and who is let in.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{PersonId, SessionId, SignInId};
use crate::role::CouncilRole;
use crate::session::{SessionEnd, SignInMail, SignInRefusal, SignInWay};

/// See [`Event::RoleGranted`](super::Event::RoleGranted) and
/// [`Event::RoleRevoked`](super::Event::RoleRevoked).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RoleChanged {
    /// Whose role.
    pub person: PersonId,
    /// The role.
    pub role: CouncilRole,
}

/// See [`Event::SignInRequested`](super::Event::SignInRequested).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignInRequested {
    /// Which request.
    pub request: SignInId,
    /// Who is to sign in.
    pub person: PersonId,
    /// SHA-256 of the link's token, in hex; never the token itself.
    pub hash: String,
    /// How the link comes to its holder.
    pub way: SignInWay,
    /// When the link is over.
    pub expires: Timestamp,
}

/// See [`Event::SignInMailed`](super::Event::SignInMailed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignInMailed {
    /// The request that the mail is for.
    pub request: SignInId,
    /// Who is to sign in.
    pub person: PersonId,
    /// Name and version of the template.
    pub template: String,
    /// SHA-256 in hex of the mail's content, the link left out.
    pub content_hash: String,
    /// What became of it.
    pub mail: SignInMail,
}

/// See [`Event::SignInRefused`](super::Event::SignInRefused).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignInRefused {
    /// Why.
    pub why: SignInRefusal,
    /// The address that was typed, all but its first letter and its domain
    /// masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Whose address it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

/// See [`Event::SessionOpened`](super::Event::SessionOpened).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SessionOpened {
    /// Which session.
    pub session: SessionId,
    /// Whose.
    pub person: PersonId,
    /// SHA-256 of the cookie's secret, in hex; never the secret itself.
    pub hash: String,
    /// How its holder signed in.
    pub way: SignInWay,
    /// The request whose link was used up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<SignInId>,
    /// When it ends at the latest.
    pub ends: Timestamp,
    /// Minutes without use after which it is over.
    pub idle_minutes: u32,
}

/// See [`Event::SessionRenewed`](super::Event::SessionRenewed).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SessionRenewed {
    /// Which session.
    pub session: SessionId,
    /// Whose.
    pub person: PersonId,
}

/// See [`Event::SessionEnded`](super::Event::SessionEnded).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SessionEnded {
    /// Which session.
    pub session: SessionId,
    /// Whose.
    pub person: PersonId,
    /// Why.
    pub why: SessionEnd,
}
