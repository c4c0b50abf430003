//! Fields of forms, as the GOV.UK Design System has them: a label, a hint, what
//! is wrong beside the field, what was typed kept.

use maud::{Markup, html};

use super::form::Form;
use super::parts::{FieldError, field_errors, has_error};

/// Value and label of each choice.
pub(super) type Choices<'a> = Vec<(&'a str, String)>;

/// A field of one line.
pub(super) fn input(
    name: &str,
    label: &str,
    hint: Option<&str>,
    form: &Form,
    errors: &[FieldError],
) -> Markup {
    let wrong = has_error(errors, name);
    group(
        wrong,
        html! {
            label class="govuk-label" for=(name) { (label) }
            (hint_of(name, hint))
            (field_errors(errors, name))
            input class={ "govuk-input govuk-!-width-two-thirds"
                @if wrong { " govuk-input--error" } }
                id=(name) name=(name) type="text" value=(form.text(name))
                aria-describedby=[described(name, hint, wrong)];
        },
    )
}

/// A choice from a list, by value and label.
pub(super) fn select(
    name: &str,
    label: &str,
    hint: Option<&str>,
    choices: &[(String, String)],
    form: &Form,
    errors: &[FieldError],
) -> Markup {
    let wrong = has_error(errors, name);
    let chosen = form.text(name);
    group(
        wrong,
        html! {
            label class="govuk-label" for=(name) { (label) }
            (hint_of(name, hint))
            (field_errors(errors, name))
            select class="govuk-select" id=(name) name=(name)
                aria-describedby=[described(name, hint, wrong)] {
                @for (value, label) in choices {
                    option value=(value) selected[chosen == value] { (label) }
                }
            }
        },
    )
}

/// A field of several lines.
pub(super) fn textarea(
    name: &str,
    label: &str,
    hint: Option<&str>,
    rows: usize,
    form: &Form,
    errors: &[FieldError],
) -> Markup {
    let wrong = has_error(errors, name);
    group(
        wrong,
        html! {
            label class="govuk-label" for=(name) { (label) }
            (hint_of(name, hint))
            (field_errors(errors, name))
            // A browser leaves out the first line break of the content, so one is
            // given for it to leave out.
            textarea class={ "govuk-textarea" @if wrong { " govuk-textarea--error" } }
                id=(name) name=(name) rows=(rows)
                aria-describedby=[described(name, hint, wrong)] { "\n" (form.text(name)) }
        },
    )
}

/// One of several, none chosen beforehand.
pub(super) fn radios(
    name: &str,
    legend: &str,
    hint: Option<&str>,
    choices: Choices<'_>,
    form: &Form,
    errors: &[FieldError],
) -> Markup {
    let wrong = has_error(errors, name);
    let chosen = form.text(name);
    group(
        wrong,
        html! {
            fieldset class="govuk-fieldset" aria-describedby=[described(name, hint, wrong)] {
                legend class="govuk-fieldset__legend govuk-fieldset__legend--s" { (legend) }
                (hint_of(name, hint))
                (field_errors(errors, name))
                div class="govuk-radios" data-module="govuk-radios" {
                    @for (index, (value, label)) in choices.iter().enumerate() {
                        @let id = if index == 0 { name.to_owned() } else { format!("{name}-{value}") };
                        div class="govuk-radios__item" {
                            input class="govuk-radios__input" id=(id) name=(name) type="radio"
                                value=(value) checked[chosen == *value];
                            label class="govuk-label govuk-radios__label" for=(id) { (label) }
                        }
                    }
                }
            }
        },
    )
}

fn group(wrong: bool, inner: Markup) -> Markup {
    html! {
        div class={ "govuk-form-group" @if wrong { " govuk-form-group--error" } } { (inner) }
    }
}

fn hint_of(name: &str, hint: Option<&str>) -> Markup {
    html! {
        @if let Some(hint) = hint { div class="govuk-hint" id={ (name) "-hint" } { (hint) } }
    }
}

/// What a field is described by: its hint and its error, where it has them.
fn described(name: &str, hint: Option<&str>, wrong: bool) -> Option<String> {
    let parts = [
        hint.map(|_| format!("{name}-hint")),
        wrong.then(|| format!("{name}-error")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
