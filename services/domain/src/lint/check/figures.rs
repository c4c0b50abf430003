//! Percentages against their counts, and both against the position.

use crate::lint::code::{Found, LintCode};
use crate::lint::draft::{Figure, Printed};
use crate::lint::reader::labels::Said;
use crate::lint::reader::numbers::{Percent, plain};
use crate::lint::reading::{Findings, ReadParagraph, ReadSection, Reading, Told};
use crate::lint::topic::Topic;
use crate::percent::percentage;

/// What the figure of late items is called.
const OVERDUE: &str = "overdue";

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    for (section, paragraph) in reading.paragraphs() {
        for (index, told) in paragraph.told.iter().enumerate() {
            if let Some(found) = twice(told, paragraph) {
                findings.at(section, paragraph, told.mention.pieces.clone(), found);
            }
            let plans = reading.draft.plans_of(section.section);
            let positions: Vec<&Printed> = plans
                .flat_map(|plan| &plan.positions)
                .filter(|position| told.mention.noun.is_none_or(|kind| position.kind == kind))
                .collect();
            let compared = Compared {
                section,
                paragraph,
                told,
                before: &paragraph.told[..index],
                positions: &positions,
            };
            if let Some(found) = compared.found() {
                findings.at(section, paragraph, told.mention.pieces.clone(), found);
            }
        }
    }
}

/// `One action (3)`.
fn twice(told: &Told<'_>, paragraph: &ReadParagraph<'_>) -> Option<Found> {
    let (count, again) = (told.mention.count?, told.mention.again?);
    let (_, words) = paragraph.text.quote(told.mention.pieces.clone());
    Some(Found {
        code: LintCode::CountTwice,
        problem: format!("the number is {count} in \"{words}\" and {again} in its brackets"),
        says: again.to_string(),
        against: count.to_string(),
        remedy: "take out the number that is wrong".to_owned(),
    })
}

struct Compared<'a> {
    section: &'a ReadSection<'a>,
    paragraph: &'a ReadParagraph<'a>,
    told: &'a Told<'a>,
    /// What the paragraph told before.
    before: &'a [Told<'a>],
    positions: &'a [&'a Printed],
}

impl<'a> Compared<'a> {
    fn found(&self) -> Option<Found> {
        if self.positions.is_empty() {
            return None;
        }
        let mention = &self.told.mention;
        match (&mention.percent, mention.count) {
            (Some(percent), Some(count)) => self.pair(percent, count),
            (Some(percent), None) => self.percent_alone(percent),
            (None, Some(count)) => self.count_alone(count),
            (None, None) => None,
        }
    }

    /// A percentage and its count.
    fn pair(&self, percent: &Percent, count: u32) -> Option<Found> {
        if let Some(out_of) = self.told.mention.out_of
            && !self
                .positions
                .iter()
                .any(|position| position.denominator == out_of)
        {
            return Some(self.count_differs(out_of, self.denominators()));
        }
        let figures = self.figures();
        let counts = || {
            figures
                .iter()
                .filter_map(|(position, figure)| Some((*position, figure.count?)))
        };
        if counts().next().is_some() && !counts().any(|(_, known)| known == count) {
            let (_, known) = counts().next()?;
            return Some(self.count_differs(count, known.to_string()));
        }
        // Where the text does not say how they stand, any denominator will do.
        let of: Vec<&Printed> = match counts().next() {
            Some(_) => counts()
                .filter(|(_, known)| *known == count)
                .map(|(position, _)| position)
                .collect(),
            None => self.positions.to_vec(),
        };
        let agrees = |position: &&Printed| {
            printed(position, count, percent).any(|right| right == percent.plain())
        };
        if of.iter().any(agrees)
            || figures.iter().any(|(_, figure)| {
                figure
                    .percent
                    .as_deref()
                    .is_some_and(|known| plain(known) == percent.plain())
            })
        {
            return None;
        }
        let position = of.first()?;
        let right = percentage(
            count,
            position.denominator,
            position.rounding,
            position.decimals,
        );
        Some(Found {
            code: LintCode::PercentOfCount,
            problem: format!(
                "{count} of {} is {right}%, not {}%",
                position.denominator, percent.text
            ),
            says: format!("{}%", percent.text),
            against: format!("{right}%"),
            remedy: format!("print {right}% ({count})"),
        })
    }

    /// A percentage without its count.
    fn percent_alone(&self, percent: &Percent) -> Option<Found> {
        let mention = &self.told.mention;
        mention.noun?;
        let quarter_before = self.of_quarter_before();
        let figures = if quarter_before {
            let said = self
                .before
                .iter()
                .rev()
                .find(|told| told.sentence == self.told.sentence)?;
            self.figures_of(said.said.as_ref()?)
        } else {
            // "53% complete" is how far one item is.
            let text = &self.paragraph.text;
            if text.is(mention.clause.start, "complete")
                || text.is(mention.clause.start, "completed")
            {
                return None;
            }
            self.figures()
        };
        let known: Vec<String> = figures
            .iter()
            .filter_map(|(position, figure)| {
                if quarter_before {
                    return figure.before.clone();
                }
                printed_figure(position, figure)
            })
            .collect();
        let right = known.first()?;
        let agrees = |(position, figure): &(&Printed, &Figure)| {
            let rounded = (!quarter_before).then_some(figure.count).flatten();
            rounded.is_some_and(|count| {
                printed(position, count, percent).any(|right| right == percent.plain())
            })
        };
        if known.iter().any(|known| plain(known) == percent.plain()) || figures.iter().any(agrees) {
            return None;
        }
        let of = if quarter_before {
            "of the quarter before"
        } else {
            "of the position"
        };
        Some(Found {
            code: LintCode::PercentOfPosition,
            problem: format!("the percentage {of} is {right}%, not {}%", percent.text),
            says: format!("{}%", percent.text),
            against: format!("{right}%"),
            remedy: format!("print {right}%"),
        })
    }

