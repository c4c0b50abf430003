//! Appointing a person to a statutory post.

use maud::html;
use quarterday_proto::command::{AppointStatutory, Command};
use quarterday_proto::route::StatutoryPost;

use super::person::address_of;
use crate::call::Call;
use crate::problem::Problem;
use crate::web::fields::radios;
use crate::web::form::Form;
use crate::web::inputs::{Fields, Reader, named};
use crate::web::parts::FieldError;
use crate::web::plan::capital;
use crate::web::step::{Step, StepPage};

pub(in crate::web) struct Appoint;

impl StepPage for Appoint {
    const FIELD: &'static str = "post";

    fn step(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Step, Problem> {
        let state = call.tenant()?.view.state();
        let person = state.person(call.segment("person"))?;
        let today = state.day_of(call.now());
        let choices = StatutoryPost::ALL.iter().map(|post| {
            let now = match state.holder_of_post(*post, today) {
                Some(holder) => format!("now {}", state.post_of(holder)),
                None => "nobody is appointed".to_owned(),
            };
            (post.as_str(), format!("{}: {now}", capital(post.words())))
        });
        let choices: Vec<(&str, String)> = choices.collect();
        let fields = Fields { form, errors };
        Ok(Step {
            caption: person.details.post.clone(),
            title: "Appoint to a statutory post".to_owned(),
            obstacle: None,
            preview: html! {
                p class="govuk-body" {
                    "From the first day on, what the post is asked to sign is asked of them."
                }
            },
            fields: html! {
                (radios("post", "Which post", None, choices, form, errors))
                (fields.input(named("from", "First day", "For example 01/11/2020")))
            },
            button: Some("Appoint".to_owned()),
            known_at: None,
            back: (address_of(call)?, "Back to the person".to_owned()),
        })
    }

    fn command(call: &Call, read: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
        let post: Option<StatutoryPost> = read.form.text("post").parse().ok();
        if post.is_none() {
            read.fault("post", "Select a post");
        }
        let from = read.required_day("from", "Enter the first day, like 01/11/2020");
        let person = call.segment("person").to_owned();
        Ok(post
            .zip(from)
            .map(|(post, from)| Command::AppointStatutory(AppointStatutory { post, person, from })))
    }

    fn next(call: &Call) -> Result<String, Problem> {
        Ok(format!("{}?done=appointed", address_of(call)?))
    }
}
