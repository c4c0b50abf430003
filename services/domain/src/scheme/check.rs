//! The checks of a scheme when it is loaded.
//!
//! Totality: every combination of the facts that an assessment asks for, except
//! those that cannot occur, is tried. Numbers are tried at every threshold,
//! between each two, and outside them, which covers every case because clauses
//! only compare with thresholds.

use std::collections::BTreeSet;

use quarterday_proto::answer::Rejection;
use quarterday_proto::scheme::{Fact, Scheme, Test};
use rust_decimal::Decimal;

use super::compile::{CompiledAssessment, RATINGS_MAX, STATUSES_MAX};
use crate::facts::{Facts, NUMBER_FACTS, WORD_FACTS, number_index, possible, word_index, words};
use crate::percent::DECIMALS_MAX;
use crate::rejection::{Code, reject};

/// The most combinations that are tried; a scheme that asks for more facts at
/// once cannot be checked and is refused.
const COMBINATIONS_MAX: u64 = 4_000_000;

/// Checks that names are given, used once and refer to something.
pub(super) fn names(scheme: &Scheme) -> Result<(), Rejection> {
    let fault = |why: String| {
        Err(reject(
            Code::SchemeInvalid,
            format!("scheme `{}`: {why}", scheme.scheme),
        ))
    };
    if scheme.scheme.trim().is_empty() || scheme.scheme.len() > 64 {
        return fault("its name needs 1 to 64 characters".to_owned());
    }
    if scheme.assessments.is_empty() {
        return fault("it has no assessment".to_owned());
    }
    let mut seen = BTreeSet::new();
    for assessment in &scheme.assessments {
        let axis = assessment.axis;
        if assessment.kinds.is_empty() {
            return fault(format!("the {axis} assessment is for no kind of item"));
        }
        for kind in &assessment.kinds {
            if !seen.insert((*kind, axis)) {
                return fault(format!(
                    "two assessments are for {kind} items on the {axis} axis"
                ));
            }
        }
        if assessment.decimals > DECIMALS_MAX {
            return fault(format!("percentages have at most {DECIMALS_MAX} decimals"));
        }
        if assessment.ratings.len() > RATINGS_MAX || assessment.statuses.len() > STATUSES_MAX {
            return fault(format!(
                "at most {RATINGS_MAX} ratings and {STATUSES_MAX} statuses an assessment"
            ));
        }
        if assessment.statuses.is_empty() {
            return fault(format!("the {axis} assessment has no status"));
        }
        let mut ratings = BTreeSet::from(["none".to_owned()]);
        for rating in &assessment.ratings {
            if rating.trim().is_empty() || !ratings.insert(rating.to_ascii_lowercase()) {
                return fault(format!(
                    "the {axis} assessment has rating `{rating}` twice, or it is empty or `none`"
                ));
            }
        }
        let mut ids = BTreeSet::new();
        for status in &assessment.statuses {
            if status.id.trim().is_empty() || status.label.trim().is_empty() {
                return fault(format!(
                    "a status of the {axis} assessment lacks id or label"
                ));
            }
            if !ids.insert(status.id.as_str()) {
                return fault(format!(
                    "the {axis} assessment has status `{}` twice",
                    status.id
                ));
            }
        }
        let mut named = assessment
            .commentary_for
            .iter()
            .chain(assessment.groups.iter().flat_map(|group| &group.statuses))
            .chain(
                assessment
                    .groups
                    .iter()
                    .filter_map(|group| group.denominator.as_ref())
                    .flatten(),
            );
        if let Some(id) = named.find(|id| !ids.contains(id.as_str())) {
            return fault(format!("the {axis} assessment has no status `{id}`"));
        }
        for group in &assessment.groups {
            if let Some(all) = &group.denominator
                && let Some(id) = group.statuses.iter().find(|id| !all.contains(id))
            {
                return fault(format!(
                    "group `{}` counts `{id}`, which its denominator leaves out",
                    group.label
                ));
            }
        }
    }
    Ok(())
}

/// Checks that every possible item gets exactly one status.
pub(super) fn totality(assessment: &CompiledAssessment) -> Result<(), Rejection> {
    let axes: Vec<(Fact, Vec<Value>)> = WORD_FACTS
        .into_iter()
        .chain(NUMBER_FACTS)
        .filter(|fact| assessment.asks(*fact))
        .map(|fact| (fact, values(assessment, fact)))
        .collect();
    let combinations = axes
        .iter()
        .map(|(_, values)| values.len() as u64)
        .fold(1, u64::saturating_mul);
    if combinations > COMBINATIONS_MAX {
        return Err(reject(
            Code::SchemeInvalid,
            format!(
                "{}: it asks for too many facts at once to be checked \
                 ({combinations} cases, at most {COMBINATIONS_MAX})",
                name(assessment)
            ),
        ));
    }
    let known = |fact| axes.iter().any(|(asked, _)| *asked == fact);
    for combination in 0..combinations {
        let facts = case(&axes, combination);
        if !possible(&facts, known, assessment.source.axis) {
            continue;
        }
        let mut matching = assessment.matching(&facts);
        let Some(first) = matching.next() else {
            return Err(reject(
                Code::SchemeGap,
                format!(
                    "{}: no status fits an item with {}",
                    name(assessment),
                    describe(assessment, &axes, combination)
                ),
            ));
        };
        if let Some(second) = matching.next() {
            return Err(reject(
                Code::SchemeOverlap,
                format!(
                    "{}: both `{}` and `{}` fit an item with {}",
                    name(assessment),
                    assessment.rule(first).id,
                    assessment.rule(second).id,
                    describe(assessment, &axes, combination)
                ),
            ));
        }
    }
    Ok(())
}

