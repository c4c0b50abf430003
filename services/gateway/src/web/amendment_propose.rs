//! Proposing an amendment: a kind of change is chosen, filled in, shown before
//! and after, and proposed with its rationale.

use axum::body::Body;
use axum::http::StatusCode;
use maud::{Markup, html};
use quarterday_domain::{Plan, State};
use quarterday_proto::command::{Command, ProposeAmendment};
use quarterday_proto::event::Event;
use quarterday_proto::item::Kind;
use quarterday_proto::plan::{AmendmentChange, ChangeKind};
use quarterday_proto::target::Basis;

use super::amendment_change::{self, PARTS};
use super::amendment_words::table;
use super::chase_reassign::people;
use super::form::Form;
use super::inputs::{Fields, Reader, named};
use super::layout::{Around, Page};
use super::parts::{FieldError, error_summary};
use super::plan::capital;
use super::refusal::redirect;
use super::sent;
use super::step::plan_address;
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

pub(super) const QUERY: &[Parameter] = &[Parameter {
    name: "change",
    shape: Shape::Text,
    about: "Which kind of change is to be filled in",
}];

/// What each kind of change is called.
fn label(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Add => "Add an item",
        ChangeKind::Delete => "Delete an item",
        ChangeKind::Split => "Split an item",
        ChangeKind::Redate => "Give an item another target date",
        ChangeKind::Retarget => "Give an item another target",
        ChangeKind::Reassign => "Make another post or directorate accountable",
        ChangeKind::Redefine => "Reword an item",
    }
}

pub(super) fn show(call: &Call) -> Answered {
    let change = call.query.parsed::<ChangeKind>("change")?;
    match change {
        None => choose(call)?.answer(call),
        Some(kind) => fill_in(call, kind, &Form::default(), &[])?.answer(call),
    }
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let Ok(kind) = form.text("change").parse::<ChangeKind>() else {
            let page = choose(&call)?;
            return Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(&call)));
        };
        let mut read = Reader::new(&form);
        let rationale = read.required("rationale", "Say why the plan is to change");
        let change = amendment_change::read(kind, call.segment("plan"), &mut read);
        let mut errors = read.errors;
        if let (Some(change), true) = (change, errors.is_empty()) {
            let command = Command::ProposeAmendment(ProposeAmendment {
                plan: call.segment("plan").to_owned(),
                changes: vec![change],
                rationale,
            });
            let done = match form.text("step") {
                "send" => sent::send(&call, &form, command).await.map(|_| None),
                "edit" => {
                    let page = fill_in(&call, kind, &form, &[])?;
                    return Ok(page.into_response(StatusCode::OK, &Around::of(&call)));
                }
                _ => sent::tried(&call, command).map(Some),
            };
            match done {
                Ok(None) => return Ok(redirect(&format!("{}/amendments", plan_address(&call)?))),
                Ok(Some(decided)) => {
                    let changes = decided.events.into_iter().find_map(|event| match event {
                        Event::AmendmentProposed(event) => Some(event.changes),
                        _ => None,
                    });
                    return check(&call, &form, &changes.unwrap_or_default());
                }
                Err(problem) => errors.push(sent::said_against(problem, "rationale")?),
            }
        }
        let page = fill_in(&call, kind, &form, &errors)?;
        Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(&call)))
    })
}

fn back(call: &Call, page: Page) -> Result<Page, Problem> {
    let address = format!("{}/amendments", plan_address(call)?);
    Ok(page.back(&address, "Back to the amendments"))
}

fn choose(call: &Call) -> Result<Page, Problem> {
    let state = call.tenant()?.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let main = html! {
        span class="govuk-caption-l" { (plan.details.title) }
        h1 class="govuk-heading-l" { "Propose an amendment" }
        p class="govuk-body" { "What is to change?" }
        ul class="govuk-list govuk-list--spaced" {
            @for kind in ChangeKind::ALL {
                li {
                    a class="govuk-link" href={ (call.requested) "?change=" (kind) } {
                        (label(*kind))
                    }
                }
            }
        }
    };
    back(call, Page::new("Propose an amendment", main))
}

fn fill_in(
    call: &Call,
    kind: ChangeKind,
    form: &Form,
    errors: &[FieldError],
) -> Result<Page, Problem> {
    let state = call.tenant()?.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let fields = Fields { form, errors };
    let title = label(kind);
    let main = html! {
        (error_summary(errors))
        span class="govuk-caption-l" { (plan.details.title) }
        h1 class="govuk-heading-l" { (title) }
        form method="post" action=(call.requested) novalidate {
            input type="hidden" name="change" value=(kind);
            (fields_of(call, &state, plan, kind, &fields))
            (fields.textarea(named(
                "rationale",
                "Why",
                "It goes to the body that decides, and stays with the amendment.",
            )))
            button type="submit" name="step" value="preview" class="govuk-button"
                data-module="govuk-button" { "Show it before and after" }
        }
    };
    drop(state);
    back(call, Page::new(title, main).with_errors(!errors.is_empty()))
}

