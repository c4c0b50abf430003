//! Forms that change something: sent once, however often a button is pressed.
//!
//! Each form carries the id of the command that it will send, made with the
//! page. The log takes an id once and gives a second sending the first answer.

use maud::{Markup, html};
use quarterday_domain::{Code, Context, Decided, decide};
use quarterday_proto::answer::{Accepted, RowFault};
use quarterday_proto::command::{Command, Envelope};

use super::form::Form;
use super::parts::FieldError;
use super::refusal::sentence;
use crate::call::Call;
use crate::problem::Problem;

/// The field with the id of the command.
const COMMAND: &str = "command";
/// The field with the place that the page was made at.
const KNOWN_AT: &str = "known_at";

/// The hidden field that a form carries to be sent once.
pub(super) fn once(call: &Call) -> Markup {
    let id = (call.gateway.surroundings.new_id)();
    html! { input type="hidden" name=(COMMAND) value=(id); }
}

/// As [`once`]; what changes after a place makes it stale.
pub(super) fn once_known_at(call: &Call, place: u64) -> Markup {
    html! {
        (once(call))
        input type="hidden" name=(KNOWN_AT) value=(place);
    }
}

/// The command of a form as it is sent.
pub(super) fn envelope(call: &Call, form: &Form, command: Command) -> Result<Envelope, Problem> {
    let mut envelope = call.envelope(command)?;
    if let Some(id) = form.filled(COMMAND).and_then(|id| id.parse().ok()) {
        envelope.id = id;
    }
    envelope.known_at = form.text(KNOWN_AT).parse().ok();
    Ok(envelope)
}

/// Sends the command of a form.
pub(super) async fn send(call: &Call, form: &Form, command: Command) -> Result<Accepted, Problem> {
    let envelope = envelope(call, form, command)?;
    Ok(call.tenant()?.log.append(envelope).await?)
}

/// What a command would do as things stand; nothing is stored.
pub(super) fn tried(call: &Call, command: Command) -> Result<Decided, Problem> {
    let envelope = call.envelope(command)?;
    let state = call.tenant()?.view.state();
    Ok(decide(&state, &envelope, Context { now: call.now() })?)
}

/// As [`tried`], with a copy of the state: commits need not wait while something
/// large is decided.
pub(super) fn tried_apart(call: &Call, command: Command) -> Result<Decided, Problem> {
    let envelope = call.envelope(command)?;
    let state = call.tenant()?.view.state().clone();
    Ok(decide(&state, &envelope, Context { now: call.now() })?)
}

/// What the rules say against a form, at a field of it: what is wrong with us,
/// and who may not, is another page.
pub(super) fn said_against(problem: Problem, field: &str) -> Result<FieldError, Problem> {
    let is_of_form = problem.status().is_client_error()
        && problem.status() != axum::http::StatusCode::FORBIDDEN
        && problem.status() != axum::http::StatusCode::UNAUTHORIZED;
    if !is_of_form {
        return Err(problem);
    }
    let text = if problem.is(Code::CommandIdReused) {
        "This page was sent before with something else in it. Look at what is below, and send it \
         again if it is still wanted"
            .to_owned()
    } else if problem.is(Code::StaleRevision) {
        "Something changed while you read this page. What is below is how things stand now: look \
         at it, and send it again if it is still wanted"
            .to_owned()
    } else {
        sentence(problem.detail())
    };
    Ok(FieldError {
        field: field.to_owned(),
        text,
    })
}

/// As [`said_against`]; where the rules name rows, a line for each.
pub(super) fn faults_against(
    problem: Problem,
    field: &str,
    line: impl Fn(&RowFault) -> String,
) -> Result<Vec<FieldError>, Problem> {
    let faults = problem.faults().iter().map(|fault| FieldError {
        field: field.to_owned(),
        text: line(fault),
    });
    let faults: Vec<FieldError> = faults.collect();
    if faults.is_empty() {
        return Ok(vec![said_against(problem, field)?]);
    }
    Ok(faults)
}
