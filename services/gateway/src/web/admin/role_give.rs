//! Giving a person a role.

use maud::html;
use quarterday_proto::command::{Command, GrantRole};
use quarterday_proto::role::CouncilRole;

use super::person::address_of;
use super::roles;
use crate::call::Call;
use crate::problem::Problem;
use crate::web::fields::radios;
use crate::web::form::Form;
use crate::web::inputs::Reader;
use crate::web::parts::FieldError;
use crate::web::plan::capital;
use crate::web::step::{Step, StepPage};

pub(in crate::web) struct GiveRole;

impl StepPage for GiveRole {
    const FIELD: &'static str = "role";

    fn step(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Step, Problem> {
        let state = call.tenant()?.view.state();
        let person = state.person(call.segment("person"))?;
        let granted = state.roles_granted(person.id);
        let choices = CouncilRole::ALL
            .iter()
            .filter(|role| !granted.contains(role));
        let choices: Vec<(&str, String)> = choices
            .map(|role| {
                let name = capital(&role.as_str().replace('_', " "));
                (role.as_str(), format!("{name}: {}", roles::in_words(*role)))
            })
            .collect();
        let obstacle = choices
            .is_empty()
            .then(|| "They have every role.".to_owned());
        Ok(Step {
            caption: person.details.post.clone(),
            title: "Give a role".to_owned(),
            obstacle,
            preview: html! {},
            fields: radios("role", "Which role", None, choices, form, errors),
            button: Some("Give the role".to_owned()),
            known_at: None,
            back: (address_of(call)?, "Back to the person".to_owned()),
        })
    }

    fn command(call: &Call, read: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        let role: Option<CouncilRole> = read.form.text("role").parse().ok();
        if role.is_none() {
            read.fault("role", "Select a role");
        }
        let person = call.segment("person").to_owned();
        Ok(role.map(|role| Command::GrantRole(GrantRole { person, role })))
    }

    fn next(call: &Call) -> Result<String, Problem> {
        Ok(format!("{}?done=role-given", address_of(call)?))
    }
}
