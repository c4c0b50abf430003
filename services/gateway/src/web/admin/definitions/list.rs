//! Those adopted, those that come with the product, and the upload of another.

use maud::{Markup, html};
use quarterday_domain::State;

use super::{Defined, FILE, may_adopt};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;
use crate::web::admin::frame::{address, done};
use crate::web::layout::Page;
use crate::web::parts::{FieldError, error_summary, field_errors, table};
use crate::web::words;

pub(in crate::web::admin) fn list<D: Defined>(call: &Call) -> Answered {
    page::<D>(call, &[])?.answer(call)
}

pub(super) fn page<D: Defined>(call: &Call, errors: &[FieldError]) -> Result<Page, Problem> {
    let words = D::WORDS;
    let here = address(call, words.path)?;
    let state = call.tenant()?.view.state();
    let (adopted, built_in) = (D::adopted(&state), D::built_in());
    let is_adopted = |name: &str| adopted.iter().any(|one| one.name() == name);
    let own = rows(call, &state, &adopted, &here);
    let others: Vec<D> = built_in
        .into_iter()
        .filter(|one| !is_adopted(one.name()))
        .collect();
    let others = rows(call, &state, &others, &here);
    drop(state);
    let columns = ["Name", "Title", words.column];
    let main = html! {
        (error_summary(errors))
        (done(call))
        h1 class="govuk-heading-l" { (words.many) }
        p class="govuk-body" { (words.about) }
        @if own.is_empty() {
            p class="govuk-body" { "None is adopted: what comes with the product counts." }
        } @else {
            (table("Adopted", &columns, &own))
        }
        @if !others.is_empty() {
            (table("Come with the product", &columns, &others))
        }
        @if may_adopt(call) { (upload(&here, words.one, errors)) }
    };
    Ok(Page::new(words.many, main).back(&address(call, "")?, "Back to administration"))
}

/// A line a name: what its last version says.
fn rows<D: Defined>(call: &Call, state: &State, all: &[D], here: &str) -> Vec<Vec<Markup>> {
    let is_last = |(index, one): &(usize, &D)| {
        let mut later = all.iter().skip(index + 1);
        !later.any(|other| other.name() == one.name())
    };
    let last = all.iter().enumerate().filter(is_last);
    last.map(|(_, one)| {
        vec![
            html! {
                a class="govuk-link" href={ (here) "/" (words::encoded(one.name())) } {
                    (one.name())
                }
            },
            html! { (one.title()) },
            one.remark(call, state),
        ]
    })
    .collect()
}

fn upload(here: &str, one: &str, errors: &[FieldError]) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Check and adopt a file" }
        form method="post" action={ (here) "/check" } enctype="multipart/form-data" {
            div class={ "govuk-form-group" @if !errors.is_empty() { " govuk-form-group--error" } } {
                label class="govuk-label" for=(FILE) { "File of a " (one) }
                div class="govuk-hint" id="file-hint" {
                    "A file that ends in .toml. Nothing is stored before you have seen what it \
                    says."
                }
                (field_errors(errors, FILE))
                input class="govuk-file-upload" id=(FILE) name=(FILE) type="file"
                    aria-describedby={ "file-hint" @if !errors.is_empty() { " file-error" } };
            }
            button type="submit" class="govuk-button" data-module="govuk-button" { "Check it" }
        }
    }
}
