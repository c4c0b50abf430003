//! Commands on who may do what, and who is let in.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{BindingId, PersonId, SessionId, SignInId, TokenId};
use crate::role::CouncilRole;
use crate::session::{Account, GroupsSaid, SignInMail, SignInRefusal};

/// See [`Command::GrantRole`](super::Command::GrantRole).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantRole {
    /// Address of the person.
    pub person: String,
    /// The role.
    pub role: CouncilRole,
}

/// See [`Command::RevokeRole`](super::Command::RevokeRole).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeRole {
    /// Address of the person.
    pub person: String,
    /// The role.
    pub role: CouncilRole,
}

/// See [`Command::RequestSignIn`](super::Command::RequestSignIn). Doors send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestSignIn {
    /// The address that was typed.
    pub email: String,
    /// SHA-256 of the link's token, in hex.
    pub hash: String,
}

/// See [`Command::RecordSignInMail`](super::Command::RecordSignInMail). Doors
/// send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordSignInMail {
    /// The request that the mail is for.
    pub request: SignInId,
    /// Name and version of the template.
    pub template: String,
    /// SHA-256 in hex of the mail's content, the link left out.
    pub content_hash: String,
    /// What became of it.
    pub mail: SignInMail,
}

/// See [`Command::OpenSession`](super::Command::OpenSession). Doors send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenSession {
    /// SHA-256 of the link's token, in hex.
    pub link: String,
    /// SHA-256 of the cookie's secret, in hex.
    pub hash: String,
}

/// See [`Command::OpenProviderSession`](super::Command::OpenProviderSession). Doors
/// send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenProviderSession {
    /// SHA-256 of the cookie's secret, in hex.
    pub hash: String,
    /// SHA-256 of what the browser came back with, in hex: opens one session.
    pub flow: String,
    /// When the browser was to be back at the latest.
    pub flow_ends: Timestamp,
    /// The provider, by the id that the configuration gives it.
    pub provider: String,
    /// Who it says that it is.
    pub account: Account,
    /// An address of the account that the provider vouches for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What it said of groups.
    pub groups: GroupsSaid,
    /// The roles that the groups give.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<CouncilRole>,
}

/// See [`Command::RefuseSignIn`](super::Command::RefuseSignIn). Doors send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseSignIn {
    /// Why.
    pub why: SignInRefusal,
    /// The provider, by the id that the configuration gives it.
    pub provider: String,
    /// The provider's own word for it: 1 to 60 of a-z, 0-9 and _.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

/// See [`Command::EndBinding`](super::Command::EndBinding).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndBinding {
    /// Which binding.
    pub binding: BindingId,
}

/// See [`Command::RecordRefusals`](super::Command::RecordRefusals). Doors send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordRefusals {
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
    /// How often.
    pub count: u64,
    /// When first.
    pub since: Timestamp,
}

/// See [`Command::RecordTokenUse`](super::Command::RecordTokenUse). Doors send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordTokenUse {
    /// Which token.
    pub token: TokenId,
}

/// See [`Command::RenewSession`](super::Command::RenewSession).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewSession {
    /// Which session.
    pub session: SessionId,
}

/// See [`Command::EndSession`](super::Command::EndSession).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSession {
    /// Which session.
    pub session: SessionId,
}

/// See [`Command::EndSessions`](super::Command::EndSessions).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSessions {
    /// Address of the person.
    pub person: String,
}
