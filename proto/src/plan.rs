//! Plans and their amendments.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::item_subject;
use crate::id::{IdError, ItemId, PersonId};
use crate::item::{ItemDefinition, Kind, word_enum};
use crate::quarter::FinancialYear;
use crate::target::Target;

/// What a plan is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanDetails {
    /// The council's reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Title as printed.
    pub title: String,
    /// Directorate that it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directorate: Option<String>,
    /// Committee that it is reported to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committee: Option<String>,
    /// Portfolio of the cabinet member concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portfolio: Option<String>,
    /// Financial year.
    pub year: FinancialYear,
    /// Name of its status scheme.
    pub scheme: String,
    /// Decimals of printed percentages; absent: the scheme's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
}

/// A decision of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The body, for example `Cabinet`.
    pub body: String,
    /// Day of the meeting.
    pub on: Date,
    /// Reference of the decision.
    pub reference: String,
}

word_enum!(
    /// A kind of change to an approved plan.
    ChangeKind, "kind of change" {
        /// A new item.
        Add = "add",
        /// An item deleted.
        Delete = "delete",
        /// An item split.
        Split = "split",
        /// Another target date.
        Redate = "redate",
        /// Another target.
        Retarget = "retarget",
        /// Another post or directorate accountable.
        Reassign = "reassign",
        /// Another wording.
        Redefine = "redefine",
    }
);

word_enum!(
    /// What a body decided of an amendment.
    AmendmentOutcome, "outcome" {
        /// Approved.
        Approved = "approved",
        /// Rejected.
        Rejected = "rejected",
        /// Put off: it may be decided again.
        Deferred = "deferred",
    }
);

/// One change of an amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentChange {
    /// A new item.
    Add {
        /// Id that it will have.
        item: ItemId,
        /// What it is.
        definition: Box<ItemDefinition>,
        /// Its targets.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        targets: Vec<Target>,
    },
    /// An item deleted.
    Delete {
        /// Which.
        item: ItemId,
        /// Its kind, for its subject.
        kind: Kind,
    },
    /// An item split in parts, which keep its lineage.
    Split {
        /// Which.
        item: ItemId,
        /// Its kind, for its subject.
        kind: Kind,
        /// The parts.
        into: Vec<SplitPart>,
    },
    /// Another target date.
    Redate {
        /// Which.
        item: ItemId,
        /// Its kind, for its subject.
        kind: Kind,
        /// The new target date.
        due: Date,
    },
    /// Another target.
    Retarget {
        /// Which.
        item: ItemId,
        /// Its kind, for its subject.
        kind: Kind,
        /// The new target.
        target: Target,
    },
    /// Another post or directorate accountable.
    Reassign {
        /// Which.
        item: ItemId,
        /// Its kind, for its subject.
        kind: Kind,
        /// The new owner, where that changes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<PersonId>,
        /// The new directorate, where that changes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        directorate: Option<String>,
    },
    /// Another wording; the old one stays in the item's history.
    Redefine {
        /// Which.
        item: ItemId,
        /// Its kind, for its subject.
        kind: Kind,
        /// The new title.
        title: String,
    },
}

/// A part of a split item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SplitPart {
    /// Id that it will have.
    pub item: ItemId,
    /// What it is.
    pub definition: ItemDefinition,
}

impl AmendmentChange {
    /// What kind of change it is.
    pub fn change_kind(&self) -> ChangeKind {
        match self {
            Self::Add { .. } => ChangeKind::Add,
            Self::Delete { .. } => ChangeKind::Delete,
            Self::Split { .. } => ChangeKind::Split,
            Self::Redate { .. } => ChangeKind::Redate,
            Self::Retarget { .. } => ChangeKind::Retarget,
            Self::Reassign { .. } => ChangeKind::Reassign,
            Self::Redefine { .. } => ChangeKind::Redefine,
        }
    }

    /// The item that the change is of.
    pub fn item(&self) -> ItemId {
        match self {
            Self::Add { item, .. }
            | Self::Delete { item, .. }
            | Self::Split { item, .. }
            | Self::Redate { item, .. }
            | Self::Retarget { item, .. }
            | Self::Reassign { item, .. }
            | Self::Redefine { item, .. } => *item,
        }
    }

    /// The subjects of the items that it bears on.
    pub(crate) fn subjects(&self, add: &mut impl FnMut(String)) {
        match self {
            Self::Add {
                item, definition, ..
            } => add(item_subject(definition.kind, *item)),
            Self::Split { item, kind, into } => {
                add(item_subject(*kind, *item));
                into.iter()
                    .for_each(|part| add(item_subject(part.definition.kind, part.item)));
            }
            Self::Delete { item, kind }
            | Self::Redate { item, kind, .. }
            | Self::Retarget { item, kind, .. }
            | Self::Reassign { item, kind, .. }
            | Self::Redefine { item, kind, .. } => add(item_subject(*kind, *item)),
        }
    }
}
