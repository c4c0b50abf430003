//! Splits CSV text into records.
//!
//! Not the `csv` crate, for three reasons that matter here: a fault must name
//! the row that a spreadsheet shows, and that crate skips empty lines without
//! counting them and counts lines inside quotes; it reads a quote that is
//! never closed to the end of the file as one cell; and it joins text that
//! follows a closing quote to the cell without a word.

use std::borrow::Cow;

use memchr::{memchr, memchr3};

use super::limits::{ROW_CELLS_MAX, SHEET_LINES_MAX};

/// The records of a CSV text, blank lines among them.
#[derive(Debug)]
pub(crate) struct Records<'t> {
    rest: &'t str,
    delimiter: u8,
    line: u32,
}

/// Why a record cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SplitError {
    /// A quote that is never closed: where the record ends is unknown.
    Unclosed,
    /// Something between a closing quote and the next delimiter.
    TextAfterQuote,
    /// More cells than a row may have, or more lines than a sheet.
    TooLarge,
}

impl<'t> Records<'t> {
    pub(crate) fn new(text: &'t str, delimiter: u8) -> Self {
        debug_assert!(delimiter.is_ascii());
        Self {
            rest: text,
            delimiter,
            line: 0,
        }
    }

    /// Reads the next record into `fields` and gives its row as a spreadsheet
    /// shows it, or nothing at the end. After an error nothing more is read.
    pub(crate) fn next_into(
        &mut self,
        fields: &mut Vec<Cow<'t, str>>,
    ) -> Option<(u32, Result<(), SplitError>)> {
        fields.clear();
        if self.rest.is_empty() {
            return None;
        }
        self.line += 1;
        if self.line > SHEET_LINES_MAX {
            self.rest = "";
            return Some((self.line, Err(SplitError::TooLarge)));
        }
        loop {
            match self.field(fields) {
                Ok(true) if fields.len() < ROW_CELLS_MAX => {}
                Ok(true) => {
                    self.rest = "";
                    return Some((self.line, Err(SplitError::TooLarge)));
                }
                Ok(false) => return Some((self.line, Ok(()))),
                Err(error) => {
                    self.rest = "";
                    return Some((self.line, Err(error)));
                }
            }
        }
    }

    /// Reads one field; whether the record goes on after it.
    fn field(&mut self, fields: &mut Vec<Cow<'t, str>>) -> Result<bool, SplitError> {
        let unpadded = self.rest.trim_start_matches(' ');
        if let Some(opened) = unpadded.strip_prefix('"') {
            self.rest = opened;
            let field = self.quoted()?;
            fields.push(field);
            let (padding, more) = self.until_end_of_field();
            return if padding.is_empty() || padding.trim().is_empty() {
                Ok(more)
            } else {
                Err(SplitError::TextAfterQuote)
            };
        }
        let (field, more) = self.until_end_of_field();
        fields.push(Cow::Borrowed(field));
        Ok(more)
    }

    fn quoted(&mut self) -> Result<Cow<'t, str>, SplitError> {
        let mut joined: Option<String> = None;
        loop {
            let end = memchr(b'"', self.rest.as_bytes()).ok_or(SplitError::Unclosed)?;
            let (part, after) = (&self.rest[..end], &self.rest[end + 1..]);
            if let Some(doubled) = after.strip_prefix('"') {
                let text = joined.get_or_insert_default();
                text.push_str(part);
                text.push('"');
                self.rest = doubled;
                continue;
            }
            self.rest = after;
            return Ok(match joined {
                Some(mut text) => {
                    text.push_str(part);
                    Cow::Owned(text)
                }
                None => Cow::Borrowed(part),
            });
        }
    }

    /// Takes everything up to the next delimiter or line end, and the
    /// delimiter or line end itself; whether it was a delimiter.
    fn until_end_of_field(&mut self) -> (&'t str, bool) {
        let text = self.rest;
        let Some(end) = memchr3(self.delimiter, b'\n', b'\r', text.as_bytes()) else {
            self.rest = "";
            return (text, false);
        };
        let (field, rest) = (&text[..end], &text[end..]);
        if rest.as_bytes()[0] == self.delimiter {
            self.rest = &rest[1..];
            return (field, true);
        }
        self.rest = rest.strip_prefix("\r\n").unwrap_or(&rest[1..]);
        (field, false)
    }
}
