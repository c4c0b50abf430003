//! Numbers in digits and in words.

use super::text::{Piece, Text, Token};

const WORDS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// A whole number in words, up to ninety-nine.
pub(crate) fn in_words(lower: &str) -> Option<u32> {
    let small = |word: &str| {
        let place = WORDS.iter().position(|known| *known == word)?;
        u32::try_from(place).ok()
    };
    let tens = |word: &str| {
        let place = TENS.iter().position(|known| *known == word)?;
        Some(u32::try_from(place).ok()? * 10 + 20)
    };
    match lower.split_once('-') {
        Some((ten, one)) => Some(tens(ten)? + small(one).filter(|one| (1..10).contains(one))?),
        None => small(lower).or_else(|| tens(lower)),
    }
}

/// A whole number, in digits or in words.
pub(crate) fn count(piece: &Piece<'_>) -> Option<u32> {
    match piece.kind {
        Token::Number => piece.text.replace(',', "").parse().ok(),
        Token::Word => in_words(&piece.lower),
        _ => None,
    }
}

/// The whole number at an index.
pub(crate) fn count_at(text: &Text<'_>, index: usize) -> Option<u32> {
    count(text.piece(index)?)
}

/// A percentage as written, without its sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Percent {
    pub(crate) text: String,
    /// Number of its decimals.
    pub(crate) decimals: u8,
}

impl Percent {
    /// Without trailing zeros of decimals, as figures are printed.
    pub(crate) fn plain(&self) -> &str {
        plain(&self.text)
    }
}

/// A printed figure without trailing zeros of decimals.
pub(crate) fn plain(figure: &str) -> &str {
    if figure.contains('.') {
        return figure.trim_end_matches('0').trim_end_matches('.');
    }
    figure
}

/// The percentage at an index, and the index after it.
pub(crate) fn percent_at(text: &Text<'_>, index: usize) -> Option<(Percent, usize)> {
    let piece = text.piece(index)?;
    if piece.kind != Token::Number {
        return None;
    }
    let after = if text.is_mark(index + 1, '%') || text.is(index + 1, "percent") {
        index + 2
    } else if text.is(index + 1, "per") && text.is(index + 2, "cent") {
        index + 3
    } else {
        return None;
    };
    let figure = piece.text.replace(',', "");
    let decimals = figure.split_once('.').map_or(0, |(_, part)| part.len());
    let percent = Percent {
        text: figure,
        decimals: u8::try_from(decimals).unwrap_or(u8::MAX),
    };
    Some((percent, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_numbers() {
        for (word, number) in [
            ("one", Some(1)),
            ("nineteen", Some(19)),
            ("twenty", Some(20)),
            ("forty", Some(40)),
            ("sixty-six", Some(66)),
            ("sixty-ten", None),
            ("action", None),
        ] {
            assert_eq!(in_words(word), number, "{word}");
        }
    }

    #[test]
    fn percentages_have_their_forms() {
        for (text, figure, decimals) in [
            ("97%", "97", 0),
            ("16.7 per cent", "16.7", 1),
            ("75.0 percent", "75", 1),
        ] {
            let read = Text::read(text);
            let (percent, after) = percent_at(&read, 0).expect("it is a percentage");
            assert_eq!((percent.plain(), percent.decimals), (figure, decimals));
            assert_eq!(after, read.pieces.len(), "{text}");
        }
        assert!(percent_at(&Text::read("97 actions"), 0).is_none());
    }
}
