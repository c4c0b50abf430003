//! The quarters whose figures a report prints.

use maud::{Markup, html};
use quarterday_domain::Plan;
use quarterday_proto::command::Cover;
use quarterday_proto::quarter::Quarter;

use crate::web::checkboxes::checkboxes;
use crate::web::form::Form;
use crate::web::parts::FieldError;
use crate::web::plan::capital;
use crate::web::reports::case::Case;
use crate::web::words;

/// The field with what is covered.
pub(super) const COVER: &str = "cover";
/// The field with what was covered when the form was made.
const BEFORE: &str = "cover-before";

/// A covered quarter as a value: no reference of a plan has a blank.
fn value(plan: &Plan, quarter: Quarter) -> String {
    format!("{quarter} {}", plan.details.reference)
}

fn covered(case: &Case<'_>) -> Vec<String> {
    let covers = case.report.details.covers.iter();
    let known = covers.filter_map(|one| {
        let plan = case.state.plan_by_id(one.plan)?;
        Some(value(plan, one.quarter))
    });
    known.collect()
}

pub(super) fn prefill(case: &Case<'_>) -> Vec<(String, String)> {
    let covered = covered(case);
    let mut fields = vec![(BEFORE.to_owned(), covered.join("\n"))];
    fields.extend(covered.into_iter().map(|one| (COVER.to_owned(), one)));
    fields
}

pub(super) fn fields(case: &Case<'_>, form: &Form, errors: &[FieldError]) -> Markup {
    let covered = covered(case);
    let mut choices: Vec<(String, String)> = Vec::new();
    for plan in case.state.plans() {
        for quarter in plan.quarters.keys() {
            let value = value(plan, *quarter);
            if plan.closed_at.is_some() && !covered.contains(&value) {
                continue;
            }
            let title = &plan.details.title;
            let label = format!("{}, {title}", capital(&words::quarter(*quarter)));
            choices.push((value, label));
        }
    }
    html! {
        input type="hidden" name=(BEFORE) value=(form.text(BEFORE));
        (checkboxes(
            COVER, "Quarters that it covers",
            Some("Their figures are printed with the report, and its text may name them."),
            &choices, form, errors,
        ))
    }
}

/// What it is to cover, where that is other than when the form was made.
pub(super) fn read(form: &Form) -> Option<Vec<Cover>> {
    let mut chosen: Vec<&str> = form.all(COVER).collect();
    let mut before: Vec<&str> = form.text(BEFORE).lines().collect();
    chosen.sort_unstable();
    before.sort_unstable();
    if chosen == before || !form.fields().any(|(name, _)| name == BEFORE) {
        return None;
    }
    let covers = chosen.iter().filter_map(|text| {
        let (quarter, plan) = text.split_once(' ')?;
        Some(Cover {
            plan: plan.to_owned(),
            quarter: quarter.parse().ok()?,
        })
    });
    Some(covers.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_changed_is_sent() {
        let form = |before: &str, chosen: &[&str]| {
            let chosen = chosen
                .iter()
                .map(|one| (COVER.to_owned(), (*one).to_owned()));
            let before = (BEFORE.to_owned(), before.to_owned());
            Form::with(std::iter::once(before).chain(chosen))
        };
        let (one, two) = ("2020-21-Q1 plan", "2020-21-Q2 plan");
        assert_eq!(read(&form(one, &[one])), None);
        assert_eq!(
            read(&form("2020-21-Q1 plan\r\n2020-21-Q2 plan", &[two, one])),
            None
        );
        assert_eq!(read(&Form::default()), None);
        let added = read(&form(one, &[one, two])).unwrap();
        assert_eq!((added.len(), added[1].plan.as_str()), (2, "plan"));
        assert_eq!(read(&form(one, &[])), Some(Vec::new()));
    }
}
