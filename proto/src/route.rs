//! Routes of clearance as data: who signs a report, in which order.
//!
//! Stages follow each other; the roles within a stage sign side by side. A
//! council changes a route without a release: a new version takes effect from a
//! day, and a report keeps the version of the day that it was circulated.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::id::IdError;
use crate::item::word_enum;

/// What a role's sign-off is about where it is about the figures of the
/// quarters that the report covers; no section may have this key.
pub const FIGURES: &str = "figures";
/// What a role's sign-off is about where it is about title and header; no
/// section may have this key.
pub const HEADER: &str = "header";

word_enum!(
    /// A post that the law asks a council in England or Wales to fill.
    StatutoryPost, "statutory post" {
        /// Local Government and Housing Act 1989, section 5.
        MonitoringOfficer = "monitoring-officer",
        /// Local Government Act 1972, section 151: the chief finance officer.
        Section151Officer = "section-151-officer",
        /// Local Government and Housing Act 1989, section 4.
        HeadOfPaidService = "head-of-paid-service",
    }
);

impl StatutoryPost {
    /// What it is called in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::MonitoringOfficer => "monitoring officer",
            Self::Section151Officer => "section 151 officer",
            Self::HeadOfPaidService => "head of paid service",
        }
    }
}

word_enum!(
    /// How many of a role's holders must sign.
    Needs, "need" {
        /// One of them.
        Any = "any",
        /// Every one of them.
        All = "all",
    }
);

// A derived Default would need the attribute inside the macro.
#[allow(clippy::derivable_impls)]
impl Default for Needs {
    fn default() -> Self {
        Self::Any
    }
}

/// One version of a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Name that reports refer to.
    pub route: String,
    /// Title for people.
    pub title: String,
    /// First day of this version: it counts for reports circulated on or after.
    pub from: Date,
    /// Types of report that take this route where they name none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub report_types: Vec<String>,
    /// Its stages, in order.
    #[serde(rename = "stage")]
    pub stages: Vec<Stage>,
}

/// A stage: its roles sign side by side, once the required roles of the stages
/// before have signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// What it is called.
    pub name: String,
    /// Its roles, in the order that the sign-off table prints them.
    #[serde(rename = "role")]
    pub roles: Vec<Role>,
}

/// A role of the sign-off table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Key within the route, for example `legal`.
    pub key: String,
    /// What the sign-off table prints, for example `Legal`.
    pub label: String,
    /// Whether the report can be published only with it.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub required: bool,
    /// Who may sign.
    pub holders: Vec<Holder>,
    /// How many of them must.
    #[serde(default, skip_serializing_if = "is_any")]
    pub needs: Needs,
    /// Whether it checks the author: neither the author nor one who signs for
    /// another independent role of the report may sign it.
    #[serde(default, skip_serializing_if = "is_no")]
    pub independent: bool,
    /// Keys of the sections that its sign-off is about, and [`FIGURES`] and
    /// [`HEADER`]; absent: all of the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concerns: Option<Vec<String>>,
    /// Working days that it has to answer once asked, the day of the request
    /// not counted, from 1 to 60; absent: no day is named.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "answer_days"
    )]
    #[schemars(range(min = 1, max = 60))]
    pub answer_working_days: Option<u16>,
}

/// Who may sign for a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// The report's author.
    Author,
    /// The report's sponsor.
    Sponsor,
    /// The author's line manager.
    LineManager,
    /// Those whom the report names for the role.
    Named,
    /// A person, by address.
    Person(String),
    /// Whoever holds a post of this title.
    Post(String),
    /// Whoever is appointed to a statutory post.
    Statutory(StatutoryPost),
    /// A body, whose decision is recorded.
    Body(String),
}

/// The most working days that a role may have to answer.
const ANSWER_WORKING_DAYS_MAX: u16 = 60;

fn answer_days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    let days = Option::<u16>::deserialize(deserializer)?;
    match days.filter(|days| !(1..=ANSWER_WORKING_DAYS_MAX).contains(days)) {
        None => Ok(days),
        Some(days) => Err(D::Error::custom(format_args!(
            "{days} working days to answer, expected 1 to {ANSWER_WORKING_DAYS_MAX}"
        ))),
    }
}

fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_yes(value: &bool) -> bool {
    *value
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_no(value: &bool) -> bool {
    !*value
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_any(value: &Needs) -> bool {
    *value == Needs::Any
}

impl Route {
    /// Its roles with the index of their stage, in order.
    pub fn roles(&self) -> impl Iterator<Item = (usize, &Role)> {
        let stages = self.stages.iter().enumerate();
        stages.flat_map(|(index, stage)| stage.roles.iter().map(move |role| (index, role)))
    }

    /// A role by key, with the index of its stage.
    pub fn role(&self, key: &str) -> Option<(usize, &Role)> {
        self.roles().find(|(_, role)| role.key == key)
    }

    /// Whether a role's sign-off is about a section, [`FIGURES`] or [`HEADER`]:
    /// one that it names, or one that no required role names, which falls to
    /// all.
    pub fn concerns(&self, role: &Role, key: &str) -> bool {
        role.is_about(key) || self.falls_to_all(key)
    }

    /// Whether no required role names a section, [`FIGURES`] or [`HEADER`].
    pub fn falls_to_all(&self, key: &str) -> bool {
        let mut required = self.roles().filter(|(_, role)| role.required);
        !required.any(|(_, role)| role.is_about(key))
    }

    /// The version, for example `derby@2021-04-01`.
    pub fn version(&self) -> String {
        format!("{}@{}", self.route, self.from)
    }
}

impl Role {
    /// Whether it names a section, [`FIGURES`] or [`HEADER`], or is about all;
    /// see [`Route::concerns`].
    pub fn is_about(&self, key: &str) -> bool {
        let named = self.concerns.as_ref();
        named.is_none_or(|keys| keys.iter().any(|named| named == key))
    }
}
