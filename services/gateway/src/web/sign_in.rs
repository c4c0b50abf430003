//! Asking for a link to sign in by.
//!
//! Whoever asks is answered alike, and before anything is looked up: neither
//! words nor time tell who has a post here.

use std::sync::Arc;

use axum::body::Body;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use maud::{Markup, html};
use quarterday_bus::Error;
use quarterday_proto::command::{Command, RecordSignInMail, RequestSignIn};
use quarterday_proto::session;
use tracing::Instrument as _;

use super::form::Form;
use super::layout::{Around, Page};
use super::parts::{FieldError, error_summary, field_errors, has_error};
use crate::call::{Call, send_as_anybody};
use crate::endpoint::{Answered, Reply};
use crate::gateway::Gateway;
use crate::limits::EMAIL_CHARS_MAX;
use crate::post::{SignInLetter, SignInPost};
use crate::provider::Provider;
use crate::query::{Parameter, Shape};
use crate::{Tenant, limits};

const EMAIL: &str = "email";

pub(super) const QUERY: &[Parameter] = &[Parameter {
    name: "council",
    shape: Shape::Text,
    about: "Id of the council to sign in to",
}];

/// The form.
pub(super) fn show(call: &Call) -> Answered {
    let council = call.query.text("council").unwrap_or_default();
    page(council, "", &ways(call, council), &[]).answer(call)
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        call.gateway.rates.sign_in(call.client, call.now())?;
        let form = Form::read(&call.headers, body).await?;
        let (email, council) = (form.text(EMAIL).to_owned(), form.text("council").to_owned());
        if let Some(text) = fault(&email) {
            let errors = [FieldError {
                field: EMAIL.to_owned(),
                text: text.to_owned(),
            }];
            let page = page(&council, &email, &ways(&call, &council), &errors);
            return Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::default()));
        }
        call.gateway.rates.person(&email, call.now())?;
        let answer = check_your_email(&email).answer(&call);
        let work = mail_links(call.gateway.clone(), council, email);
        tokio::spawn(work.instrument(tracing::Span::current()));
        answer
    })
}

/// What is wrong with an address, as far as one can see.
fn fault(email: &str) -> Option<&'static str> {
    if email.is_empty() {
        return Some("Enter your work email address");
    }
    let parts = email.split_once('@');
    let fits = parts.is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty());
    if !fits || email.chars().count() > EMAIL_CHARS_MAX || email.contains(char::is_whitespace) {
        return Some("Enter an email address in the correct format, like name@council.example");
    }
    None
}

/// Address and label of each provider that signs people in to a council, or to
/// any.
fn ways(call: &Call, council: &str) -> Vec<(String, String)> {
    let id = council.parse().ok();
    let providers = match (council, &id) {
        ("", _) => call.gateway.providers_of(None),
        (_, None) => Vec::new(),
        (_, id) => call.gateway.providers_of(id.as_ref()),
    };
    let way = |provider: &Provider| {
        let query = if council.is_empty() { "" } else { "?council=" };
        let address = format!("/sign-in/with/{}{query}{council}", provider.id);
        (address, provider.label.clone())
    };
    providers.into_iter().map(way).collect()
}

fn page(council: &str, email: &str, ways: &[(String, String)], errors: &[FieldError]) -> Page {
    let wrong = has_error(errors, EMAIL);
    let described = if wrong {
        "email-hint email-error"
    } else {
        "email-hint"
    };
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(errors))
                h1 class="govuk-heading-l" { "Sign in" }
                @for (address, label) in ways {
                    p class="govuk-body" {
                        a class="govuk-button govuk-!-margin-bottom-1" role="button"
                            draggable="false" data-module="govuk-button" href=(address) {
                            "Sign in with " (label)
                        }
                    }
                }
                @if !ways.is_empty() {
                    h2 class="govuk-heading-m" { "Or sign in by email" }
                }
                form method="post" action="/sign-in" novalidate {
                    input type="hidden" name="council" value=(council);
                    div class={ "govuk-form-group" @if wrong { " govuk-form-group--error" } } {
                        label class="govuk-label govuk-label--m" for=(EMAIL) {
                            "Your work email address"
                        }
                        div class="govuk-hint" id="email-hint" {
                            "We send you a link that signs you in. You need no password."
                        }
                        (field_errors(errors, EMAIL))
                        input class={ "govuk-input" @if wrong { " govuk-input--error" } }
                            id=(EMAIL) name=(EMAIL) type="email" value=(email) spellcheck="false"
                            autocomplete="email" aria-describedby=(described);
                    }
                    button type="submit" class="govuk-button" data-module="govuk-button"
                        data-prevent-double-click="true" { "Send me a link" }
                }
            }
        }
    };
    Page::new("Sign in", main).with_errors(wrong)
}

