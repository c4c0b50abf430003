//! Text as RFC 5545 wants it: escaped, and in folded lines.

/// The most octets of a line, its end aside (section 3.1).
const LINE_OCTETS_MAX: usize = 75;

/// A value of type TEXT (section 3.3.11). Control characters other than the
/// tabulator and line ends are not allowed in it and are left out.
pub(super) fn escaped(value: &str) -> String {
    let value = value.replace("\r\n", "\n").replace('\r', "\n");
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push('\t'),
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// Adds a content line, folded between characters: what goes on in the next
/// line begins there with a blank.
pub(super) fn fold_into(text: &mut String, line: &str) {
    let mut octets = 0;
    for character in line.chars() {
        if octets + character.len_utf8() > LINE_OCTETS_MAX {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(character);
        octets += character.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_at_75_octets_between_characters() {
        for length in [0, 1, 73, 74, 75, 76, 148, 149, 150, 1000] {
            for character in ["a", "é", "€", "𝄞"] {
                let line = character.repeat(length);
                let mut folded = String::new();
                fold_into(&mut folded, &line);
                assert!(folded.ends_with("\r\n"));
                for part in folded.split_terminator("\r\n") {
                    assert!(part.len() <= LINE_OCTETS_MAX, "{part}");
                }
                let unfolded = folded.replace("\r\n ", "");
                assert_eq!(unfolded, format!("{line}\r\n"), "{length} {character}");
            }
        }
        let mut folded = String::new();
        fold_into(&mut folded, &"a".repeat(75));
        assert_eq!(folded.len(), 77, "75 octets need no second line");
    }

    #[test]
    fn text_is_escaped() {
        for (value, expected) in [
            ("plain: \"text\"", "plain: \"text\""),
            ("a,b;c\\d", "a\\,b\\;c\\\\d"),
            ("one\ntwo\r\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
            ("bell\u{7}, escape\u{1b}, tab\t", "bell\\, escape\\, tab\t"),
        ] {
            assert_eq!(escaped(value), expected);
        }
    }
}
