//! Signing out, here and everywhere.

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use maud::html;
use quarterday_proto::command::{Command, EndSession, EndSessions};

use super::cookie;
use super::layout::Page;
use super::refusal::redirect;
use crate::access::Signed;
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;

/// That one has signed out.
pub(super) fn show(call: &Call) -> Answered {
    let main = html! {
        h1 class="govuk-heading-l" { "You have signed out" }
        p class="govuk-body" { a class="govuk-link" href="/sign-in" { "Sign in again" } }
    };
    Page::new("You have signed out", main).answer(call)
}

pub(super) fn here(call: Call, _: Body) -> Reply {
    Box::pin(async move {
        let session = signed(&call)?.session;
        end(&call, Command::EndSession(EndSession { session })).await
    })
}

pub(super) fn everywhere(call: Call, _: Body) -> Reply {
    Box::pin(async move {
        let person = signed(&call)?.person;
        let person = {
            let state = call.tenant()?.view.state();
            let found = state.person_by_id(person);
            found.map(|person| person.details.email.clone())
        };
        let person = person.ok_or_else(|| Problem::internal("a session of nobody"))?;
        end(&call, Command::EndSessions(EndSessions { person })).await
    })
}

fn signed(call: &Call) -> Result<&Signed, Problem> {
    let signed = call.who.session.as_ref();
    signed.ok_or_else(Problem::unauthorized)
}

async fn end(call: &Call, command: Command) -> Answered {
    let tenant = call.tenant()?;
    tenant.log.append(call.envelope(command)?).await?;
    let mut answer = redirect("/signed-out");
    let cookie = cookie::clear(&tenant.id, call.gateway.is_https());
    let cookie = HeaderValue::from_str(&cookie).map_err(Problem::internal)?;
    answer.headers_mut().insert(SET_COOKIE, cookie);
    Ok(answer)
}
