//! A report as the linter sees it: what it says, and what it speaks of.

use jiff::civil::Date;
use quarterday_proto::item::Kind;
use quarterday_proto::scheme::Rounding;
use serde::Deserialize;

/// A report before it is circulated.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Title.
    pub title: String,
    /// First day that it is about.
    pub first: Date,
    /// Last day that it is about.
    pub last: Date,
    /// What stands above the text.
    #[serde(default, rename = "field")]
    pub fields: Vec<Field>,
    /// The sections, in order.
    #[serde(default, rename = "section")]
    pub sections: Vec<Section>,
    /// The plans that it covers.
    #[serde(default, rename = "plan")]
    pub plans: Vec<Plan>,
    /// The risks that may be named.
    #[serde(default, rename = "risk")]
    pub risks: Vec<Risk>,
    /// Boards, committees and other bodies, by their right names.
    #[serde(default)]
    pub bodies: Vec<String>,
}

/// A field above the text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Key, for example `public_or_private`.
    pub key: String,
    /// What it is called in print.
    pub label: String,
    /// What it says; empty: it was left blank.
    pub value: String,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Key.
    pub key: String,
    /// Heading.
    pub heading: String,
    /// Reference of the plan that it is about, where it is about one.
    #[serde(default)]
    pub plan: Option<String>,
    /// Its paragraphs.
    #[serde(default, rename = "paragraph")]
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// Its number as printed; absent: it has none.
    #[serde(default)]
    pub number: Option<String>,
    /// What it says.
    pub text: String,
}

/// A plan that the report covers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Name as registered.
    pub name: String,
    /// Its figures, as printed.
    #[serde(default, rename = "position")]
    pub positions: Vec<Printed>,
    /// Its items.
    #[serde(default, rename = "item")]
    pub items: Vec<Item>,
}

/// The figures of one kind of item of a plan, as printed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// Kind of item.
    pub kind: Kind,
    /// All items, those left out of percentages too.
    pub total: u32,
    /// The items that percentages are of.
    pub denominator: u32,
    /// Decimals of percentages.
    #[serde(default)]
    pub decimals: u8,
    /// How percentages are rounded.
    #[serde(default)]
    pub rounding: Rounding,
    /// Its figures by name.
    #[serde(default, rename = "figure")]
    pub figures: Vec<Figure>,
}

/// How many items stand in one way.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What it is called, for example `ongoing` or `on or above target`.
    pub label: String,
    /// How many; absent: only the percentage is known.
    #[serde(default)]
    pub count: Option<u32>,
    /// The percentage as printed; absent: what the count gives.
    #[serde(default)]
    pub percent: Option<String>,
    /// The percentage of the quarter before, where that is known.
    #[serde(default)]
    pub before: Option<String>,
}

/// How an item is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// As under way and on track.
    OnTrack,
    /// As complete.
    Complete,
    /// As late or off its target: red.
    Behind,
    /// As late or off its target for circumstances outside: amber.
    BehindOutside,
    /// In another way, for example as not updated.
    Otherwise,
}

/// An item of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Title.
    pub title: String,
    /// How it is shown.
    pub shown: Shown,
    /// Day of completion.
    #[serde(default)]
    pub completed: Option<Date>,
    /// The cause from outside that the report or its appendix gives.
    #[serde(default)]
    pub outside_cause: Option<String>,
    /// Commentary.
    #[serde(default)]
    pub commentary: Option<String>,
    /// Commentary of the quarter before.
    #[serde(default)]
    pub commentary_before: Option<String>,
}

/// A risk that may be named.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// Reference, for example `SR 10`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Title.
    pub title: String,
    /// Other references of it.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl Draft {
    /// A field above the text.
    pub(super) fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The plans that a section may be about: its own, or all.
    pub(super) fn plans_of<'a>(
        &'a self,
        section: &'a Section,
    ) -> impl Iterator<Item = &'a Plan> + Clone {
        let own = section.plan.as_deref();
        let is_own = move |plan: &&Plan| own.is_none_or(|own| plan.reference == own);
        self.plans.iter().filter(is_own)
    }
}

impl Shown {
    /// Whether it is red or amber.
    pub(super) fn is_behind(self) -> bool {
        matches!(self, Self::Behind | Self::BehindOutside)
    }
}
