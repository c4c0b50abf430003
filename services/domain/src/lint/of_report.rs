//! A report as the linter sees it, from what is known of the council.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use quarterday_proto::item::{Cause, ItemDefinition, Kind};
use quarterday_proto::position::{Position, QuarterState};
use quarterday_proto::quarter::Quarter;
use quarterday_proto::report::{Covered, ReportContent};
use quarterday_proto::scheme::{Assessment, Axis, Fact, StatusRule, Test};
use quarterday_proto::target::Basis;

use super::draft::{Draft, Field, Figure, Item, Paragraph, Plan, Printed, Risk, Section, Shown};
use super::topic::{Topic, topics};
use crate::position::{Selection, positions};
use crate::state::{self, State};

/// What the figure of late items is called.
const OVERDUE: &str = "overdue";

impl State {
    /// A report that says this of these quarters, as the linter sees it.
    pub fn lint_draft(&self, content: &ReportContent, covers: &[Covered]) -> Draft {
        draft(self, content, covers)
    }
}

/// How the items of a plan are shown by its positions, by reference: where an
/// item stands in several ways, as the position printed first has it.
pub fn shown_by(state: &State, positions: &[Position]) -> BTreeMap<String, Shown> {
    let mut found = BTreeMap::new();
    for position in positions {
        let assessment = assessment_of(state, position);
        for assessed in &position.items {
            let as_shown = || shown(position, assessment, &assessed.status);
            found
                .entry(assessed.reference.clone())
                .or_insert_with(as_shown);
        }
    }
    found
}

fn draft(state: &State, content: &ReportContent, covers: &[Covered]) -> Draft {
    let covered: Vec<(&state::Plan, Quarter, Vec<Position>)> = covers
        .iter()
        .filter_map(|covered| {
            let plan = state.plan_by_id(covered.plan)?;
            Some((
                &**plan,
                covered.quarter,
                printed_of(state, plan, covered.quarter),
            ))
        })
        .collect();
    let plans: Vec<Plan> = covered
        .iter()
        .map(|(plan, quarter, made)| plan_of(state, plan, *quarter, made))
        .collect();
    let (first, last) = period(&covered);
    let items: Vec<&ItemDefinition> = covered
        .iter()
        .flat_map(|(plan, quarter, _)| {
            let day = quarter.last_day();
            let of_plan = state
                .items_of(plan)
                .filter(move |item| item.counts_as_at(day));
            of_plan.map(move |item| &item.version_as_at(day).definition)
        })
        .collect();
    let risks = items.iter().filter(|item| item.kind == Kind::Risk);
    let risks = risks.map(|risk| Risk {
        reference: risk.reference.clone(),
        title: risk.title.clone(),
        aliases: risk.aliases.clone(),
    });
    let boards = items.iter().filter_map(|item| item.board.clone());
    let committees = covered
        .iter()
        .filter_map(|(plan, ..)| plan.details.committee.clone());
    let bodies: BTreeSet<String> = boards
        .chain(committees)
        .chain(content.header.committee.clone())
        .collect();
    Draft {
        title: content.title.clone(),
        first,
        last,
        fields: fields(content),
        sections: sections(content, &plans),
        risks: risks.collect(),
        plans,
        bodies: bodies.into_iter().collect(),
    }
}

/// The figures that a report prints: as they were frozen, or else as they are.
pub fn printed_of(state: &State, plan: &state::Plan, quarter: Quarter) -> Vec<Position> {
    let record = plan.quarters.get(&quarter);
    match record.filter(|record| record.state != QuarterState::Open) {
        Some(record) => {
            let frozen = record.positions.iter();
            frozen
                .filter(|position| position.theme.is_none())
                .cloned()
                .collect()
        }
        // Nothing to assess is nothing to hold a text against.
        None => positions(state, plan, quarter, &Selection::default()).unwrap_or_default(),
    }
}

/// The days that a report is about: where all figures are of the year to date,
/// from the first day of the year.
fn period(covered: &[(&state::Plan, Quarter, Vec<Position>)]) -> (Date, Date) {
    let last = covered
        .iter()
        .map(|(_, quarter, _)| quarter.last_day())
        .max();
    let first = covered.iter().map(|(_, quarter, positions)| {
        let measures = positions
            .iter()
            .filter(|position| position.axis == Axis::Target);
        let bases: BTreeSet<Option<Basis>> = measures.map(Position::sole_basis).collect();
        let to_date =
            bases.contains(&Some(Basis::YearToDate)) && !bases.contains(&Some(Basis::InQuarter));
        let mut first = *quarter;
        while let (true, Some(before)) = (to_date, first.previous()) {
            if before.year() != quarter.year() {
                break;
            }
            first = before;
        }
        first.first_day()
    });
    // A report on no quarter has no period that anything could be outside of.
    (first.min().unwrap_or(Date::MIN), last.unwrap_or(Date::MAX))
}

