//! Targets of measures.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::IdError;
use crate::item::word_enum;
use crate::quarter::Period;

word_enum!(
    /// Which figure: three different things that must not be compared.
    Basis, "basis" {
        /// Of the quarter alone.
        InQuarter = "in-quarter",
        /// From 1 April to the quarter's end.
        YearToDate = "ytd",
        /// Of the whole year: as a target, what the forecast is held against.
        YearEnd = "year-end",
    }
);

word_enum!(
    /// Whether a target is approved. A provisional one is used, marked so.
    TargetStatus, "target status" {
        /// Used until a decision is taken.
        Provisional = "provisional",
        /// Approved.
        Approved = "approved",
    }
);

// A derived Default would need the attribute inside the macro.
#[allow(clippy::derivable_impls)]
impl Default for TargetStatus {
    fn default() -> Self {
        Self::Approved
    }
}

word_enum!(
    /// Why a measure has no target.
    NoTarget, "reason for no target" {
        /// For context only.
        Contextual = "contextual",
        /// A count of demand.
        Volumetric = "volumetric",
        /// Suspended.
        Suspended = "suspended",
        /// A target will be set.
        NotYetSet = "not-yet-set",
        /// The measure is a partner's.
        OwnedByPartner = "owned-by-partner",
        /// A target would not be right.
        NotAppropriate = "not-appropriate",
    }
);

impl NoTarget {
    /// The words that a report prints.
    pub fn label(self) -> &'static str {
        match self {
            Self::Contextual => "contextual",
            Self::Volumetric => "volumetric",
            Self::Suspended => "suspended",
            Self::NotYetSet => "target not yet set",
            Self::OwnedByPartner => "owned by partner",
            Self::NotAppropriate => "target not appropriate",
        }
    }
}

/// A target of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// What it is for; absent: every quarter and year that has none of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Which figure it is for; absent, together with the period: every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// The target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Decimal>,
    /// Lower of two targets, or minimum expectation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Decimal>,
    /// Higher of two targets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Decimal>,
    /// Whether it is approved yet.
    pub status: TargetStatus,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_target_reason: Option<NoTarget>,
}
