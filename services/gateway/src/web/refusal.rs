//! What a page says when it cannot be shown.

use axum::body::Body;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, Response, StatusCode};
use maud::{Markup, html};
use quarterday_domain::Code;
use quarterday_proto::id::CouncilId;

use super::cookie;
use super::layout::{Around, Page};
use super::link_over;
use crate::problem::Problem;

/// The page for a problem; whoever is not signed in is sent to where that is
/// done. `path` is what was asked for.
///
/// Whoever signs in then comes back to `back_to`.
pub(crate) fn answer(
    problem: &Problem,
    path: &str,
    back_to: Option<&str>,
    is_https: bool,
) -> Response<Body> {
    if problem.status() == StatusCode::UNAUTHORIZED {
        return to_sign_in(path, back_to, is_https);
    }
    let (title, main) = match link_over::is_own(problem) {
        true => link_over::unknown(),
        false => words(problem),
    };
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-l" { (title) }
                (main)
            }
        }
    };
    let mut answer = Page::new(title, main).into_response(problem.status(), &Around::default());
    answer
        .headers_mut()
        .extend(problem.headers().iter().cloned());
    answer
}

fn words(problem: &Problem) -> (&'static str, Markup) {
    let line = |text: &str| html! { p class="govuk-body" { (text) } };
    if NOT_SIGNED_IN.iter().any(|code| problem.is(*code)) || is_away(problem) {
        return ("You are not signed in", not_signed_in(problem));
    }
    match problem.status() {
        StatusCode::NOT_FOUND => (
            "Page not found",
            html! {
                (line("If you typed the web address, check it is correct."))
                (line("If you pasted the web address, check you copied the whole of it."))
                (start())
            },
        ),
        StatusCode::FORBIDDEN => (
            "You cannot do this",
            html! { (line(&sentence(problem.detail()))) (start()) },
        ),
        StatusCode::GONE => (
            "This link is over",
            html! { (line(&sentence(problem.detail()))) (start()) },
        ),
        StatusCode::TOO_MANY_REQUESTS => ("Too many requests", line(&sentence(problem.detail()))),
        StatusCode::SERVICE_UNAVAILABLE => (
            "Sorry, the service is unavailable",
            line("Nothing is lost. Try again in a few minutes."),
        ),
        status if status.is_client_error() => (
            "There is a problem",
            html! { (line(&sentence(problem.detail()))) (start()) },
        ),
        _ => (
            "Sorry, there is a problem with the service",
            line("Try again later. What was wrong is in the service\u{2019}s own log."),
        ),
    }
}

/// Why an OpenID provider signed nobody in.
const NOT_SIGNED_IN: [Code; 4] = [
    Code::SignInFlowOver,
    Code::ProviderRefused,
    Code::ProviderTokenInvalid,
    Code::AccountWithoutPost,
];

fn is_away(problem: &Problem) -> bool {
    problem.code() == crate::failure::Code::ProviderUnreachable.code()
}

/// What to do, and the code by which those who help know what it was.
fn not_signed_in(problem: &Problem) -> Markup {
    html! {
        p class="govuk-body" { (sentence(problem.detail())) }
        @if problem.is(Code::AccountWithoutPost) {
            p class="govuk-body" {
                "If you have a post here, ask your performance team whether it is registered with \
                your work email address."
            }
        }
        p class="govuk-body" { a class="govuk-link" href="/sign-in" { "Go to sign in" } }
        p class="govuk-body-s" { "Code " (problem.code()) }
    }
}

fn start() -> Markup {
    html! { p class="govuk-body" { a class="govuk-link" href="/" { "Go to the start" } } }
}

/// Begun with a capital and ended with a full stop, its days in words.
pub(crate) fn sentence(text: &str) -> String {
    let text = &super::words::plain(text);
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    let stop = if text.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{}{}{stop}", first.unwrap_or_default(), letters.as_str())
}

/// To where one signs in, for the council of a path.
fn to_sign_in(path: &str, back_to: Option<&str>, is_https: bool) -> Response<Body> {
    let council = path
        .strip_prefix("/c/")
        .and_then(|rest| rest.split('/').next());
    let council = council.and_then(|text| text.parse::<CouncilId>().ok());
    let address = match &council {
        Some(council) => format!("/sign-in?council={council}"),
        None => "/sign-in".to_owned(),
    };
    let mut answer = redirect(&address);
    let cookie = back_to.zip(council).and_then(|(back_to, council)| {
        let cookie = cookie::set_return(&council, is_https, back_to);
        HeaderValue::from_str(&cookie).ok()
    });
    if let Some(cookie) = cookie {
        answer.headers_mut().insert(SET_COOKIE, cookie);
    }
    answer
}

/// Sends a browser to another page by `GET`.
pub(crate) fn redirect(address: &str) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::SEE_OTHER;
    let address = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    answer.headers_mut().insert(LOCATION, address);
    answer
}