fn fields(content: &ReportContent) -> Vec<Field> {
    let fields = content.header.fields.iter().map(|(key, value)| Field {
        key: key.clone(),
        label: key.replace('_', " "),
        value: value.clone(),
    });
    fields.collect()
}

fn sections(content: &ReportContent, plans: &[Plan]) -> Vec<Section> {
    let made = content.sections.iter().map(|section| Section {
        key: section.key.clone(),
        heading: section.heading.clone(),
        plan: plan_of_section(&section.key, &section.heading, plans),
        paragraphs: paragraphs(&section.text),
    });
    made.collect()
}

/// The plan that a section is about: the one that its key or heading names, or
/// the only one where it tells of progress.
fn plan_of_section(key: &str, heading: &str, plans: &[Plan]) -> Option<String> {
    let heading = heading.to_lowercase();
    // Of two plans whose names begin alike, the longer one is meant.
    let named = plans.iter().filter(|plan| {
        let name = plan.name.to_lowercase();
        key.contains(&plan.reference.replace('-', "_")) || heading.contains(&name)
    });
    if let Some(plan) = named.max_by_key(|plan| plan.reference.len()) {
        return Some(plan.reference.clone());
    }
    const TELLING: [Topic; 4] = [
        Topic::Overview,
        Topic::Progress,
        Topic::Issues,
        Topic::AreasOfRisk,
    ];
    let telling = topics(key, &heading)
        .iter()
        .any(|topic| TELLING.contains(topic));
    match plans {
        [only] if telling => Some(only.reference.clone()),
        _ => None,
    }
}

/// The paragraphs of a text, with the numbers that the author wrote.
fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut made: Vec<Paragraph> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            open = false;
            continue;
        }
        let (number, rest) = numbered(line);
        match made.last_mut().filter(|_| open && number.is_none()) {
            Some(paragraph) => {
                paragraph.text.push('\n');
                paragraph.text.push_str(rest);
            }
            None => made.push(Paragraph {
                number: number.map(str::to_owned),
                text: rest.to_owned(),
            }),
        }
        open = true;
    }
    made
}

/// A line without the number of its paragraph, such as `4.5` before a capital
/// letter: "16.7 per cent" begins with none.
fn numbered(line: &str) -> (Option<&str>, &str) {
    let trimmed = line.trim_start();
    let plain = (None, line);
    let Some((number, rest)) = trimmed.split_once(char::is_whitespace) else {
        return plain;
    };
    let parts = || number.split('.');
    let digits = |part: &str| {
        !part.is_empty() && part.len() <= 3 && part.bytes().all(|sign| sign.is_ascii_digit())
    };
    let rest = rest.trim_start();
    let begins = rest
        .chars()
        .next()
        .is_some_and(|sign| sign.is_uppercase() || sign == '*');
    if parts().count() > 1 && parts().all(digits) && begins {
        (Some(number), rest)
    } else {
        plain
    }
}

fn plan_of(state: &State, plan: &state::Plan, quarter: Quarter, made: &[Position]) -> Plan {
    let mut items: Vec<Item> = Vec::new();
    let mut positions = Vec::new();
    for position in made {
        let assessment = assessment_of(state, position);
        let shown = |status: &str| shown(position, assessment, status);
        let mut overdue = 0;
        for assessed in &position.items {
            let shown = shown(&assessed.status);
            overdue += u32::from(shown.is_behind() && assessed.excluded.is_none());
            // Where an item stands in several ways, the position printed first
            // says how it is shown.
            if !items
                .iter()
                .any(|item| item.reference == assessed.reference)
            {
                items.extend(item_of(state, plan, quarter, &assessed.reference, shown));
            }
        }
        positions.extend(printed(position, assessment, overdue));
    }
    Plan {
        reference: plan.details.reference.clone(),
        name: plan.details.title.clone(),
        positions,
        items,
    }
}

fn item_of(
    state: &State,
    plan: &state::Plan,
    quarter: Quarter,
    reference: &str,
    shown: Shown,
) -> Option<Item> {
    let item = state.item(plan, reference).ok()?;
    let last = quarter.last_day();
    let said = |quarter: Quarter| {
        let observed = item.observed_in(quarter.first_day(), quarter.last_day(), None)?;
        let commentary = observed.observation.commentary.as_deref()?;
        Some((observed.observation.cause, commentary.to_owned()))
    };
    let now = said(quarter);
    let outside = now
        .as_ref()
        .filter(|(cause, _)| *cause == Some(Cause::Outside));
    Some(Item {
        reference: reference.to_owned(),
        title: item.version_as_at(last).definition.title.clone(),
        shown,
        completed: item.completed_by(last).map(|(_, on)| on),
        outside_cause: outside.map(|(_, commentary)| commentary.clone()),
        commentary: now.map(|(_, commentary)| commentary),
        commentary_before: quarter
            .previous()
            .and_then(said)
            .map(|(_, commentary)| commentary),
    })
}

