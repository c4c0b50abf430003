//! Columns that take one of a few words.

use quarterday_proto::item::{Cause, Direction, Kind, Unavailable};
use quarterday_proto::target::{Basis, NoTarget, TargetStatus};

/// Values that a word stands for.
pub(crate) trait Choice: Copy + 'static {
    /// Every value.
    const ALL: &'static [Self];
    /// Other words that people write for a value.
    const SYNONYMS: &'static [(&'static str, Self)];

    /// The word for a value.
    fn word(self) -> &'static str;
}

/// The value that a text names: in any case, with blanks or underscores for
/// the hyphens.
pub(crate) fn parse<T: Choice>(text: &str) -> Option<T> {
    let word = folded(text);
    let named = T::ALL.iter().find(|value| value.word() == word);
    let synonym = || {
        T::SYNONYMS
            .iter()
            .find(|(other, _)| *other == word)
            .map(|(_, value)| value)
    };
    named.or_else(synonym).copied()
}

fn folded(text: &str) -> String {
    let is_gap = |letter: char| {
        letter.is_whitespace() || matches!(letter, '-' | '_' | '\u{2010}' | '\u{2011}' | '–')
    };
    let mut word = String::with_capacity(text.len());
    for part in text.split(is_gap).filter(|part| !part.is_empty()) {
        if !word.is_empty() {
            word.push('-');
        }
        word.extend(part.chars().flat_map(char::to_lowercase));
    }
    word
}

macro_rules! choice {
    ($type:ty, $listed:ident, [$(($synonym:literal, $variant:ident)),* $(,)?]) => {
        impl Choice for $type {
            const ALL: &'static [Self] = <$type>::ALL;
            const SYNONYMS: &'static [(&'static str, Self)] = &[$(($synonym, <$type>::$variant)),*];

            fn word(self) -> &'static str {
                self.as_str()
            }
        }

        #[doc = concat!("The words for a [`", stringify!($type), "`], separated by commas.")]
        pub(crate) fn $listed() -> String {
            let words: Vec<&str> = <$type>::ALL.iter().map(|value| value.as_str()).collect();
            words.join(", ")
        }
    };
}

choice!(
    Kind,
    kinds,
    [
        ("actions", Action),
        ("milestones", Milestone),
        ("measures", Measure),
        ("indicator", Measure),
        ("kpi", Measure),
        ("pi", Measure),
        ("performance-measure", Measure),
        ("performance-indicator", Measure),
        ("projects", Project),
        ("key-project", Project),
        ("risks", Risk),
        ("strategic-risk", Risk),
    ]
);
choice!(
    Direction,
    directions,
    [
        ("higher-is-better", Higher),
        ("bigger-is-better", Higher),
        ("high", Higher),
        ("up", Higher),
        ("increase", Higher),
        ("lower-is-better", Lower),
        ("smaller-is-better", Lower),
        ("low", Lower),
        ("down", Lower),
        ("decrease", Lower),
        ("in-range", Range),
        ("within-range", Range),
        ("between", Range),
    ]
);
choice!(
    Basis,
    bases,
    [
        ("quarter", InQuarter),
        ("quarterly", InQuarter),
        ("year-to-date", YearToDate),
        ("cumulative", YearToDate),
        ("yearend", YearEnd),
        ("full-year", YearEnd),
    ]
);
choice!(TargetStatus, target_statuses, []);
choice!(
    NoTarget,
    no_target_reasons,
    [
        ("target-not-yet-set", NotYetSet),
        ("target-not-appropriate", NotAppropriate)
    ]
);
choice!(Cause, causes, [("internal", Inside), ("external", Outside)]);
choice!(
    Unavailable,
    unavailable_reasons,
    [("not-supplied-by-partner", NotSupplied)]
);

/// Yes or no, in the ways that spreadsheets write it.
pub(crate) fn parse_yes_no(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["yes", "y", "true", "1"]) {
        Some(true)
    } else if is(&["no", "n", "false", "0"]) {
        Some(false)
    } else {
        None
    }
}
