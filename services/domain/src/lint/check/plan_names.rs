//! A plan that is named otherwise than it is registered.

use crate::lint::code::{Found, LintCode};
use crate::lint::draft::Plan;
use crate::lint::reader::Text;
use crate::lint::reader::names::{Name, names, words_of};
use crate::lint::reading::{Findings, Reading};

const ENDING: [&str; 1] = ["plan"];

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let plans = reading.draft.plans.iter().filter_map(|plan| {
        let text = Text::read(&plan.name);
        let end = text
            .pieces
            .iter()
            .rposition(|piece| piece.lower == "plan")?;
        Some((plan, words_of(&text, 0..end + 1)))
    });
    let plans: Vec<(&Plan, Vec<String>)> = plans.collect();
    // One finding for each wrong name, at its first place.
    let mut told: Vec<Vec<String>> = Vec::new();
    for section in &reading.sections {
        for name in names(&section.heading, &ENDING) {
            if let Some(plan) = other_name(&name, &plans, &mut told) {
                let (_, words) = section.heading.quote(name.pieces.clone());
                findings.in_heading(section, name.pieces, found(plan, words));
            }
        }
        for paragraph in &section.paragraphs {
            for name in names(&paragraph.text, &ENDING) {
                if let Some(plan) = other_name(&name, &plans, &mut told) {
                    let (_, words) = paragraph.text.quote(name.pieces.clone());
                    findings.at(section, paragraph, name.pieces, found(plan, words));
                }
            }
        }
    }
}

/// The plan that a name must mean, where it is not that plan's own.
fn other_name<'a>(
    name: &Name,
    plans: &[(&'a Plan, Vec<String>)],
    told: &mut Vec<Vec<String>>,
) -> Option<&'a Plan> {
    if plans.iter().any(|(_, words)| *words == name.words) || told.contains(&name.words) {
        return None;
    }
    let (plan, _) = plans
        .iter()
        .find(|(_, words)| is_alike(&name.words, words))?;
    told.push(name.words.clone());
    Some(plan)
}

/// Whether one name is the other with words left out or put in. Both begin
/// alike, and are directorate plans or are not.
fn is_alike(one: &[String], other: &[String]) -> bool {
    let directorate = |words: &[String]| words.iter().any(|word| word == "directorate");
    let within = |few: &[String], many: &[String]| few.iter().all(|word| many.contains(word));
    one.first() == other.first()
        && directorate(one) == directorate(other)
        && (within(one, other) || within(other, one))
}

fn found(plan: &Plan, words: String) -> Found {
    Found {
        code: LintCode::PlanTwoNames,
        problem: format!(
            "a plan is called `{words}`, and is registered as `{}`",
            plan.name
        ),
        says: words,
        against: plan.name.clone(),
        remedy: "use the registered name throughout".to_owned(),
    }
}
