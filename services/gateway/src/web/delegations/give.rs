//! Delegating sign-offs for a period: one's own, or as an administrator
//! anybody's.

use std::collections::BTreeMap;

use maud::html;
use quarterday_domain::{State, builtin_route_names, builtin_routes};
use quarterday_proto::command::{Command, Delegate, ScopeOfDelegation};
use quarterday_proto::route::Route;

use super::{address, asker, is_for_all};
use crate::call::Call;
use crate::problem::Problem;
use crate::web::chase_reassign::people;
use crate::web::checkboxes::checkboxes;
use crate::web::form::Form;
use crate::web::inputs::{Fields, Reader, named};
use crate::web::parts::FieldError;
use crate::web::step::{Step, StepPage};

pub(in crate::web) struct Give;

impl StepPage for Give {
    const FIELD: &'static str = "to";

    fn step(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Step, Problem> {
        let state = call.tenant()?.view.state();
        let people = people(&state, state.day_of(call.now()));
        let reports = state.reports().filter(|report| report.published.is_none());
        let reports: Vec<(String, String)> = reports
            .map(|report| {
                let reference = report.details.reference.clone();
                (reference, report.content().title.clone())
            })
            .collect();
        let fields = Fields { form, errors };
        Ok(Step {
            caption: "Delegations".to_owned(),
            title: "Delegate sign-offs".to_owned(),
            obstacle: None,
            preview: html! {
                p class="govuk-body" {
                    "Whoever wrote a report does not sign it as a role that checks the author, \
                    also not as a deputy."
                }
            },
            fields: html! {
                @if is_for_all(call) {
                    (fields.select(named("from", "Whose sign-offs", ""), &people))
                }
                (fields.select(named("to", "Who signs instead", ""), &people))
                (fields.input(named("first", "First day", "For example 01/11/2020")))
                (fields.input(named("last", "Last day", "For example 14/11/2020")))
                (checkboxes(
                    "role", "Only for these roles (optional)",
                    Some("Tick none for all roles."), &roles(&state), form, errors,
                ))
                @if !reports.is_empty() {
                    (checkboxes(
                        "report", "Only for these reports (optional)",
                        Some("Tick none for all reports."), &reports, form, errors,
                    ))
                }
                (fields.textarea(named("reason", "Why", "")))
            },
            button: Some("Delegate".to_owned()),
            known_at: None,
            back: (address(call)?, "Back to the delegations".to_owned()),
        })
    }

    fn command(call: &Call, read: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        let from = if is_for_all(call) {
            read.required("from", "Select whose sign-offs they are")
        } else {
            let state = call.tenant()?.view.state();
            let own = state.person_by_id(asker(call)?);
            own.map(|own| own.details.email.clone()).unwrap_or_default()
        };
        let to = read.required("to", "Select who signs instead");
        let first = read.required_day("first", "Enter the first day, like 01/11/2020");
        let last = read.required_day("last", "Enter the last day, like 14/11/2020");
        let reason = read.required("reason", "Say why");
        let all = |name| read.form.all(name).map(str::to_owned).collect::<Vec<_>>();
        let scope = match (all("role"), all("report")) {
            (roles, reports) if roles.is_empty() && reports.is_empty() => ScopeOfDelegation::All,
            (roles, reports) if reports.is_empty() => ScopeOfDelegation::Roles(roles),
            (roles, reports) if roles.is_empty() => ScopeOfDelegation::Reports(reports),
            (roles, reports) => ScopeOfDelegation::Steps { roles, reports },
        };
        Ok(first.zip(last).map(|(first, last)| {
            Command::Delegate(Delegate {
                from,
                to,
                first,
                last,
                scope,
                reason,
            })
        }))
    }

    fn next(call: &Call) -> Result<String, Problem> {
        Ok(format!("{}?done=delegation", address(call)?))
    }
}

/// The roles that any route has, adopted or built in, by key.
fn roles(state: &State) -> Vec<(String, String)> {
    let mut roles = BTreeMap::new();
    let mut take = |route: &Route| {
        for (_, role) in route.roles() {
            roles
                .entry(role.key.clone())
                .or_insert_with(|| role.label.clone());
        }
    };
    state.routes().for_each(|version| take(&version.route));
    for name in builtin_route_names() {
        builtin_routes(&name).iter().for_each(&mut take);
    }
    roles.into_iter().collect()
}