/// A position as printed, once for each number of items that its groups are of.
fn printed(position: &Position, assessment: Option<&Assessment>, overdue: u32) -> Vec<Printed> {
    let before = |label: &str| {
        let previous = position.previous.as_ref()?;
        let group = previous.groups.iter().find(|group| group.label == label);
        group.map(|group| group.percent.clone())
    };
    let of = |denominator: u32, figures: Vec<Figure>| Printed {
        kind: position.kind,
        total: position.total,
        denominator,
        decimals: assessment.map_or(0, |assessment| assessment.decimals),
        rounding: assessment
            .map(|assessment| assessment.rounding)
            .unwrap_or_default(),
        figures,
    };
    let parts = position.parts.iter().map(|part| Figure {
        label: part.label.to_lowercase(),
        count: Some(part.count),
        percent: Some(part.percent.clone()).filter(|percent| !percent.is_empty()),
        before: None,
    });
    let late = Figure {
        label: OVERDUE.to_owned(),
        count: Some(overdue),
        percent: None,
        before: None,
    };
    let mut own: Vec<Figure> = parts.chain([late]).collect();
    let mut others: Vec<Printed> = Vec::new();
    for group in &position.groups {
        let figure = Figure {
            label: group.label.to_lowercase(),
            count: Some(group.count),
            percent: Some(group.percent.clone()).filter(|percent| !percent.is_empty()),
            before: before(&group.label),
        };
        if group.denominator == position.denominator {
            own.push(figure);
        } else {
            others.push(of(group.denominator, vec![figure]));
        }
    }
    others.insert(0, of(position.denominator, own));
    others
}

/// The assessment that a position was made by.
fn assessment_of<'a>(state: &'a State, position: &Position) -> Option<&'a Assessment> {
    let version = state.scheme_version(&position.scheme, u64::MAX)?;
    let mut assessments = version.compiled.source.assessments.iter();
    assessments.find(|known| known.axis == position.axis && known.kinds.contains(&position.kind))
}

/// How an item of a status is shown.
fn shown(position: &Position, assessment: Option<&Assessment>, status: &str) -> Shown {
    let rule = assessment.and_then(|known| known.statuses.iter().find(|rule| rule.id == status));
    let Some(rule) = rule else {
        return Shown::Otherwise;
    };
    if !rule.counts || position.kind == Kind::Risk {
        return Shown::Otherwise;
    }
    if rule.exception {
        return match rule.colour.as_deref() {
            // What nobody answered is neither on track nor behind.
            Some("grey" | "gray") | None => Shown::Otherwise,
            Some(_) if needs_outside_cause(rule) => Shown::BehindOutside,
            Some(_) => Shown::Behind,
        };
    }
    if is_complete(rule) {
        Shown::Complete
    } else {
        Shown::OnTrack
    }
}

/// Whether every case of a status asks for a cause from outside.
fn needs_outside_cause(rule: &StatusRule) -> bool {
    let outside = |test: &Test| matches!(test, Test::Is(word) if word == Cause::Outside.as_str());
    rule.when
        .iter()
        .all(|clause| clause.get(&Fact::Cause).is_some_and(outside))
}

/// Whether every case of a status asks for completion.
fn is_complete(rule: &StatusRule) -> bool {
    let done = |test: &Test| match test {
        Test::Is(word) => word != "none",
        Test::OneOf(words) => !words.iter().any(|word| word == "none"),
        Test::Within(_) => false,
    };
    rule.when
        .iter()
        .all(|clause| clause.get(&Fact::Completion).is_some_and(done))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_numbered_paragraphs() {
        let check = |text: &str, expected: &[(Option<&str>, &str)]| {
            let made = paragraphs(text);
            let made: Vec<(Option<&str>, &str)> = made
                .iter()
                .map(|paragraph| (paragraph.number.as_deref(), paragraph.text.as_str()))
                .collect();
            assert_eq!(made, expected, "{text}");
        };
        check("One\ntwo\n\nthree", &[(None, "One\ntwo"), (None, "three")]);
        check(
            "4.1 One\n4.2 Two",
            &[(Some("4.1"), "One"), (Some("4.2"), "Two")],
        );
        check(
            "16.7 per cent\n29 actions",
            &[(None, "16.7 per cent\n29 actions")],
        );
        check("", &[]);
    }
}
