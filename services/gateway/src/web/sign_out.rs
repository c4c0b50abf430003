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
use crate::query::{Parameter, Shape};

pub(super) const QUERY: &[Parameter] = &[Parameter {
    name: "provider",
    shape: Shape::Text,
    about: "The OpenID provider that one is still signed in to",
}];

/// That one has signed out, and where to sign out of the provider too.
pub(super) fn show(call: Call, _: Body) -> Reply {
    Box::pin(async move {
        let also = match call.query.text("provider") {
            Some(id) => of_provider(&call, id).await,
            None => None,
        };
        let main = html! {
            h1 class="govuk-heading-l" { "You have signed out" }
            @if let Some((label, address)) = also {
                p class="govuk-body" {
                    "You are still signed in to " (label) ", in this browser. On a computer that \
                    others use, sign out there too."
                }
                p class="govuk-body" {
                    a class="govuk-link" href=(address) { "Sign out of " (label) }
                }
            }
            p class="govuk-body" { a class="govuk-link" href="/sign-in" { "Sign in again" } }
        };
        Page::new("You have signed out", main).answer(&call)
    })
}

/// What a provider is called, and where one signs out of it; nothing where it
/// has no such place or does not answer.
async fn of_provider(call: &Call, id: &str) -> Option<(String, String)> {
    let providers = call.gateway.surroundings.web.providers.clone()?;
    let known = providers.all().iter().find(|known| known.id == id)?;
    let base = call.gateway.surroundings.web.base.as_deref()?;
    let back = format!("{}/signed-out", base.trim_end_matches('/'));
    let address = providers.sign_out(&known.id, back).await.ok()??;
    Some((known.label.clone(), address))
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
    let provider = signed(call)?.provider.as_ref();
    let mut answer = redirect(&match provider {
        Some(provider) => format!("/signed-out?provider={provider}"),
        None => "/signed-out".to_owned(),
    });
    let cookie = cookie::clear(&tenant.id, call.gateway.is_https());
    let cookie = HeaderValue::from_str(&cookie).map_err(Problem::internal)?;
    answer.headers_mut().insert(SET_COOKIE, cookie);
    Ok(answer)
}
