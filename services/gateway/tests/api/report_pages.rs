//! The pages of reports: how far each is, what its versions say, and what changed
//! since one saw it.

use serde_json::json;

use crate::link_pages::iso_day;
use crate::reports::{circulated, content, report, send};
use crate::support::{Answer, Browser, Service, signed_in};

const REPORT: &str = "/c/rochdale/reports/q2%2Fcabinet";

#[track_caller]
fn says(answer: &Answer, texts: &[&str]) {
    let page = answer.text();
    assert_eq!(answer.status, 200, "{page}");
    for text in texts {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert_eq!(page.matches("<h1").count(), 1);
    assert_eq!(iso_day(&page), None);
}

async fn sign(service: &Service) {
    let hash = report(service).await["content_hash"].clone();
    let sign = json!({ "sign_off": { "report": "q2/cabinet", "role": "sponsor",
        "by": "sponsor@r.example", "content_hash": hash } });
    send(service, sign).await;
}

async fn revise(service: &Service, finance: &str) {
    let revise =
        json!({ "revise_report": { "report": "q2/cabinet", "content": content(finance) } });
    send(service, revise).await;
}

#[tokio::test]
async fn the_days_of_a_report_are_those_of_its_committee() {
    let service = circulated().await;
    let mut content = content("None.");
    content["header"]["meeting"] = json!("2020-11-24");
    let revise = json!({ "revise_report": { "report": "q2/cabinet", "content": content } });
    send(&service, revise).await;
    let reader = signed_in(&service, "rochdale", "sponsor@r.example").await;
    let page = || reader.get(&service, REPORT);
    says(&page().await, &["Monday 16 November 2020"]);
    let settings = json!({ "committee_timetables": {
        "Cabinet": { "publication_clear_working_days": 8 } } });
    let configure = json!({ "configure_council": { "settings": settings } });
    send(&service, configure).await;
    says(&page().await, &["Wednesday 11 November 2020"]);
}

#[tokio::test]
async fn a_report_shows_how_far_it_is() {
    let service = circulated().await;
    let reader = signed_in(&service, "rochdale", "sponsor@r.example").await;
    let list = reader.get(&service, "/c/rochdale/reports").await;
    says(
        &list,
        &[
            REPORT,
            "Circulated",
            "Waits for the sign-off of Report sponsor",
            "Performance Manager",
        ],
    );
    says(
        &reader.get(&service, REPORT).await,
        &[
            "Not signed",
            "Waits for Director of Policy",
            "Read version 1",
            "First written.",
        ],
    );
    sign(&service).await;
    says(
        &reader.get(&service, REPORT).await,
        &[
            "Every required role has signed",
            "Director of Policy, 20 October 2020, version 1",
        ],
    );
    revise(&service, "Some.").await;
    let shown = reader.get(&service, REPORT).await;
    says(
        &shown,
        &[
            "stands no more: changed since: Finance",
            "Changed: Finance.",
        ],
    );
    let unknown = reader.get(&service, "/c/rochdale/reports/none").await;
    assert_eq!(unknown.status, 404);
    let unknown = reader.get(&service, &format!("{REPORT}/versions/7")).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn a_reader_is_shown_what_changed_since() {
    let service = circulated().await;
    let grant = json!({ "grant_role": { "person": "other@r.example", "role": "viewer" } });
    send(&service, grant).await;
    let latest = async |browser: &Browser, number: u32| {
        browser
            .get(&service, &format!("{REPORT}/versions/{number}"))
            .await
    };
    // Who signed is shown what changed since they signed.
    sign(&service).await;
    let sponsor = signed_in(&service, "rochdale", "sponsor@r.example").await;
    assert!(!latest(&sponsor, 1).await.text().contains("What changed"));
    revise(&service, "None, or nearly.").await;
    says(
        &latest(&sponsor, 2).await,
        &[
            "What changed since you answered it last",
            "None<ins>, or nearly</ins>.",
        ],
    );
    // Who only read is shown what changed since the version that the browser showed,
    // however often the page is looked at.
    let mut viewer = signed_in(&service, "rochdale", "other@r.example").await;
    let first = latest(&viewer, 2).await;
    assert!(!first.text().contains("What changed"));
    let session = viewer.cookie.clone();
    let keep = |browser: &mut Browser, answer: &Answer| {
        let seen = answer
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        assert!(seen.starts_with("quarterday-seen="), "{seen}");
        assert!(
            answer
                .header("set-cookie")
                .contains(&format!("Path={REPORT};"))
        );
        browser.cookie = format!("{session}; {seen}");
    };
    keep(&mut viewer, &first);
    revise(&service, "Some.").await;
    for _ in 0..2 {
        let shown = latest(&viewer, 3).await;
        says(
            &shown,
            &[
                "What changed since you saw it last",
                "That was version 2",
                "<ins>Some</ins>",
            ],
        );
        keep(&mut viewer, &shown);
    }
    // An old version says that there is a newer one, and is compared with any.
    says(
        &latest(&viewer, 1).await,
        &["There is a newer version", "Compare"],
    );
    let compared = viewer
        .get(&service, &format!("{REPORT}/compare?from=1&to=3"))
        .await;
    says(
        &compared,
        &[
            "Versions 1 and 3 compared",
            "<del>None</del><ins>Some</ins>",
        ],
    );
    let same = viewer
        .get(&service, &format!("{REPORT}/compare?from=3&to=3"))
        .await;
    says(&same, &["They say the same."]);
}
