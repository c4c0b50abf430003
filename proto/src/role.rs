//! Roles: what a person is to a council.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::IdError;
use crate::item::word_enum;

word_enum!(
    /// What a person is to a council. Roles add up, and who has none may do
    /// nothing. Owning an item makes an owner and an open request for a sign-off
    /// a signatory without being granted.
    CouncilRole, "role" {
        /// Reads plans, figures and reports.
        Viewer = "viewer",
        /// Answers for items that are their own.
        Owner = "owner",
        /// Runs the quarters: imports, closes, amends, answers for owners.
        PerformanceOfficer = "performance_officer",
        /// Signs reports off, or returns them: own steps only.
        Signatory = "signatory",
        /// Takes reports to their meeting and records what it decided.
        DemocraticServices = "democratic_services",
        /// Reads everything, the audit trail too, and changes nothing.
        Auditor = "auditor",
        /// Keeps people, roles, tokens, schemes, routes and settings.
        Administrator = "administrator",
    }
);
