//! Reminding the owners of chosen items now: who would be written to, of what,
//! and then one run of a schedule for these people.

use axum::body::Body;
use axum::http::StatusCode;
use maud::{Markup, html};
use quarterday_domain::State;
use quarterday_domain::reminders::{Due, Rule, due, is_capped, quiet_until};
use quarterday_proto::command::{Command, RunSchedule};
use quarterday_proto::digest::Thing;
use quarterday_proto::id::PersonId;
use quarterday_proto::schedule::{Asks, Audience, Schedule, Trigger};

use super::chase::{self, Waiting};
use super::form::Form;
use super::layout::{Around, Page};
use super::parts::{FieldError, error_summary};
use super::{sent, words};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;

/// Who would be written to, and who not.
struct Plan {
    schedule: Option<String>,
    people: Vec<Due>,
    /// Owners of chosen items who are not, and why.
    left_out: Vec<(String, String)>,
    /// Until when nobody is written to.
    quiet: Option<String>,
}

pub(super) fn preview(call: &Call, form: &Form, errors: &[FieldError]) -> Answered {
    let items = chase::chosen(call, form)?;
    let plan = plan(call, &items)?;
    let state = call.tenant()?.view.state();
    let title = format!("Remind {}", words::counted(plan.people.len(), "person"))
        .replace("persons", "people");
    let main = html! {
        (error_summary(errors))
        h1 class="govuk-heading-l" id="remind" tabindex="-1" { (title) }
        (people(&state, &plan))
        @if plan.people.is_empty() || plan.schedule.is_none() {
            p class="govuk-body" { "Nobody would be written to, so there is nothing to send." }
        } @else {
            form method="post" action={ (chase::address(call)?) "/remind" } {
                (sent::once(call))
                (chase::choice(&items))
                @for due in &plan.people {
                    input type="hidden" name="person" value=(address(&state, due.person));
                }
                input type="hidden" name="schedule" value=[plan.schedule.as_deref()];
                button type="submit" class="govuk-button" data-module="govuk-button"
                    data-prevent-double-click="true" { "Send these reminders" }
            }
        }
    };
    drop(state);
    let page = Page::new(title, main)
        .with_errors(!errors.is_empty())
        .back(&chase::address(call)?, "Back to the list");
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok(page.into_response(status, &Around::of(call)))
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let people: Vec<String> = form.all("person").map(str::to_owned).collect();
        if people.is_empty() {
            // Without anybody it would be a run for all.
            let error = FieldError {
                field: "remind".to_owned(),
                text: "Nobody was chosen".to_owned(),
            };
            return preview(&call, &form, &[error]);
        }
        let count = people.len();
        let command = Command::RunSchedule(RunSchedule {
            schedule: form.text("schedule").to_owned(),
            people,
        });
        match sent::send(&call, &form, command).await {
            Ok(_) => thanks(&call, count),
            Err(problem) => preview(&call, &form, &[sent::said_against(problem, "remind")?]),
        }
    })
}

fn thanks(call: &Call, count: usize) -> Answered {
    let people = words::counted(count, "person").replace("persons", "people");
    let main = html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1 class="govuk-panel__title" { "Reminders asked for" }
            div class="govuk-panel__body" { (people) }
        }
        p class="govuk-body" {
            "They are written as soon as a scheduler looks, out of quiet hours, to whoever has \
            not answered by then."
        }
        p class="govuk-body" {
            a class="govuk-link" href=(chase::address(call)?) { "Back to the list" }
        }
    };
    Page::new("Reminders asked for", main).answer(call)
}

/// The schedule that reminders go by: one by the clock that asks owners for
/// answers, `answers-weekly` before others.
fn schedule(state: &State) -> Option<Schedule> {
    let schedules = state.schedules().into_iter().map(|one| one.schedule);
    let mut fit: Vec<&Schedule> = schedules
        .filter(|one| {
            one.enabled
                && one.asks == Asks::Answers
                && one.audience == Audience::Owner
                && matches!(one.trigger, Trigger::Cron { .. })
        })
        .collect();
    fit.sort_by_key(|one| one.schedule != "answers-weekly");
    fit.first().map(|one| (*one).clone())
}

fn plan(call: &Call, items: &[Waiting]) -> Result<Plan, Problem> {
    let state = call.tenant()?.view.state();
    let today = state.day_of(call.now());
    let quiet = quiet_until(&state, call.now()).map(|at| words::moment(&state, at));
    let Some(schedule) = schedule(&state) else {
        return Ok(Plan {
            schedule: None,
            people: Vec::new(),
            left_out: Vec::new(),
            quiet,
        });
    };
    let rule = Rule {
        schedule: &schedule,
        after: None,
        day: today,
        only: &[],
    };
    let mut people = due(&state, &[rule], today)?.people;
    let is_chosen = |thing: &Thing| match thing {
        Thing::Answer { item, .. } => items.iter().any(|one| one.id == *item),
        _ => false,
    };
    people.retain(|due| due.items.iter().any(|asked| is_chosen(&asked.thing)));
    people.retain(|due| !is_capped(&state, due.person, today).0);
    let reached = |item: &Waiting| {
        people.iter().any(|due| {
            let mut asked = due.items.iter();
            asked.any(
                |asked| matches!(&asked.thing, Thing::Answer { item: id, .. } if *id == item.id),
            )
        })
    };
    let left_out = items.iter().filter(|item| !reached(item));
    let left_out = left_out
        .map(|item| {
            let what = format!("{}: {}", item.reference, item.title);
            (what, chase::owner(&state, item))
        })
        .collect();
    Ok(Plan {
        schedule: Some(schedule.schedule),
        people,
        left_out,
        quiet,
    })
}

fn people(state: &State, plan: &Plan) -> Markup {
    html! {
        @if let Some(until) = &plan.quiet {
            div class="govuk-inset-text" {
                "Nobody is written to before " (until) ": these are the council\u{2019}s quiet hours."
            }
        }
        @if !plan.people.is_empty() {
            p class="govuk-body" {
                "Each gets one mail, with all that is asked of them, not only what you chose."
            }
            ul class="govuk-list govuk-list--bullet" {
                @for due in &plan.people {
                    li {
                        (state.post_of(due.person)) ": "
                        (words::counted(due.items.len(), "item"))
                    }
                }
            }
        }
        @if !plan.left_out.is_empty() {
            h2 class="govuk-heading-m" { "Nobody is reminded of" }
            ul class="govuk-list govuk-list--bullet" {
                @for (what, whose) in &plan.left_out { li { (what) ", " (whose) } }
            }
            p class="govuk-body" {
                "Whoever would be asked was written to often enough today, cannot be reached, or \
                the quarter is not over yet."
            }
        }
    }
}

fn address(state: &State, person: PersonId) -> String {
    let person = state.person_by_id(person);
    person.map_or_else(String::new, |person| person.details.email.clone())
}
