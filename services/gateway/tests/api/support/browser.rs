//! A browser of somebody who has signed in, or has not.

use axum::http::Method;
use serde_json::json;

use super::{Answer, Service};

/// A browser: its cookie, and what it says of where a form is from.
#[derive(Default)]
pub(crate) struct Browser {
    pub(crate) cookie: String,
}

impl Browser {
    pub(crate) async fn get(&self, service: &Service, path: &str) -> Answer {
        self.send(service, Method::GET, path, "none", "").await
    }

    pub(crate) async fn post(&self, service: &Service, path: &str, form: &str) -> Answer {
        self.send(service, Method::POST, path, "same-origin", form)
            .await
    }

    pub(crate) async fn send(
        &self,
        service: &Service,
        method: Method,
        path: &str,
        site: &str,
        form: &str,
    ) -> Answer {
        let headers = [
            ("accept", "text/html"),
            ("sec-fetch-site", site),
            ("content-type", "application/x-www-form-urlencoded"),
            ("cookie", self.cookie.as_str()),
        ];
        let body = form.as_bytes().to_vec();
        service.send(Some(""), method, path, &headers, body).await
    }

    /// Takes the cookie of an answer.
    pub(crate) fn keep(&mut self, answer: &Answer) {
        let set = answer.header("set-cookie");
        self.cookie = set.split(';').next().unwrap().to_owned();
    }
}

pub(crate) fn path_of(link: &str) -> &str {
    link.strip_prefix("https://q.example").unwrap()
}

/// Signs somebody in by a link that the operator makes.
pub(crate) async fn signed_in(service: &Service, council: &str, person: &str) -> Browser {
    let path = format!("/api/v1/{council}/sign-in-links");
    let offered = service.post(&path, &json!({ "person": person })).await;
    let offered = offered.good();
    let link = path_of(offered["link"].as_str().unwrap());
    let mut browser = Browser::default();
    let opened = browser.post(service, link, "").await;
    assert_eq!(opened.status, 303, "{}", opened.text());
    browser.keep(&opened);
    browser
}
