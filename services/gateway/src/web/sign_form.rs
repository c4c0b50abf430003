//! The choice of a signatory: sign off, or return with a reason. Nothing is
//! chosen beforehand, and what does not choose does nothing.

use maud::{Markup, html};

use super::fields::{Choices, radios, textarea};
use super::form::Form;
use super::parts::FieldError;

/// What a signatory chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    Sign {
        content_hash: String,
        note: Option<String>,
    },
    Return {
        reason: String,
    },
}

/// The fields: the choice, and what belongs to each answer.
pub(super) fn fields(
    label: &str,
    content_hash: &str,
    form: &Form,
    errors: &[FieldError],
) -> Markup {
    let choices: Choices<'_> = vec![
        ("sign", format!("Sign it off for {label}")),
        ("return", "Return it to its author".to_owned()),
    ];
    html! {
        input type="hidden" name="content_hash" value=(content_hash);
        (radios("act", "Do you sign it off?", Some(
            "A signature is for exactly the version above. If that is changed in what concerns \
             the role, it is asked again."
        ), choices, form, errors))
        (textarea("reason", "If you return it: what has to change", None, 4, form, errors))
        (textarea("note", "If you sign it: a note to its author (optional)", None, 2, form, errors))
    }
}

pub(super) fn button() -> Markup {
    html! {
        button type="submit" class="govuk-button" data-module="govuk-button"
            data-prevent-double-click="true" { "Send your answer" }
    }
}

/// Reads the choice; what is missing is said of its field.
pub(super) fn read(form: &Form) -> Result<Choice, Vec<FieldError>> {
    let error = |field: &str, text: &str| {
        vec![FieldError {
            field: field.to_owned(),
            text: text.to_owned(),
        }]
    };
    match form.text("act") {
        "sign" if form.text("content_hash").is_empty() => Err(changed_as(
            "The form did not say which version was read. Read this one, and answer again",
        )),
        "sign" => Ok(Choice::Sign {
            content_hash: form.text("content_hash").to_owned(),
            note: Some(form.text("note").to_owned()).filter(|note| !note.is_empty()),
        }),
        "return" if form.text("reason").is_empty() => {
            Err(error("reason", "Say what has to change"))
        }
        "return" => Ok(Choice::Return {
            reason: form.text("reason").to_owned(),
        }),
        _ => Err(error("act", "Select whether you sign it off or return it")),
    }
}

/// That there is another version by now.
pub(super) fn changed() -> FieldError {
    FieldError {
        field: "act".to_owned(),
        text: "The report changed while you read it. Read this version, and answer again"
            .to_owned(),
    }
}

fn changed_as(text: &str) -> Vec<FieldError> {
    vec![FieldError {
        text: text.to_owned(),
        ..changed()
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_chooses_does_something() {
        let check = |sent: &str, expected: Result<&str, &str>| {
            let read = read(&Form::of(sent.as_bytes()));
            let read = read.as_ref().map(|choice| match choice {
                Choice::Sign { .. } => "sign",
                Choice::Return { .. } => "return",
            });
            let read = read.map_err(|errors| errors[0].field.as_str());
            assert_eq!(read, expected, "{sent}");
        };
        check("", Err("act"));
        check("content_hash=ab&note=Fine", Err("act"));
        check("act=other&content_hash=ab", Err("act"));
        check("act=sign", Err("act"));
        check("act=sign&content_hash=ab", Ok("sign"));
        check("act=return&content_hash=ab", Err("reason"));
        check("act=return&reason=++", Err("reason"));
        check("act=return&reason=Costs", Ok("return"));
    }
}
