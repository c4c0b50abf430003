//! The linter over HTTP, and the gate before circulation.

use serde_json::{Value, json};

use crate::support::Service;

const ROOT: &str = "/api/v1/rochdale";

/// A text whose background papers are a lone letter.
fn content(papers: &str) -> Value {
    json!({ "title": "Performance, quarter 2", "section": [
        { "key": "recommendations", "heading": "Recommendations", "text": "To note it." },
        { "key": "background_papers", "heading": "Background papers", "text": papers },
    ] })
}

async fn drafted(papers: &str) -> Service {
    let service = Service::rochdale().await;
    let people = "email,post\nauthor@r.example,Performance Manager\n\
        sponsor@r.example,Director of Policy\n";
    let files = [("people.csv".to_owned(), people.as_bytes().to_vec())];
    let path = format!("{ROOT}/imports");
    service.import(&path, &files).await.good();
    let draft = json!({ "draft_report": {
        "report": "q2", "author": "author@r.example", "sponsor": "sponsor@r.example",
        "content": content(papers),
    } });
    service.command(&[], &draft).await.good();
    service
}

async fn lint(service: &Service) -> Value {
    service.get(&format!("{ROOT}/reports/q2/lint")).await.good()
}

#[tokio::test]
async fn findings_have_their_places_and_both_values() {
    let service = drafted("A").await;
    let found = lint(&service).await;
    assert_eq!(
        (&found["errors"], &found["warnings"]),
        (&json!(1), &json!(0))
    );
    let report = service.get(&format!("{ROOT}/reports/q2")).await.good();
    assert_eq!(found["content_hash"], report["content_hash"]);
    let finding = &found["findings"][0];
    assert_eq!(finding["code"], "QL0009");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["says"], "A");
    let place = json!({ "section": "background_papers", "heading": "Background papers",
        "paragraph": "1", "offset": 0, "words": "A" });
    assert_eq!(finding["place"], place);
    let path = format!("{ROOT}/reports/q3/lint");
    service.get(&path).await.problem(404, "QD0050");
    assert_eq!(lint(&drafted("None").await).await["findings"], json!([]));
}

#[tokio::test]
async fn a_text_is_read_before_it_is_drafted() {
    let service = drafted("None").await;
    let path = format!("{ROOT}/lint");
    let found = service
        .post(&path, &json!({ "content": content("B") }))
        .await;
    let found = found.good();
    assert_eq!(found["findings"][0]["says"], "B");
    assert_eq!(found.get("report"), None);
    let covers = json!([{ "plan": "none-such", "quarter": "2020-21-Q2" }]);
    let unknown = json!({ "content": content("B"), "covers": covers });
    service.post(&path, &unknown).await.problem(404, "QD0006");
}

#[tokio::test]
async fn errors_stop_circulation_until_a_reason_is_recorded() {
    let service = drafted("A").await;
    let circulate = |despite: Option<&str>| {
        let mut command = json!({ "circulate_report": { "report": "q2" } });
        if let Some(reason) = despite {
            command["circulate_report"]["despite_lint"] = reason.into();
        }
        command
    };
    let refused = service.command(&[], &circulate(None)).await;
    let problem = refused.problem(422, "QD0170");
    let says = problem["detail"].as_str().unwrap();
    assert!(says.contains("QL0009 at Background papers"), "{says}");
    let reason = "The papers follow on the day.";
    service.command(&[], &circulate(Some(reason))).await.good();
    let report = service.get(&format!("{ROOT}/reports/q2")).await.good();
    assert_eq!(report["state"], "circulated");
    let despite = &report["despite_lint"][0];
    assert_eq!(
        (&despite["reason"], &despite["version"]),
        (&json!(reason), &json!(1))
    );
    let kept = json!([{ "code": "QL0009", "place": "background_papers 1" }]);
    assert_eq!(despite["findings"], kept);
}
