//! A CSV file as one sheet.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::cell::Cell;
use super::csv_text::{Records, SplitError};
use super::encoding::{Decoded, decode};
use super::fault::code;
use super::fault_log::Trouble;
use super::header::recognise;
use super::intake::Intake;
use super::limits::{ROW_CELLS_MAX, SHEET_LINES_MAX};

/// Delimiters, the likeliest first: a later one is taken only where it makes
/// more of the header.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Reads a CSV file.
pub(crate) fn read(name: &str, bytes: &[u8], intake: &mut Intake) {
    let decoded = decode(bytes);
    if let Ok(Decoded { guessed: true, .. }) = &decoded {
        intake
            .notes
            .push(format!("{name} is not UTF-8 and was read as Windows-1252"));
    }
    let mut sheet = intake.sheet(name, true);
    let text = match decoded {
        Ok(decoded) => decoded.text,
        Err(trouble) => return sheet.fault(trouble),
    };
    let Some(delimiter) = delimiter_of(&text) else {
        let expected = "a row with the names of the columns";
        return sheet.fault(Trouble::new("an empty file", expected, code::UNKNOWN_SHEET));
    };
    let mut records = Records::new(&text, delimiter);
    let mut fields = Vec::new();
    while let Some((line, split)) = records.next_into(&mut fields) {
        if let Err(error) = split {
            return sheet.row_fault(line, split_trouble(error, &fields));
        }
        let cells: Vec<Cell<'_>> = fields.drain(..).map(Cell::text).collect();
        if sheet.row(line, &cells) == ControlFlow::Break(()) {
            return;
        }
    }
}

/// The delimiter under which the header is recognised best; nothing where
/// there is no header.
fn delimiter_of(text: &str) -> Option<u8> {
    let mut best = None;
    for delimiter in DELIMITERS {
        let header = first_record(text, delimiter)?;
        let rank = recognise(&header).rank();
        if best.is_none_or(|(_, best_rank)| rank > best_rank) {
            best = Some((delimiter, rank));
        }
    }
    best.map(|(delimiter, _)| delimiter)
}

fn first_record(text: &str, delimiter: u8) -> Option<Vec<Cell<'_>>> {
    let mut records = Records::new(text, delimiter);
    let mut fields: Vec<Cow<'_, str>> = Vec::new();
    while let Some((_, split)) = records.next_into(&mut fields) {
        let cells: Vec<Cell<'_>> = fields.drain(..).map(Cell::text).collect();
        if split.is_err() || cells.iter().any(|cell| !cell.is_blank()) {
            return Some(cells);
        }
    }
    None
}

fn split_trouble(error: SplitError, fields: &[Cow<'_, str>]) -> Trouble {
    let last = fields.last().map_or("", |field| field.as_ref());
    match error {
        SplitError::Unclosed => Trouble::new(
            last,
            "a closing quote for every opening one",
            code::BAD_QUOTE,
        ),
        SplitError::TextAfterQuote => Trouble::new(
            last,
            "nothing between a closing quote and the next cell",
            code::BAD_QUOTE,
        ),
        SplitError::TooLarge => {
            let expected =
                format!("at most {SHEET_LINES_MAX} lines of at most {ROW_CELLS_MAX} cells");
            Trouble::new("more", expected, code::TOO_LARGE)
        }
    }
}
