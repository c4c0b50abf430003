//! Links to sign in by, for the operator.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Asks for a link to sign in by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestSignInLink {
    /// Address of the person.
    pub person: String,
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
