//! Recording that an address takes mail again.

use maud::html;
use quarterday_proto::command::{Command, RestoreMail};

use super::person::address_of;
use crate::call::Call;
use crate::problem::Problem;
use crate::web::form::Form;
use crate::web::inputs::Reader;
use crate::web::parts::FieldError;
use crate::web::step::{Step, StepPage};
use crate::web::words;

pub(in crate::web) struct MailAgain;

impl StepPage for MailAgain {
    const FIELD: &'static str = "main-content";

    fn step(call: &Call, _: &Form, _: &[FieldError]) -> Result<Step, Problem> {
        let state = call.tenant()?.view.state();
        let person = state.person(call.segment("person"))?;
        let bounce = state.reminders().bounce(person.id);
        let obstacle = match bounce {
            Some(_) => None,
            None => Some("Nothing has come back from this address.".to_owned()),
        };
        let preview = html! {
            @if let Some(bounce) = bounce {
                p class="govuk-body" {
                    "Mail to " (bounce.email) " came back on " (words::moment(&state, bounce.at))
                    ". From now on the address is written to again, and what they are asked for is \
                    asked of them."
                }
            }
        };
        Ok(Step {
            caption: person.details.post.clone(),
            title: "The address works again".to_owned(),
            obstacle,
            preview,
            fields: html! {},
            button: Some("Write to it again".to_owned()),
            known_at: None,
            back: (address_of(call)?, "Back to the person".to_owned()),
        })
    }

    fn command(call: &Call, _: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        let email = call.segment("person").to_owned();
        Ok(Some(Command::RestoreMail(RestoreMail { email })))
    }

    fn next(call: &Call) -> Result<String, Problem> {
        Ok(format!("{}?done=mail", address_of(call)?))
    }
}
