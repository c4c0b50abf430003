//! Councils, people and what they may use.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::CalendarSettings;
use crate::id::{IdError, PersonId};
use crate::item::word_enum;
use crate::plan::ChangeKind;
use crate::schedule::ReminderSettings;
use crate::timetable::TimetableSettings;

word_enum!(
    /// A nation of the United Kingdom with its own bank holidays and rules of
    /// publication.
    Nation, "nation" {
        /// England.
        England = "england",
        /// Wales.
        Wales = "wales",
        /// Scotland.
        Scotland = "scotland",
    }
);

/// What a council configures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Which body decides each kind of change to an approved plan; a kind not
    /// named may be decided by any body.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub amendment_bodies: BTreeMap<ChangeKind, String>,
    /// The status scheme of plans that name none; absent: `plain`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_scheme: Option<String>,
    /// Addresses of those in democratic services, who may make minor
    /// corrections of circulated reports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub democratic_services: Vec<String>,
    /// The council's own holidays; absent: the bank holidays of its nation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarSettings>,
    /// How days are counted from a meeting; absent: as usual in its nation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timetable: Option<TimetableSettings>,
    /// Of committees that count otherwise, by name: what is absent is as in
    /// `timetable`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub committee_timetables: BTreeMap<String, TimetableSettings>,
    /// How people are reminded; absent: the defaults of each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminders: Option<ReminderSettings>,
}

word_enum!(
    /// What kind of image a logo is.
    LogoKind, "kind of image" {
        /// Portable Network Graphics.
        Png = "png",
        /// JPEG.
        Jpeg = "jpeg",
        /// WebP.
        Webp = "webp",
    }
);

/// A council's logo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Logo {
    /// What kind of image.
    pub kind: LogoKind,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The image, in base64.
    pub data: String,
}

/// A person, by post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonDetails {
    /// Address, in lower case, once in a council.
    pub email: String,
    /// Post held.
    pub post: String,
    /// Directorate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directorate: Option<String>,
    /// Line manager.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_manager: Option<PersonId>,
    /// Deputy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<PersonId>,
    /// First day in the post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day in the post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

word_enum!(
    /// What a token may do.
    Scope, "scope" {
        /// Read everything of its council.
        Read = "read",
        /// Read, and send commands.
        Write = "write",
        /// Read, write and issue tokens.
        Admin = "admin",
    }
);

/// What is known of an API token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApiToken {
    /// What it is for.
    pub name: String,
    /// SHA-256 of the token, in hex.
    pub hash: String,
    /// What it may do.
    pub scope: Scope,
    /// When it ends, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// The person that it stands for: what is done with it is done by them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}
