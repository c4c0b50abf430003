//! What was taken out of a text and put into it, word by word.

/// The most pairs of words that are compared: what is longer is shown as taken
/// out and put in whole.
const PAIRS_MAX: usize = 2_000_000;

/// A piece of two texts laid over each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Kept(String),
    Gone(String),
    New(String),
}

/// Two texts as pieces: what both have, what only the old has, what only the new
/// has.
pub(super) fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (tokens(old), tokens(new));
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let before = old.iter().zip(&new).take_while(same).count();
    let room = old.len().min(new.len()) - before;
    let after = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(room)
        .take_while(same)
        .count();
    let (from, to) = (
        &old[before..old.len() - after],
        &new[before..new.len() - after],
    );
    let mut list = Joined::default();
    old[..before].iter().for_each(|token| list.kept(token));
    if from.len().saturating_mul(to.len()) > PAIRS_MAX {
        from.iter().for_each(|token| list.gone(token));
        to.iter().for_each(|token| list.added(token));
    } else {
        longest_common(from, to, &mut list);
    }
    old[old.len() - after..]
        .iter()
        .for_each(|token| list.kept(token));
    list.0
}

/// Words and what stands between them.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphanumeric();
        let end = rest
            .char_indices()
            .find(|(index, letter)| *index > 0 && (!is_word || !letter.is_alphanumeric()))
            .map_or(rest.len(), |(index, _)| index);
        tokens.push(&rest[..end]);
        rest = &rest[end..];
    }
    tokens
}

/// The pieces by the longest common sequence of words.
fn longest_common(old: &[&str], new: &[&str], list: &mut Joined) {
    let width = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    for row in (0..old.len()).rev() {
        for column in (0..new.len()).rev() {
            longest[row * width + column] = if old[row] == new[column] {
                longest[(row + 1) * width + column + 1] + 1
            } else {
                longest[(row + 1) * width + column].max(longest[row * width + column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < old.len() || column < new.len() {
        let is_same = row < old.len() && column < new.len() && old[row] == new[column];
        if is_same {
            list.kept(old[row]);
            (row, column) = (row + 1, column + 1);
        } else if column == new.len()
            || (row < old.len()
                && longest[(row + 1) * width + column] >= longest[row * width + column + 1])
        {
            list.gone(old[row]);
            row += 1;
        } else {
            list.added(new[column]);
            column += 1;
        }
    }
}

/// Pieces, neighbours of a kind joined.
#[derive(Default)]
struct Joined(Vec<Piece>);

impl Joined {
    fn kept(&mut self, token: &str) {
        match self.0.last_mut() {
            Some(Piece::Kept(text)) => text.push_str(token),
            _ => self.0.push(Piece::Kept(token.to_owned())),
        }
    }

    fn gone(&mut self, token: &str) {
        match self.0.last_mut() {
            Some(Piece::Gone(text)) => text.push_str(token),
            _ => self.0.push(Piece::Gone(token.to_owned())),
        }
    }

    fn added(&mut self, token: &str) {
        match self.0.last_mut() {
            Some(Piece::New(text)) => text.push_str(token),
            _ => self.0.push(Piece::New(token.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_were_taken_out_and_put_in() {
        let check = |old: &str, new: &str, expected: &str| {
            let shown = pieces(old, new).into_iter().map(|piece| match piece {
                Piece::Kept(text) => text,
                Piece::Gone(text) => format!("[-{text}-]"),
                Piece::New(text) => format!("[+{text}+]"),
            });
            assert_eq!(shown.collect::<String>(), expected, "{old} | {new}");
        };
        check("", "", "");
        check("The same.", "The same.", "The same.");
        check("", "New.", "[+New.+]");
        check("Gone.", "", "[-Gone.-]");
        check(
            "It is 29 of 30.",
            "It is 28 of 30.",
            "It is [-29-][+28+] of 30.",
        );
        check("a a", "a", "a[- a-]");
        check("a b c", "a c", "a [-b -]c");
        check("Cost is nil.", "Cost is not nil.", "Cost is [+not +]nil.");
        check("l\u{177}n", "lin", "[-l\u{177}n-][+lin+]");
        // Laid over each other they give both texts back.
        let (old, new) = ("one two\n\nthree four", "zero one\n\nthree 4 four");
        let all = pieces(old, new);
        let of = |skip: fn(&Piece) -> bool| -> String {
            let kept = all.iter().filter(|piece| !skip(piece));
            kept.map(|piece| match piece {
                Piece::Kept(text) | Piece::Gone(text) | Piece::New(text) => text.as_str(),
            })
            .collect()
        };
        assert_eq!(of(|piece| matches!(piece, Piece::New(_))), old);
        assert_eq!(of(|piece| matches!(piece, Piece::Gone(_))), new);
    }

    #[test]
    fn texts_too_long_to_compare_are_shown_whole() {
        let (old, new) = ("a ".repeat(3000), "b ".repeat(3000));
        assert_eq!(pieces(&format!("{old}z"), &format!("{new}z")).len(), 3);
    }
}
