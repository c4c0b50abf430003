//! The Update page, by the link of a mail.

use axum::http::Method;
use serde_json::Value;

use crate::links::mailed;
use crate::support::{Answer, Service};

async fn send(service: &Service, method: Method, token: &str, site: &str, form: &str) -> Answer {
    let headers = [
        ("accept", "text/html"),
        ("sec-fetch-site", site),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let path = format!("/c/rochdale/link/{token}");
    let body = form.as_bytes().to_vec();
    service.send(Some(""), method, &path, &headers, body).await
}

async fn post(service: &Service, token: &str, form: &str) -> Answer {
    send(service, Method::POST, token, "same-origin", form).await
}

/// The place of the last commit.
async fn last_place(service: &Service) -> Value {
    let path = "/api/v1/rochdale/audit?limit=1";
    service.get(path).await.good()["entries"][0]["place"].clone()
}

/// The values of hidden fields, in order, as a form sends them back.
fn hidden(page: &str) -> Vec<String> {
    let fields = page.split("<input type=\"hidden\" name=\"").skip(1);
    fields
        .map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            let (value, _) = rest.split_once('"').unwrap();
            format!("{name}={value}")
        })
        .collect()
}

#[tokio::test]
async fn all_that_a_mail_asks_for_is_sent_as_one() {
    let (service, token) = mailed().await;
    let before = last_place(&service).await;
    for _ in 0..2 {
        let looked = send(&service, Method::GET, &token, "none", "").await;
        assert_eq!(looked.status, 200, "{}", looked.text());
    }
    assert_eq!(last_place(&service).await, before);
    let shown = send(&service, Method::GET, &token, "none", "").await.text();
    let known = hidden(&shown);
    let items = known.len() / 2;
    assert!(items > 0);
    assert!(
        shown.contains("Last said, as at 30 September 2020"),
        "{shown}"
    );

    // What is missing is said beside its field, and what was written stays.
    let mut form = known.join("&");
    form.push_str("&item-0-commentary=So+far+so+good");
    let refused = post(&service, &token, &form).await;
    assert_eq!(refused.status, 422);
    let text = refused.text();
    assert!(text.contains("<title>Error: Your update"));
    assert!(text.contains("href=\"#item-0-going\""), "{text}");
    assert!(text.contains("So far so good</textarea>"), "{text}");

    // What the rules refuse too: an action that is on track needs commentary.
    let going: String = (0..items)
        .map(|index| format!("&item-{index}-going=on_track"))
        .collect();
    let refused = post(&service, &token, &format!("{}{going}", known.join("&"))).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(
        refused.text().contains("href=\"#item-0-commentary\""),
        "{}",
        refused.text()
    );
    assert_eq!(last_place(&service).await, before);

    let said: String = (0..items)
        .map(|index| format!("&item-{index}-commentary=As+planned"))
        .collect();
    let form = format!("{}{going}{said}", known.join("&"));
    let elsewhere = send(&service, Method::POST, &token, "cross-site", &form).await;
    assert_eq!(elsewhere.status, 403);
    let sent = post(&service, &token, &form).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    assert!(sent.text().contains("Update sent"));
    let entry = &service.get("/api/v1/rochdale/audit?limit=1").await.good()["entries"][0];
    let observed = entry["types"].as_array().unwrap();
    assert!(
        observed.iter().any(|name| name == "item.observed"),
        "{entry}"
    );
    assert!(entry.to_string().contains("As planned"), "{entry}");

    for method in [Method::GET, Method::POST] {
        let again = send(&service, method, &token, "same-origin", &form).await;
        assert_eq!(again.status, 410);
        assert!(again.text().contains("You have sent these answers"));
    }
    let other = send(&service, Method::GET, &format!("{token}x"), "none", "").await;
    assert_eq!(other.status, 404);
}
