//! Several of a list, as the GOV.UK Design System has them.

use maud::{Markup, html};

use super::form::Form;
use super::parts::{FieldError, field_errors, has_error};

/// Checkboxes by value and label; those that the form holds are ticked.
pub(super) fn checkboxes(
    name: &str,
    legend: &str,
    hint: Option<&str>,
    choices: &[(String, String)],
    form: &Form,
    errors: &[FieldError],
) -> Markup {
    let wrong = has_error(errors, name);
    let ticked: Vec<&str> = form.all(name).collect();
    let described = [
        hint.map(|_| format!("{name}-hint")),
        wrong.then(|| format!("{name}-error")),
    ];
    let described: Vec<String> = described.into_iter().flatten().collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    html! {
        div class={ "govuk-form-group" @if wrong { " govuk-form-group--error" } } {
            fieldset class="govuk-fieldset" aria-describedby=[described] {
                legend class="govuk-fieldset__legend govuk-fieldset__legend--s" { (legend) }
                @if let Some(hint) = hint {
                    div class="govuk-hint" id={ (name) "-hint" } { (hint) }
                }
                (field_errors(errors, name))
                div class="govuk-checkboxes govuk-checkboxes--small" data-module="govuk-checkboxes" {
                    @for (index, (value, label)) in choices.iter().enumerate() {
                        @let id = if index == 0 { name.to_owned() } else { format!("{name}-{index}") };
                        div class="govuk-checkboxes__item" {
                            input class="govuk-checkboxes__input" id=(id) name=(name)
                                type="checkbox" value=(value)
                                checked[ticked.contains(&value.as_str())];
                            label class="govuk-label govuk-checkboxes__label" for=(id) { (label) }
                        }
                    }
                }
            }
        }
    }
}
