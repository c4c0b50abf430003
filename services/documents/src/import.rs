//! Imports: from CSV and XLSX files to typed rows, or every bad cell.
//!
//! A sheet is known by its columns, not by its name. An import is all or
//! nothing: one bad cell and there is a list of all that is wrong, so that it
//! can be put right in one go. The rows without a bad cell come with it, for
//! the rules to judge too, and never to be stored.
//!
//! What is read, beyond what the columns say:
//! - a cell that a workbook shows as 83% is 83, as `83%` in CSV is;
//! - a number in a workbook is taken to 12 digits after the point, a number in
//!   text with more is a fault;
//! - addresses are put in lower case, references are kept as they are written;
//! - the row of a fault is the one that a spreadsheet shows, whatever line
//!   breaks and blank lines stand before it.

mod cell;
mod cell_value;
mod columns;
mod csv_sheet;
mod csv_text;
mod encoding;
mod fault;
mod fault_log;
mod header;
mod intake;
mod left_out;
pub mod limits;
mod noted_place;
mod row;
mod sheet;
mod source;
mod value;
mod workbook;
mod workbook_guard;
mod workbook_percent;

#[cfg(test)]
mod tests;

use quarterday_proto::sheet::Sheets;
use serde::Serialize;

pub use columns::{Accepts, Column, SheetKind};
pub use fault::{Fault, Faults, code};
pub use left_out::Rest;
pub use noted_place::noted_place;
pub(crate) use noted_place::{NOTES, PLACE};
pub use source::{Error, SourceFile, read_paths};

use fault_log::Trouble;
use intake::Intake;
use source::Format;

/// What an import says, in full: no cell of it was bad.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Import {
    /// The rows of every sheet.
    pub sheets: Sheets,
    /// What the importer should know, though nothing is wrong: a file's
    /// encoding that had to be guessed.
    pub notes: Vec<String>,
}

/// Reads the files of one import.
///
/// Rows of sheets of the same kind are put together, in the order of the files
/// and of the sheets in them.
pub fn parse(files: &[SourceFile]) -> Result<Import, Faults> {
    parse_for(files, None)
}

/// Reads the files of one import whose item, target and observation rows are
/// of one plan where they name none: that column may then be blank or absent.
pub fn parse_for(files: &[SourceFile], plan: Option<&str>) -> Result<Import, Faults> {
    let mut intake = Intake::default();
    intake.default_plan = plan.map(str::to_owned);
    if files.is_empty() || files.len() > limits::FILES_MAX {
        let expected = format!("1 to {} files", limits::FILES_MAX);
        let found = format!("{} files", files.len());
        intake
            .sheet("", false)
            .fault(Trouble::new(found, expected, code::TOO_LARGE));
        return Err(intake.into_faults());
    }
    for file in files {
        let label = (files.len() > 1).then_some(file.name.as_str());
        match source::format_of(file) {
            Ok(Format::Workbook) => workbook::read(&file.name, label, &file.bytes, &mut intake),
            Ok(Format::Text) => csv_sheet::read(&file.name, &file.bytes, &mut intake),
            Err(trouble) => intake.sheet(&file.name, false).fault(trouble),
        }
    }
    if intake.recognised == 0 && intake.log.is_empty() {
        let expected =
            "at least one sheet with a header: plans, items, targets, observations, people";
        let trouble = Trouble::new("no rows at all", expected, code::UNKNOWN_SHEET);
        intake.sheet(&files[0].name, false).fault(trouble);
    }
    if intake.log.is_empty() {
        Ok(Import {
            sheets: intake.sheets,
            notes: intake.notes,
        })
    } else {
        Err(intake.into_faults())
    }
}
