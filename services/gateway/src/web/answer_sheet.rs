//! Items answered on one page while signed in: shown with what is known of each,
//! read back as one submission, and, where somebody else answered meanwhile,
//! shown in both versions to choose from.

use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::{Code, State};
use quarterday_proto::command::SubmittedAnswer;
use quarterday_proto::id::PersonId;
use quarterday_proto::quarter::Quarter;

use super::answer_fields::{self, field};
use super::form::Form;
use super::own_items::{self, Own, Whose};
use super::parts::{FieldError, field_errors, has_error};
use super::{update, words};
use crate::problem::Problem;

/// Items that one page takes answers of.
const ITEMS_MAX: usize = 500;

/// What a page with items sent.
#[derive(Default)]
pub(super) struct Sheet {
    /// The items, in the order of the page.
    pub(super) items: Vec<Own>,
    /// The answers, each with the index of its item.
    pub(super) answers: Vec<(usize, SubmittedAnswer)>,
    /// What is wrong with them.
    pub(super) errors: Vec<FieldError>,
}

/// A form with what was said for the quarter filled in.
pub(super) fn filled_in(items: &[Own]) -> Form {
    let mut form = Form::default();
    for (index, own) in items.iter().enumerate() {
        if let Some(given) = &own.given {
            answer_fields::fill(index, &given.observation, &mut form);
        }
        let typed = answer_fields::typed(index, &form);
        form.set(&field(index, "was"), typed);
        form.set(&field(index, "known"), own.answered_at.to_string());
    }
    form
}

/// The items with their fields.
pub(super) fn show(
    state: &State,
    items: &[Own],
    today: Date,
    form: &Form,
    errors: &[FieldError],
    now: &Form,
) -> Markup {
    html! {
        @for (index, own) in items.iter().enumerate() {
            @for name in ["was", "known"] {
                @let id = field(index, name);
                input type="hidden" name=(id) value=(form.filled(&id).unwrap_or(now.text(&id)));
            }
            (update::one(index, &own.item, today, form, errors))
            @if is_contested(index, form) { (two_versions(state, index, own, errors, now)) }
        }
    }
}

fn is_contested(index: usize, form: &Form) -> bool {
    form.filled(&field(index, "contested")).is_some()
}

/// What the other said, and which of the two is to count.
fn two_versions(
    state: &State,
    index: usize,
    own: &Own,
    errors: &[FieldError],
    now: &Form,
) -> Markup {
    let id = field(index, "choice");
    let wrong = has_error(errors, &id);
    html! {
        input type="hidden" name=(field(index, "contested")) value="yes";
        input type="hidden" name=(field(index, "seen")) value=(own.answered_at);
        input type="hidden" name=(field(index, "theirs")) value=(now.text(&field(index, "was")));
        div class={ "govuk-form-group" @if wrong { " govuk-form-group--error" } } {
            fieldset class="govuk-fieldset" {
                legend class="govuk-fieldset__legend govuk-fieldset__legend--s" {
                    "Which answer to " (own.item.reference) " counts?"
                }
                @if let Some(given) = &own.given {
                    div class="govuk-inset-text" {
                        p class="govuk-body govuk-!-margin-bottom-1" {
                            strong { "Sent meanwhile" }
                            @if let Some(of) = given.entered_for {
                                ", entered for " (state.post_of(of))
                            }
                            ": " (update::said(own.item.kind, &given.observation))
                        }
                        @if let Some(commentary) = &given.observation.commentary {
                            p class="govuk-body govuk-!-margin-bottom-0" { (commentary) }
                        }
                    }
                }
                (field_errors(errors, &id))
                div class="govuk-radios govuk-radios--small" data-module="govuk-radios" {
                    @for (at, (value, label)) in [
                        ("mine", "Mine, as it stands in the fields above"),
                        ("theirs", "The one that was sent meanwhile"),
                    ].iter().enumerate() {
                        @let own = if at == 0 { id.clone() } else { format!("{id}-{at}") };
                        div class="govuk-radios__item" {
                            input class="govuk-radios__input" id=(own) name=(id) type="radio"
                                value=(value);
                            label class="govuk-label govuk-radios__label" for=(own) { (label) }
                        }
                    }
                }
            }
        }
        hr class="govuk-section-break govuk-section-break--l govuk-section-break--visible";
    }
}

