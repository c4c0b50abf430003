//! Closing a quarter: what has no answer, what will be frozen, and why it is
//! closed all the same.

use maud::html;
use quarterday_domain::Selection;
use quarterday_projections::PositionQuery;
use quarterday_proto::command::{CloseQuarter, Command};

use super::form::Form;
use super::inputs::{Fields, Reader, named};
use super::parts::FieldError;
use super::plan::capital;
use super::step::{Step, StepPage, obstacle, quarter_address};
use super::{figures, words};
use crate::call::Call;
use crate::problem::Problem;
use crate::routes::pages::{quarter, without_answer};

pub(super) struct Close;

impl StepPage for Close {
    const FIELD: &'static str = "reason";

    fn step(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Step, Problem> {
        let quarter = quarter(call)?;
        let tenant = call.tenant()?;
        let known_at = tenant.view.state().head();
        let obstacle = obstacle(call, command(call, Some("a look at what it would do"))?)?;
        let positions = tenant.view.positions(&PositionQuery {
            plan: call.segment("plan").to_owned(),
            quarter,
            selection: Selection::default(),
            known_at: None,
            unopened: false,
        })?;
        let state = tenant.view.state();
        let plan = state.plan(call.segment("plan"))?;
        let record = plan.quarters.get(&quarter);
        let missing = record.map(|record| without_answer(&state, plan, quarter, record));
        let missing = missing.unwrap_or_default();
        let last = quarter.last_day();
        let lines: Vec<String> = missing
            .iter()
            .filter_map(|reference| {
                let item = state.item(plan, reference).ok()?;
                let owner = item.owner_on(last).map(|person| state.post_of(person));
                let owner = owner.unwrap_or_else(|| "nobody owns it".to_owned());
                Some(format!("{reference}: {}, {owner}", item.latest().title))
            })
            .collect();
        let preview = html! {
            @if lines.is_empty() {
                p class="govuk-body" { "Every item has an answer." }
            } @else {
                h2 class="govuk-heading-m" { "Without an answer" }
                p class="govuk-body" {
                    "They are closed as not updated, and the report lists them."
                }
                ul class="govuk-list govuk-list--bullet" { @for line in &lines { li { (line) } } }
            }
            h2 class="govuk-heading-m" { "What will be frozen" }
            p class="govuk-body" {
                "These figures, as known now. They are read and never worked out again; whatever is \
                said of the quarter later changes none of them."
            }
            ul class="govuk-list govuk-list--bullet" {
                @for position in &positions {
                    li {
                        (capital(position.kind.as_str())) "s, " (position.axis) ": "
                        (figures::in_words(position))
                    }
                }
            }
        };
        let fields = Fields { form, errors };
        let label = if lines.is_empty() {
            "A note on the closing (optional)"
        } else {
            "Why it is closed without these answers"
        };
        Ok(Step {
            caption: format!("{}, {}", plan.details.title, words::period(quarter)),
            title: format!("Close {}", words::quarter(quarter)),
            obstacle,
            preview,
            fields: fields.textarea(named("reason", label, "It stays with the quarter.")),
            button: Some("Close the quarter".to_owned()),
            known_at: Some(known_at),
            back: (quarter_address(call)?, "Back to the quarter".to_owned()),
        })
    }

    fn command(call: &Call, read: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        command(call, read.form.filled("reason")).map(Some)
    }

    fn next(call: &Call) -> Result<String, Problem> {
        quarter_address(call)
    }
}

fn command(call: &Call, reason: Option<&str>) -> Result<Command, Problem> {
    Ok(Command::CloseQuarter(CloseQuarter {
        plan: call.segment("plan").to_owned(),
        quarter: quarter(call)?,
        reason: reason.map(str::to_owned),
    }))
}
