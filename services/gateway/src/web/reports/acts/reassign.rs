//! Asking somebody else to sign for a role: the holder is away, or is not the one.

use maud::html;
use quarterday_proto::command::{Command, ReassignStep};
use quarterday_proto::report::ReportState;

use super::{Act, empty, faults, needed, same};
use crate::web::chase_reassign::people;
use crate::web::fields::{select, textarea};
use crate::web::form::Form;
use crate::web::parts::FieldError;
use crate::web::reports::case::Case;

pub(super) const ACT: Act = Act {
    key: "reassign",
    title: "Ask somebody else to sign",
    about: "A step goes from whoever is asked to somebody else. Sign-offs that were given stand.",
    button: "Ask them instead",
    done: "Somebody else is asked to sign",
    field: "act",
    role: None,
    fits: |report| report.state == ReportState::Circulated,
    sample: |case| {
        Command::ReassignStep(ReassignStep {
            report: case.reference(),
            role: String::new(),
            from: None,
            to: String::new(),
            reason: String::new(),
        })
    },
    prefill: empty,
    fields: |case, form, errors| {
        let people = people(case.state, case.today);
        html! {
            (select("step", "Which step", None, &steps(case), form, errors))
            (select("to", "Who is to sign instead", None, &people, form, errors))
            (textarea("reason", "Why", Some("It is kept with the report."), 3, form, errors))
        }
    },
    read,
    merge: same,
};

/// The steps that wait for a person, each with its role and holder.
fn steps(case: &Case<'_>) -> Vec<(String, String)> {
    let roles = case.report.route.iter().flat_map(|route| route.roles());
    let mut steps = vec![(String::new(), "Select a step".to_owned())];
    for (_, role) in roles {
        let holders = case.state.holders(case.report, role, case.today);
        for person in holders.people {
            let Some(known) = case.state.person_by_id(person) else {
                continue;
            };
            let label = format!("{}, of {}", role.label, known.details.post);
            steps.push((format!("{}/{}", role.key, known.details.email), label));
        }
    }
    steps
}

fn read(case: &Case<'_>, form: &Form) -> Result<Command, Vec<FieldError>> {
    let step = form.text("step").split_once('/');
    let to = needed(form, "to", "who is to sign instead");
    let reason = needed(form, "reason", "why somebody else is asked");
    let no_step = || FieldError {
        field: "step".to_owned(),
        text: "Select the step".to_owned(),
    };
    faults([
        step.is_none().then(no_step),
        to.clone().err(),
        reason.clone().err(),
    ])?;
    let (role, from) = step.unwrap_or_default();
    Ok(Command::ReassignStep(ReassignStep {
        report: case.reference(),
        role: role.to_owned(),
        from: Some(from.to_owned()),
        to: to.unwrap_or_default(),
        reason: reason.unwrap_or_default(),
    }))
}
