//! Layouts of reports as data: what stands where, under which heading and
//! number, and what is printed where there is nothing to say.
//!
//! A council changes its layout without a release: it adopts a version, which
//! counts for reports on quarters that end on or after its first day. A report
//! keeps the versions that were adopted when it was circulated.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::IdError;
use crate::item::{Kind, word_enum};

word_enum!(
    /// How paragraphs are numbered.
    Numbering, "numbering" {
        /// Not at all.
        None = "none",
        /// The first paragraph takes the number of the section, the others 3.1, 3.2.
        Lead = "lead",
        /// The heading takes the number of the section, paragraphs 3.1, 3.2.
        Heading = "heading",
        /// Paragraphs are 3.1, 3.2, and the heading has no number.
        Paragraphs = "paragraphs",
        /// The first paragraph or part takes the number of the section, the
        /// parts under their own headings 3.1, 3.2, and their paragraphs none.
        Parts = "parts",
    }
);

word_enum!(
    /// What a block of a section is made of.
    BlockKind, "kind of block" {
        /// The author's text of the section, or of the one that `key` names.
        Text = "text",
        /// Sentences of the layout itself, with figures by name.
        Sentence = "sentence",
        /// A list whose lines the layout writes, with figures by name.
        List = "list",
        /// A heading within the section.
        Subheading = "subheading",
        /// Blocks that are repeated for each plan that the report covers.
        EachPlan = "each-plan",
        /// What each status means, in words.
        ColourKey = "colour-key",
        /// How many items stand how, in sentences, with a chart and its data.
        Overview = "overview",
        /// The items to be explained, by status.
        Exceptions = "exceptions",
        /// The figures that are missing, by reason.
        WithoutData = "without-data",
        /// The measures that missed their target, with reason and remedy.
        BelowTarget = "below-target",
        /// Items of one kind in a table.
        Items = "items",
        /// Risks that came onto the register or left it, and those redefined.
        Risks = "risks",
        /// Amendments that wait for a decision, with their rationale.
        Amendments = "amendments",
        /// Targets that are provisional until they are approved.
        Targets = "targets",
        /// The table of sign-offs.
        SignOffs = "sign-offs",
        /// The names of the appendices.
        Appendices = "appendices",
        /// What was reported, what is now known, and why.
        Corrections = "corrections",
    }
);

word_enum!(
    /// What an appendix holds.
    AppendixKind, "kind of appendix" {
        /// Every item of one plan, an appendix for each.
        EachPlan = "each-plan",
        /// Every item of all plans, in one appendix.
        Items = "items",
        /// The targets of all measures.
        Targets = "targets",
    }
);

/// One version of a layout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Name, which all its versions share.
    pub layout: String,
    /// Title for people.
    pub title: String,
    /// First day of this version: it counts for reports on quarters that end
    /// on or after it.
    pub from: Date,
    /// Types of report that take this layout; absent: every type that no other
    /// layout of the council names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub report_types: Vec<String>,
    /// A line above all else, for example `Report to {committee}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// Whether the title stands below the fields of the header.
    #[serde(default, skip_serializing_if = "is_no")]
    pub title_below: bool,
    /// Whether counts up to nine are printed as words.
    #[serde(default, skip_serializing_if = "is_no")]
    pub small_numbers_as_words: bool,
    /// How paragraphs are numbered, where a section does not say.
    pub numbering: Numbering,
    /// The fields above the text, in order.
    #[serde(default, rename = "field", skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<HeaderField>,
    /// How statuses are put into sentences.
    #[serde(default, rename = "wording", skip_serializing_if = "Vec::is_empty")]
    pub wordings: Vec<Wording>,
    /// The sections, in order.
    #[serde(rename = "section")]
    pub sections: Vec<LayoutSection>,
    /// The appendices, in order.
    #[serde(default, rename = "appendix", skip_serializing_if = "Vec::is_empty")]
    pub appendices: Vec<Appendix>,
}

/// A field above the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeaderField {
    /// What it is called in print.
    pub label: String,
    /// What it says, for example `{meeting}` or `{field wards}`.
    pub value: String,
    /// What is printed where it says nothing; absent: it stays blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blank: Option<String>,
}

/// How items of some statuses are put into a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Kind of item.
    pub kind: Kind,
    /// Ids of the statuses, counted together.
    pub statuses: Vec<String>,
    /// What is said of one, for example `is ongoing`.
    pub one: String,
    /// What is said of more, for example `are ongoing`.
    pub many: String,
    /// What the status means, for the key of colours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LayoutSection {
    /// Key, by which a report's own section is found.
    pub key: String,
    /// Heading, printed as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// How its paragraphs are numbered, where other than in the layout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbering: Option<Numbering>,
    /// Whether it goes on with the numbers of the section before.
    #[serde(default, skip_serializing_if = "is_no")]
    pub continues: bool,
    /// What is printed where there is nothing to say; absent: the section is
    /// left out then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none: Option<String>,
    /// What it is made of, in order; absent: the author's text.
    #[serde(default, rename = "block", skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
}

/// A block of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// What it says, with figures by name; of a table or list the sentence
    /// before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Lines of a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// Key of the report's section whose text it is; `{plan}` in it stands for
    /// the plan's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What is printed where there is nothing to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none: Option<String>,
    /// Whether a heading within the section takes a number.
    #[serde(default, skip_serializing_if = "is_no")]
    pub numbered: bool,
    /// Whether a heading within the section is one of the lower rank.
    #[serde(default, skip_serializing_if = "is_no")]
    pub minor: bool,
    /// Kind of item, for blocks of items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Kind>,
    /// The blocks that are repeated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub each: Vec<Block>,
}

/// An appendix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Appendix {
    /// What it holds.
    pub kind: AppendixKind,
    /// Its title; `{appendix}` stands for its number, `{letter}` for its
    /// letter.
    pub title: String,
}

impl Layout {
    /// The version, for example `rochdale@2020-04-01`.
    pub fn version(&self) -> String {
        format!("{}@{}", self.layout, self.from)
    }

    /// Whether reports of a type take it.
    pub fn is_for(&self, report_type: &str) -> bool {
        self.report_types.iter().any(|kind| kind == report_type)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_no(value: &bool) -> bool {
    !*value
}
