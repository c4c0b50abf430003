//! A paragraph as words, numbers and marks, in sentences.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// Letters, perhaps with digits, hyphens or an apostrophe.
    Word,
    /// Digits, perhaps with a decimal point or commas.
    Number,
    /// Digits that stand for a day: `6th`.
    Ordinal,
    /// Any other sign.
    Mark(char),
}

/// A token of a paragraph.
#[derive(Debug, Clone)]
pub(crate) struct Piece<'a> {
    pub(crate) kind: Token,
    /// As written.
    pub(crate) text: &'a str,
    /// In small letters, with a plain apostrophe.
    pub(crate) lower: String,
    /// Bytes of the paragraph.
    pub(crate) bytes: Range<usize>,
}

/// A paragraph, read.
#[derive(Debug, Clone)]
pub(crate) struct Text<'a> {
    pub(crate) source: &'a str,
    pub(crate) pieces: Vec<Piece<'a>>,
    /// The sentences, as ranges of pieces.
    pub(crate) sentences: Vec<Range<usize>>,
}

impl<'a> Text<'a> {
    /// Reads a paragraph. Marks of emphasis and tags such as those of raised
    /// ordinals are passed over, and so are figures by name in braces.
    pub(crate) fn read(source: &'a str) -> Self {
        let mut pieces: Vec<Piece<'a>> = Vec::new();
        let mut at = 0;
        while let Some(sign) = source[at..].chars().next() {
            let (kind, end) = next(source, at, sign);
            if let Some(kind) = kind {
                push(&mut pieces, source, kind, at..end);
            }
            at = end;
        }
        let sentences = sentences(source, &pieces);
        Self {
            source,
            pieces,
            sentences,
        }
    }

    /// The piece at an index.
    pub(crate) fn piece(&self, index: usize) -> Option<&Piece<'a>> {
        self.pieces.get(index)
    }

    /// Whether the piece at an index is this word, in small letters.
    pub(crate) fn is(&self, index: usize, word: &str) -> bool {
        self.piece(index).is_some_and(|piece| piece.lower == word)
    }

    /// Whether the piece at an index is this mark.
    pub(crate) fn is_mark(&self, index: usize, mark: char) -> bool {
        self.piece(index)
            .is_some_and(|piece| piece.kind == Token::Mark(mark))
    }

    /// The first place of a row of words within a range.
    pub(crate) fn find(&self, range: Range<usize>, row: &[&str]) -> Option<usize> {
        let fits = |start: &usize| {
            let mut words = row.iter().enumerate();
            *start + row.len() <= range.end && words.all(|(next, word)| self.is(start + next, word))
        };
        range.clone().find(fits)
    }

    /// Whether any of some rows of words, given with blanks, is in a range.
    pub(crate) fn has_any(&self, range: Range<usize>, rows: &[&str]) -> Option<Range<usize>> {
        rows.iter().find_map(|row| {
            let words: Vec<&str> = row.split(' ').collect();
            let start = self.find(range.clone(), &words)?;
            Some(start..start + words.len())
        })
    }

    /// The characters before a range of pieces, and its words as written.
    pub(crate) fn quote(&self, range: Range<usize>) -> (u32, String) {
        let Some((first, last)) = self.pieces.get(range).and_then(|pieces| {
            let (first, last) = (pieces.first()?, pieces.last()?);
            Some((first.bytes.start, last.bytes.end))
        }) else {
            return (0, String::new());
        };
        let offset = self.source[..first].chars().count();
        let words = self.source[first..last].split_whitespace();
        let words = words.collect::<Vec<_>>().join(" ");
        (u32::try_from(offset).unwrap_or(u32::MAX), words)
    }

    /// The sentence that a piece stands in.
    pub(crate) fn sentence_of(&self, index: usize) -> Range<usize> {
        let holds = |sentence: &&Range<usize>| sentence.contains(&index);
        self.sentences.iter().find(holds).cloned().unwrap_or(0..0)
    }
}

/// What stands at a place, and where it ends; nothing where it is passed over.
fn next(source: &str, at: usize, sign: char) -> (Option<Token>, usize) {
    let rest = &source[at..];
    let after = at + sign.len_utf8();
    if sign.is_whitespace() || matches!(sign, '*' | '_' | '\u{feff}') {
        return (None, after);
    }
    if let Some(end) = tag(rest) {
        return (None, at + end);
    }
    if let ('{', Some(end)) = (sign, rest.find('}')) {
        return (None, at + end + 1);
    }
    if sign.is_ascii_digit() {
        let digits = number(rest);
        let letters = rest[digits..]
            .chars()
            .take_while(|next| next.is_alphabetic());
        let letters: usize = letters.map(char::len_utf8).sum();
        return match &rest[digits..digits + letters] {
            "" => (Some(Token::Number), at + digits),
            "st" | "nd" | "rd" | "th" => (Some(Token::Ordinal), at + digits + letters),
            _ => (Some(Token::Word), at + word(rest)),
        };
    }
    if sign.is_alphanumeric() {
        return (Some(Token::Word), at + word(rest));
    }
    (Some(Token::Mark(sign)), after)
}

/// Bytes of a tag such as `<sup>`.
fn tag(rest: &str) -> Option<usize> {
    const LONGEST: usize = 10;
    let inner = rest.strip_prefix('<')?;
    let end = inner.find('>').filter(|end| *end < LONGEST)?;
    let name = &inner[..end];
    let plain = |sign: char| sign.is_ascii_alphabetic() || sign == '/' || sign == ' ';
    (!name.is_empty() && name.chars().all(plain)).then_some(end + 2)
}

