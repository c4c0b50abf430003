//! Home: what is asked of whoever signed in, most urgent first.

use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::reminders::is_undone;
use quarterday_domain::rights::Right;
use quarterday_domain::{Plan, State};
use quarterday_proto::digest::Thing;
use quarterday_proto::id::PersonId;
use quarterday_proto::position::QuarterState;
use quarterday_proto::session::GroupsSaid;

use super::layout::Page;
use super::{reports, words};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;

/// Something that is asked of a person.
struct Ask {
    due: Option<Date>,
    what: String,
    /// What it is of: the plan, or the report.
    of: String,
    /// Where it can be looked at, where it can be.
    address: Option<String>,
}

pub(super) fn show(call: &Call) -> Answered {
    let signed = call
        .who
        .session
        .as_ref()
        .ok_or_else(Problem::unauthorized)?;
    let tenant = call.tenant()?;
    let (now, council) = (call.now(), tenant.id.as_str());
    let main = {
        let state = tenant.view.state();
        let today = state.day_of(now);
        let asks = asks(&state, signed.person, today, council);
        let sessions = state.access().sessions_of(signed.person, now).len();
        let session = state.access().session(signed.session, now);
        let by = session.and_then(|session| session.opened.by.as_ref());
        let too_many = by.filter(|by| by.groups == GroupsSaid::TooMany);
        html! {
            h1 class="govuk-heading-l" { "What is asked of you" }
            @if let Some(by) = too_many { (no_roles_of_groups(call, &by.provider)) }
            (table(&asks, today))
            @if call.who.may.has(Right::Read) { (plans(&state, council)) }
            h2 class="govuk-heading-m" { "Where you are signed in" }
            p class="govuk-body" {
                "You are signed in on " (words::counted(sessions, "device")) "."
            }
            form method="post" action={ "/c/" (council) "/sign-out-everywhere" } {
                button class="govuk-button govuk-button--secondary" data-module="govuk-button" {
                    "Sign out everywhere"
                }
            }
        }
    };
    Page::new("What is asked of you", main).answer(call)
}

/// That somebody may be missing a role, and why.
fn no_roles_of_groups(call: &Call, provider: &str) -> Markup {
    let mut known = call.gateway.providers_of(None).into_iter();
    let known = known.find(|known| known.id == provider);
    let label = known.map_or(provider, |known| known.label.as_str());
    html! {
        div class="govuk-inset-text" {
            "You are in too many groups for " (label) " to list them, so no group gives you a role \
            here. Ask an administrator for the role that you need."
        }
    }
}

fn asks(state: &State, person: PersonId, today: Date, council: &str) -> Vec<Ask> {
    let mut asks = answers(state, person, today, council);
    asks.extend(sign_offs(state, person, today, council));
    asks.sort_by_key(|one| (one.due.is_none(), one.due));
    asks
}

/// Answers for open quarters, and completions whose day has passed.
fn answers(state: &State, person: PersonId, today: Date, council: &str) -> Vec<Ask> {
    let mut asks = Vec::new();
    for plan in state.plans().filter(|plan| plan.closed_at.is_none()) {
        let items = state.items_of(plan);
        for item in items.filter(|item| state.may_answer(person, item, today)) {
            let definition = &item.version_as_at(today).definition;
            let mut ask = |thing: Thing, due: Option<Date>, what: String| {
                if is_undone(state, &thing, today) {
                    let address = match &thing {
                        Thing::Answer { quarter, .. } => {
                            format!("/c/{council}/quarters/{quarter}/update")
                        }
                        _ => item_address(council, plan, &definition.reference),
                    };
                    asks.push(Ask {
                        due,
                        what: format!("{what} {}: {}", definition.reference, definition.title),
                        of: plan.details.title.clone(),
                        address: Some(address),
                    });
                }
            };
            let open = plan.quarters.iter();
            for (quarter, record) in open.filter(|(_, one)| one.state == QuarterState::Open) {
                let thing = Thing::Answer {
                    plan: plan.id,
                    item: item.id,
                    quarter: *quarter,
                };
                let what = format!("Answer for {} on", words::quarter(*quarter));
                ask(thing, record.answers_due, what);
            }
            if let Some(due) = definition.due.filter(|due| *due < today) {
                let thing = Thing::Completion {
                    plan: plan.id,
                    item: item.id,
                    due,
                };
                ask(thing, Some(due), "Complete".to_owned());
            }
        }
    }
    asks
}

/// Reports that wait for the person, in their own right or as a deputy.
fn sign_offs(state: &State, person: PersonId, today: Date, council: &str) -> Vec<Ask> {
    let mut asks = Vec::new();
    for request in state.open_requests(today) {
        let own = request.people.contains(&person);
        let deputy = request.deputies.iter().find(|(to, _, _)| *to == person);
        let what = match (own, deputy) {
            (true, _) => format!("Sign off as {}", request.role.label),
            (false, Some((_, from, _))) => format!(
                "Sign off as {} for {}",
                request.role.label,
                state.post_of(*from)
            ),
            (false, None) => continue,
        };
        asks.push(Ask {
            due: request.due,
            what,
            of: request.report.content().title.clone(),
            address: Some(format!(
                "{}/sign",
                reports::address(council, request.report)
            )),
        });
    }
    asks
}

/// Where an item is shown.
pub(super) fn item_address(council: &str, plan: &Plan, reference: &str) -> String {
    let plan = words::encoded(&plan.details.reference);
    format!(
        "/c/{council}/plans/{plan}/items/{}",
        words::encoded(reference)
    )
}

fn table(asks: &[Ask], today: Date) -> Markup {
    if asks.is_empty() {
        return html! { p class="govuk-body" { "Nothing is asked of you today." } };
    }
    html! {
        table class="govuk-table" {
            caption class="govuk-table__caption govuk-visually-hidden" { "Most urgent first" }
            thead class="govuk-table__head" {
                tr class="govuk-table__row" {
                    th scope="col" class="govuk-table__header" { "What" }
                    th scope="col" class="govuk-table__header" { "By when" }
                }
            }
            tbody class="govuk-table__body" {
                @for ask in asks {
                    tr class="govuk-table__row" {
                        td class="govuk-table__cell" {
                            @match &ask.address {
                                Some(address) => a class="govuk-link" href=(address) { (ask.what) },
                                None => { (ask.what) }
                            }
                            br;
                            span class="govuk-hint govuk-!-margin-bottom-0" { (ask.of) }
                        }
                        td class="govuk-table__cell" { (by(ask.due, today)) }
                    }
                }
            }
        }
    }
}

fn by(due: Option<Date>, today: Date) -> Markup {
    html! {
        @match due {
            None => "No day is set",
            Some(due) => {
                (words::day(due))
                @if due < today {
                    br;
                    strong class="govuk-tag govuk-tag--red" { "Overdue" }
                }
            }
        }
    }
}

fn plans(state: &State, council: &str) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Plans" }
        ul class="govuk-list govuk-list--spaced" {
            @for plan in state.plans() {
                li {
                    a class="govuk-link" href={
                        "/c/" (council) "/plans/" (words::encoded(&plan.details.reference))
                    } { (plan.details.title) }
                }
            }
        }
    }
}
