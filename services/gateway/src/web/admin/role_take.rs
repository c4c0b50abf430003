//! Taking a role away from a person.

use maud::html;
use quarterday_domain::rights;
use quarterday_proto::command::{Command, RevokeRole};
use quarterday_proto::role::CouncilRole;

use super::person::address_of;
use super::roles;
use crate::call::Call;
use crate::problem::Problem;
use crate::web::form::Form;
use crate::web::inputs::Reader;
use crate::web::parts::FieldError;
use crate::web::step::{Step, StepPage, obstacle};

pub(in crate::web) struct TakeRole;

impl StepPage for TakeRole {
    const FIELD: &'static str = "main-content";

    fn step(call: &Call, _: &Form, _: &[FieldError]) -> Result<Step, Problem> {
        let role = role(call)?;
        let obstacle = obstacle(call, command(call, role))?;
        let state = call.tenant()?.view.state();
        let person = state.person(call.segment("person"))?;
        let today = state.day_of(call.now());
        let mut others = state.roles_on(person.id, today);
        others.remove(&role);
        let kept = rights::of_roles(&others);
        let lost = rights::of_role(role)
            .iter()
            .filter(|right| !kept.contains(right));
        let lost: Vec<&str> = lost.map(|right| roles::lets(*right)).collect();
        let name = role.as_str().replace('_', " ");
        Ok(Step {
            caption: person.details.post.clone(),
            title: format!("Take the role {name} away"),
            obstacle,
            preview: html! {
                @if lost.is_empty() {
                    p class="govuk-body" { "Their other roles let them do the same." }
                } @else {
                    p class="govuk-body" { "From their next page on, no longer theirs:" }
                    ul class="govuk-list govuk-list--bullet" { @for one in &lost { li { (one) } } }
                }
            },
            fields: html! {},
            button: Some("Take it away".to_owned()),
            known_at: None,
            back: (address_of(call)?, "Back to the person".to_owned()),
        })
    }

    fn command(call: &Call, _: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        Ok(Some(command(call, role(call)?)))
    }

    fn next(call: &Call) -> Result<String, Problem> {
        Ok(format!("{}?done=role-taken", address_of(call)?))
    }
}

fn command(call: &Call, role: CouncilRole) -> Command {
    let person = call.segment("person").to_owned();
    Command::RevokeRole(RevokeRole { person, role })
}

fn role(call: &Call) -> Result<CouncilRole, Problem> {
    call.segment("role").parse().map_err(|_| {
        let detail = "there is no such role";
        Problem::new(axum::http::StatusCode::NOT_FOUND, "no_such_route", detail)
    })
}