fn fields_of(
    call: &Call,
    state: &State,
    plan: &Plan,
    kind: ChangeKind,
    fields: &Fields<'_>,
) -> Markup {
    let people = people(state, state.day_of(call.now()));
    let item = named("ref", "Item", "");
    let items = || items(state, plan);
    let due = |name, label| fields.input(named(name, label, "For example 31/03/2021"));
    let owner = |name| fields.select(named(name, "Owner (optional)", ""), &people);
    html! {
        @match kind {
            ChangeKind::Add => {
                (fields.input(named("ref", "Reference", "Once in the plan, for example R31")))
                (fields.input(named("title", "Title", "")))
                (fields.select(named("kind", "Kind", ""), &kinds()))
                (fields.input(named("theme", "Theme (optional)", "")))
                (owner("owner"))
                (due("due", "Target date (optional)"))
                (fields.input(named("target", "Target of a measure (optional)", "")))
            },
            ChangeKind::Delete => (fields.select(item, &items())),
            ChangeKind::Split => {
                (fields.select(item, &items()))
                p class="govuk-body" {
                    "What a part does not say is that of the whole. Both keep its lineage."
                }
                @for part in PARTS {
                    fieldset class="govuk-fieldset" {
                        legend class="govuk-fieldset__legend govuk-fieldset__legend--m" {
                            "Part " (part)
                        }
                        @let name = |field: &str| format!("{field}-{part}");
                        @let (whose, by) = (name("owner"), name("due"));
                        (fields.input(named(&name("ref"), "Reference", "")))
                        (fields.input(named(&name("title"), "Title", "")))
                        (fields.select(named(&whose, "Owner (optional)", ""), &people))
                        (fields.input(named(&by, "Target date (optional)", "For example 31/03/2021")))
                    }
                }
            },
            ChangeKind::Redate => {
                (fields.select(item, &items()))
                (due("due", "New target date"))
            },
            ChangeKind::Retarget => {
                (fields.select(item, &items()))
                (fields.input(named("period", "Period", "For example 2020-21-Q3 or 2020-21")))
                (fields.select(named("basis", "Which figure", ""), &bases()))
                (fields.input(named("target", "New target", "A number, for example 95")))
                (fields.input(named("low", "Or: at least (optional)", "")))
                (fields.input(named("high", "Or: at most (optional)", "")))
            },
            ChangeKind::Reassign => {
                (fields.select(item, &items()))
                (fields.select(named("owner", "New owner (optional)", ""), &people))
                (fields.input(named("directorate", "New directorate (optional)", "")))
            },
            ChangeKind::Redefine => {
                (fields.select(item, &items()))
                (fields.input(named("title", "New wording", "")))
            },
        }
    }
}

/// The items that can be changed.
fn items(state: &State, plan: &Plan) -> Vec<(String, String)> {
    let here = state
        .items_of(plan)
        .filter(|item| item.ended.is_none() && item.concluded.is_none());
    let all = here.map(|item| {
        let reference = item.reference().to_owned();
        let label = format!("{reference}: {}", item.latest().title);
        (reference, label)
    });
    std::iter::once((String::new(), "Select an item".to_owned()))
        .chain(all)
        .collect()
}

fn kinds() -> Vec<(String, String)> {
    let word = |kind: &Kind| (kind.to_string(), capital(kind.as_str()));
    Kind::ALL.iter().map(word).collect()
}

fn bases() -> Vec<(String, String)> {
    let word = |basis: &Basis| (basis.to_string(), capital(&basis.to_string()));
    Basis::ALL.iter().map(word).collect()
}

/// What was filled in, before and after; proposing it is the next step.
fn check(call: &Call, form: &Form, changes: &[AmendmentChange]) -> Answered {
    let state = call.tenant()?.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let title = "Check the amendment";
    let main = html! {
        span class="govuk-caption-l" { (plan.details.title) }
        h1 class="govuk-heading-l" { (title) }
        (table(&state, changes, ["Now", "Then"]))
        p class="govuk-body" { strong { "Why: " } (form.text("rationale")) }
        form method="post" action=(call.requested) {
            (sent::once(call))
            @for (name, value) in form.fields().filter(|(name, _)| {
                !matches!(*name, "step" | "command" | "known_at")
            }) {
                input type="hidden" name=(name) value=(value);
            }
            div class="govuk-button-group" {
                button type="submit" name="step" value="send" class="govuk-button"
                    data-module="govuk-button" data-prevent-double-click="true" {
                    "Propose the amendment"
                }
                button type="submit" name="step" value="edit" data-module="govuk-button"
                    class="govuk-button govuk-button--secondary" { "Change it" }
            }
        }
    };
    drop(state);
    back(call, Page::new(title, main))?.answer(call)
}
