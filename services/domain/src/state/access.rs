//! Who was let in, and with which roles.

use std::collections::BTreeMap;

use quarterday_proto::event::RoleChanged;
use quarterday_proto::id::PersonId;
use quarterday_proto::role::CouncilRole;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Who was let in, and with which roles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Access {
    /// The roles granted, each with the place of its grant.
    roles: FxHashMap<PersonId, BTreeMap<CouncilRole, u64>>,
}

impl Access {
    pub(crate) fn roles(&self, person: PersonId) -> impl Iterator<Item = CouncilRole> {
        let granted = self.roles.get(&person);
        granted.into_iter().flat_map(|roles| roles.keys().copied())
    }

    pub(crate) fn has_role(&self, person: PersonId, role: CouncilRole) -> bool {
        self.roles(person).any(|granted| granted == role)
    }

    pub(super) fn grant(&mut self, event: &RoleChanged, place: u64) {
        let roles = self.roles.entry(event.person).or_default();
        roles.insert(event.role, place);
    }

    pub(super) fn revoke(&mut self, event: &RoleChanged) {
        let Some(roles) = self.roles.get_mut(&event.person) else {
            return;
        };
        roles.remove(&event.role);
        if roles.is_empty() {
            self.roles.remove(&event.person);
        }
    }
}
