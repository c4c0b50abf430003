//! Links to sign in by, for the operator.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::BindingId;
use crate::session::Account;

/// Asks for a link to sign in by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestSignInLink {
    /// Address of the person.
    pub person: String,
}

/// Accounts at OpenID providers that sign people in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BindingList {
    /// A page of them, oldest id first.
    pub bindings: Vec<BindingView>,
    /// What to ask for the next page with, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// An account that signs a person in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BindingView {
    /// Its id.
    pub id: BindingId,
    /// Address of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The provider, by the id that the configuration gives it.
    pub provider: String,
    /// The account there.
    pub account: Account,
    /// When it was bound.
    pub since: Timestamp,
}

/// A link to sign in by, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignInLink {
    /// Whom it signs in.
    pub person: String,
    /// The link; only its path where it is not known what the service is reached
    /// as.
    pub link: String,
    /// When it is over, if it was not used before.
    pub expires: Timestamp,
}
