//! Finding the names of plans and bodies: words with capital letters that end
//! in `Plan`, `Board` and the like.

use std::ops::Range;

use super::text::{Text, Token};

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) pieces: Range<usize>,
    /// The words that tell it from others, in small letters and in order.
    pub(crate) words: Vec<String>,
}

/// The most words of a name.
const LONGEST: usize = 14;

/// The names of a text that end in one of some words.
pub(crate) fn names(text: &Text<'_>, endings: &[&str]) -> Vec<Name> {
    let mut found = Vec::new();
    for (index, piece) in text.pieces.iter().enumerate() {
        let capital = piece.text.chars().next().is_some_and(char::is_uppercase);
        if capital && endings.contains(&piece.lower.as_str()) {
            found.extend(name_to(text, index, endings));
        }
    }
    found
}

/// The name that ends at an index.
fn name_to(text: &Text<'_>, end: usize, endings: &[&str]) -> Option<Name> {
    let mut start = end;
    while start > 0 && end - start < LONGEST {
        let before = start - 1;
        // Another name that ends here is no part of this one.
        let other = endings.contains(&text.pieces[before].lower.as_str());
        if other || begins_sentence(text, start) || !belongs(text, before) {
            break;
        }
        start = before;
    }
    // What joins names, or stands before one, is no part of it.
    while start < end && !is_capital(text, start) {
        start += 1;
    }
    let pieces = start..end + 1;
    let words = words_of(text, pieces.clone());
    (words.len() > 1).then_some(Name { pieces, words })
}

/// The words of a name that tell it from others: without marks, joining words
/// and years.
pub(crate) fn words_of(text: &Text<'_>, pieces: Range<usize>) -> Vec<String> {
    let words = text.pieces[pieces].iter();
    words
        .filter(|piece| piece.kind == Token::Word)
        .map(|piece| piece.lower.replace("'s", "s").replace('\'', ""))
        .filter(|word| !matches!(word.as_str(), "and" | "of" | "the" | "for"))
        .collect()
}

fn begins_sentence(text: &Text<'_>, at: usize) -> bool {
    text.sentence_of(at).start == at
}

fn is_capital(text: &Text<'_>, at: usize) -> bool {
    let piece = &text.pieces[at];
    piece.kind == Token::Word && piece.text.chars().next().is_some_and(char::is_uppercase)
}

fn belongs(text: &Text<'_>, at: usize) -> bool {
    let piece = &text.pieces[at];
    match piece.kind {
        Token::Word if matches!(piece.lower.as_str(), "and" | "of" | "the") => {
            // "the Board and the Panel": a name does not go on over an article.
            piece.lower != "the" && at > 0
        }
        Token::Word => is_capital(text, at),
        Token::Mark(mark) => matches!(mark, '&' | '(' | ')'),
        Token::Number | Token::Ordinal => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found() {
        let check = |text: &str, expected: &[&str]| {
            let read = Text::read(text);
            let found = names(&read, &["plan", "board"]);
            let found: Vec<String> = found
                .iter()
                .map(|name| read.quote(name.pieces.clone()).1)
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        check(
            "in the Resources Directorate Plan 2020-21 and Neighbourhoods (Corporate Support) \
             Directorate Plan 2020-21",
            &[
                "Resources Directorate Plan",
                "Neighbourhoods (Corporate Support) Directorate Plan",
            ],
        );
        check(
            "Public Health & Wellbeing Directorate Plan",
            &["Public Health & Wellbeing Directorate Plan"],
        );
        check(
            "by the Executive Scrutiny Board, as the board said",
            &["Executive Scrutiny Board"],
        );
        check("the Board met", &[]);
    }
}
