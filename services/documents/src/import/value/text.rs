//! Text: one line, several lines, or a list.

use super::super::cell::trim;

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextError {
    /// More characters than a cell may have.
    TooLong,
    /// A character that is no text, and that no report could hold.
    ControlCharacter,
}

/// Checks length and characters.
pub(crate) fn check(text: &str, chars_max: usize) -> Result<(), TextError> {
    // Bytes are never fewer than characters, and cheaper to count.
    if text.len() > chars_max && text.chars().count() > chars_max {
        return Err(TextError::TooLong);
    }
    let alien = |letter: char| {
        letter.is_control() && !matches!(letter, '\t' | '\n' | '\r')
            || matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    let has_alien = if text.is_ascii() {
        text.bytes().any(|byte| alien(char::from(byte)))
    } else {
        text.chars().any(alien)
    };
    if has_alien {
        Err(TextError::ControlCharacter)
    } else {
        Ok(())
    }
}

/// The text on one line: a line break, with the blanks around it, is a blank.
pub(crate) fn one_line(text: &str) -> String {
    if memchr::memchr3(b'\n', b'\r', b'\t', text.as_bytes()).is_none() {
        return text.to_owned();
    }
    let parts = text
        .split(['\n', '\r', '\t'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// The text with every line break as `\n`.
pub(crate) fn lines(text: &str) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The entries of a list, each once. Where there is a `;`, a comma belongs to
/// an entry: posts such as "Director of Housing, Health and Care" have some.
pub(crate) fn entries(text: &str) -> Vec<String> {
    let separator = if text.contains(';') { ';' } else { ',' };
    let mut entries: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for entry in text
        .split(separator)
        .map(trim)
        .filter(|entry| !entry.is_empty())
    {
        if seen.insert(entry) {
            entries.push(one_line(entry));
        }
    }
    entries
}
