//! Text on one line: what a header, a list entry or a subject may hold.

use std::fmt;

use serde::Serialize;

/// Text on one line, without control characters.
///
/// A title that a person typed may hold anything; a line break in it would end
/// a header early or put words of one's own under a mail's text. So text gets
/// into a mail as this type only, and what makes it cannot fail.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct Line(String);

impl Line {
    /// The text with every run of blanks, line breaks and control characters as
    /// one blank, and nothing at its ends.
    pub fn of(text: &str) -> Self {
        let words = text.split(|letter: char| letter.is_whitespace() || is_unseen(letter));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        Self(words.join(" "))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Control characters, and those that turn the direction of writing: they make
/// a text look like another.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self::of(text)
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self::of(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_a_line() {
        let check = |text: &str, expected: &str| assert_eq!(Line::of(text).as_str(), expected);
        check("Review of parking", "Review of parking");
        check("  two \t blanks ", "two blanks");
        check("a\r\nBcc: all@h.example", "a Bcc: all@h.example");
        check("a\nb\rc\u{85}d\u{2028}e\0f", "a b c d e f");
        check("abc\u{202e}fdp.exe", "abc fdp.exe");
        check("Gwynedd — Ŵyl", "Gwynedd — Ŵyl");
        check("\r\n", "");
    }
}
