//! Events of who may do what, and who is let in.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{BindingId, PersonId, SessionId, SignInId, TokenId};
use crate::role::CouncilRole;
use crate::session::{Account, GroupsSaid, SessionEnd, SignInMail, SignInRefusal, SignInWay};

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
    /// The OpenID provider, by the id that the configuration gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The provider's own word for it, for example `access_denied`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

impl SignInRefused {
    /// A refusal of which no more is known than why.
    pub fn of(why: SignInRefusal) -> Self {
        Self {
            why,
            address: None,
            person: None,
            provider: None,
            said: None,
        }
    }
}

/// See [`Event::AccountBound`](super::Event::AccountBound).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountBound {
    /// Which binding.
    pub binding: BindingId,
    /// Whom the account signs in.
    pub person: PersonId,
    /// The provider, by the id that the configuration gives it.
    pub provider: String,
    /// The account.
    pub account: Account,
}

/// See [`Event::AccountUnbound`](super::Event::AccountUnbound).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountUnbound {
    /// Which binding.
    pub binding: BindingId,
    /// Whom the account signed in.
    pub person: PersonId,
}

/// What a session has of the OpenID provider by which it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ByProvider {
    /// The provider, by the id that the configuration gives it.
    pub provider: String,
    /// The account that signed in.
    pub binding: BindingId,
    /// SHA-256 in hex of what the browser came back with, which opens one
    /// session.
    pub flow: String,
    /// What the provider said of groups.
    pub groups: GroupsSaid,
    /// The roles that the groups give, in this session alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<CouncilRole>,
}

/// See [`Event::AccessRefused`](super::Event::AccessRefused).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccessRefused {
    /// Who was signed in, or whom the token stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The token that was sent, where one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenId>,
    /// The method of the route.
    pub method: String,
    /// The route, as the OpenAPI document writes it.
    pub route: String,
    /// What it needs.
    pub needs: String,
    /// How often, since it was last recorded.
    pub count: u64,
    /// When first.
    pub since: Timestamp,
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
    /// The OpenID provider, where it was opened by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ByProvider>,
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
