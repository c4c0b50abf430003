//! A text cut at its braces.

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What is printed as it stands.
    Text(&'a str),
    /// A brace that is printed, written twice.
    Brace(char),
    /// What stands between braces.
    Name(&'a str),
}

/// The pieces of a text, in order. A brace without its partner is text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        if at > 0 {
            pieces.push(Piece::Text(&rest[..at]));
        }
        let found = &rest[at..];
        if found.starts_with("{{") || found.starts_with("}}") {
            pieces.push(Piece::Brace(if found.starts_with('{') { '{' } else { '}' }));
            rest = &found[2..];
            continue;
        }
        let end = found[1..].find(['{', '}']).map(|end| end + 1);
        match end {
            Some(end) if found.starts_with('{') && found[end..].starts_with('}') => {
                pieces.push(Piece::Name(found[1..end].trim()));
                rest = &found[end + 1..];
            }
            _ => {
                pieces.push(Piece::Text(&found[..1]));
                rest = &found[1..];
            }
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use Piece::{Brace, Name, Text};

    fn check(text: &str, expected: &[Piece<'_>]) {
        assert_eq!(pieces(text), expected, "{text}");
    }

    #[test]
    fn a_text_is_cut_at_its_braces() {
        check("", &[]);
        check("as it stands", &[Text("as it stands")]);
        check("{a} b", &[Name("a"), Text(" b")]);
        check("x{ a of b }", &[Text("x"), Name("a of b")]);
        check("{{a}}", &[Brace('{'), Text("a"), Brace('}')]);
        check("{a", &[Text("{"), Text("a")]);
        check("a}", &[Text("a"), Text("}")]);
        check("{a {b}", &[Text("{"), Text("a "), Name("b")]);
        check("“{é}”", &[Text("“"), Name("é"), Text("”")]);
    }
}
