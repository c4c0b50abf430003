//! Forms with several fields: lines and lists with label, hint, error and what was
//! typed, and reading them back.

use jiff::civil::Date;
use maud::Markup;
use quarterday_proto::when;

use super::fields;
use super::form::Form;
use super::parts::FieldError;

/// The fields of a form with what was typed and what is wrong with it.
pub(super) struct Fields<'a> {
    pub(super) form: &'a Form,
    pub(super) errors: &'a [FieldError],
}

/// What a field is called, and what is said of it below its label.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    pub(super) hint: &'a str,
}

/// A field by name, label and hint; the hint may be empty.
pub(super) fn named<'a>(name: &'a str, label: &'a str, hint: &'a str) -> Named<'a> {
    Named { name, label, hint }
}

impl Fields<'_> {
    fn hint<'a>(field: Named<'a>) -> Option<&'a str> {
        (!field.hint.is_empty()).then_some(field.hint)
    }

    /// One line.
    pub(super) fn input(&self, field: Named<'_>) -> Markup {
        let hint = Self::hint(field);
        fields::input(field.name, field.label, hint, self.form, self.errors)
    }

    /// Several lines.
    pub(super) fn textarea(&self, field: Named<'_>) -> Markup {
        let hint = Self::hint(field);
        fields::textarea(field.name, field.label, hint, 4, self.form, self.errors)
    }

    /// One of a list of values with their labels.
    pub(super) fn select(&self, field: Named<'_>, choices: &[(String, String)]) -> Markup {
        let hint = Self::hint(field);
        fields::select(
            field.name,
            field.label,
            hint,
            choices,
            self.form,
            self.errors,
        )
    }
}

/// Reads what forms hold, and notes what cannot be read.
pub(super) struct Reader<'a> {
    pub(super) form: &'a Form,
    pub(super) errors: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(form: &'a Form) -> Self {
        Self {
            form,
            errors: Vec::new(),
        }
    }

    /// Says what is wrong with a field.
    pub(super) fn fault(&mut self, name: &str, text: &str) {
        self.errors.push(FieldError {
            field: name.to_owned(),
            text: text.to_owned(),
        });
    }

    /// A text that is needed.
    pub(super) fn required(&mut self, name: &str, expected: &str) -> String {
        let text = self.form.text(name).to_owned();
        if text.is_empty() {
            self.fault(name, expected);
        }
        text
    }

    /// A day, where one is given.
    pub(super) fn day(&mut self, name: &str, expected: &str) -> Option<Date> {
        let text = self.form.filled(name)?;
        match when::day(text) {
            Ok(day) => Some(day),
            Err(_) => {
                self.fault(name, expected);
                None
            }
        }
    }

    /// A day that is needed.
    pub(super) fn required_day(&mut self, name: &str, expected: &str) -> Option<Date> {
        if self.form.filled(name).is_none() {
            self.fault(name, expected);
            return None;
        }
        self.day(name, expected)
    }
}
