//! A report as a document.

use axum::http::HeaderValue;
use axum::http::header::CONTENT_DISPOSITION;
use quarterday_documents::report::{Format, assemble, render};
use quarterday_domain::rights::Right;

use super::facts::gather;
use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Needs};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

pub(super) const QUERY: &[Parameter] = &[
    Parameter {
        name: "format",
        shape: Shape::Words(formats),
        about: "The format; `html` unless given",
    },
    Parameter {
        name: "restricted",
        shape: Shape::Flag,
        about: "With the exempt sections and items, for those who run the cycle or take reports to \
                their meeting",
    },
];

fn formats() -> Vec<&'static str> {
    Format::ALL.iter().map(|format| format.as_str()).collect()
}

pub(super) fn rendered(call: &Call) -> Answered {
    let format = call.query.parsed::<Format>("format")?;
    let format = format.unwrap_or(Format::Html);
    let restricted = call.query.flag("restricted")?;
    if restricted {
        let may = |right| call.who.may.check(Needs::Right(right));
        may(Right::RunCycle).or_else(|_| may(Right::Clerk))?;
    }
    let facts = gather(call, call.segment("report"))?;
    let document = assemble(&facts, restricted);
    let bytes = render(&document, format).map_err(Problem::internal)?;
    let mut answer = answer::document(bytes, format.media());
    let suffix = if restricted { "-restricted" } else { "" };
    let safe = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let name: String = facts
        .reference
        .chars()
        .map(|letter| if safe(letter) { letter } else { '-' })
        .collect();
    let named = format!("inline; filename=\"{name}{suffix}.{format}\"");
    let named = HeaderValue::from_str(&named).map_err(Problem::internal)?;
    answer.headers_mut().insert(CONTENT_DISPOSITION, named);
    Ok(answer)
}
