//! A cell as a file gives it, before its column says what it must be.

use std::borrow::Cow;

use jiff::civil::Date;

/// A cell of a CSV file (blank or text) or a workbook (any).
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing but blanks.
    Blank,
    /// Text without blanks around it.
    Text(Cow<'a, str>),
    /// A number as stored in a workbook.
    Number(f64),
    /// A number that the workbook shows as a percentage: 0.83 is shown as 83%.
    Percent(f64),
    /// A day.
    Date(Date),
    /// TRUE or FALSE.
    Bool(bool),
    /// A time of day, duration or impossible date: fits no column.
    Time(String),
    /// A formula without a value, or an error such as #REF!.
    Broken(String),
}

impl<'a> Cell<'a> {
    /// The cell for a text, trimmed.
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = match text.into() {
            Cow::Borrowed(text) => Cow::Borrowed(trim(text)),
            Cow::Owned(text) if trim(&text).len() == text.len() => Cow::Owned(text),
            Cow::Owned(text) => Cow::Owned(trim(&text).to_owned()),
        };
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(text)
        }
    }

    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Self::Blank)
    }

    /// Bytes of the cell's text.
    pub(crate) fn text_bytes(&self) -> usize {
        if let Self::Text(text) = self {
            text.len()
        } else {
            0
        }
    }

    /// The cell as its reader sees it, near enough to find it again.
    pub(crate) fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Blank => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(plain(*number)),
            Self::Percent(number) => Cow::Owned(format!("{}%", plain(*number * 100.0))),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Bool(true) => Cow::Borrowed("TRUE"),
            Self::Bool(false) => Cow::Borrowed("FALSE"),
            Self::Time(shown) | Self::Broken(shown) => Cow::Borrowed(shown),
        }
    }
}

/// Cuts blanks, and the invisible characters that are pasted with addresses,
/// from both ends.
pub(crate) fn trim(text: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    if is_plain(text.as_bytes().first()) && is_plain(text.as_bytes().last()) {
        // Nearly every cell: no need to look at letters one by one.
        return text;
    }
    text.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{2060}' | '\u{feff}')
    })
}

/// A stored number as a spreadsheet shows it: to 15 significant digits, which
/// is what Excel keeps of a number. 0.1 + 0.2 is 0.3.
fn plain(number: f64) -> String {
    match format!("{number:.14e}").parse::<f64>() {
        Ok(rounded) => rounded.to_string(),
        Err(_) => number.to_string(),
    }
}
