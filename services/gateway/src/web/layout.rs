//! What all pages share: head, header, navigation, foot.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Response, StatusCode};
use maud::{DOCTYPE, Markup, html};
use quarterday_domain::rights::Right;

use super::look::Look;
use super::parts::FieldError;
use super::{accessibility, assets};
use crate::call::Call;
use crate::endpoint::Answered;

/// What the service is called in titles.
const SERVICE: &str = "Quarterday";

/// A page.
pub(crate) struct Page {
    /// What stands in its title, and most often its first heading.
    pub(crate) title: String,
    /// Whether it tells of errors in what was sent: its title says so.
    pub(crate) has_errors: bool,
    /// What stands before the main part: a link back.
    pub(crate) before: Option<Markup>,
    /// Its main part.
    pub(crate) main: Markup,
}

impl Page {
    pub(crate) fn new(title: impl Into<String>, main: Markup) -> Self {
        Self {
            title: title.into(),
            has_errors: false,
            before: None,
            main,
        }
    }

    /// With a link back.
    pub(crate) fn back(mut self, to: &str, text: &str) -> Self {
        self.before = Some(html! {
            nav aria-label="Back" { a class="govuk-back-link" href=(to) { (text) } }
        });
        self
    }

    /// Its title says that there are errors.
    pub(crate) fn with_errors(mut self, has_errors: bool) -> Self {
        self.has_errors = has_errors;
        self
    }

    /// The answer, for whoever asks.
    pub(crate) fn answer(self, call: &Call) -> Answered {
        let around = Around::of(call);
        Ok(self.into_response(StatusCode::OK, &around))
    }

    /// The answer to a form that is shown again: refused where something is
    /// wrong with it.
    pub(crate) fn of_form(self, call: &Call, errors: &[FieldError]) -> Answered {
        let status = if errors.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        let page = self.with_errors(!errors.is_empty());
        Ok(page.into_response(status, &Around::of(call)))
    }

    /// The answer, with a status.
    pub(crate) fn into_response(self, status: StatusCode, around: &Around) -> Response<Body> {
        let text = document(&self, around).into_string();
        let mut answer = Response::new(Body::from(text));
        *answer.status_mut() = status;
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        answer.headers_mut().insert(CONTENT_TYPE, kind);
        answer
    }
}

/// For whom a page is, as far as it is known.
#[derive(Debug, Default)]
pub(crate) struct Around {
    council: Option<Council>,
}

#[derive(Debug)]
struct Council {
    id: String,
    name: String,
    /// The post of whoever is signed in, and where they may go.
    signed_in: Option<(String, Vec<(String, &'static str)>)>,
    path: String,
    look: Option<Look>,
}

impl Around {
    /// From an authorised request.
    pub(crate) fn of(call: &Call) -> Self {
        let Some(tenant) = &call.tenant else {
            return Self::default();
        };
        let id = tenant.id.to_string();
        let state = tenant.view.state();
        let set = state.council().ok().and_then(|one| one.look.as_ref());
        let look = set.map(|set| Look::of(&tenant.id, set));
        let name = state.council().map_or(id.clone(), |one| one.name.clone());
        let signed_in = call.who.session.as_ref().map(|session| {
            let post = state.post_of(session.person);
            let mut links = vec![(format!("/c/{id}"), "Home")];
            if call.who.may.has(Right::Read) {
                links.push((format!("/c/{id}/dashboard"), "Dashboard"));
                links.push((format!("/c/{id}/reports"), "Reports"));
            }
            if call.who.may.has(Right::RunCycle) {
                links.push((format!("/c/{id}/quarters"), "Quarters"));
            }
            if call.who.may.has(Right::Audit) {
                links.push((format!("/c/{id}/audit"), "Audit"));
            }
            if call.who.may.has_office() {
                links.push((format!("/c/{id}/admin"), "Administration"));
            }
            (post, links)
        });
        Self {
            council: Some(Council {
                id,
                name,
                signed_in,
                path: call.requested.clone(),
                look,
            }),
        }
    }
}

fn document(page: &Page, around: &Around) -> Markup {
    let council = around.council.as_ref();
    let whose = council.map_or(SERVICE.to_owned(), |one| {
        format!("{} \u{2013} {SERVICE}", one.name)
    });
    let error = if page.has_errors { "Error: " } else { "" };
    html! {
        (DOCTYPE)
        html lang="en-GB" class="govuk-template" {
            head {
                meta charset="utf-8";
                title { (error) (page.title) " \u{2013} " (whose) }
                meta name="viewport" content="width=device-width, initial-scale=1";
                link rel="icon" href=(assets::address("icon.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(assets::address("style.css"));
                @if let Some(look) = council.and_then(|one| one.look.as_ref()) {
                    link rel="stylesheet" href=(look.style);
                }
                script type="module" src=(assets::address("start.js")) {}
            }
            body class="govuk-template__body" {
                a href="#main-content" class="govuk-skip-link" data-module="govuk-skip-link" {
                    "Skip to main content"
                }
                (header(council))
                @if let Some(council) = council { (navigation(council)) }
                div class="govuk-width-container" {
                    @if let Some(before) = &page.before { (before) }
                    main class="govuk-main-wrapper" id="main-content" { (page.main) }
                }
                (foot())
            }
        }
    }
}

fn header(council: Option<&Council>) -> Markup {
    html! {
        header class="qd-header" {
            div class="govuk-width-container qd-header__inner" {
                span {
                    @if let Some((address, width, height)) = council.and_then(|one| {
                        one.look.as_ref()?.logo.as_ref()
                    }) {
                        // The name beside it says what it shows.
                        img class="qd-header__logo" src=(address) alt="" width=(width)
                            height=(height);
                    }
                    (council.map_or(SERVICE, |one| one.name.as_str()))
                }
                @if let Some((id, (post, _))) = council.and_then(|one| {
                    Some((&one.id, one.signed_in.as_ref()?))
                }) {
                    div class="qd-header__person" {
                        span { (post) }
                        form method="post" action={ "/c/" (id) "/sign-out" } {
                            button class="qd-header__button" { "Sign out" }
                        }
                    }
                }
            }
        }
    }
}

fn navigation(council: &Council) -> Markup {
    let Some((_, links)) = &council.signed_in else {
        return html! {};
    };
    html! {
        section aria-label="Service information" class="govuk-service-navigation"
            data-module="govuk-service-navigation" {
            div class="govuk-width-container" {
                div class="govuk-service-navigation__container" {
                    nav aria-label="Menu" class="govuk-service-navigation__wrapper" {
                        button type="button" hidden aria-hidden="true" aria-controls="navigation"
                            class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle" {
                            "Menu"
                        }
                        ul class="govuk-service-navigation__list" id="navigation" {
                            @for (address, text) in links {
                                @let here = council.path == *address;
                                li class={ "govuk-service-navigation__item"
                                    @if here { " govuk-service-navigation__item--active" } } {
                                    a class="govuk-service-navigation__link" href=(address)
                                        aria-current=[here.then_some("page")] { (text) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn foot() -> Markup {
    html! {
        footer class="govuk-width-container govuk-!-padding-bottom-6" {
            hr class="govuk-section-break govuk-section-break--visible govuk-!-margin-bottom-4";
            p class="govuk-body-s" {
                (SERVICE) ". Every figure can be traced to the records that made it. "
                a class="govuk-link" href=(accessibility::ADDRESS) { "Accessibility" }
            }
        }
    }
}