fn check_your_email(email: &str) -> Page {
    let main: Markup = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-l" { "Check your email" }
                p class="govuk-body" {
                    "If " strong { (email) } " is the address of somebody with a post here, a link \
                    to sign in by is on its way. It works once, within 15 minutes."
                }
                p class="govuk-body" {
                    "If nothing comes, look among unwanted mail, or "
                    a class="govuk-link" href="/sign-in" { "ask again" } "."
                }
            }
        }
    };
    Page::new("Check your email", main)
}

/// Makes a link in each council that is meant, and mails it.
async fn mail_links(gateway: Arc<Gateway>, council: String, email: String) {
    let Some(post) = gateway.surroundings.web.post.clone() else {
        tracing::warn!("somebody asked for a link, and nothing here sends mail");
        return;
    };
    for tenant in wanted(&gateway, &council, &email) {
        if let Err(error) = mail_link(&gateway, &*post, &tenant, &email).await {
            tracing::warn!(council = %tenant.id, %error, "a link to sign in by was not made");
        }
    }
}

/// The council that was named, or else those where somebody has the address. Of
/// an address that nobody has, the only council there is keeps the refusal.
fn wanted(gateway: &Gateway, council: &str, email: &str) -> Vec<Arc<Tenant>> {
    let mut all = gateway.councils.list();
    if !council.is_empty() {
        all.retain(|tenant| tenant.id.as_str() == council);
    } else if all.len() > 1 {
        all.retain(|tenant| tenant.view.state().person(email).is_ok());
        all.truncate(limits::SIGN_IN_COUNCILS_MAX);
    }
    if all.is_empty() {
        tracing::info!("somebody asked for a link who has a post in no council here");
    }
    all
}

async fn mail_link(
    gateway: &Gateway,
    post: &dyn SignInPost,
    tenant: &Tenant,
    email: &str,
) -> Result<(), Error> {
    let surroundings = &gateway.surroundings;
    let secret = URL_SAFE_NO_PAD.encode((surroundings.secret)());
    let token = session::link_token(&tenant.id, &secret);
    let hash = session::hash(&token);
    let command = RequestSignIn {
        email: email.to_owned(),
        hash: hash.clone(),
    };
    send_as_anybody(gateway, tenant, Command::RequestSignIn(command)).await?;
    let now = (surroundings.now)();
    // What was refused is in the log, and nothing is mailed.
    let Some(letter) = letter(gateway, tenant, &hash, &token, now) else {
        return Ok(());
    };
    let request = letter.request;
    let sent = post.send(letter).await;
    let record = RecordSignInMail {
        request,
        template: sent.template,
        content_hash: sent.content_hash,
        mail: sent.mail,
    };
    send_as_anybody(gateway, tenant, Command::RecordSignInMail(record)).await
}

fn letter(
    gateway: &Gateway,
    tenant: &Tenant,
    hash: &str,
    token: &str,
    now: jiff::Timestamp,
) -> Option<SignInLetter> {
    let state = tenant.view.state();
    let requested = &state.access().link(hash, now)?.requested;
    let person = state.person_by_id(requested.person)?;
    let council = state.council().ok()?;
    let base = gateway.surroundings.web.base.as_deref()?;
    Some(SignInLetter {
        council: tenant.id.clone(),
        council_name: council.name.clone(),
        request: requested.request,
        email: person.details.email.clone(),
        post: person.details.post.clone(),
        link: format!("{}/sign-in/{token}", base.trim_end_matches('/')),
        now,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_cannot_be_any() {
        let check = |email: &str, fits: bool| assert_eq!(fault(email).is_none(), fits, "{email}");
        check("", false);
        check("name", false);
        check("@council.example", false);
        check("name@", false);
        check("two words@council.example", false);
        check(&format!("{}@council.example", "x".repeat(400)), false);
        check("name@council.example", true);
    }
}
