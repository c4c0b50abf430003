//! What mails are about: all that a template can show.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::Serialize;

use crate::mail::{Line, Link};

macro_rules! names {
    ($($(#[$doc:meta])* $variant:ident($matter:ident) = $name:literal),+ $(,)?) => {
        /// The name of a mail.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Name {
            $($(#[$doc])* $variant),+
        }

        impl Name {
            /// All mails.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name of its files.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        /// What a mail is about.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(untagged)]
        pub enum Matter {
            $($(#[$doc])* $variant($matter)),+
        }

        impl Matter {
            /// The mail that it is for.
            pub fn name(&self) -> Name {
                match self { $(Self::$variant(_) => Name::$variant),+ }
            }
        }
    };
}

names! {
    /// All that one person is asked for on one day.
    Digest(Digest) = "digest",
    /// A line manager hears of what is overdue.
    EscalatedToManager(Digest) = "escalated-to-manager",
    /// The performance team hears of what is overdue.
    EscalatedToTeam(Digest) = "escalated-to-team",
    /// A report waits for a sign-off.
    SignOffRequested(SignOff) = "sign-off-requested",
    /// An edit voided a sign-off, which is asked for again.
    SignOffVoided(SignOff) = "sign-off-voided",
    /// A report was returned to its author.
    ReportReturned(SignOff) = "report-returned",
    /// A report was published.
    ReportPublished(Published) = "report-published",
    /// Somebody asked for a link to sign in by.
    SignIn(SignIn) = "sign-in",
    /// An administrator tries whether mail arrives.
    Trial(Test) = "test",
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|name| name.as_str() == text);
        found.copied().ok_or_else(|| {
            let all: Vec<_> = Self::ALL.iter().map(|name| name.as_str()).collect();
            format!("`{text}` is no mail; there are {}", all.join(", "))
        })
    }
}

/// All that one person is asked for on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Digest {
    /// The council's name.
    pub council: Line,
    /// Name or post of who gets the mail.
    pub to: Line,
    /// What is asked for and by when, in one sentence without its full stop.
    pub asks: Line,
    /// The page that takes all answers; none where each group has its own.
    pub link: Option<Link>,
    /// Whether a link of it acts in the addressee's name; others lead to pages
    /// that ask to sign in.
    pub personal: bool,
    /// What it is about, together what belongs together.
    pub groups: Vec<Group>,
    /// Whom to ask.
    pub contact: Line,
}

/// Items that are asked for alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// What is asked of them, by when, and why of this person.
    pub title: Line,
    /// The page that does it, where it has one of its own.
    pub link: Option<Link>,
    /// The items, where it is about items.
    pub items: Vec<Item>,
}

/// An item that an answer is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its reference.
    pub reference: Line,
    /// Its title.
    pub title: Line,
    /// The title of its plan.
    pub plan: Line,
    /// The day by which it is to be completed.
    pub due: Option<Date>,
}

/// A sign-off that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignOff {
    /// The council's name.
    pub council: Line,
    /// Name or post of who gets the mail.
    pub to: Line,
    /// For whom they stand in as deputy.
    pub acting_for: Option<Line>,
    /// The role that signs, for example `Finance`.
    pub role: Line,
    /// Name or post of who is to sign, where that is another than who gets the
    /// mail.
    pub signatory: Option<Line>,
    /// What is to be signed.
    pub report: Report,
    /// The day by which it is wanted, where one is named.
    pub by: Option<Date>,
    /// Whether that day is over.
    pub overdue: bool,
    /// Why it is asked of another than the signatory.
    pub why: Option<Line>,
    /// The page with the version to read, and to sign or return.
    pub link: Link,
    /// Why it was voided or returned.
    pub reason: Option<Line>,
    /// Why the role itself returned it, where it is asked again for the revised
    /// version.
    pub returned: Option<Line>,
    /// Who returned it or changed it.
    pub who: Option<Line>,
    /// Whom to ask.
    pub contact: Line,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Its title.
    pub title: Line,
    /// The committee that it goes to.
    pub committee: Option<Line>,
    /// The day of the meeting.
    pub meeting: Option<Date>,
    /// Its version.
    pub version: u32,
}

/// A report that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Published {
    /// The council's name.
    pub council: Line,
    /// Name or post of who gets the mail.
    pub to: Line,
    /// What was published.
    pub report: Report,
    /// When.
    pub on: Date,
    /// The page where it is.
    pub link: Link,
    /// Whom to ask.
    pub contact: Line,
}

/// A link to sign in by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignIn {
    /// The council's name.
    pub council: Line,
    /// Post of who gets the mail.
    pub to: Line,
    /// The page that signs in.
    pub link: Link,
    /// Minutes that it can be used.
    pub minutes: u32,
}

/// A trial of the mail system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Test {
    /// The council's name, where it is a council's letterhead that is tried.
    pub council: Option<Line>,
    /// When it was sent.
    pub on: Date,
    /// How it was sent.
    pub way: Line,
}
