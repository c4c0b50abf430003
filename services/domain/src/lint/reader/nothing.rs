//! The wordings for nothing to say: "None", "Not applicable", "There are no
//! finance issues".

use super::text::{Text, Token};

/// Words of a text that says nothing more than that there is nothing.
const LONGEST: usize = 14;

/// Whether a text says that there is nothing.
pub(crate) fn says_none(text: &Text<'_>) -> bool {
    let words: Vec<&str> = text
        .pieces
        .iter()
        .filter(|piece| piece.kind == Token::Word)
        .map(|piece| piece.lower.as_str())
        .collect();
    match words.as_slice() {
        ["none" | "nil" | "n" | "no" | "nothing"] | ["n", "a"] => true,
        ["none", "identified" | "known" | "reported" | "noted", ..] => words.len() <= LONGEST,
        ["not", "applicable" | "required"] => true,
        ["there", "are" | "is" | "were", "no" | "none", ..]
        | [
            "none",
            "in" | "at" | "this" | "arising" | "beyond" | "to",
            ..,
        ]
        | ["nothing", "to", ..]
        | ["no", ..] => words.len() <= LONGEST && text.sentences.len() == 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_in_many_ways() {
        for (text, none) in [
            ("None", true),
            ("None.", true),
            ("N/A", true),
            ("Not applicable", true),
            ("There are no performance issues to report", true),
            ("No issues this quarter.", true),
            ("None identified in the quarter", true),
            ("One action is late", false),
            ("None of the actions is late, but one is at risk", false),
            (
                "There are no legal issues. However, one claim is open.",
                false,
            ),
            ("", false),
        ] {
            assert_eq!(says_none(&Text::read(text)), none, "{text}");
        }
    }
}
