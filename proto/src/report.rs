//! Reports, and the content that a sign-off is bound to.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::id::{DelegationId, IdError, PersonId, PlanId, ReportId};
use crate::item::word_enum;
use crate::plan::Decision;
use crate::quarter::Quarter;
use crate::time_of_day::TimeOfDay;

/// What a report says, but for the figures of the quarters that it covers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportContent {
    /// Title as printed.
    pub title: String,
    /// What stands above the text.
    #[serde(default)]
    pub header: ReportHeader,
    /// The sections, in the order they are printed.
    #[serde(default, rename = "section", skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
}

/// What stands above the text of a report. What is absent is printed blank.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportHeader {
    /// Committee that meets on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committee: Option<String>,
    /// Day of the meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<Date>,
    /// Whether it is taken in private.
    #[serde(default, skip_serializing_if = "is_no")]
    pub private: bool,
    /// Whether it asks for a key decision.
    #[serde(default, skip_serializing_if = "is_no")]
    pub key_decision: bool,
    /// The other fields by key, for example `portfolio_holder`, `wards`,
    /// `forward_plan_reference`, `agenda_item`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// A section of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Key, once in the report: `[a-z0-9_]{1,40}`, for example
    /// `recommendations`.
    pub key: String,
    /// Heading as printed.
    pub heading: String,
    /// Text.
    pub text: String,
    /// Paragraph of Schedule 12A to the Local Government Act 1972, where exempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exempt_paragraph: Option<String>,
}

/// A quarter of a plan whose figures a report prints.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Covered {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
}

/// A covered quarter with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoveredClosing {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// Number of its closing; 0 while it is open.
    pub closing: u32,
    /// SHA-256 in hex over the facts of the closing; empty while it is open.
    pub inputs: String,
}

/// What a draft is, beside its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportDetails {
    /// The council's reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Type of report, for example `performance`.
    pub report_type: String,
    /// Name of its route.
    pub route: String,
    /// Author.
    pub author: PersonId,
    /// Sponsor, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sponsor: Option<PersonId>,
    /// Those whom it names for roles of its route, by the role's key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub signatories: BTreeMap<String, Vec<PersonId>>,
    /// The quarters that it covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<Covered>,
}

/// What a revision changes; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ContentChange {
    /// The new title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The new header, all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<ReportHeader>,
    /// The sections that are new or other than before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// The keys of all sections in their order, where it or the number of
    /// sections changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<String>>,
    /// The quarters covered, where they change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<Vec<Covered>>,
}

/// A role that was asked to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignOffRequest {
    /// Key of the role.
    pub role: String,
    /// Those asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonId>,
    /// The body asked, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Last day for the answer, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}

/// Who signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Signatory {
    /// A person.
    Person {
        /// Who.
        person: PersonId,
        /// For whom, where by delegation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        acting_for: Option<PersonId>,
        /// The delegation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delegation: Option<DelegationId>,
    },
    /// A body.
    Body {
        /// Its decision.
        decision: Decision,
        /// Time of its meeting, by the council's clock, where it was given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time: Option<TimeOfDay>,
    },
}

/// What a delegation is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DelegationScope {
    /// All that the delegator is asked to sign.
    All,
    /// These roles only, by key.
    Roles(Vec<String>),
    /// These reports only.
    Reports(Vec<ReportId>),
    /// These roles of these reports only.
    Steps {
        /// Keys of the roles.
        roles: Vec<String>,
        /// The reports.
        reports: Vec<ReportId>,
    },
}

/// What is to be done after a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUp {
    /// What.
    pub action: String,
    /// By whom, where said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    /// By when, where said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}

/// A row of the sign-off table as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignOffRow {
    /// Key of the role.
    pub role: String,
    /// Label of the role.
    pub label: String,
    /// Who signed, by post or body, and for whom; absent: the row is blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Day of the sign-off, or of the body's decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

word_enum!(
    /// Where a report stands.
    ReportState, "state of a report" {
        /// Being written.
        Draft = "draft",
        /// With its signatories.
        Circulated = "circulated",
        /// Returned to its author.
        Returned = "returned",
        /// Published.
        Published = "published",
    }
);

word_enum!(
    /// What a body decides on a report that is put before it.
    BodyOutcome, "outcome" {
        /// It signs it.
        Approved = "approved",
        /// It returns it to its author.
        Returned = "returned",
    }
);

word_enum!(
    /// What a content hash covers beside the figures of the covered quarters.
    HashOf, "cover of a hash" {
        /// Title, header and sections, as reports of the first release had it.
        Content = "content",
        /// Author and sponsor too, who are printed above the text.
        ContentAndPeople = "content-and-people",
    }
);

// A derived Default would need the attribute inside the macro.
#[allow(clippy::derivable_impls)]
impl Default for BodyOutcome {
    fn default() -> Self {
        Self::Approved
    }
}

#[allow(clippy::derivable_impls)]
impl Default for HashOf {
    fn default() -> Self {
        Self::Content
    }
}

impl Signatory {
    /// The subjects of the people who signed.
    pub(crate) fn subjects(&self, add: &mut impl FnMut(String)) {
        if let Self::Person {
            person, acting_for, ..
        } = self
        {
            add(format!("person.{person}"));
            acting_for
                .iter()
                .for_each(|other| add(format!("person.{other}")));
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_no(value: &bool) -> bool {
    !*value
}

/// Who is printed above the text of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportPeople {
    /// Author.
    pub author: PersonId,
    /// Sponsor, where it has one.
    pub sponsor: Option<PersonId>,
}

/// What a sign-off names: SHA-256, in hex, over the JSON of content, covered
/// closings and, as the hash covers them, author and sponsor, with the keys of
/// every object in alphabetical order and no blanks.
pub fn content_hash(
    hash_of: HashOf,
    content: &ReportContent,
    people: ReportPeople,
    figures: &[CoveredClosing],
) -> String {
    let mut value = serde_json::json!({ "content": content, "figures": figures });
    if hash_of == HashOf::ContentAndPeople {
        value["author"] = serde_json::json!(people.author);
        value["sponsor"] = serde_json::json!(people.sponsor);
    }
    let canonical = crate::schema::sorted(value).to_string();
    hex::encode(Sha256::digest(canonical))
}
