//! What a report says, before any format.

use quarterday_proto::position::Position;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// A report as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Reference of the report.
    pub reference: String,
    /// Title.
    pub title: String,
    /// Name of the council.
    pub council: String,
    /// Language of the text, as BCP 47 has it.
    pub language: &'static str,
    /// State of the report in a word, where it is not published.
    pub draft: Option<String>,
    /// Number of the version.
    pub version: u32,
    /// What sign-offs name.
    pub content_hash: String,
    /// SHA-256, in hex, over the blocks: the same in every format.
    pub document_hash: String,
    /// Version of the layout.
    pub layout: String,
    /// Whether it holds exempt material.
    pub restricted: bool,
    /// What stands on it, in order.
    pub blocks: Vec<Block>,
    /// The positions behind it, for programs.
    pub positions: Vec<Position>,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A line above all else.
    Line {
        /// What it says.
        text: String,
    },
    /// The title.
    Title {
        /// What it says.
        text: String,
    },
    /// The fields above the text; a value may be blank.
    Fields {
        /// Label and value.
        fields: Vec<(String, String)>,
    },
    /// A heading.
    Heading {
        /// Rank, from 2; the title is 1.
        level: u8,
        /// Its number, where it has one.
        number: Option<String>,
        /// What it says.
        text: String,
    },
    /// A paragraph.
    Paragraph {
        /// Its number, where it has one.
        number: Option<String>,
        /// What it says.
        runs: Vec<Run>,
    },
    /// A list.
    List {
        /// Its lines.
        items: Vec<Vec<Run>>,
    },
    /// A table.
    Table(Table),
    /// A chart, with its data beside it.
    Chart(Chart),
}

/// Words that are printed alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Whether they are in bold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bold: bool,
}

/// A table with a header row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it is of, for those who do not see it beside its heading.
    pub caption: String,
    /// The appendix that it is, for workbooks; none in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Names of the columns.
    pub header: Vec<String>,
    /// Cells, a row each, as many as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// A chart of counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The same in a sentence, for those who do not see it.
    pub description: String,
    /// What the items are called.
    pub unit: String,
    /// Its bars, in order.
    pub bars: Vec<Bar>,
}

/// A bar of a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// What it is called.
    pub label: String,
    /// Its colour, `#rrggbb`.
    pub colour: String,
    /// How many.
    pub count: u32,
    /// As printed, without the sign.
    pub percent: String,
}

impl Run {
    /// Plain words.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            bold: false,
        }
    }

    /// Words in bold.
    pub fn bold(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            bold: true,
        }
    }
}

impl Document {
    /// Puts the hash of all that is printed into place.
    pub(super) fn seal(mut self) -> Self {
        // Positions tell when they were worked out; what is printed is hashed.
        let positions = std::mem::take(&mut self.positions);
        self.document_hash.clear();
        let bytes = serde_json::to_vec(&self).expect("every part has a JSON form");
        self.positions = positions;
        self.document_hash = hex::encode(Sha256::digest(bytes));
        self
    }

    /// The sentence that names its hashes, at its end.
    pub fn colophon(&self) -> String {
        format!(
            "{} of {}, version {}, layout {}. Content hash {}. Document hash {}.",
            if self.restricted {
                "Restricted rendering"
            } else {
                "Rendering"
            },
            self.reference,
            self.version,
            self.layout,
            self.content_hash,
            self.document_hash
        )
    }
}
