//! The choosers of dashboards: as at which quarter's end, as known when, and of
//! which items. Choices are part of the address, so what one sees can be sent on.

use std::collections::BTreeSet;

use maud::{Markup, html};
use quarterday_projections::{Error, KnownAt};
use quarterday_proto::quarter::Quarter;

use super::form::Form;
use super::parts::FieldError;
use super::refusal::sentence;
use super::{fields, words};
use crate::call::Call;
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

/// The parameter that names the quarter at whose end figures are shown.
pub(super) const AS_AT: Parameter = Parameter {
    name: "as_at",
    shape: Shape::Text,
    about: "As at the end of this quarter",
};
/// The parameter that says as known when.
pub(super) const KNOWN_AT: Parameter = Parameter {
    name: "known_at",
    shape: Shape::Text,
    about: "As known at a place, a day or a moment",
};
/// The parameter that names a theme.
pub(super) const THEME: Parameter = Parameter {
    name: "theme",
    shape: Shape::Text,
    about: "Of the items under this theme only",
};

/// What was chosen of the time that figures are known at.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    /// As it was asked for.
    pub(super) asked: Option<KnownAt>,
    /// The last place of the log by then.
    pub(super) place: Option<u64>,
}

/// Reads as known when; an error is for the field.
pub(super) fn known(call: &Call) -> Result<Result<Known, FieldError>, Problem> {
    let Some(text) = call.query.text(KNOWN_AT.name) else {
        return Ok(Ok(Known::default()));
    };
    let error = |text: String| FieldError {
        field: KNOWN_AT.name.to_owned(),
        text,
    };
    let Ok(asked) = text.trim().parse::<KnownAt>() else {
        let text = "Enter a day like 10/11/2020, a moment like 2020-11-10T09:00, or a place of \
            the log like 412";
        return Ok(Err(error(text.to_owned())));
    };
    match call.tenant()?.view.place_at(asked) {
        Ok(place) => Ok(Ok(Known {
            asked: Some(asked),
            place: Some(place),
        })),
        Err(Error::Rejected(rejection)) => Ok(Err(error(sentence(&rejection.detail)))),
        Err(other) => Err(other.into()),
    }
}

/// The quarter at whose end figures are asked for.
pub(super) fn as_at(call: &Call) -> Result<Option<Quarter>, Problem> {
    call.query.parsed(AS_AT.name)
}

/// The form of a dashboard's choosers.
pub(super) struct Chooser<'a> {
    pub(super) call: &'a Call,
    /// Where the form leads.
    pub(super) action: &'a str,
    pub(super) errors: &'a [FieldError],
}

impl Chooser<'_> {
    /// The form, with a list of choices for each of `lists`: the parameter, its
    /// label, what stands for no choice, and the choices. Open where something is
    /// chosen or wrong.
    pub(super) fn show(&self, quarters: &[Quarter], lists: &[List<'_>]) -> Markup {
        let form = self.form(lists);
        let is_open = !self.errors.is_empty() || form.fields().next().is_some();
        let hint = "For example 10/11/2020: the end of that day. Leave it empty for now.";
        html! {
            details class="govuk-details" open[is_open] {
                summary class="govuk-details__summary" {
                    span class="govuk-details__summary-text" { "Choose what is shown" }
                }
                div class="govuk-details__text" {
                    form method="get" action=(self.action) novalidate {
                        (self.list(&form, AS_AT.name, "As at", &as_choices(quarters)))
                        (fields::input(KNOWN_AT.name, "As known on", Some(hint), &form, self.errors))
                        @for list in lists {
                            @if !list.choices.is_empty() {
                                (self.list(&form, list.name, list.label, &list.with_all()))
                            }
                        }
                        button class="govuk-button govuk-button--secondary"
                            data-module="govuk-button" { "Show" }
                        @if is_open {
                            p class="govuk-body" {
                                a class="govuk-link" href=(self.action) { "Show what stands now" }
                            }
                        }
                    }
                }
            }
        }
    }

    fn list(&self, form: &Form, name: &str, label: &str, choices: &[(String, String)]) -> Markup {
        fields::select(name, label, None, choices, form, self.errors)
    }

    /// What was chosen so far.
    fn form(&self, lists: &[List<'_>]) -> Form {
        let names = [AS_AT.name, KNOWN_AT.name];
        let names = names.into_iter().chain(lists.iter().map(|list| list.name));
        Form::with(names.filter_map(|name| {
            let value = self.call.query.text(name)?;
            Some((name.to_owned(), value.to_owned()))
        }))
    }
}

/// One list of choices.
pub(super) struct List<'a> {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// What stands for no choice.
    pub(super) all: &'static str,
    pub(super) choices: BTreeSet<&'a str>,
}

impl List<'_> {
    fn with_all(&self) -> Vec<(String, String)> {
        let all = (String::new(), self.all.to_owned());
        let choices = self
            .choices
            .iter()
            .map(|one| ((*one).to_owned(), (*one).to_owned()));
        std::iter::once(all).chain(choices).collect()
    }
}

/// `30 September 2020, quarter 2 of 2020-21`, the newest first.
fn as_choices(quarters: &[Quarter]) -> Vec<(String, String)> {
    let latest = (String::new(), "The latest quarter".to_owned());
    let all = quarters.iter().rev().map(|quarter| {
        let label = format!(
            "{}, {}",
            words::day(quarter.last_day()),
            words::quarter(*quarter)
        );
        (quarter.to_string(), label)
    });
    std::iter::once(latest).chain(all).collect()
}

/// Some parameters of a request as the end of an address: `?theme=Roads`, or
/// nothing.
pub(super) fn carried(call: &Call, names: &[&'static str]) -> String {
    let mut carried = String::new();
    for name in names {
        if let Some(value) = call.query.text(name) {
            carried.push(if carried.is_empty() { '?' } else { '&' });
            carried.push_str(&format!("{name}={}", words::encoded(value)));
        }
    }
    carried
}
