//! Adopting what was shown, as it was shown.

use axum::body::Body;
use axum::http::StatusCode;

use super::{Defined, FILE, list, shown_before};
use crate::call::Call;
use crate::endpoint::Reply;
use crate::problem::Problem;
use crate::web::admin::frame::address;
use crate::web::form::Form;
use crate::web::refusal::redirect;
use crate::web::sent;

pub(in crate::web::admin) fn adopt<D: Defined>(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let mut form = Form::read(&call.headers, body).await?;
        let found: Vec<D> = shown_before(&form).ok_or_else(|| {
            let detail = "the form does not hold what was shown: upload the file again";
            Problem::new(StatusCode::BAD_REQUEST, "malformed", detail)
        })?;
        let id = form.text("command").to_owned();
        for (number, one) in found.into_iter().enumerate() {
            // Each is a command of its own; sent twice, each is done once.
            if number > 0 {
                form.set("command", format!("{id}-{number}"));
            }
            if let Err(problem) = sent::send(&call, &form, one.command()).await {
                let errors = [sent::said_against(problem, FILE)?];
                return list::page::<D>(&call, &errors)?.of_form(&call, &errors);
            }
        }
        let words = D::WORDS;
        let next = address(&call, words.path)?;
        Ok(redirect(&format!("{next}?done={}", words.one)))
    })
}
