//! Schemes compiled to bit masks: finding the status of an item takes a few
//! nanoseconds a clause.

use std::sync::Arc;

use quarterday_proto::answer::Rejection;
use quarterday_proto::item::Kind;
use quarterday_proto::scheme::{
    Assessment, Axis, Clause, Fact, Interval, Scheme, StatusRule, Test,
};
use rust_decimal::Decimal;

use super::check;
use crate::facts::{Facts, WORD_FACTS, number_index, word_index, words};
use crate::percent::DECIMALS_MAX;
use crate::rejection::{Code, reject};

/// The most statuses of one assessment.
pub(super) const STATUSES_MAX: usize = 32;
/// The most words of a rating scale.
pub(super) const RATINGS_MAX: usize = 32;

/// The largest threshold, of either sign: far beyond any percentage or month.
const THRESHOLD_MAX: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

/// A scheme that was checked, ready to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompiledScheme {
    /// The scheme as data.
    pub source: Scheme,
    /// Its assessments, in order.
    pub assessments: Vec<Arc<CompiledAssessment>>,
}

/// An assessment ready to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompiledAssessment {
    /// The assessment as data.
    pub source: Assessment,
    /// Name and first day of the scheme's version: `rochdale@2020-04-01`.
    pub version: String,
    /// Its statuses, in order.
    pub statuses: Vec<CompiledStatus>,
    /// Bit mask of the statuses that need commentary.
    pub commentary_for: u32,
    /// Bit mask of the facts that its clauses ask for.
    asked: u32,
}

/// A status ready to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompiledStatus {
    clauses: Vec<CompiledClause>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct CompiledClause {
    /// Accepted values of each word fact, a bit each.
    masks: [u64; WORD_FACTS.len()],
    numbers: Vec<(usize, NumberTest)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum NumberTest {
    None,
    Within(Interval),
}

/// Reads a scheme file (TOML).
///
/// # Errors
/// `QD0013` with line and column.
pub fn parse(text: &str) -> Result<Scheme, Rejection> {
    toml::from_str(text).map_err(|error| {
        let mut detail = error.to_string();
        if detail.contains("expected a date string") {
            detail.push_str("write dates in quotes: from = \"2020-04-01\"");
        }
        reject(Code::SchemeInvalid, detail)
    })
}

/// Compiles a scheme and checks that every possible item gets exactly one
/// status.
///
/// # Errors
/// `QD0011`, `QD0012` and `QD0013`, naming the kind, the axis and the case.
pub fn load(scheme: Scheme) -> Result<CompiledScheme, Rejection> {
    check::names(&scheme)?;
    let version = format!("{}@{}", scheme.scheme, scheme.from);
    let mut assessments = Vec::with_capacity(scheme.assessments.len());
    for assessment in &scheme.assessments {
        let compiled = compile(assessment, &version)?;
        check::totality(&compiled)?;
        assessments.push(Arc::new(compiled));
    }
    Ok(CompiledScheme {
        source: scheme,
        assessments,
    })
}

impl CompiledScheme {
    /// The assessments of a kind of item, in the scheme's order.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Arc<CompiledAssessment>> {
        self.assessments
            .iter()
            .filter(move |assessment| assessment.source.kinds.contains(&kind))
    }

    /// The assessment of a kind of item along an axis.
    pub fn assessment(&self, kind: Kind, axis: Axis) -> Option<&Arc<CompiledAssessment>> {
        self.of_kind(kind)
            .find(|assessment| assessment.source.axis == axis)
    }
}

impl CompiledAssessment {
    /// Index of the status that the facts make. The totality check saw every
    /// case, so there is exactly one.
    pub fn status_of(&self, facts: &Facts) -> usize {
        self.matching(facts)
            .next()
            .expect("the totality check saw every possible case")
    }

    /// Indexes of all statuses that the facts make.
    pub(super) fn matching<'a>(&'a self, facts: &'a Facts) -> impl Iterator<Item = usize> + 'a {
        self.statuses
            .iter()
            .enumerate()
            .filter(|(_, status)| status.clauses.iter().any(|clause| clause.holds(facts)))
            .map(|(index, _)| index)
    }

    /// Whether a clause asks for the fact.
    pub fn asks(&self, fact: Fact) -> bool {
        self.asked >> fact as u32 & 1 == 1
    }

    /// The rule of a status.
    pub fn rule(&self, status: usize) -> &StatusRule {
        &self.source.statuses[status]
    }

    /// Number of a word of the rating scale; 0 is no rating.
    pub fn rating(&self, word: &str) -> Option<u8> {
        let index = self
            .source
            .ratings
            .iter()
            .position(|rating| rating.eq_ignore_ascii_case(word))?;
        u8::try_from(index + 1).ok()
    }
}

