//! Events of the council, its schemes, its people and its tokens.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Event;
use crate::council::{ApiToken, Logo, Nation, PersonDetails, Settings};
use crate::id::{ItemId, PersonId, ReportId, SchemeId, TokenId};
use crate::scheme::Scheme;

/// See [`Event::CouncilEstablished`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CouncilEstablished {
    /// Name as printed.
    pub name: String,
    /// Nation: decides bank holidays and publication rules.
    pub nation: Nation,
    /// IANA time zone of its working days.
    pub zone: String,
    /// Settings at the start.
    pub settings: Settings,
}

/// See [`Event::CouncilLookSet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CouncilLookSet {
    /// Name as printed.
    pub name: String,
    /// Colour of the head of its pages, `#` and six hex digits; absent: the usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// Logo, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// SHA-256 over colour and logo, its first 16 hex digits: browsers keep what
    /// has another for another.
    pub digest: String,
}

/// See [`Event::CouncilConfigured`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CouncilConfigured {
    /// All settings, the unchanged ones too.
    pub settings: Settings,
}

/// See [`Event::SchemeAdopted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SchemeAdopted {
    /// Id of the scheme over all its versions.
    pub id: SchemeId,
    /// The version.
    pub scheme: Scheme,
}

/// See [`Event::PersonRegistered`] and [`Event::PersonChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonRecorded {
    /// Who.
    pub person: PersonId,
    /// All details.
    pub details: PersonDetails,
}

/// See [`Event::PersonHandedOver`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonHandedOver {
    /// The leaver.
    pub from: PersonId,
    /// The successor.
    pub to: PersonId,
    /// First day of the successor.
    pub on: Date,
    /// The items that change owner.
    pub items: Vec<ItemId>,
    /// The reports of which open steps, authorship or sponsorship pass on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<ReportId>,
    /// Those that the successor becomes the line manager of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub line_manager_of: Vec<PersonId>,
    /// Those that the successor becomes the deputy of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deputy_of: Vec<PersonId>,
}

/// See [`Event::TokenIssued`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenIssued {
    /// Which token.
    pub token: TokenId,
    /// What is known of it; never the token itself.
    pub details: ApiToken,
}

/// See [`Event::TokenUsed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenUsed {
    /// Which token.
    pub token: TokenId,
}

/// See [`Event::TokenRevoked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenRevoked {
    /// Which token.
    pub token: TokenId,
}
