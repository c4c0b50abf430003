//! API tokens.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::council::Scope;
use crate::id::TokenId;

/// Asks for a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestToken {
    /// What it is for, once among the council's tokens in use.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// When it ends; absent: when it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// Address of the person that it stands for: what is done with it is done
    /// by them, and it signs for nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
}

/// A token, shown this once: only its hash is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IssuedToken {
    /// What it is for.
    pub name: String,
    /// `qd_<council>_<43 characters of base64url>`.
    pub token: String,
    /// Place of the commit that issued it.
    pub place: u64,
}

/// The tokens of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenList {
    /// By name; revoked ones too.
    pub tokens: Vec<TokenView>,
    /// `after` of the next page, if there is one.
    #[serde(default)]
    pub next: Option<String>,
}

/// What is known of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenView {
    /// Id; what is done with it has the actor `token.<id>`.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// When it ends, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// Address of the person that it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// When it was last used, to within a day, and from the second day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<Timestamp>,
    /// Whether it was revoked.
    pub revoked: bool,
}
