//! Events of who may do what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::PersonId;
use crate::role::CouncilRole;

/// See [`Event::RoleGranted`](super::Event::RoleGranted) and
/// [`Event::RoleRevoked`](super::Event::RoleRevoked).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RoleChanged {
    /// Whose role.
    pub person: PersonId,
    /// The role.
    pub role: CouncilRole,
}
