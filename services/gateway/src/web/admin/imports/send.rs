//! Importing what was tried out.

use axum::body::Body;
use axum::http::StatusCode;
use maud::html;
use quarterday_documents::import::SourceFile;
use quarterday_proto::answer::Accepted;
use quarterday_proto::command::{Command, Import};

use super::{carried, refused};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::gateway::one_of;
use crate::problem::Problem;
use crate::query::{Parameter, Shape};
use crate::routes::pages::{import_files, read_import};
use crate::web::admin::frame::address;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::refusal::sentence;
use crate::web::{sent, words};

/// The id of the command, for files that come without another field.
pub(in crate::web::admin) const COMMAND: &[Parameter] = &[Parameter {
    name: "command",
    shape: Shape::Text,
    about: "Id of the command: sent again, it gives the first answer",
}];

/// Imports the files that the page carried.
pub(in crate::web::admin) fn confirm(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let files = carried::files(&form).ok_or_else(|| {
            let detail = "the form does not hold what was shown: choose the files again";
            Problem::new(StatusCode::BAD_REQUEST, "malformed", detail)
        })?;
        import(call, form, files).await
    })
}

/// Imports files that were chosen again.
pub(in crate::web::admin) fn whole(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let files = match import_files(&call, body).await {
            Ok(files) => files,
            Err(problem) => return refused(&call, problem),
        };
        let id = call.query.text("command").unwrap_or_default().to_owned();
        let form = Form::with([("command".to_owned(), id)]);
        import(call, form, files).await
    })
}

async fn import(call: Call, form: Form, files: Vec<SourceFile>) -> Answered {
    let permit = one_of(&call.gateway.imports, "imports")?;
    let read = call.blocking(move |call| {
        let parsed = read_import(call, &files);
        drop(permit);
        Ok(parsed)
    });
    let sheets = match read.await? {
        Ok(parsed) => parsed.sheets,
        Err(problem) => return refused(&call, problem),
    };
    let command = Command::Import(Import { plan: None, sheets });
    match sent::send(&call, &form, command).await {
        Ok(accepted) => thanks(&call, &accepted),
        Err(problem) => refused(&call, problem),
    }
}

fn thanks(call: &Call, accepted: &Accepted) -> Answered {
    let main = html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1 class="govuk-panel__title" { "Imported" }
            div class="govuk-panel__body" {
                (words::counted(accepted.events as usize, "event")) " at place " (accepted.place)
            }
        }
        @for note in &accepted.notes { p class="govuk-body" { (sentence(note)) } }
        p class="govuk-body" {
            a class="govuk-link" href=(address(call, "/people")?) { "People" }
        }
        p class="govuk-body" {
            a class="govuk-link" href=(address(call, "/imports")?) { "Import more" }
        }
    };
    Page::new("Imported", main).answer(call)
}
