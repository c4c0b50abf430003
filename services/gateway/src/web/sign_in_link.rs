//! The link of a mail: looking at it changes nothing, its button signs in.

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use maud::html;
use quarterday_domain::{Code, reject};
use quarterday_proto::command::{Command, OpenSession};
use quarterday_proto::session;

use std::sync::Arc;

use super::cookie;
use super::layout::Page;
use super::refusal::redirect;
use crate::Tenant;
use crate::call::{Call, send_as_anybody};
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;

pub(super) fn show(call: &Call) -> Answered {
    call.gateway.rates.link(call.client, call.now())?;
    let tenant = tenant(call)?;
    let (council, post) = {
        let state = tenant.view.state();
        let hash = session::hash(call.segment("token"));
        let known = state.access().link(&hash, call.now()).ok_or_else(over)?;
        let post = state.post_of(known.requested.person);
        (state.council()?.name.clone(), post)
    };
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-l" { "Sign in to " (council) }
                p class="govuk-body" { "You sign in as " strong { (post) } "." }
                form method="post" {
                    button type="submit" class="govuk-button" data-module="govuk-button"
                        data-prevent-double-click="true" { "Sign in" }
                }
                p class="govuk-body" {
                    "After 30 minutes without use you are asked to sign in again."
                }
            }
        }
    };
    Page::new(format!("Sign in to {council}"), main).answer(call)
}

pub(super) fn open(call: Call, _: Body) -> Reply {
    Box::pin(async move {
        call.gateway.rates.link(call.client, call.now())?;
        let tenant = tenant(&call)?;
        let secret = URL_SAFE_NO_PAD.encode((call.gateway.surroundings.secret)());
        let hash = session::hash(&secret);
        let command = OpenSession {
            link: session::hash(call.segment("token")),
            hash: hash.clone(),
        };
        send_as_anybody(&call.gateway, &tenant, Command::OpenSession(command)).await?;
        // A link that is over opens nothing: the refusal is in the log.
        let opened = {
            let state = tenant.view.state();
            state.access().session_of(&hash, call.now()).is_some()
        };
        if !opened {
            return Err(over());
        }
        let is_https = call.gateway.is_https();
        let back_to = cookie::return_to(&call.headers, &tenant.id, is_https);
        let home = format!("/c/{}", tenant.id);
        let mut answer = redirect(back_to.as_deref().unwrap_or(&home));
        let forgotten = back_to.map(|_| cookie::clear_return(&tenant.id, is_https));
        let signed_in = cookie::set(&tenant.id, is_https, &secret);
        for cookie in [Some(signed_in), forgotten].into_iter().flatten() {
            let cookie = HeaderValue::from_str(&cookie).map_err(Problem::internal)?;
            answer.headers_mut().append(SET_COOKIE, cookie);
        }
        Ok(answer)
    })
}

fn tenant(call: &Call) -> Result<Arc<Tenant>, Problem> {
    let council = session::link_council(call.segment("token")).ok_or_else(over)?;
    call.gateway.councils.get(&council).ok_or_else(over)
}

fn over() -> Problem {
    reject(
        Code::SignInLinkOver,
        "it was used before, or is older than 15 minutes: ask for another",
    )
    .into()
}
