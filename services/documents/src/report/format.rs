//! The formats that a report is printed in.

use std::fmt;
use std::str::FromStr;

use super::document::Document;

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One HTML file.
    Html,
    /// WordprocessingML, for those who go on writing.
    Docx,
    /// The appendices and the position as a workbook.
    Xlsx,
    /// What it says, for programs.
    Json,
}

/// A report that could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A part without a JSON form.
    #[error("the report has no JSON form")]
    Json(#[from] serde_json::Error),
    /// A DOCX that could not be packed.
    #[error(transparent)]
    Docx(#[from] super::docx::PackError),
    /// A workbook that could not be made.
    #[error("the workbook could not be made")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Html, Self::Docx, Self::Xlsx, Self::Json];

    /// The word that stands for it, which file names end in.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    /// Whether it is not for a terminal.
    pub fn is_binary(self) -> bool {
        !matches!(self, Self::Html | Self::Json)
    }

    /// Its media type.
    pub fn media(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().find(|format| format.as_str() == text);
        known.copied().ok_or_else(|| {
            let all: Vec<&str> = Self::ALL.iter().map(|format| format.as_str()).collect();
            format!("one of {}", all.join(", "))
        })
    }
}

/// A report in a format: the same document gives the same bytes.
///
/// # Errors
/// [`Error`], each a bug.
pub fn render(document: &Document, format: Format) -> Result<Vec<u8>, Error> {
    match format {
        Format::Html => Ok(super::html::html(document).into_bytes()),
        Format::Docx => Ok(super::docx::docx(document)?),
        Format::Xlsx => Ok(super::xlsx::xlsx(document)?),
        Format::Json => Ok(super::json(document)?),
    }
}