#[derive(Debug, Clone, Copy)]
enum Value {
    Word(u8),
    Number(Option<Decimal>),
}

fn values(assessment: &CompiledAssessment, fact: Fact) -> Vec<Value> {
    if number_index(fact).is_some() {
        return numbers(&thresholds(assessment, fact), fact);
    }
    let extra = if fact == Fact::Rating {
        assessment.source.ratings.len()
    } else {
        0
    };
    let count = words(fact).len() + extra;
    (0..count)
        .map(|value| Value::Word(u8::try_from(value).expect("limits keep it small")))
        .collect()
}

/// The numbers that clauses of the assessment draw lines at, sorted.
fn thresholds(assessment: &CompiledAssessment, fact: Fact) -> Vec<Decimal> {
    let index = number_index(fact);
    debug_assert!(index.is_some_and(|index| index < NUMBER_FACTS.len()));
    let statuses = &assessment.source.statuses;
    let mut numbers: Vec<Decimal> = statuses
        .iter()
        .flat_map(|status| &status.when)
        .filter_map(|clause| match clause.get(&fact) {
            Some(Test::Within(interval)) => Some(interval),
            _ => None,
        })
        .flat_map(|interval| [interval.from, interval.over, interval.up_to, interval.below])
        .flatten()
        .collect();
    numbers.sort();
    numbers.dedup();
    numbers
}

/// A number of every stretch that the thresholds make, as far as the fact can
/// lie in it: a shortfall is not negative, a progress is from 0 to 100, and
/// slippage is in whole months.
fn numbers(lines: &[Decimal], fact: Fact) -> Vec<Value> {
    let mut numbers = vec![Decimal::ZERO];
    for (index, line) in lines.iter().enumerate() {
        let after = match lines.get(index + 1) {
            Some(next) if fact != Fact::Slippage => (line + next) / Decimal::TWO,
            _ => line.floor() + Decimal::ONE,
        };
        numbers.extend([line.ceil() - Decimal::ONE, *line, after]);
    }
    match fact {
        Fact::Slippage => numbers.retain(Decimal::is_integer),
        Fact::Progress => {
            numbers.push(Decimal::ONE_HUNDRED);
            numbers.retain(|number| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(number));
        }
        _ => numbers.retain(|number| *number >= Decimal::ZERO),
    }
    numbers.sort();
    numbers.dedup();
    std::iter::once(None)
        .chain(numbers.into_iter().map(Some))
        .map(Value::Number)
        .collect()
}

fn digits<'a>(
    axes: &'a [(Fact, Vec<Value>)],
    combination: u64,
) -> impl Iterator<Item = (Fact, Value)> + 'a {
    let mut rest = combination;
    axes.iter().map(move |(fact, values)| {
        let count = values.len() as u64;
        let value = values[usize::try_from(rest % count).expect("below the count")];
        rest /= count;
        (*fact, value)
    })
}

fn case(axes: &[(Fact, Vec<Value>)], combination: u64) -> Facts {
    let mut facts = Facts::default();
    for (fact, value) in digits(axes, combination) {
        match value {
            Value::Word(word) => facts.words[word_index(fact)] = word,
            Value::Number(number) => facts.set_number(fact, number),
        }
    }
    facts
}

fn describe(
    assessment: &CompiledAssessment,
    axes: &[(Fact, Vec<Value>)],
    combination: u64,
) -> String {
    let parts: Vec<String> = digits(axes, combination)
        .map(|(fact, value)| match value {
            Value::Word(word) => format!("{fact} = {}", word_name(assessment, fact, word)),
            Value::Number(None) => format!("{fact} = none"),
            Value::Number(Some(number)) => format!("{fact} = {}", number.normalize()),
        })
        .collect();
    parts.join(", ")
}

fn word_name(assessment: &CompiledAssessment, fact: Fact, word: u8) -> &str {
    let index = usize::from(word);
    let fixed = words(fact);
    fixed
        .get(index)
        .copied()
        .unwrap_or_else(|| &assessment.source.ratings[index - fixed.len()])
}

fn name(assessment: &CompiledAssessment) -> String {
    let kinds: Vec<&str> = assessment
        .source
        .kinds
        .iter()
        .map(|kind| kind.as_str())
        .collect();
    format!(
        "scheme {}, {} items on the {} axis",
        assessment.version,
        kinds.join(" and "),
        assessment.source.axis
    )
}
