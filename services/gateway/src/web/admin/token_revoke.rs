//! Revoking a token.

use maud::html;
use quarterday_proto::command::{Command, RevokeToken};

use super::frame::address;
use crate::call::Call;
use crate::problem::Problem;
use crate::web::form::Form;
use crate::web::inputs::Reader;
use crate::web::parts::FieldError;
use crate::web::step::{Step, StepPage, obstacle};

pub(in crate::web) struct Revoke;

impl StepPage for Revoke {
    const FIELD: &'static str = "main-content";

    fn step(call: &Call, _: &Form, _: &[FieldError]) -> Result<Step, Problem> {
        let name = call.segment("name");
        Ok(Step {
            caption: "API tokens".to_owned(),
            title: format!("Revoke the token \u{201c}{name}\u{201d}"),
            obstacle: obstacle(call, command(call))?,
            preview: html! {
                p class="govuk-body" {
                    "Whatever uses it is refused from its next request on. This cannot be undone; \
                    the name can be used again."
                }
            },
            fields: html! {},
            button: Some("Revoke it".to_owned()),
            known_at: None,
            back: (address(call, "/tokens")?, "Back to the tokens".to_owned()),
        })
    }

    fn command(call: &Call, _: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        Ok(Some(command(call)))
    }

    fn next(call: &Call) -> Result<String, Problem> {
        address(call, "/tokens?done=token")
    }
}

fn command(call: &Call) -> Command {
    let name = call.segment("name").to_owned();
    Command::RevokeToken(RevokeToken { name })
}
