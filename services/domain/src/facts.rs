//! Facts: the values that scheme clauses ask for, and which go together.

use quarterday_proto::scheme::{Axis, Fact};
use rust_decimal::Decimal;

/// Facts whose values are words.
pub const WORD_FACTS: [Fact; 12] = [
    Fact::Completion,
    Fact::Completed,
    Fact::Due,
    Fact::Start,
    Fact::Answer,
    Fact::OnTrack,
    Fact::Cause,
    Fact::Target,
    Fact::Band,
    Fact::VersusYearAgo,
    Fact::VersusPrevious,
    Fact::Rating,
];

/// Facts whose values are numbers.
pub const NUMBER_FACTS: [Fact; 4] = [
    Fact::Shortfall,
    Fact::ForecastShortfall,
    Fact::Progress,
    Fact::Slippage,
];

/// Names of the word facts' values, by number. Rating is `none` here and takes
/// its other values from the scheme.
pub fn words(fact: Fact) -> &'static [&'static str] {
    match fact {
        Fact::Completion => &["none", "on-time", "late"],
        Fact::Completed => &["none", "in-quarter", "before"],
        Fact::Due => &["none", "future", "past"],
        Fact::Start => &["none", "before", "in-quarter", "future"],
        Fact::Answer => &["missing", "given", "unavailable"],
        Fact::OnTrack => &["unstated", "yes", "no"],
        Fact::Cause => &["unstated", "inside", "outside"],
        Fact::Target => &["none", "provisional", "approved"],
        Fact::Band => &["none", "below", "between", "above"],
        Fact::VersusYearAgo | Fact::VersusPrevious => &["unknown", "worse", "same", "better"],
        Fact::Rating => &["none"],
        Fact::Shortfall | Fact::ForecastShortfall | Fact::Progress | Fact::Slippage => &[],
    }
}

/// Values by the number of their word.
pub mod value {
    #![allow(missing_docs)]
    pub const NONE: u8 = 0;
    pub const COMPLETION_ON_TIME: u8 = 1;
    pub const COMPLETION_LATE: u8 = 2;
    pub const COMPLETED_IN_QUARTER: u8 = 1;
    pub const COMPLETED_BEFORE: u8 = 2;
    pub const DUE_FUTURE: u8 = 1;
    pub const DUE_PAST: u8 = 2;
    pub const START_BEFORE: u8 = 1;
    pub const START_IN_QUARTER: u8 = 2;
    pub const START_FUTURE: u8 = 3;
    pub const ANSWER_MISSING: u8 = 0;
    pub const ANSWER_GIVEN: u8 = 1;
    pub const ANSWER_UNAVAILABLE: u8 = 2;
    pub const YES: u8 = 1;
    pub const NO: u8 = 2;
    pub const CAUSE_INSIDE: u8 = 1;
    pub const CAUSE_OUTSIDE: u8 = 2;
    pub const TARGET_PROVISIONAL: u8 = 1;
    pub const TARGET_APPROVED: u8 = 2;
    pub const BAND_BELOW: u8 = 1;
    pub const BAND_BETWEEN: u8 = 2;
    pub const BAND_ABOVE: u8 = 3;
    pub const VERSUS_WORSE: u8 = 1;
    pub const VERSUS_SAME: u8 = 2;
    pub const VERSUS_BETTER: u8 = 3;
}

/// The facts of one item as at one quarter's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// Word facts by [`WORD_FACTS`] index.
    pub words: [u8; WORD_FACTS.len()],
    /// Number facts by [`NUMBER_FACTS`] index.
    pub numbers: [Option<Decimal>; NUMBER_FACTS.len()],
}

impl Facts {
    /// Sets a word fact.
    pub fn set(&mut self, fact: Fact, value: u8) {
        self.words[word_index(fact)] = value;
    }

    /// Reads a word fact.
    pub fn get(&self, fact: Fact) -> u8 {
        self.words[word_index(fact)]
    }

    /// Sets a number fact.
    pub fn set_number(&mut self, fact: Fact, value: Option<Decimal>) {
        self.numbers[number_index(fact).expect("a number fact")] = value;
    }
}

