//! Components of the GOV.UK Design System, as our pages use them.

use maud::{Markup, html};

/// An error beside a field, and in the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldError {
    /// Id of the field.
    pub(crate) field: String,
    /// What to do about it.
    pub(crate) text: String,
}

/// The error summary at the top of a page; nothing without errors.
pub(crate) fn error_summary(errors: &[FieldError]) -> Markup {
    if errors.is_empty() {
        return html! {};
    }
    html! {
        div class="govuk-error-summary" data-module="govuk-error-summary" {
            div role="alert" {
                h2 class="govuk-error-summary__title" { "There is a problem" }
                div class="govuk-error-summary__body" {
                    ul class="govuk-list govuk-error-summary__list" {
                        @for error in errors {
                            li { a href={ "#" (error.field) } { (error.text) } }
                        }
                    }
                }
            }
        }
    }
}

/// The errors of a field, above it.
pub(crate) fn field_errors(errors: &[FieldError], field: &str) -> Markup {
    html! {
        @for (index, error) in errors.iter().filter(|one| one.field == field).enumerate() {
            p id=[(index == 0).then(|| format!("{field}-error"))] class="govuk-error-message" {
                span class="govuk-visually-hidden" { "Error: " } (error.text)
            }
        }
    }
}

/// Whether a field has an error.
pub(crate) fn has_error(errors: &[FieldError], field: &str) -> bool {
    errors.iter().any(|one| one.field == field)
}

/// A table that scrolls by itself where it is wider than the screen, also by
/// keyboard.
pub(crate) fn scrolling(label: &str, table: Markup) -> Markup {
    html! {
        div class="qd-scroll" role="region" tabindex="0" aria-label=(label) { (table) }
    }
}

/// A table by its columns and rows; the first cell of a row is its heading.
pub(crate) fn table(caption: &str, columns: &[&str], rows: &[Vec<Markup>]) -> Markup {
    scrolling(
        caption,
        html! {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-table__caption--s" { (caption) }
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        @for name in columns {
                            th scope="col" class="govuk-table__header" { (name) }
                        }
                    }
                }
                tbody class="govuk-table__body" {
                    @for row in rows {
                        tr class="govuk-table__row" {
                            @for (index, cell) in row.iter().enumerate() {
                                @if index == 0 {
                                    th scope="row" class="govuk-table__header" { (cell) }
                                } @else {
                                    td class="govuk-table__cell" { (cell) }
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}
