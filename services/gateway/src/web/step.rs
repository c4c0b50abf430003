//! A step: what it would do is shown, and its form does it.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use maud::{Markup, html};
use quarterday_proto::command::Command;

use super::form::Form;
use super::inputs::Reader;
use super::layout::{Around, Page};
use super::parts::{FieldError, error_summary};
use super::refusal::redirect;
use super::{sent, words};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;

/// A page that is one step: [`show`] and [`send`] are its two endpoints.
pub(super) trait StepPage {
    /// The field that a refusal of the rules stands at.
    const FIELD: &'static str;

    /// What is shown, with what was typed and what is wrong with it.
    fn step(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Step, Problem>;

    /// The command of what was typed; none where the reader noted a fault.
    fn command(call: &Call, read: &mut Reader<'_>) -> Result<Option<Command>, Problem>;

    /// The page that follows once it is done.
    fn next(call: &Call) -> Result<String, Problem>;
}

/// Shows a step before anything was typed.
pub(super) fn show<P: StepPage>(call: &Call) -> Answered {
    P::step(call, &Form::default(), &[])?
        .page(call, &[])
        .answer(call)
}

/// Takes the form of a step.
pub(super) fn send<P: StepPage + 'static>(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let mut read = Reader::new(&form);
        let command = match P::command(&call, &mut read)? {
            Some(command) if read.errors.is_empty() => Ok(command),
            _ => Err(read.errors),
        };
        let next = P::next(&call)?;
        take(&call, &form, command, P::FIELD, &next, P::step).await
    })
}

/// A page with what is to be done, and the form that does it.
pub(super) struct Step {
    pub(super) caption: String,
    pub(super) title: String,
    /// Why nothing can be done, where that is so: there is no form then.
    pub(super) obstacle: Option<String>,
    /// What is shown before the form.
    pub(super) preview: Markup,
    /// The fields of the form.
    pub(super) fields: Markup,
    /// What its button says; none where nothing can be done.
    pub(super) button: Option<String>,
    /// The place that what is shown is known at.
    pub(super) known_at: Option<u64>,
    /// Where the link back leads, and what it says.
    pub(super) back: (String, String),
}

impl Step {
    pub(super) fn page(self, call: &Call, errors: &[FieldError]) -> Page {
        let main = html! {
            (error_summary(errors))
            span class="govuk-caption-l" { (self.caption) }
            h1 class="govuk-heading-l" { (self.title) }
            @match &self.obstacle {
                Some(obstacle) => div class="govuk-inset-text" { (obstacle) },
                None => {
                    (self.preview)
                    (self.form(call))
                }
            }
        };
        Page::new(self.title, main)
            .with_errors(!errors.is_empty())
            .back(&self.back.0, &self.back.1)
    }

    fn form(&self, call: &Call) -> Markup {
        html! {
            @if let Some(button) = &self.button {
                form method="post" action=(call.requested) novalidate {
                    @match self.known_at {
                        Some(place) => (sent::once_known_at(call, place)),
                        None => (sent::once(call)),
                    }
                    (self.fields)
                    button type="submit" class="govuk-button" data-module="govuk-button"
                        data-prevent-double-click="true" { (button) }
                }
            }
        }
    }

    /// The answer to a form that is not in order.
    pub(super) fn refused(self, call: &Call, errors: &[FieldError]) -> Response<Body> {
        let page = self.page(call, errors);
        page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(call))
    }
}

/// Sends the command of a step and goes on to another page; where the rules say
/// no, the step is shown again with what they say at a field of it.
async fn take(
    call: &Call,
    form: &Form,
    command: Result<Command, Vec<FieldError>>,
    field: &str,
    next: &str,
    again: impl FnOnce(&Call, &Form, &[FieldError]) -> Result<Step, Problem>,
) -> Answered {
    let errors = match command {
        Err(errors) => errors,
        Ok(command) => match sent::send(call, form, command).await {
            Ok(_) => return Ok(redirect(next)),
            Err(problem) => vec![sent::said_against(problem, field)?],
        },
    };
    Ok(again(call, form, &errors)?.refused(call, &errors))
}

/// What the rules would say against a command as things stand; nothing where it
/// can be done.
pub(super) fn obstacle(call: &Call, command: Command) -> Result<Option<String>, Problem> {
    match sent::tried(call, command) {
        Ok(_) => Ok(None),
        Err(problem) => sent::said_against(problem, "").map(|error| Some(error.text)),
    }
}

/// The address of the plan that a path names.
pub(super) fn plan_address(call: &Call) -> Result<String, Problem> {
    let council = &call.tenant()?.id;
    let plan = words::encoded(call.segment("plan"));
    Ok(format!("/c/{council}/plans/{plan}"))
}

/// The address of the quarter that a path names.
pub(super) fn quarter_address(call: &Call) -> Result<String, Problem> {
    let quarter = words::encoded(call.segment("quarter"));
    Ok(format!("{}/quarters/{quarter}", plan_address(call)?))
}