/// Index of a word fact in [`WORD_FACTS`].
///
/// # Panics
/// If the fact is a number.
pub fn word_index(fact: Fact) -> usize {
    match fact {
        Fact::Completion => 0,
        Fact::Completed => 1,
        Fact::Due => 2,
        Fact::Start => 3,
        Fact::Answer => 4,
        Fact::OnTrack => 5,
        Fact::Cause => 6,
        Fact::Target => 7,
        Fact::Band => 8,
        Fact::VersusYearAgo => 9,
        Fact::VersusPrevious => 10,
        Fact::Rating => 11,
        Fact::Shortfall | Fact::ForecastShortfall | Fact::Progress | Fact::Slippage => {
            panic!("{fact} is a number fact")
        }
    }
}

/// Index of a number fact in [`NUMBER_FACTS`].
pub fn number_index(fact: Fact) -> Option<usize> {
    match fact {
        Fact::Shortfall => Some(0),
        Fact::ForecastShortfall => Some(1),
        Fact::Progress => Some(2),
        Fact::Slippage => Some(3),
        _ => None,
    }
}

/// Whether facts can occur together. Facts that an assessment does not ask for
/// are not `known` and do not bind. The position module makes facts by the same
/// rules; a property test holds the two together.
pub fn possible(facts: &Facts, known: impl Fn(Fact) -> bool, axis: Axis) -> bool {
    use value::{
        ANSWER_GIVEN, ANSWER_MISSING, ANSWER_UNAVAILABLE, COMPLETION_LATE, DUE_PAST, NONE,
    };
    let word = |fact| known(fact).then(|| facts.get(fact));
    let number = |fact| {
        let index = number_index(fact).expect("a number fact");
        known(fact).then(|| facts.numbers[index].is_some())
    };
    let completion = word(Fact::Completion);
    let completed = word(Fact::Completed);
    if let (Some(how), Some(when)) = (completion, completed)
        && (how == NONE) != (when == NONE)
    {
        return false;
    }
    if completion == Some(COMPLETION_LATE) && word(Fact::Due).is_some_and(|due| due != DUE_PAST) {
        return false;
    }
    let is_none = |fact| word(fact).is_none_or(|value| value == NONE);
    let has_number = |fact| number(fact) == Some(true);
    if let Some(answer) = word(Fact::Answer) {
        if answer == ANSWER_MISSING {
            if axis == Axis::Status
                && (!is_none(Fact::OnTrack)
                    || !is_none(Fact::Rating)
                    || has_number(Fact::Progress)
                    || has_number(Fact::ForecastShortfall))
            {
                return false;
            }
            if axis == Axis::Status && completion == Some(NONE) && !is_none(Fact::Cause) {
                return false;
            }
        }
        // An answer may lack the rating and still have a figure.
        let no_figure = answer == ANSWER_UNAVAILABLE || axis != Axis::Rating;
        if answer != ANSWER_GIVEN {
            let silent = is_none(Fact::Band)
                && !has_number(Fact::Shortfall)
                && is_none(Fact::VersusYearAgo)
                && is_none(Fact::VersusPrevious);
            if (no_figure && !silent) || (axis == Axis::Rating && !is_none(Fact::Rating)) {
                return false;
            }
        } else {
            if axis == Axis::Rating && word(Fact::Rating) == Some(NONE) {
                return false;
            }
            let compared = matches!(axis, Axis::Target | Axis::Forecast)
                && word(Fact::Target).is_some_and(|target| target != NONE);
            if compared
                && (word(Fact::Band) == Some(NONE) || number(Fact::Shortfall) == Some(false))
            {
                return false;
            }
        }
    }
    if word(Fact::Target) == Some(NONE) && (!is_none(Fact::Band) || has_number(Fact::Shortfall)) {
        return false;
    }
    if let (Some(band), Some(some)) = (word(Fact::Band), number(Fact::Shortfall))
        && (band == NONE) == some
    {
        return false;
    }
    if let (Some(due), Some(some)) = (word(Fact::Due), number(Fact::Slippage))
        && (due == NONE) == some
    {
        return false;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fact_has_its_place() {
        for (index, fact) in WORD_FACTS.into_iter().enumerate() {
            assert_eq!((word_index(fact), number_index(fact)), (index, None));
        }
        for (index, fact) in NUMBER_FACTS.into_iter().enumerate() {
            assert_eq!(number_index(fact), Some(index));
        }
        assert_eq!(WORD_FACTS.len() + NUMBER_FACTS.len(), Fact::ALL.len());
    }
}
