//! From the names in a header row to the sheet that it is of.

use super::cell::Cell;
use super::columns::SheetKind;

/// A header name as it is compared: in lower case, with `_` for blanks and
/// hyphens.
pub(crate) fn folded(name: &str) -> String {
    let is_gap = |letter: char| letter.is_whitespace() || letter == '-' || letter == '_';
    let parts = name.split(is_gap).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_").to_lowercase()
}

/// Which sheet a header is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Recognition {
    /// The sheet that has these columns, and whether they fit it in full.
    Known { kind: SheetKind, exact: bool },
    /// No sheet, or several equally; the nearest, if any is near.
    Unknown { nearest: Vec<SheetKind> },
}

impl Recognition {
    /// The better of two ways of splitting the same header has the greater
    /// rank.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Self::Known { exact: true, .. } => 3,
            Self::Known { exact: false, .. } => 2,
            Self::Unknown { nearest } if !nearest.is_empty() => 1,
            Self::Unknown { .. } => 0,
        }
    }
}

/// How well a sheet's columns fit a header: the more names are its own and
/// the fewer required ones are absent, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    matched: usize,
    present: std::cmp::Reverse<usize>,
}

/// Recognises a sheet by its header.
pub(crate) fn recognise(cells: &[Cell<'_>]) -> Recognition {
    let shown = cells.iter().filter(|cell| !cell.is_blank());
    let names: Vec<String> = shown.map(|cell| folded(&cell.shown())).collect();
    let fits = SheetKind::ALL.map(|kind| (kind, fit(kind, &names)));
    let Some(best) = fits.iter().map(|(_, fit)| *fit).max() else {
        return Recognition::Unknown {
            nearest: Vec::new(),
        };
    };
    let nearest: Vec<SheetKind> = fits
        .iter()
        .filter(|(_, fit)| *fit == best)
        .map(|(kind, _)| *kind)
        .collect();
    if best.matched == 0 {
        return Recognition::Unknown {
            nearest: Vec::new(),
        };
    }
    let exact = best.present.0 == 0 && best.matched == names.len();
    match nearest[..] {
        [kind] if exact => Recognition::Known { kind, exact },
        // One name in common, as `title`, or a minority of names, is chance.
        [kind] if best.matched >= 2 && best.matched * 2 >= names.len() => {
            Recognition::Known { kind, exact }
        }
        _ => Recognition::Unknown { nearest },
    }
}

fn fit(kind: SheetKind, names: &[String]) -> Fit {
    let columns = kind.columns();
    let is_named = |name: &str| names.iter().any(|other| other == name);
    let matched = names
        .iter()
        .filter(|name| columns.iter().any(|column| column.name == **name))
        .count();
    let absent = columns
        .iter()
        .filter(|column| column.required && !is_named(column.name))
        .count();
    Fit {
        matched,
        present: std::cmp::Reverse(absent),
    }
}

/// The column of a sheet whose name is nearest to a text.
pub(crate) fn nearest_column(kind: SheetKind, name: &str) -> &'static str {
    // A header cell can be as long as any cell; names are short.
    let name: Vec<char> = name.chars().take(40).collect();
    let nearest = kind
        .columns()
        .iter()
        .min_by_key(|column| distance(&name, column.name));
    nearest.map_or("", |column| column.name)
}

/// Letters to insert, delete or replace to make one name of the other
/// (Levenshtein).
fn distance(from: &[char], to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (position, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != other);
            diagonal = row[position + 1];
            row[position + 1] = replaced.min(row[position] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}
