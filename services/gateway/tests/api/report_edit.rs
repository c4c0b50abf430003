//! Editing a report beyond its text: order, cover, author and signatories, the
//! figures to name, what the linter finds; and passing a step on.

use serde_json::{Value, json};

use crate::report_forms::{filled, says};
use crate::reports::{ROOT, circulated, content, send};
use crate::support::{Answer, Browser, Service, signed_in};
use crate::web::newest;

const DRAFT: &str = "/c/rochdale/reports/draft/do/edit";
const COVER: &str = "2020-21-Q2 resources-2020-21";

/// A draft on the route of Derby, where legal is named, and its author.
async fn drafted(papers: &str) -> (Service, Browser) {
    let service = circulated().await;
    let open = json!({ "open_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q2" } });
    send(&service, open).await;
    let mut text = content("None.");
    text["section"][1] = json!({ "key": "background_papers", "heading": "Background papers",
        "text": papers });
    let draft = json!({ "draft_report": { "report": "draft", "author": "author@r.example",
        "sponsor": "sponsor@r.example", "route": "staged", "content": text } });
    send(&service, draft).await;
    let browser = signed_in(&service, "rochdale", "author@r.example").await;
    (service, browser)
}

async fn report(service: &Service) -> Value {
    service.get(&format!("{ROOT}/reports/draft")).await.good()
}

/// Sends the form of a page with other values, looks at what it will do, does it.
async fn save(
    service: &Service,
    browser: &Browser,
    other: &[(&str, &str)],
    will: &[&str],
) -> Answer {
    let form = browser.get(service, DRAFT).await;
    let preview = browser
        .post(service, DRAFT, &filled(&form.text(), other))
        .await;
    says(&preview, 200, will);
    let confirm = filled(&preview.text(), &[("confirm", "yes")]);
    browser.post(service, DRAFT, &confirm).await
}

