//! Signals of optimism: what makes a performance officer look twice.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Owner;
use crate::id::IdError;
use crate::item::word_enum;
use crate::quarter::Quarter;

word_enum!(
    /// What gives cause to look twice at an item.
    SignalKind, "kind of signal" {
        /// Its target date was put off more than once, and it is shown as on track.
        PutOff = "put-off",
        /// Its percentage complete is that of the quarter before.
        PercentUnchanged = "percent-unchanged",
        /// It was red or amber a week before, and on track at the quarter's end
        /// or its closing.
        LateFlip = "late-flip",
        /// Its commentary is that of the quarter before.
        CommentaryCopied = "commentary-copied",
    }
);

/// A signal of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signal {
    /// Which.
    pub kind: SignalKind,
    /// What was seen, as a sentence.
    pub detail: String,
    /// The log places behind it.
    pub trace: Vec<u64>,
}

/// The signals of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemSignals {
    /// Reference of the item.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title as at the quarter's end.
    pub title: String,
    /// Its owner as at the quarter's end, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// What was seen; never none.
    pub signals: Vec<Signal>,
}

/// The signals of a quarter of a plan. They are printed in no report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignalList {
    /// Reference of the plan.
    pub plan: String,
    /// Which quarter.
    pub quarter: Quarter,
    /// The items that have signals, of those that whoever asks may see.
    pub items: Vec<ItemSignals>,
}
