//! Chasing: who has not answered for a quarter, in all plans, to choose from and
//! to remind, give to somebody else, or answer for. Nothing is done here: what
//! was chosen is shown as it would be, on a page of its own.

use axum::body::Body;
use axum::http::StatusCode;
use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::{Item, Plan, State, unanswered};
use quarterday_proto::id::{ItemId, PersonId};
use quarterday_proto::item::Kind;
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;

use super::form::Form;
use super::inputs::{Fields, named};
use super::layout::{Around, Page};
use super::parts::{FieldError, error_summary, field_errors, scrolling};
use super::{chase_answer, chase_reassign, chase_remind, words};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};
use crate::routes::pages::quarter;

/// What the list can be narrowed down to.
const FILTERS: [&str; 4] = ["plan", "directorate", "owner", "kind"];
/// The value of a filter for what has none: no directorate, no owner.
const NONE: &str = "-";

pub(super) const QUERY: &[Parameter] = &[
    filter("plan", "Only items of this plan"),
    filter("directorate", "Only items of this directorate"),
    filter("owner", "Only items that this address owns"),
    filter("kind", "Only this kind of item"),
];

const fn filter(name: &'static str, about: &'static str) -> Parameter {
    Parameter {
        name,
        shape: Shape::Text,
        about,
    }
}

/// An item without an answer.
pub(super) struct Waiting {
    pub(super) id: ItemId,
    pub(super) plan: String,
    pub(super) plan_title: String,
    pub(super) reference: String,
    pub(super) title: String,
    pub(super) kind: Kind,
    pub(super) directorate: Option<String>,
    pub(super) owner: Option<PersonId>,
    pub(super) due: Option<Date>,
}

pub(super) fn show(call: &Call) -> Answered {
    page(call, &[])?.answer(call)
}

/// Shows what was chosen as it would be.
pub(super) fn choose(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let error = match (form.text("act"), form.filled("item")) {
            (_, None) => "Select at least one item",
            ("remind", _) => return chase_remind::preview(&call, &form, &[]),
            ("reassign", _) => return chase_reassign::preview(&call, &form, &[]),
            ("answer", _) => return chase_answer::fill_in(&call, &form),
            _ => "Choose what to do with the items",
        };
        let errors = [FieldError {
            field: "items".to_owned(),
            text: error.to_owned(),
        }];
        let page = page(&call, &errors)?;
        Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(&call)))
    })
}

/// The items of open quarters of this name that have no answer.
pub(super) fn waiting(state: &State, quarter: Quarter, today: Date) -> Vec<Waiting> {
    let mut found = Vec::new();
    for plan in state.plans().filter(|plan| plan.closed_at.is_none()) {
        let record = plan.quarters.get(&quarter);
        let Some(record) = record.filter(|record| record.state == QuarterState::Open) else {
            continue;
        };
        let items = unanswered(state, plan, quarter);
        let items = items.iter().filter_map(|id| state.item_by_id(*id));
        found.extend(items.map(|item| one(plan, item, record.answers_due, today)));
    }
    found
}

fn one(plan: &Plan, item: &Item, due: Option<Date>, today: Date) -> Waiting {
    let definition = &item.version_as_at(today).definition;
    let directorate = definition.directorate.clone();
    Waiting {
        id: item.id,
        plan: plan.details.reference.clone(),
        plan_title: plan.details.title.clone(),
        reference: definition.reference.clone(),
        title: definition.title.clone(),
        kind: item.kind,
        directorate: directorate.or_else(|| plan.details.directorate.clone()),
        owner: definition.owner,
        due,
    }
}

/// Those that a form chose, as far as they still wait.
pub(super) fn chosen(call: &Call, form: &Form) -> Result<Vec<Waiting>, Problem> {
    let state = call.tenant()?.view.state();
    let mut all = waiting(&state, quarter(call)?, state.day_of(call.now()));
    let ids: Vec<&str> = form.all("item").collect();
    all.retain(|one| ids.contains(&one.id.to_string().as_str()));
    Ok(all)
}

/// The hidden fields that name what was chosen.
pub(super) fn choice(items: &[Waiting]) -> Markup {
    html! { @for item in items { input type="hidden" name="item" value=(item.id); } }
}

/// The address of the list.
pub(super) fn address(call: &Call) -> Result<String, Problem> {
    let council = &call.tenant()?.id;
    Ok(format!("/c/{council}/quarters/{}/chase", quarter(call)?))
}

/// What a filter compares of an item, and how it is shown.
fn trait_of(state: &State, item: &Waiting, filter: &str) -> (String, String) {
    let none = |text: &str| (NONE.to_owned(), text.to_owned());
    match filter {
        "plan" => (item.plan.clone(), item.plan_title.clone()),
        "directorate" => match &item.directorate {
            Some(name) => (name.clone(), name.clone()),
            None => none("No directorate"),
        },
        "owner" => match item.owner.and_then(|owner| state.person_by_id(owner)) {
            Some(owner) => (owner.details.email.clone(), owner.details.post.clone()),
            None => none("Nobody"),
        },
        _ => {
            let kind = item.kind.to_string();
            let label = super::plan::capital(&kind);
            (kind, label)
        }
    }
}