/// Reads a page back. Which items it has, the page itself says: what is asked
/// may have changed since.
pub(super) fn read(
    state: &State,
    form: &Form,
    whose: Whose,
    quarter: Quarter,
    today: Date,
) -> Result<Sheet, Problem> {
    let mut sheet = Sheet::default();
    for index in 0..ITEMS_MAX {
        let text = |name: &str| form.text(&field(index, name));
        if text("ref").is_empty() {
            break;
        }
        let plan = state.plan(text("plan"))?;
        let item = state.item(plan, text("ref"))?;
        let own = own_items::view(state, whose, plan, item, quarter, today);
        let own = own.ok_or_else(|| Problem::internal("an item without its plan"))?;
        sheet.one(state, index, &own, form, whose, today);
        sheet.items.push(own);
    }
    Ok(sheet)
}

impl Sheet {
    fn one(
        &mut self,
        state: &State,
        index: usize,
        own: &Own,
        form: &Form,
        whose: Whose,
        today: Date,
    ) {
        let text = |name: &str| form.text(&field(index, name));
        let contested = is_contested(index, form);
        match text("choice") {
            "theirs" => return,
            "mine" => {}
            _ if contested => {
                self.errors.push(FieldError {
                    field: field(index, "choice"),
                    text: format!("{}: choose which answer counts", own.item.reference),
                });
                return;
            }
            _ => {}
        }
        // What was not touched is not said again.
        if !contested && answer_fields::typed(index, form) == text("was") {
            return;
        }
        let known = if contested { "seen" } else { "known" };
        let observation = answer_fields::read_one(index, &own.item, form, today, &mut self.errors);
        let entered_for = match whose {
            Whose::Of(_) => None,
            Whose::AllBy(officer) => owner(state, own, today, officer),
        };
        self.answers.push((
            index,
            SubmittedAnswer {
                plan: own.item.plan.clone(),
                reference: own.item.reference.clone(),
                entered_for,
                known_at: text(known).parse().ok(),
                observation,
            },
        ));
    }

    /// What the rules say against the answers, beside their items; `form` is
    /// marked where two versions are to be chosen from. What is wrong with us is
    /// another page.
    pub(super) fn told(&mut self, problem: Problem, form: &mut Form) -> Result<(), Problem> {
        if !problem.is(Code::ImportFaults) {
            let field = field(0, "item");
            self.errors
                .push(super::sent::said_against(problem, &field)?);
            return Ok(());
        }
        for fault in problem.faults() {
            let row = fault.row.unwrap_or(1).saturating_sub(1) as usize;
            let index = self.answers.get(row).map_or(0, |(index, _)| *index);
            let which = fault.column.as_deref().unwrap_or_default();
            if fault.found == Code::StaleRevision.code() {
                form.set(&field(index, "contested"), "yes");
                form.set(&field(index, "choice"), "");
                self.errors.push(FieldError {
                    field: field(index, "choice"),
                    text: format!(
                        "{which}: somebody else answered it meanwhile. Choose which answer counts"
                    ),
                });
                continue;
            }
            self.errors.push(update::fault_said(index, fault));
        }
        Ok(())
    }
}

/// The address of whoever owns an item; of what nobody owns, the officer's.
fn owner(state: &State, own: &Own, today: Date, officer: PersonId) -> Option<String> {
    let plan = state.plan(&own.item.plan).ok()?;
    let item = state.item(plan, &own.item.reference).ok()?;
    let owner = state.person_by_id(item.owner_on(today).unwrap_or(officer))?;
    Some(owner.details.email.clone())
}

/// `3 answers for quarter 2 of 2020-21`.
pub(super) fn counted(count: usize, quarter: Quarter) -> String {
    format!(
        "{} for {}",
        words::counted(count, "answer"),
        words::quarter(quarter)
    )
}