/// Bytes of a number: digits, with points and commas between digits.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    while digit(end) || (matches!(bytes.get(end), Some(b'.' | b',')) && digit(end + 1)) {
        end += 1;
    }
    end
}

/// Bytes of a word: letters and digits, with apostrophes and hyphens between.
fn word(rest: &str) -> usize {
    let mut end = 0;
    let mut signs = rest.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let joins = matches!(sign, '\'' | '\u{2019}' | '-' | '\u{2011}');
        let letter_next = signs.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !(sign.is_alphanumeric() || (joins && letter_next)) {
            break;
        }
        end = at + sign.len_utf8();
    }
    end
}

fn push<'a>(pieces: &mut Vec<Piece<'a>>, source: &'a str, kind: Token, bytes: Range<usize>) {
    let text = &source[bytes.clone()];
    let lower = text.to_lowercase().replace('\u{2019}', "'");
    // A raised ending is a word of its own once its tag is passed over.
    let ending = matches!(lower.as_str(), "st" | "nd" | "rd" | "th");
    if let (true, Some(last)) = (ending, pieces.last_mut())
        && last.kind == Token::Number
    {
        last.kind = Token::Ordinal;
        last.bytes.end = bytes.end;
        return;
    }
    pieces.push(Piece {
        kind,
        text,
        lower,
        bytes,
    });
}

fn sentences(source: &str, pieces: &[Piece<'_>]) -> Vec<Range<usize>> {
    let mut made = Vec::new();
    let mut start = 0;
    for (index, piece) in pieces.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &pieces[before]);
        // A line that begins with the mark of a list begins a sentence.
        let gap = before.map_or("", |before| &source[before.bytes.end..piece.bytes.start]);
        let mark = matches!(piece.kind, Token::Mark('-' | '\u{2022}' | '\u{2013}'));
        if index > start && (gap.matches('\n').count() > 1 || (gap.contains('\n') && mark)) {
            made.push(start..index);
            start = index;
        }
        let ends = matches!(piece.kind, Token::Mark('.' | '!' | '?' | ';'));
        let follows = source[piece.bytes.end..].chars().next();
        if ends && follows.is_none_or(char::is_whitespace) {
            made.push(start..index + 1);
            start = index + 1;
        }
    }
    if start < pieces.len() {
        made.push(start..pieces.len());
    }
    made
}

/// A word without its ending, so that `completed` and `complete` are the same.
pub(crate) fn stem(lower: &str) -> String {
    let plain: String = lower.chars().filter(|sign| *sign != '-').collect();
    let plain = plain.strip_suffix("'s").unwrap_or(&plain);
    let plain = plain.trim_end_matches('\'');
    let cut = |word: &str, ending: &str, least: usize| {
        let kept = word.strip_suffix(ending)?;
        (kept.len() >= least && !kept.ends_with(ending)).then(|| kept.to_owned())
    };
    let mut word = cut(plain, "s", 3).unwrap_or_else(|| plain.to_owned());
    for ending in ["ing", "ed", "e"] {
        if let Some(kept) = cut(&word, ending, 3) {
            word = kept;
            break;
        }
    }
    word
}

/// The stems of the words of a text, without articles and the like.
pub(crate) fn stems(text: &str) -> Vec<String> {
    const PASSED_OVER: [&str; 26] = [
        "the", "a", "an", "their", "its", "of", "and", "to", "in", "for", "with", "which", "by",
        "that", "it", "have", "has", "be", "is", "are", "at", "on", "or", "from", "as", "how",
    ];
    let read = Text::read(text);
    let words = read.pieces.iter().filter(|piece| piece.kind == Token::Word);
    words
        .filter(|piece| !PASSED_OVER.contains(&piece.lower.as_str()))
        .map(|piece| stem(&piece.lower))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_into_words_and_sentences() {
        let check = |text: &str, words: &[&str], sentences: usize| {
            let read = Text::read(text);
            let found: Vec<&str> = read
                .pieces
                .iter()
                .map(|piece| piece.lower.as_str())
                .collect();
            assert_eq!(found, words, "{text}");
            assert_eq!(read.sentences.len(), sentences, "{text}");
        };
        check("97% (29).", &["97", "%", "(", "29", ")", "."], 1);
        check("1<sup>st</sup> July", &["1", "july"], 1);
        check("24 <sup>th</sup> May", &["24", "may"], 1);
        check(
            "On-going, the council\u{2019}s",
            &["on-going", ",", "the", "council's"],
            1,
        );
        check("16.7% done. Next", &["16.7", "%", "done", ".", "next"], 2);
        check("**P-R13** {count}", &["p-r13"], 1);
        check("Two:\n- a\n- b", &["two", ":", "-", "a", "-", "b"], 3);
    }

    #[test]
    fn endings_do_not_matter() {
        for (one, other) in [
            ("completed", "complete"),
            ("on-going", "ongoing"),
            ("targets", "target"),
            ("forecasted", "forecast"),
            ("children's", "children"),
            ("milestones", "milestone"),
        ] {
            assert_eq!(stem(one), stem(other), "{one}");
        }
        assert_ne!(stem("action"), stem("act"));
    }
}
