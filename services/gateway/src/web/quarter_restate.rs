//! Restating a published quarter: what was reported, what is now known, why.

use maud::{Markup, html};
use quarterday_proto::command::{Command, RestateQuarter};
use quarterday_proto::event::Event;
use quarterday_proto::restated::{StatedFacts, StatusChange};

use super::form::Form;
use super::inputs::{Fields, Reader, named};
use super::parts::{FieldError, table};
use super::step::{Step, StepPage, quarter_address};
use super::{sent, words};
use crate::call::Call;
use crate::problem::Problem;
use crate::routes::pages::quarter;

pub(super) struct Restate;

impl StepPage for Restate {
    const FIELD: &'static str = "reason";

    fn step(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Step, Problem> {
        let quarter = quarter(call)?;
        // As known before it is tried: what comes between makes the form stale.
        let known_at = call.tenant()?.view.state().head();
        let mut obstacle = None;
        let tried = sent::tried(
            call,
            command(call, "a look at what would change".to_owned())?,
        );
        let changes = match tried {
            Ok(decided) => decided.events.into_iter().find_map(|event| match event {
                Event::QuarterRestated(event) => Some(event.changes),
                _ => None,
            }),
            Err(problem) => {
                obstacle = Some(sent::said_against(problem, "reason")?.text);
                None
            }
        };
        let state = call.tenant()?.view.state();
        let plan = state.plan(call.segment("plan"))?;
        let fields = Fields { form, errors };
        let preview = changed(changes.as_deref().unwrap_or_default());
        Ok(Step {
            caption: format!("{}, {}", plan.details.title, words::period(quarter)),
            title: format!("Restate {}", words::quarter(quarter)),
            obstacle,
            preview,
            fields: fields.textarea(named(
                "reason",
                "Why it is restated",
                "Shown with the restatement.",
            )),
            button: changes.map(|_| "Restate the quarter".to_owned()),
            known_at: Some(known_at),
            back: (quarter_address(call)?, "Back to the quarter".to_owned()),
        })
    }

    fn command(call: &Call, read: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        let reason = read.required("reason", "Say why it is restated");
        command(call, reason).map(Some)
    }

    fn next(call: &Call) -> Result<String, Problem> {
        quarter_address(call)
    }
}

fn command(call: &Call, reason: String) -> Result<Command, Problem> {
    Ok(Command::RestateQuarter(RestateQuarter {
        plan: call.segment("plan").to_owned(),
        quarter: quarter(call)?,
        reason,
    }))
}

fn changed(changes: &[StatusChange]) -> Markup {
    let rows: Vec<Vec<Markup>> = changes
        .iter()
        .map(|change| {
            let known = side(change.known.as_deref(), change.known_facts.as_ref());
            vec![
                html! { (change.reference) " (" (change.assessment) ")" },
                html! { (side(change.reported.as_deref(), change.reported_facts.as_ref())) },
                html! {
                    (known)
                    @if change.commentary_changed { br; "other commentary" }
                },
            ]
        })
        .collect();
    let columns = ["Item", "As reported", "As now known"];
    table("What changes", &columns, &rows)
}

fn side(status: Option<&str>, facts: Option<&StatedFacts>) -> String {
    let mut parts = vec![status.unwrap_or("not counted").to_owned()];
    if let Some(facts) = facts {
        let mut fact = |name: &str, value: Option<String>| {
            parts.extend(value.map(|value| format!("{name} {value}")));
        };
        fact("figure", facts.actual.map(|value| value.to_string()));
        fact("forecast", facts.forecast.map(|value| value.to_string()));
        fact(
            "per cent complete",
            facts.percent_complete.map(|value| value.to_string()),
        );
        fact("rating", facts.rating.clone());
        fact(
            "no figure:",
            facts.unavailable.map(|why| why.label().to_owned()),
        );
        fact("completed on", facts.completed_on.map(words::day));
    }
    parts.join(", ")
}
