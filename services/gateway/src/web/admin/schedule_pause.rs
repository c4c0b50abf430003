//! Pausing a schedule, or letting it run again.

use maud::html;
use quarterday_proto::command::{AdoptSchedule, Command};
use quarterday_proto::schedule::Schedule;

use super::frame::address;
use super::schedules::next_run;
use crate::call::Call;
use crate::problem::Problem;
use crate::web::form::Form;
use crate::web::inputs::Reader;
use crate::web::parts::FieldError;
use crate::web::step::{Step, StepPage};

pub(in crate::web) struct Pause;

/// The field with what is wanted: what another did meanwhile is not undone.
const WANTED: &str = "wanted";

impl StepPage for Pause {
    const FIELD: &'static str = "main-content";

    fn step(call: &Call, _: &Form, _: &[FieldError]) -> Result<Step, Problem> {
        let schedule = current(call)?;
        let state = call.tenant()?.view.state();
        let (title, preview, wanted) = match schedule.enabled {
            true => (
                format!("Pause \u{201c}{}\u{201d}", schedule.title),
                html! {
                    p class="govuk-body" {
                        "It would run next: " (next_run(&schedule, call, &state)) ". Paused, it \
                        writes to nobody, and what it missed is not made up for after a while. \
                        Other schedules go on."
                    }
                },
                "pause",
            ),
            false => (
                format!("Let \u{201c}{}\u{201d} run again", schedule.title),
                html! {
                    p class="govuk-body" { "From now on it runs at its times." }
                },
                "resume",
            ),
        };
        Ok(Step {
            caption: "Schedules of reminders".to_owned(),
            button: Some(match schedule.enabled {
                true => "Pause it".to_owned(),
                false => "Let it run again".to_owned(),
            }),
            title,
            obstacle: None,
            preview,
            fields: html! { input type="hidden" name=(WANTED) value=(wanted); },
            known_at: Some(state.head()),
            back: (
                address(call, "/schedules")?,
                "Back to the schedules".to_owned(),
            ),
        })
    }

    fn command(call: &Call, read: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        let mut schedule = current(call)?;
        schedule.enabled = match read.form.text(WANTED) {
            "pause" => false,
            "resume" => true,
            _ => {
                read.fault(
                    Self::FIELD,
                    "Say whether it is to be paused or to run again",
                );
                return Ok(None);
            }
        };
        Ok(Some(Command::AdoptSchedule(AdoptSchedule { schedule })))
    }

    fn next(call: &Call) -> Result<String, Problem> {
        let done = if current(call)?.enabled {
            "paused"
        } else {
            "resumed"
        };
        address(call, &format!("/schedules?done={done}"))
    }
}

fn current(call: &Call) -> Result<Schedule, Problem> {
    let state = call.tenant()?.view.state();
    let current = state.schedule(call.segment("schedule"))?;
    Ok(current.schedule.clone())
}
