//! The text or number that a cell of any kind holds, or why it holds none.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::cell::Cell;
use super::fault::code;
use super::limits::CELL_CHARS_MAX;
use super::value::number;
use super::value::text::{self, TextError};

/// Why a cell is refused: the code, and a hint beyond what the column accepts.
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    pub(crate) hint: Option<&'static str>,
}

/// The text of a cell; a number is the text that is seen.
pub(crate) fn text_of<'t>(cell: &'t Cell<'_>) -> Result<Cow<'t, str>, Refusal> {
    if let Some(hint) = mistaken(cell) {
        return Err(Refusal {
            code: code::BAD_TEXT,
            hint: Some(hint),
        });
    }
    let shown = cell.shown();
    match text::check(&shown, CELL_CHARS_MAX) {
        Ok(()) => Ok(shown),
        Err(TextError::TooLong) => Err(Refusal {
            code: code::TOO_LARGE,
            hint: Some("at most 10,000 characters"),
        }),
        Err(TextError::ControlCharacter) => Err(Refusal {
            code: code::BAD_TEXT,
            hint: Some("without control characters"),
        }),
    }
}

/// Spreadsheets take references such as `1-2` and years such as `2011-12` for
/// dates, and what was typed is lost.
pub(crate) fn mistaken(cell: &Cell<'_>) -> Option<&'static str> {
    matches!(cell, Cell::Date(_) | Cell::Time(_))
        .then_some("the spreadsheet has taken it for a date: format the cell as text")
}

/// The number of a cell.
pub(crate) fn number_of(cell: &Cell<'_>) -> Result<Decimal, Refusal> {
    let parsed = match cell {
        Cell::Text(text) => number::parse(text),
        Cell::Number(stored) => number::from_stored(*stored),
        Cell::Percent(stored) => number::from_stored_percent(*stored),
        Cell::Date(_) | Cell::Time(_) => Err(Some("the cell is formatted as a date")),
        _ => Err(None),
    };
    parsed.map_err(|hint| Refusal {
        code: code::BAD_NUMBER,
        hint,
    })
}
