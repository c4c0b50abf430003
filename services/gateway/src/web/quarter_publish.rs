//! Recording that a closed quarter was published.

use jiff::civil::Date;
use maud::html;
use quarterday_proto::command::{Command, PublishQuarter};

use super::form::Form;
use super::inputs::{Fields, Reader, named};
use super::parts::FieldError;
use super::step::{Step, StepPage, obstacle, quarter_address};
use super::words;
use crate::call::Call;
use crate::problem::Problem;
use crate::routes::pages::quarter;

pub(super) struct Publish;

impl StepPage for Publish {
    const FIELD: &'static str = "on";

    fn step(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Step, Problem> {
        let quarter = quarter(call)?;
        let today = call.tenant()?.view.state().day_of(call.now());
        let obstacle = obstacle(call, command(call, today, None)?)?;
        let state = call.tenant()?.view.state();
        let plan = state.plan(call.segment("plan"))?;
        let fields = Fields { form, errors };
        Ok(Step {
            caption: format!("{}, {}", plan.details.title, words::period(quarter)),
            title: format!("Record the publication of {}", words::quarter(quarter)),
            obstacle,
            preview: html! {
                p class="govuk-body" {
                    "What was published stays as it was. It can be reopened no more: corrections are \
                    restatements, which say what was reported, what is known now, and why."
                }
            },
            fields: html! {
                (fields.input(named("on", "Day of publication", "For example 09/11/2020")))
                (fields.input(named(
                    "reference",
                    "Reference of the meeting or agenda (optional)",
                    "",
                )))
            },
            button: Some("Record the publication".to_owned()),
            known_at: Some(state.head()),
            back: (quarter_address(call)?, "Back to the quarter".to_owned()),
        })
    }

    fn command(call: &Call, read: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        let on = read.required_day("on", "Enter the day of publication, like 09/11/2020");
        let reference = read.form.filled("reference");
        on.map(|on| command(call, on, reference)).transpose()
    }

    fn next(call: &Call) -> Result<String, Problem> {
        quarter_address(call)
    }
}

fn command(call: &Call, on: Date, reference: Option<&str>) -> Result<Command, Problem> {
    Ok(Command::PublishQuarter(PublishQuarter {
        plan: call.segment("plan").to_owned(),
        quarter: quarter(call)?,
        on,
        reference: reference.map(str::to_owned),
    }))
}