fn page(call: &Call, errors: &[FieldError]) -> Result<Page, Problem> {
    let quarter = quarter(call)?;
    let address = address(call)?;
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let today = state.day_of(call.now());
    let all = waiting(&state, quarter, today);
    let shown: Vec<&Waiting> = all
        .iter()
        .filter(|item| {
            FILTERS.iter().all(|filter| {
                let wanted = call.query.text(filter);
                wanted.is_none_or(|wanted| trait_of(&state, item, filter).0 == wanted)
            })
        })
        .collect();
    let title = format!("Chase {}", words::quarter(quarter));
    let main = html! {
        (error_summary(errors))
        span class="govuk-caption-l" { (words::period(quarter)) }
        h1 class="govuk-heading-l" { (title) }
        @if all.is_empty() {
            p class="govuk-body" { "Every item has an answer, or the quarter is not open." }
        } @else {
            (filters(call, &state, &all, &address))
            h2 class="govuk-heading-m" id="items" tabindex="-1" {
                (words::counted(shown.len(), "item")) " without an answer"
                @if shown.len() < all.len() { ", of " (all.len()) }
            }
            (field_errors(errors, "items"))
            form method="post" action=(address) {
                (table(&state, &shown))
                p class="govuk-body" {
                    "What you choose is shown first as it would be; nothing is done before you \
                    say so."
                }
                div class="govuk-button-group" {
                    button type="submit" name="act" value="remind" class="govuk-button"
                        data-module="govuk-button" { "Remind now" }
                    button type="submit" name="act" value="reassign" data-module="govuk-button"
                        class="govuk-button govuk-button--secondary" { "Give to somebody else" }
                    button type="submit" name="act" value="answer" data-module="govuk-button"
                        class="govuk-button govuk-button--secondary" { "Answer for the owner" }
                }
            }
        }
    };
    drop(state);
    Ok(Page::new(title, main).with_errors(!errors.is_empty()).back(
        &format!("/c/{}/quarters", tenant.id),
        "Back to the quarters",
    ))
}

fn filters(call: &Call, state: &State, all: &[Waiting], address: &str) -> Markup {
    let mut form = Form::default();
    let labels = [
        ("plan", "Plan"),
        ("directorate", "Directorate"),
        ("owner", "Owner"),
        ("kind", "Kind"),
    ];
    let mut choices = Vec::new();
    for (name, label) in labels {
        if let Some(wanted) = call.query.text(name) {
            form.set(name, wanted);
        }
        let mut values: Vec<(String, String)> =
            all.iter().map(|item| trait_of(state, item, name)).collect();
        values.sort_by(|one, other| one.1.cmp(&other.1));
        values.dedup();
        values.insert(0, (String::new(), "All".to_owned()));
        choices.push((name, label, values));
    }
    let fields = Fields {
        form: &form,
        errors: &[],
    };
    let is_narrow = FILTERS.iter().any(|name| call.query.text(name).is_some());
    html! {
        details class="govuk-details" open[is_narrow] {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { "Show only some" }
            }
            div class="govuk-details__text" {
                form method="get" action=(address) {
                    @for (name, label, values) in &choices {
                        (fields.select(named(name, label, ""), values))
                    }
                    button class="govuk-button govuk-button--secondary"
                        data-module="govuk-button" { "Show" }
                }
            }
        }
    }
}

fn table(state: &State, items: &[&Waiting]) -> Markup {
    let table = html! {
        table class="govuk-table" {
            caption class="govuk-table__caption govuk-visually-hidden" {
                "Items without an answer"
            }
            thead class="govuk-table__head" {
                tr class="govuk-table__row" {
                    @for name in ["Item", "Owner", "Directorate", "Answer by"] {
                        th scope="col" class="govuk-table__header" { (name) }
                    }
                }
            }
            tbody class="govuk-table__body" {
                @for item in items {
                    @let id = format!("choose-{}", item.id);
                    tr class="govuk-table__row" {
                        td class="govuk-table__cell qd-wide" {
                            div class="govuk-checkboxes govuk-checkboxes--small" {
                                div class="govuk-checkboxes__item" {
                                    input class="govuk-checkboxes__input" id=(id) name="item"
                                        type="checkbox" value=(item.id);
                                    label class="govuk-label govuk-checkboxes__label" for=(id) {
                                        (item.reference) ": " (item.title)
                                        ", " (item.plan_title)
                                    }
                                }
                            }
                        }
                        td class="govuk-table__cell" { (owner(state, item)) }
                        td class="govuk-table__cell" {
                            (item.directorate.as_deref().unwrap_or("\u{2013}"))
                        }
                        td class="govuk-table__cell" {
                            (item.due.map_or_else(|| "\u{2013}".to_owned(), words::day))
                        }
                    }
                }
            }
        }
    };
    scrolling("Items without an answer", table)
}

/// Whose an item is.
pub(super) fn owner(state: &State, item: &Waiting) -> String {
    let owner = item.owner.map(|owner| state.post_of(owner));
    owner.unwrap_or_else(|| "Nobody".to_owned())
}