#[tokio::test]
async fn sections_are_put_in_order_and_quarters_covered() {
    let (service, browser) = drafted("None").await;
    let form = browser.get(&service, DRAFT).await;
    says(
        &form,
        200,
        &[
            "Order of the sections",
            "There are none: tick a quarter",
            "What the linter finds in this version</h2><p class=\"govuk-body\">Nothing.",
        ],
    );
    let wrong = filled(&form.text(), &[("place-recommendations", "first")]);
    let wrong = browser.post(&service, DRAFT, &wrong).await;
    says(&wrong, 422, &["href=\"#place-recommendations\""]);
    let other = [("place-recommendations", "3"), ("cover", COVER)];
    let saved = save(&service, &browser, &other, &["Version 2 is saved"]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let after = report(&service).await;
    assert_eq!(
        after["content"]["section"][0]["key"], "background_papers",
        "{after}"
    );
    assert_eq!(after["covers"][0]["quarter"], "2020-21-Q2", "{after}");
    // Now there are figures, as the position has them.
    let form = browser.get(&service, DRAFT).await;
    says(&form, 200, &["{figure ", "{total actions}", "checked"]);
    let text = form.text();
    let (_, rest) = text.split_once("<code>{figure ").unwrap();
    let name = rest.split('}').next().unwrap();
    let value = rest.split("govuk-table__cell\">").nth(1).unwrap();
    let value = value.split('<').next().unwrap().to_owned();
    let named = format!("To note {{figure {name}}}.");
    let saved = save(
        &service,
        &browser,
        &[("section-1-text", &named)],
        &["is saved"],
    )
    .await;
    assert_eq!(saved.status, 303);
    let printed = service
        .get(&format!("{ROOT}/reports/draft/rendered?format=html"))
        .await;
    assert!(printed.text().contains(&value), "{value} of {name}");
    // What is left alone is not sent: another's change of it stays.
    let same = save(
        &service,
        &browser,
        &[("title", "Another title")],
        &["is saved"],
    )
    .await;
    assert_eq!(same.status, 303);
    assert!(newest(&service).await.to_string().contains("Another title"));
    assert_eq!(report(&service).await["covers"], after["covers"]);
}

#[tokio::test]
async fn the_author_and_those_who_sign_are_changed() {
    let (service, browser) = drafted("None").await;
    let other = [("signatory-member", "other@r.example; sponsor@r.example")];
    let form = browser.get(&service, DRAFT).await;
    let key = form.text();
    let (_, rest) = key.split_once("name=\"signatory-").unwrap();
    let key = rest
        .split('"')
        .next()
        .unwrap()
        .trim_end_matches("-before")
        .to_owned();
    let field = format!("signatory-{key}");
    let other = [(field.as_str(), other[0].1)];
    let saved = save(&service, &browser, &other, &["is saved"]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let entry = newest(&service).await.to_string();
    assert!(entry.contains(&key), "{entry}");
    let form = browser.get(&service, DRAFT).await;
    says(&form, 200, &["other@r.example, sponsor@r.example"]);
    let unknown = [(field.as_str(), "nobody@r.example")];
    let refused = browser
        .post(&service, DRAFT, &filled(&form.text(), &unknown))
        .await;
    says(&refused, 422, &["nobody@r.example"]);
    let author = [("author", "other@r.example")];
    let saved = save(&service, &browser, &author, &["is saved"]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert_eq!(report(&service).await["author"]["email"], "other@r.example");
    // It is theirs to edit now, and nobody else's.
    assert_eq!(browser.get(&service, DRAFT).await.status, 403);
}

#[tokio::test]
async fn what_the_linter_finds_is_shown_before_and_after() {
    let (service, browser) = drafted("A").await;
    let form = browser.get(&service, DRAFT).await;
    says(&form, 200, &["Error QL0009, Background papers"]);
    let other = [("section-0-text", "To note it and to thank.")];
    let will = ["Error of the linter at Background papers"];
    let saved = save(&service, &browser, &other, &will).await;
    assert_eq!(saved.status, 303, "a draft may say so");

    // A circulated report takes no new error, unless somebody says why.
    let path = "/c/rochdale/reports/q2%2Fcabinet/do/edit";
    let form = browser.get(&service, path).await;
    let error = [("new-heading", "Background papers"), ("new-text", "A")];
    let refused = browser
        .post(&service, path, &filled(&form.text(), &error))
        .await;
    says(&refused, 422, &["QL0009", "name=\"despite_lint\""]);
    let despite = [
        error[0],
        error[1],
        ("despite_lint", "The annex is lettered"),
    ];
    let preview = browser
        .post(&service, path, &filled(&form.text(), &despite))
        .await;
    says(&preview, 200, &["is saved", "Error of the linter"]);
    let saved = browser
        .post(
            &service,
            path,
            &filled(&preview.text(), &[("confirm", "yes")]),
        )
        .await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert!(
        newest(&service)
            .await
            .to_string()
            .contains("The annex is lettered")
    );
}

#[tokio::test]
async fn a_step_goes_to_somebody_else() {
    let service = circulated().await;
    let path = "/c/rochdale/reports/q2%2Fcabinet/do/reassign";
    let author = signed_in(&service, "rochdale", "author@r.example").await;
    assert_eq!(author.get(&service, path).await.status, 403);
    let officer = "chief.executive@rochdale.example";
    let grant = json!({ "grant_role": { "person": officer, "role": "performance_officer" } });
    send(&service, grant).await;
    let browser = signed_in(&service, "rochdale", officer).await;
    let form = browser.get(&service, path).await;
    says(&form, 200, &["Director of Policy"]);
    let wrong = browser
        .post(&service, path, &filled(&form.text(), &[]))
        .await;
    says(
        &wrong,
        422,
        &["href=\"#step\"", "href=\"#to\"", "href=\"#reason\""],
    );
    let text = form.text();
    let (_, rest) = text.split_once("/sponsor@r.example\"").unwrap();
    assert!(rest.contains("Director of Policy"));
    let (before, _) = text.split_once("/sponsor@r.example\"").unwrap();
    let role = before.rsplit('"').next().unwrap();
    let step = format!("{role}/sponsor@r.example");
    let chosen = [
        ("step", step.as_str()),
        ("to", "other@r.example"),
        ("reason", "On leave"),
    ];
    let preview = browser.post(&service, path, &filled(&text, &chosen)).await;
    says(
        &preview,
        200,
        &[
            "Head of Law is asked to sign as",
            "in the place of Director of Policy",
        ],
    );
    let done = browser
        .post(
            &service,
            path,
            &filled(&preview.text(), &[("confirm", "yes")]),
        )
        .await;
    assert_eq!(done.status, 303, "{}", done.text());
    let asked = format!("{ROOT}/sign-off-requests?person=other@r.example");
    let asked = service.get(&asked).await.good();
    assert_eq!(asked["requests"].as_array().unwrap().len(), 1, "{asked}");
}
