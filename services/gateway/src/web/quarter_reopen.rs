//! Reopening a quarter that is closed and not published.

use maud::html;
use quarterday_proto::command::{Command, ReopenQuarter};

use super::form::Form;
use super::inputs::{Fields, Reader, named};
use super::parts::FieldError;
use super::step::{Step, StepPage, obstacle, quarter_address};
use super::words;
use crate::call::Call;
use crate::problem::Problem;
use crate::routes::pages::quarter;

pub(super) struct Reopen;

impl StepPage for Reopen {
    const FIELD: &'static str = "reason";

    fn step(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Step, Problem> {
        let quarter = quarter(call)?;
        let obstacle = obstacle(
            call,
            command(call, "a look at what it would do".to_owned())?,
        )?;
        let state = call.tenant()?.view.state();
        let plan = state.plan(call.segment("plan"))?;
        let reports = state.reports().filter(|report| {
            let mut covers = report.details.covers.iter();
            let of_quarter = covers.any(|one| one.plan == plan.id && one.quarter == quarter);
            of_quarter && report.published.is_none()
        });
        let reports: Vec<String> = reports
            .map(|report| report.content().title.clone())
            .collect();
        let preview = html! {
            p class="govuk-body" {
                "Answers can be given and changed again. It is closed anew by a closing with the next \
                number; nothing of this is printed."
            }
            @if !reports.is_empty() {
                p class="govuk-body" { "The sign-offs of these reports are asked for again:" }
                ul class="govuk-list govuk-list--bullet" {
                    @for title in &reports { li { (title) } }
                }
            }
        };
        let fields = Fields { form, errors };
        Ok(Step {
            caption: format!("{}, {}", plan.details.title, words::period(quarter)),
            title: format!("Reopen {}", words::quarter(quarter)),
            obstacle,
            preview,
            fields: fields.textarea(named("reason", "Why it is reopened", "")),
            button: Some("Reopen the quarter".to_owned()),
            known_at: Some(state.head()),
            back: (quarter_address(call)?, "Back to the quarter".to_owned()),
        })
    }

    fn command(call: &Call, read: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        let reason = read.required("reason", "Say why it is reopened");
        command(call, reason).map(Some)
    }

    fn next(call: &Call) -> Result<String, Problem> {
        quarter_address(call)
    }
}

fn command(call: &Call, reason: String) -> Result<Command, Problem> {
    Ok(Command::ReopenQuarter(ReopenQuarter {
        plan: call.segment("plan").to_owned(),
        quarter: quarter(call)?,
        reason,
    }))
}
