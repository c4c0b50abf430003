//! CSV for spreadsheets, without cells that a spreadsheet would run.
//!
//! A cell that begins with `=`, `+`, `-` or `@` is a formula to a spreadsheet,
//! and whoever may write a commentary could make the auditor's spreadsheet
//! fetch an address. Such a cell gets an apostrophe before it. Numbers are left
//! alone: -5 stays a number.

use std::borrow::Cow;

/// Makes a cell safe to open in a spreadsheet.
pub fn neutralise(cell: &str) -> Cow<'_, str> {
    // Spreadsheets drop blanks before they look, and some take the full-width
    // forms for the plain ones.
    let starts_formula = |letter: char| {
        matches!(
            letter,
            '=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}'
        )
    };
    let is_risky = cell.starts_with(['\t', '\r', '\n'])
        || cell.trim_start().starts_with(starts_formula) && !is_number(cell);
    if is_risky {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// A sign, digits with thousands commas, a point and more digits, a percent
/// sign; nothing that a formula needs beyond those.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str, other: &[u8]| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || other.contains(&byte))
    };
    all(whole, b",") && whole.as_bytes()[0] != b',' && all(fraction, b"")
}

/// A CSV text in UTF-8 of rows of cells, each made safe, with lines ending as
/// RFC 4180 has them. It has no byte-order mark: programs that read it would
/// take that for a part of the first column's name.
#[derive(Debug)]
pub struct CsvText {
    writer: csv::Writer<Vec<u8>>,
}

/// CSV that could not be put together.
#[derive(Debug, thiserror::Error)]
#[error("cannot write a row of CSV")]
pub struct Error(#[from] csv::Error);

impl CsvText {
    /// Begins with a header.
    pub fn new<'c>(header: impl IntoIterator<Item = &'c str>) -> Result<Self, Error> {
        let writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        let mut text = Self { writer };
        text.row(header)?;
        Ok(text)
    }

    /// Adds a row; all rows have as many cells as the header.
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> Result<(), Error> {
        let safe = cells.into_iter().map(neutralise);
        self.writer
            .write_record(safe.map(|cell| cell.into_owned().into_bytes()))?;
        Ok(())
    }

    /// The text.
    pub fn finish(self) -> Result<Vec<u8>, Error> {
        self.writer
            .into_inner()
            .map_err(|error| Error(error.into_error().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised_and_numbers_are_not() {
        let check = |cell: &str, expected: &str| assert_eq!(neutralise(cell), expected);
        for formula in [
            "=1+1",
            "+SUM(A1)",
            "-2+3",
            "@A1",
            "-",
            "=",
            " =1+1",
            "\t1",
            "\r1",
            "\n1",
            "-5-cmd|' /C calc'!A0",
            "\u{ff1d}1",
            "-5%%",
            "-,5",
            "-5.",
        ] {
            check(formula, &format!("'{formula}"));
        }
        for plain in [
            "",
            "-5",
            "+5",
            "-5.25",
            "-1,234.5",
            "-5%",
            "12",
            "a=b",
            "Reading-Rooms",
            "a@b.example",
            "'=1",
        ] {
            check(plain, plain);
        }
    }

    #[test]
    fn csv_text_quotes_what_needs_it() {
        let mut text = CsvText::new(["ref", "commentary"]).unwrap();
        text.row(["=A1", "two, \"three\"\nfour"]).unwrap();
        let bytes = text.finish().unwrap();
        let expected = "ref,commentary\r\n'=A1,\"two, \"\"three\"\"\nfour\"\r\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}
