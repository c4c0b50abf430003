//! Recording that a person is away, or is not after all.

use maud::html;
use quarterday_domain::Relation;
use quarterday_proto::command::{Command, RecordAbsence};

use super::person::address_of;
use crate::call::Call;
use crate::problem::Problem;
use crate::web::form::Form;
use crate::web::inputs::{Fields, Reader, named};
use crate::web::parts::FieldError;
use crate::web::step::{Step, StepPage};

pub(in crate::web) struct Absence;

impl StepPage for Absence {
    const FIELD: &'static str = "first";

    fn step(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Step, Problem> {
        let state = call.tenant()?.view.state();
        let person = state.person(call.segment("person"))?;
        let today = state.day_of(call.now());
        let held = |relation| {
            person
                .holder_on(relation, today)
                .map(|one| state.post_of(one))
        };
        let others = [held(Relation::Deputy), held(Relation::LineManager)];
        let instead = others.into_iter().flatten().next();
        let instead = instead.unwrap_or_else(|| "the performance team".to_owned());
        let fields = Fields { form, errors };
        Ok(Step {
            caption: person.details.post.clone(),
            title: "Record an absence".to_owned(),
            obstacle: None,
            preview: html! {
                p class="govuk-body" {
                    "While they are away, what they are asked for is asked of " (instead) "."
                }
            },
            fields: html! {
                (fields.input(named("first", "First day", "For example 01/11/2020")))
                (fields.input(named(
                    "last",
                    "Last day",
                    "Leave it empty to take back an absence that was to begin on the first day.",
                )))
            },
            button: Some("Record it".to_owned()),
            known_at: None,
            back: (address_of(call)?, "Back to the person".to_owned()),
        })
    }

    fn command(call: &Call, read: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        let first = read.required_day("first", "Enter the first day, like 01/11/2020");
        let last = read.day("last", "Enter the last day, like 14/11/2020");
        Ok(first.map(|first| {
            Command::RecordAbsence(RecordAbsence {
                email: call.segment("person").to_owned(),
                first,
                last,
            })
        }))
    }

    fn next(call: &Call) -> Result<String, Problem> {
        Ok(format!("{}?done=absence", address_of(call)?))
    }
}
