//! API tokens: which there are, never their text.

use maud::{Markup, html};
use quarterday_domain::{State, Token};
use quarterday_proto::council::Scope;

use super::frame::{address, done};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::web::layout::Page;
use crate::web::parts::table;
use crate::web::words;

/// What a scope lets, for people.
pub(super) fn lets(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "read everything of the council",
        Scope::Write => "read, and send commands",
        Scope::Admin => "read, send commands, and administer",
    }
}

pub(super) fn show(call: &Call) -> Answered {
    let here = address(call, "/tokens")?;
    let state = call.tenant()?.view.state();
    let mut tokens: Vec<&Token> = state.tokens().collect();
    tokens.sort_by_key(|token| (token.revoked, token.details.name.clone(), token.id));
    let now = call.now();
    let in_use = |token: &&&Token| !token.revoked;
    let rows = tokens.iter().filter(in_use);
    let rows: Vec<Vec<Markup>> = rows.map(|token| row(&state, token, now, &here)).collect();
    let revoked = tokens.iter().filter(|token| token.revoked);
    let revoked: Vec<&str> = revoked.map(|token| token.details.name.as_str()).collect();
    let main = html! {
        (done(call))
        h1 class="govuk-heading-l" { "API tokens" }
        p class="govuk-body" {
            "Programs ask and change by a token. Only its fingerprint is stored: its text is shown \
            once, when it is made."
        }
        p class="govuk-body" {
            a class="govuk-link" href={ (here) "/new" } { "Make a token" }
        }
        @if rows.is_empty() {
            p class="govuk-body" { "There is none in use." }
        } @else {
            (table("In use", &["Name", "May", "Stands for", "Ends", "What to do"], &rows))
        }
        @if !revoked.is_empty() {
            p class="govuk-body" { "Revoked: " (revoked.join(", ")) "." }
        }
    };
    drop(state);
    Page::new("API tokens", main)
        .back(&address(call, "")?, "Back to administration")
        .answer(call)
}

fn row(state: &State, token: &Token, now: jiff::Timestamp, here: &str) -> Vec<Markup> {
    let details = &token.details;
    let person = details.person.map(|person| state.post_of(person));
    let ends = match details.expires {
        None => "never".to_owned(),
        Some(ends) if ends <= now => format!("ended on {}", words::moment(state, ends)),
        Some(ends) => words::moment(state, ends),
    };
    vec![
        html! { (details.name) },
        html! { (lets(details.scope)) },
        html! { (person.as_deref().unwrap_or("nobody")) },
        html! { (ends) },
        html! {
            a class="govuk-link" href={ (here) "/" (words::encoded(&details.name)) "/revoke" } {
                "Revoke" span class="govuk-visually-hidden" { " the token " (details.name) }
            }
        },
    ]
}
