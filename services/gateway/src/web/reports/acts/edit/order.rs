//! The order of the sections: a number for each.

use maud::{Markup, html};
use quarterday_proto::report::Section;

use crate::web::form::Form;
use crate::web::parts::{FieldError, field_errors, has_error};
use crate::web::reports::case::Case;

/// What the fields' names begin with; the section's key follows.
pub(super) const PLACE: &str = "place-";
/// The largest number that is taken.
const PLACE_MAX: u16 = 999;

pub(super) fn prefill(case: &Case<'_>) -> Vec<(String, String)> {
    let sections = case.report.content().sections.iter().zip(1_u16..);
    let places = sections.map(|(section, place)| (name(&section.key), place.to_string()));
    places.collect()
}

fn name(key: &str) -> String {
    format!("{PLACE}{key}")
}

pub(super) fn fields(case: &Case<'_>, form: &Form, errors: &[FieldError]) -> Markup {
    let sections = &case.report.content().sections;
    html! {
        @if sections.len() > 1 {
            fieldset class="govuk-fieldset" aria-describedby="order-hint" {
                legend class="govuk-fieldset__legend govuk-fieldset__legend--m" {
                    "Order of the sections"
                }
                div class="govuk-hint" id="order-hint" {
                    "The smallest number comes first. A layout that names sections prints them in \
                    its own order."
                }
                @for section in sections {
                    @let name = name(&section.key);
                    @let wrong = has_error(errors, &name);
                    div class={ "govuk-form-group" @if wrong { " govuk-form-group--error" } } {
                        label class="govuk-label" for=(name) {
                            "Place of \u{201c}" (section.heading) "\u{201d}"
                        }
                        (field_errors(errors, &name))
                        input class={ "govuk-input govuk-input--width-3"
                            @if wrong { " govuk-input--error" } }
                            id=(name) name=(name) type="text" inputmode="numeric"
                            value=(form.text(&name))
                            aria-describedby=[wrong.then(|| format!("{name}-error"))];
                    }
                }
            }
        }
    }
}

/// Puts sections in the order that the form says; those without a number follow
/// the ones before them.
pub(super) fn put(sections: &mut [Section], form: &Form) -> Result<(), Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut last = 0;
    let mut places: Vec<(String, u16)> = Vec::new();
    for section in sections.iter() {
        let name = name(&section.key);
        let place = match form.text(&name) {
            "" => Some(last),
            text => text.parse().ok().filter(|place| *place <= PLACE_MAX),
        };
        last = place.unwrap_or(last);
        if place.is_none() {
            errors.push(FieldError {
                field: name,
                text: format!("Enter a whole number up to {PLACE_MAX}"),
            });
        }
        places.push((section.key.clone(), last));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    sections.sort_by_key(|section| {
        let found = places.iter().find(|(key, _)| *key == section.key);
        found.map_or(0, |(_, place)| *place)
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_go_by_their_numbers() {
        let check = |numbers: &[(&str, &str)], expected: &[&str]| {
            let mut sections = ["a", "b", "c"].map(|key| Section {
                key: key.to_owned(),
                heading: key.to_owned(),
                text: String::new(),
                exempt_paragraph: None,
            });
            let fields = numbers
                .iter()
                .map(|(key, number)| (name(key), (*number).to_owned()));
            let put = put(&mut sections, &Form::with(fields));
            let order: Vec<&str> = sections.iter().map(|one| one.key.as_str()).collect();
            assert_eq!(order, expected, "{numbers:?}");
            put.map_err(|errors| errors[0].field.clone())
        };
        assert_eq!(
            check(&[("a", "1"), ("b", "2"), ("c", "3")], &["a", "b", "c"]),
            Ok(())
        );
        assert_eq!(
            check(&[("a", "3"), ("b", "2"), ("c", "1")], &["c", "b", "a"]),
            Ok(())
        );
        let two = check(&[("a", "2"), ("b", "1")], &["b", "c", "a"]);
        assert_eq!(two, Ok(()));
        assert_eq!(
            check(&[("b", "x")], &["a", "b", "c"]),
            Err("place-b".to_owned())
        );
        assert_eq!(check(&[], &["a", "b", "c"]), Ok(()));
    }
}
