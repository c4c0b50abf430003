//! People and amendments.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{AmendmentId, PersonId};
use crate::plan::{AmendmentChange, AmendmentOutcome, Decision};
use crate::role::CouncilRole;

/// Who will be a person's line manager or deputy, and from when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ComingPerson {
    /// Address.
    pub email: String,
    /// First day.
    pub from: Date,
}

/// The people of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeopleList {
    /// By address.
    pub people: Vec<PersonView>,
    /// `after` of the next page, if there is one.
    #[serde(default)]
    pub next: Option<String>,
}

/// A person, by post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonView {
    /// Id.
    pub id: PersonId,
    /// Address.
    pub email: String,
    /// Post held.
    pub post: String,
    /// Directorate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directorate: Option<String>,
    /// Address of the line manager today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_manager_email: Option<String>,
    /// The next line manager, where one is to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coming_line_manager: Option<ComingPerson>,
    /// Address of the deputy today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy_email: Option<String>,
    /// The next deputy, where one is to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coming_deputy: Option<ComingPerson>,
    /// Roles granted; one may have others by what is theirs, an item or a
    /// request to sign.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<CouncilRole>,
    /// First day in the post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day in the post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Place of the last change.
    pub changed_at: u64,
    /// Subject in the audit trail.
    pub subject: String,
}

/// The amendments of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AmendmentList {
    /// By reference.
    pub amendments: Vec<AmendmentView>,
    /// `after` of the next page, if there is one.
    #[serde(default)]
    pub next: Option<String>,
}

/// An amendment of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AmendmentView {
    /// Id.
    pub id: AmendmentId,
    /// Reference, for example `A3`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Reference of the plan.
    pub plan: String,
    /// `pending`, `approved`, `rejected` or `applied`.
    pub standing: String,
    /// What is to change.
    pub changes: Vec<AmendmentChange>,
    /// The same in words, by reference: `split MS02 into MS02a and MS02b`.
    #[serde(default)]
    pub in_words: Vec<String>,
    /// Why.
    pub rationale: String,
    /// The last decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// What was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<AmendmentOutcome>,
    /// First day that it counts from, once approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Date>,
    /// Place of the last change.
    pub changed_at: u64,
    /// Subject in the audit trail.
    pub subject: String,
}