impl CompiledClause {
    fn holds(&self, facts: &Facts) -> bool {
        self.masks
            .iter()
            .zip(&facts.words)
            .all(|(mask, value)| mask >> value & 1 == 1)
            && self
                .numbers
                .iter()
                .all(|(index, test)| match (test, &facts.numbers[*index]) {
                    (NumberTest::None, number) => number.is_none(),
                    (NumberTest::Within(interval), Some(number)) => within(interval, *number),
                    (NumberTest::Within(_), None) => false,
                })
    }
}

fn within(interval: &Interval, number: Decimal) -> bool {
    interval.from.is_none_or(|bound| number >= bound)
        && interval.over.is_none_or(|bound| number > bound)
        && interval.up_to.is_none_or(|bound| number <= bound)
        && interval.below.is_none_or(|bound| number < bound)
}

fn compile(assessment: &Assessment, version: &str) -> Result<CompiledAssessment, Rejection> {
    let place = |status: &StatusRule| {
        format!(
            "scheme {version}, {} axis, status `{}`",
            assessment.axis, status.id
        )
    };
    let mut statuses = Vec::with_capacity(assessment.statuses.len());
    let mut commentary_for = 0;
    for (index, status) in assessment.statuses.iter().enumerate() {
        let clauses = status
            .when
            .iter()
            .map(|clause| compile_clause(clause, assessment))
            .collect::<Result<Vec<_>, String>>()
            .map_err(|why| reject(Code::SchemeInvalid, format!("{}: {why}", place(status))))?;
        statuses.push(CompiledStatus { clauses });
        if assessment.commentary_for.contains(&status.id) {
            commentary_for |= 1 << index;
        }
    }
    debug_assert!(assessment.decimals <= DECIMALS_MAX);
    Ok(CompiledAssessment {
        source: assessment.clone(),
        version: version.to_owned(),
        statuses,
        commentary_for,
        asked: assessment
            .statuses
            .iter()
            .flat_map(|status| &status.when)
            .flat_map(|clause| clause.keys())
            .fold(0, |asked, fact| asked | 1 << *fact as u32),
    })
}

fn compile_clause(clause: &Clause, assessment: &Assessment) -> Result<CompiledClause, String> {
    let mut compiled = CompiledClause {
        masks: [u64::MAX; WORD_FACTS.len()],
        numbers: Vec::new(),
    };
    for (fact, test) in clause {
        if let Some(index) = number_index(*fact) {
            compiled.numbers.push((index, number_test(*fact, test)?));
            continue;
        }
        let accepted = match test {
            Test::Is(word) => std::slice::from_ref(word),
            Test::OneOf(words) => words,
            Test::Within(_) => return Err(format!("`{fact}` is a word, not a number")),
        };
        let mut mask = 0;
        for word in accepted {
            mask |= 1_u64 << value_of(*fact, word, assessment)?;
        }
        compiled.masks[word_index(*fact)] = mask;
    }
    Ok(compiled)
}

fn number_test(fact: Fact, test: &Test) -> Result<NumberTest, String> {
    match test {
        Test::Is(word) if word == "none" => Ok(NumberTest::None),
        Test::Within(interval) => {
            if [interval.from, interval.over, interval.up_to, interval.below]
                .iter()
                .all(Option::is_none)
            {
                return Err(format!("`{fact}` has an interval without an end"));
            }
            let ends = [interval.from, interval.over, interval.up_to, interval.below];
            if let Some(end) = ends
                .into_iter()
                .flatten()
                .find(|end| end.abs() > THRESHOLD_MAX)
            {
                return Err(format!(
                    "`{fact}` has a threshold of {end}: at most {THRESHOLD_MAX}"
                ));
            }
            Ok(NumberTest::Within(interval.clone()))
        }
        _ => Err(format!(
            "`{fact}` is a number: write \"none\" or an interval such as {{ over = 0, up_to = 5 }}"
        )),
    }
}

fn value_of(fact: Fact, word: &str, assessment: &Assessment) -> Result<u8, String> {
    let mut values: Vec<&str> = words(fact).to_vec();
    if fact == Fact::Rating {
        values.extend(assessment.ratings.iter().map(String::as_str));
    }
    let index = values
        .iter()
        .position(|value| *value == word)
        .ok_or_else(|| {
            format!(
                "`{fact}` cannot be `{word}`: it is one of {}",
                values.join(", ")
            )
        })?;
    Ok(u8::try_from(index).expect("limits keep values below 64"))
}
