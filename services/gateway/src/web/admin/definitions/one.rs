//! One definition: what each version says.

use axum::http::StatusCode;
use maud::html;

use super::{Defined, adopt_form, changes_something, may_adopt};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;
use crate::web::admin::frame::{address, done};
use crate::web::layout::Page;
use crate::web::plan::capital;

pub(in crate::web::admin) fn one<D: Defined>(call: &Call) -> Answered {
    let words = D::WORDS;
    let here = address(call, words.path)?;
    let name = call.segment(words.one);
    let (mut adopted, mut built_in) = {
        let state = call.tenant()?.view.state();
        (D::adopted(&state), D::built_in())
    };
    adopted.retain(|one| one.name() == name);
    built_in.retain(|one| one.name() == name && !adopted.contains(one));
    let Some(last) = adopted.last().or(built_in.last()) else {
        let detail = format!("there is no {} of that name", words.one);
        return Err(Problem::new(StatusCode::NOT_FOUND, "no_such_route", detail));
    };
    let title = last.title().to_owned();
    let mut offered = Vec::new();
    if may_adopt(call) {
        for one in &built_in {
            let form = match changes_something(call, one)? {
                true => adopt_form(call, std::slice::from_ref(one))?,
                false => html! {},
            };
            offered.push(form);
        }
    }
    let state = call.tenant()?.view.state();
    let main = html! {
        (done(call))
        span class="govuk-caption-l" { (name) }
        h1 class="govuk-heading-l" { (title) }
        @for one in adopted.iter().rev() {
            h2 class="govuk-heading-m" { (capital(&one.version())) ", adopted" }
            (one.shown(call, &state))
        }
        @for (index, one) in built_in.iter().enumerate() {
            h2 class="govuk-heading-m" { (capital(&one.version())) ", comes with the product" }
            (one.shown(call, &state))
            @if let Some(form) = offered.get(index) { (form) }
        }
    };
    drop(state);
    Page::new(title, main)
        .back(&here, &format!("Back to {}", words.many.to_lowercase()))
        .answer(call)
}
