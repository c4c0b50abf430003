//! Imports.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::Accepted;

/// The answer to an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportAnswer {
    /// Null after a dry run, which stores nothing.
    pub accepted: Option<Accepted>,
    /// How many events it made, or would make.
    pub events: u32,
    /// What the importer should know: of the files, then of the rows.
    pub notes: Vec<String>,
    /// How many rows were read.
    pub rows: RowCounts,
}

/// Rows by sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RowCounts {
    /// Rows of plans sheets.
    pub plans: u64,
    /// Rows of people sheets.
    pub people: u64,
    /// Rows of items sheets.
    pub items: u64,
    /// Rows of targets sheets.
    pub targets: u64,
    /// Rows of observations sheets.
    pub observations: u64,
}
