//! Ending a delegation before its last day.

use maud::html;
use quarterday_domain::{Code, reject};
use quarterday_proto::command::{Command, EndDelegation};

use super::{address, is_shown, scope};
use crate::call::Call;
use crate::problem::Problem;
use crate::web::form::Form;
use crate::web::inputs::Reader;
use crate::web::parts::FieldError;
use crate::web::step::{Step, StepPage, obstacle};
use crate::web::words;

pub(in crate::web) struct End;

impl StepPage for End {
    const FIELD: &'static str = "main-content";

    fn step(call: &Call, _: &Form, _: &[FieldError]) -> Result<Step, Problem> {
        let state = call.tenant()?.view.state();
        let mut all = state.delegations().iter();
        let found = all
            .find(|one| one.reference == call.segment("delegation"))
            .cloned();
        drop(state);
        // What is others' is answered as if it were not there.
        let found = match found {
            Some(one) if is_shown(call, &one)? => one,
            _ => {
                let detail = "there is no such delegation";
                return Err(reject(Code::UnknownDelegation, detail).into());
            }
        };
        let obstacle = obstacle(call, command(call))?;
        let state = call.tenant()?.view.state();
        Ok(Step {
            caption: "Delegations".to_owned(),
            title: format!("End delegation {}", found.reference),
            obstacle,
            preview: html! {
                p class="govuk-body" {
                    (state.post_of(found.to)) " signs for " (state.post_of(found.from)) ", "
                    (scope(&state, &found)) ", until " (words::day(found.last))
                    ". From now on only " (state.post_of(found.from)) " does. What was signed \
                    stays signed."
                }
            },
            fields: html! {},
            button: Some("End it".to_owned()),
            known_at: None,
            back: (address(call)?, "Back to the delegations".to_owned()),
        })
    }

    fn command(call: &Call, _: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        Ok(Some(command(call)))
    }

    fn next(call: &Call) -> Result<String, Problem> {
        Ok(format!("{}?done=delegation", address(call)?))
    }
}

fn command(call: &Call) -> Command {
    let delegation = call.segment("delegation").to_owned();
    Command::EndDelegation(EndDelegation { delegation })
}