    /// A number of items without a percentage.
    fn count_alone(&self, count: u32) -> Option<Found> {
        let mention = &self.told.mention;
        let text = &self.paragraph.text;
        if let Some(out_of) = mention.out_of {
            let of: Vec<&&Printed> = self
                .positions
                .iter()
                .filter(|position| [position.total, position.denominator].contains(&out_of))
                .collect();
            let Some(position) = of.first() else {
                return Some(self.count_differs(out_of, self.denominators()));
            };
            const MISSING: [&str; 5] = [
                "not available",
                "not being available",
                "no data",
                "without data",
                "no figure",
            ];
            let missing = text.has_any(self.told.sentence.clone(), &MISSING).is_some();
            let left_out =
                |position: &&&Printed| position.total - position.denominator.min(position.total);
            if missing && !of.iter().any(|position| left_out(position) == count) {
                return Some(self.count_differs(count, left_out(position).to_string()));
            }
            return None;
        }
        if self.is_whole() {
            let right = self
                .positions
                .iter()
                .any(|position| [position.total, position.denominator].contains(&count));
            return (!right).then(|| self.count_differs(count, self.denominators()));
        }
        // Elsewhere a number may be of some of them: "two actions were completed
        // in July".
        if !self.section.is_for(Topic::Overview) {
            return None;
        }
        let figures = self.figures();
        let mut counts = figures.iter().filter_map(|(_, figure)| figure.count);
        let known = counts.clone().next()?;
        (!counts.any(|known| known == count)).then(|| self.count_differs(count, known.to_string()))
    }

    /// Whether the text says how many items there are in all.
    fn is_whole(&self) -> bool {
        let (mention, text) = (&self.told.mention, &self.paragraph.text);
        let start = mention.pieces.start;
        let there = start >= 2
            && text.is(start - 2, "there")
            && (text.is(start - 1, "are") || text.is(start - 1, "is"));
        let next = mention.pieces.end;
        let ends = next >= self.told.sentence.end
            || text.is_mark(next, '.')
            || ["in", "within", "on"]
                .iter()
                .any(|word| text.is(next, word));
        there && ends
    }

    /// Whether it is the figure of the quarter before, beside that of this one.
    fn of_quarter_before(&self) -> bool {
        const SAID: [&str; 11] = [
            "quarter before",
            "previous quarter",
            "last quarter",
            "quarter one",
            "quarter two",
            "quarter three",
            "quarter four",
            "quarter 1",
            "quarter 2",
            "quarter 3",
            "quarter 4",
        ];
        let (mention, text) = (&self.told.mention, &self.paragraph.text);
        let from = mention
            .pieces
            .start
            .saturating_sub(6)
            .max(self.told.sentence.start);
        let to = mention.clause.end.min(mention.clause.start + 5);
        let first_in_sentence = !self
            .before
            .iter()
            .any(|told| told.sentence == self.told.sentence);
        !first_in_sentence && text.has_any(from..to, &SAID).is_some()
    }

    /// The figures that the text speaks of.
    fn figures(&self) -> Vec<(&'a Printed, &'a Figure)> {
        match &self.told.said {
            Some(said) => self.figures_of(said),
            None => Vec::new(),
        }
    }

    fn figures_of(&self, said: &Said<'_>) -> Vec<(&'a Printed, &'a Figure)> {
        let label = match said {
            Said::Label(label) => label,
            Said::Overdue => OVERDUE,
        };
        let of = |position: &&'a Printed| {
            let position = *position;
            let figures = position
                .figures
                .iter()
                .filter(move |figure| figure.label == label);
            figures.map(move |figure| (position, figure))
        };
        self.positions.iter().flat_map(of).collect()
    }

    fn denominators(&self) -> String {
        let mut known: Vec<u32> = self
            .positions
            .iter()
            .flat_map(|position| [position.total, position.denominator])
            .collect();
        known.dedup();
        let known: Vec<String> = known.iter().map(u32::to_string).collect();
        known.join(" or ")
    }

    fn count_differs(&self, count: u32, known: String) -> Found {
        Found {
            code: LintCode::CountOfPosition,
            problem: format!("the position has {known}, not {count}"),
            says: count.to_string(),
            against: known.clone(),
            remedy: format!("print {known}, or correct the answers that the position is made of"),
        }
    }
}

/// A count as its percentage, with the decimals of the position and with those
/// that were printed.
fn printed(position: &Printed, count: u32, percent: &Percent) -> impl Iterator<Item = String> {
    let (of, rounding) = (position.denominator, position.rounding);
    let with = move |decimals: u8| percentage(count, of, rounding, decimals);
    [with(position.decimals), with(percent.decimals)].into_iter()
}

/// The percentage of a figure as printed.
fn printed_figure(position: &Printed, figure: &Figure) -> Option<String> {
    let made = || {
        let (of, rounding) = (position.denominator, position.rounding);
        Some(percentage(figure.count?, of, rounding, position.decimals))
    };
    figure
        .percent
        .clone()
        .or_else(made)
        .filter(|percent| !percent.is_empty())
}
