//! What is wrong with an import, cell by cell.

use std::fmt;

use quarterday_proto::answer::RowFault;
use serde::Serialize;

use super::left_out::Rest;
use super::limits::FOUND_CHARS_MAX;

/// One bad cell, row, column, sheet or file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Name of the sheet, or of the file where there is no sheet.
    pub sheet: String,
    /// Row number as a spreadsheet shows it, the header being 1.
    pub row: Option<u32>,
    /// Name of the column as in the header.
    pub column: Option<String>,
    /// What stands there, cut to [`FOUND_CHARS_MAX`] characters.
    pub found: String,
    /// What should stand there.
    pub expected: String,
    /// Stable code, one of [`code`].
    pub code: &'static str,
}

/// Every fault of an import, by sheet, row and column. Nothing of the import
/// may be stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct Faults {
    /// The faults, at most [`FAULTS_MAX`](super::limits::FAULTS_MAX).
    pub faults: Vec<Fault>,
    /// How many there are beyond those listed.
    pub more: usize,
    /// The rows without a fault.
    #[serde(skip)]
    pub rest: Box<Rest>,
}

impl Faults {
    /// All faults in order, with those that the rules found among the rows
    /// that were left, and what they come to in a sentence.
    pub fn with_those_of_rules(self, by_rules: Vec<RowFault>) -> (Vec<RowFault>, String) {
        let cells = self.faults.into_iter().map(RowFault::from).collect();
        let faults = self.rest.put_in_order(cells, by_rules);
        let count = faults.len() + self.more;
        let what = if count == 1 {
            "cell or row of the import is wrong: put it right"
        } else {
            "cells or rows of the import are wrong: put them right"
        };
        let detail = format!("{count} {what} and send it again; nothing was stored");
        (faults, detail)
    }
}

impl From<Fault> for RowFault {
    fn from(fault: Fault) -> Self {
        Self {
            sheet: fault.sheet,
            row: fault.row,
            column: fault.column,
            code: fault.code.to_owned(),
            found: fault.found,
            expected: fault.expected,
        }
    }
}

/// The stable fault codes.
pub mod code {
    /// No date in one of the two forms, or not a day of the calendar.
    pub const BAD_DATE: &str = "bad_date";
    /// No number, or one with too many digits or out of range.
    pub const BAD_NUMBER: &str = "bad_number";
    /// None of the words that the column takes.
    pub const BAD_CHOICE: &str = "bad_choice";
    /// No financial year.
    pub const BAD_YEAR: &str = "bad_year";
    /// No quarter or financial year.
    pub const BAD_PERIOD: &str = "bad_period";
    /// No e-mail address.
    pub const BAD_EMAIL: &str = "bad_email";
    /// Text that holds control characters, or is a date to the spreadsheet.
    pub const BAD_TEXT: &str = "bad_text";
    /// A required cell is blank.
    pub const MISSING_CELL: &str = "missing_cell";
    /// A required column is absent.
    pub const MISSING_COLUMN: &str = "missing_column";
    /// A column that the sheet does not have.
    pub const UNKNOWN_COLUMN: &str = "unknown_column";
    /// A column that stands twice.
    pub const DUPLICATE_COLUMN: &str = "duplicate_column";
    /// A sheet that is none of the five.
    pub const UNKNOWN_SHEET: &str = "unknown_sheet";
    /// A row for what another row is for already.
    pub const DUPLICATE_ROW: &str = "duplicate_row";
    /// A row with fewer or more cells than the header.
    pub const RAGGED_ROW: &str = "ragged_row";
    /// A CSV quote that is not closed, or is closed in mid-cell.
    pub const BAD_QUOTE: &str = "bad_quote";
    /// Bytes that are no text in an encoding that is read.
    pub const BAD_ENCODING: &str = "bad_encoding";
    /// Merged cells among the rows.
    pub const MERGED_CELLS: &str = "merged_cells";
    /// A formula without a value, or a cell that shows an error.
    pub const FORMULA_ERROR: &str = "formula_error";
    /// More than one of the limits allows.
    pub const TOO_LARGE: &str = "too_large";
    /// A file that is damaged, encrypted or of another kind.
    pub const UNREADABLE_FILE: &str = "unreadable_file";
    /// Two cells that cannot both be right.
    pub const CONTRADICTION: &str = "contradiction";
}

/// Cuts what was found to what a fault repeats, on one line.
pub(crate) fn shortened(found: &str) -> String {
    let visible = |letter: char| if letter.is_control() { ' ' } else { letter };
    let mut letters = found.chars().map(visible);
    let mut short: String = letters.by_ref().take(FOUND_CHARS_MAX).collect();
    if letters.next().is_some() {
        short.pop();
        short.push('…');
    }
    short
}

impl fmt::Display for Faults {
    /// One line a fault, in columns: sheet, row, column, what was found, what
    /// was expected, code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |length: fn(&Fault) -> usize| self.faults.iter().map(length).max().unwrap_or(0);
        let sheet_width = width(|fault| fault.sheet.chars().count());
        let column_width =
            width(|fault| fault.column.as_ref().map_or(0, |name| name.chars().count()));
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            let row = fault.row.map_or(String::new(), |row| format!("row {row}"));
            let column = fault.column.as_deref().unwrap_or("");
            write!(
                f,
                "{:sheet_width$}  {row:10}  {column:column_width$}  ",
                fault.sheet
            )?;
            if !fault.found.is_empty() {
                write!(f, "found `{}`, ", fault.found)?;
            }
            write!(f, "expected {} ({})", fault.expected, fault.code)?;
        }
        if self.more > 0 {
            write!(f, "\nand {} more", self.more)?;
        }
        Ok(())
    }
}
