//! An uploaded file: all that is wrong with it, or what it says, to be adopted.
//! Nothing is stored here.

use axum::body::Body;
use maud::html;

use super::{Defined, FILE, adopt_form, faults, list};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::gateway::one_of;
use crate::routes::pages::import_files;
use crate::web::admin::frame::address;
use crate::web::layout::Page;
use crate::web::parts::FieldError;
use crate::web::refusal::sentence;
use crate::web::sent;

/// Bytes of a file that a page takes: what is to be adopted goes through the page.
const FILE_BYTES_MAX: usize = 48 << 10;

pub(in crate::web::admin) fn check<D: Defined>(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let _permit = one_of(&call.gateway.imports, "imports")?;
        let files = match import_files(&call, body).await {
            Ok(files) => files,
            Err(problem) => return again::<D>(&call, vec![sent::said_against(problem, FILE)?]),
        };
        call.blocking(move |call| {
            let text = match &files[..] {
                [file] if file.bytes.len() > FILE_BYTES_MAX => Err(format!(
                    "The file must be smaller than {} KB: adopt it by the command line",
                    FILE_BYTES_MAX >> 10
                )),
                [file] if file.bytes.is_empty() => Err("Select a file with something in it".into()),
                [file] => String::from_utf8(file.bytes.clone())
                    .map_err(|_| "Select a text file: this one is no UTF-8 text".to_owned()),
                _ => Err("Select one file".to_owned()),
            };
            let found = text
                .map_err(|fault| vec![fault])
                .and_then(|text| D::read(&text));
            match found {
                Ok(found) => shown(call, &found),
                Err(wrong) => again::<D>(call, wrong.iter().map(|text| fault(text)).collect()),
            }
        })
        .await
    })
}

fn fault(text: &str) -> FieldError {
    FieldError {
        field: FILE.to_owned(),
        text: sentence(text),
    }
}

/// The list with what is wrong.
fn again<D: Defined>(call: &Call, errors: Vec<FieldError>) -> Answered {
    list::page::<D>(call, &errors)?.of_form(call, &errors)
}

fn shown<D: Defined>(call: &Call, found: &[D]) -> Answered {
    let errors = faults(call, found)?;
    if !errors.is_empty() {
        return again::<D>(call, errors);
    }
    if found.is_empty() {
        return again::<D>(
            call,
            vec![fault("Select a file that has something to adopt")],
        );
    }
    let words = D::WORDS;
    let form = adopt_form(call, found)?;
    let title = format!("Check the {}", words.one);
    let state = call.tenant()?.view.state();
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        div class="govuk-inset-text" { (words.checked) " Nothing is stored yet." }
        @for one in found {
            h2 class="govuk-heading-m" { (one.title()) ", " (one.version()) }
            (one.shown(call, &state))
        }
        (form)
    };
    drop(state);
    Page::new(title, main)
        .back(&address(call, words.path)?, "Choose another file")
        .answer(call)
}
