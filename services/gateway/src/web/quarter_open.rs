//! Opening a quarter of a plan for answers.

use maud::html;
use quarterday_proto::command::{Command, OpenQuarter};
use quarterday_proto::quarter::Quarter;

use super::form::Form;
use super::inputs::{Fields, Reader, named};
use super::parts::FieldError;
use super::plan::capital;
use super::step::{Step, StepPage, plan_address};
use super::words;
use crate::call::Call;
use crate::problem::Problem;

pub(super) struct Open;

impl StepPage for Open {
    const FIELD: &'static str = "quarter";

    fn step(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Step, Problem> {
        let state = call.tenant()?.view.state();
        let plan = state.plan(call.segment("plan"))?;
        let year = plan.details.year;
        let quarters = (1..=4).filter_map(|number| year.quarter(number));
        let unopened = quarters.filter(|quarter| !plan.quarters.contains_key(quarter));
        let choices: Vec<(String, String)> = unopened
            .map(|quarter| {
                let words = capital(&words::quarter(quarter));
                let label = format!("{words}, {}", words::period(quarter));
                (quarter.to_string(), label)
            })
            .collect();
        let fields = Fields { form, errors };
        let preview = html! {
            @if choices.is_empty() {
                p class="govuk-body" { "Every quarter of " (year) " was opened." }
            } @else {
                p class="govuk-body" {
                    "Owners are then asked for answers, by the schedules that remind them."
                }
            }
        };
        Ok(Step {
            caption: plan.details.title.clone(),
            title: "Open a quarter".to_owned(),
            obstacle: None,
            preview,
            fields: html! {
                (fields.select(named("quarter", "Quarter", ""), &choices))
                (fields.input(named(
                    "answers_due",
                    "Last day for answers (optional)",
                    "For example 15/10/2020. Reminders count from it.",
                )))
            },
            button: (!choices.is_empty()).then(|| "Open the quarter".to_owned()),
            known_at: None,
            back: (plan_address(call)?, "Back to the plan".to_owned()),
        })
    }

    fn command(call: &Call, read: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        let quarter: Option<Quarter> = read.form.text("quarter").parse().ok();
        if quarter.is_none() {
            read.fault("quarter", "Select the quarter to open");
        }
        let answers_due = read.day("answers_due", "Enter a day, like 15/10/2020");
        Ok(quarter.map(|quarter| {
            Command::OpenQuarter(OpenQuarter {
                plan: call.segment("plan").to_owned(),
                quarter,
                answers_due,
            })
        }))
    }

    fn next(call: &Call) -> Result<String, Problem> {
        plan_address(call)
    }
}
