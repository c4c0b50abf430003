//! What can be done with a report by a form, one file each.

mod body_decision;
mod circulate;
mod correct;
mod edit;
mod outcome;
mod publish;
mod reassign;
mod text;
mod urgency;
mod withdraw;

use maud::{Markup, html};
use quarterday_domain::{Code, Report, reject};
use quarterday_proto::command::Command;
use quarterday_proto::role::CouncilRole;
use quarterday_proto::when;

use super::case::Case;
use super::state_words;
use crate::problem::Problem;
use crate::web::form::Form;
use crate::web::parts::FieldError;

pub(super) use body_decision::decided_elsewhere;
pub(super) use edit::of_command as findings_of;
pub(super) use text::new_key;

/// Something that is done with a report.
pub(super) struct Act {
    /// Its name in addresses.
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    /// What it is for, above the form.
    pub(super) about: &'static str,
    /// What the button says that does it.
    pub(super) button: &'static str,
    /// What is said once it is done.
    pub(super) done: &'static str,
    /// Id of what a refusal stands beside that is about no one field.
    pub(super) field: &'static str,
    /// The role that one has to have for it, where the rights to its command do not
    /// say all.
    pub(super) role: Option<CouncilRole>,
    /// Whether the report is where this can be done.
    pub(super) fits: fn(&Report) -> bool,
    /// A command of its kind, to ask whether one may send it.
    pub(super) sample: fn(&Case<'_>) -> Command,
    /// What the fields hold at first.
    pub(super) prefill: fn(&Case<'_>) -> Form,
    pub(super) fields: fn(&Case<'_>, &Form, &[FieldError]) -> Markup,
    pub(super) read: fn(&Case<'_>, &Form) -> Result<Command, Vec<FieldError>>,
    /// The form after somebody else changed the report, and what that was.
    pub(super) merge: fn(&Case<'_>, &Form) -> (Form, Markup),
}

/// Every act, in the order of a report's life.
pub(super) const ALL: [&Act; 9] = [
    &edit::ACT,
    &correct::ACT,
    &circulate::ACT,
    &withdraw::ACT,
    &reassign::ACT,
    &body_decision::ACT,
    &urgency::ACT,
    &publish::ACT,
    &outcome::ACT,
];

/// The act of a name.
pub(super) fn named(key: &str) -> Option<&'static Act> {
    ALL.into_iter().find(|act| act.key == key)
}

/// Those that can be done now by whoever asks.
pub(super) fn open_to(case: &Case<'_>) -> Vec<&'static Act> {
    let all = ALL.into_iter().filter(|act| (act.fits)(case.report));
    all.filter(|act| may(case, act).is_ok()).collect()
}

/// Refuses who may not do this at all.
pub(super) fn may(case: &Case<'_>, act: &Act) -> Result<(), Problem> {
    let roles = case.state.roles_on(case.person, case.today);
    if let Some(role) = act.role.filter(|role| !roles.contains(role)) {
        let detail = format!("this needs the role {}", role.as_str().replace('_', " "));
        return Err(reject(Code::NotYourStep, detail).into());
    }
    case.may((act.sample)(case))
}

/// What nothing is filled in of beforehand.
fn empty(_: &Case<'_>) -> Form {
    Form::default()
}

/// What was entered stays, and the report is looked at again.
fn same(case: &Case<'_>, form: &Form) -> (Form, Markup) {
    let said = state_words::sentence(case.state, case.report, case.today);
    let above = html! { div class="govuk-inset-text" { "The report now: " (said) } };
    (form.clone(), above)
}

/// A day that was typed.
fn day(form: &Form, name: &str, what: &str) -> Result<jiff::civil::Date, FieldError> {
    when::day(form.text(name)).map_err(|_| FieldError {
        field: name.to_owned(),
        text: format!("Enter {what}, for example 10/11/2021"),
    })
}

/// A text that has to be there.
fn needed(form: &Form, name: &str, what: &str) -> Result<String, FieldError> {
    match form.text(name) {
        "" => Err(FieldError {
            field: name.to_owned(),
            text: format!("Enter {what}"),
        }),
        text => Ok(text.replace("\r\n", "\n")),
    }
}

/// All of several readings, or every fault of them.
fn faults<const N: usize>(found: [Option<FieldError>; N]) -> Result<(), Vec<FieldError>> {
    let found: Vec<FieldError> = found.into_iter().flatten().collect();
    if found.is_empty() {
        return Ok(());
    }
    Err(found)
}

/// A text, where there is one.
fn optional(form: &Form, name: &str) -> Option<String> {
    let text = form.text(name).replace("\r\n", "\n");
    (!text.is_empty()).then_some(text)
}

/// A day as it is typed.
fn typed(day: jiff::civil::Date) -> String {
    day.strftime("%d/%m/%Y").to_string()
}
