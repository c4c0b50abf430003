//! Commands on who may do what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::role::CouncilRole;

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
