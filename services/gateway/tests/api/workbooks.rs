//! The workbook of a quarter, out and back: blank rows stay as they are, faults
//! are told by cell, what came meanwhile is shown in both values, and nothing is
//! stored before that was confirmed.

use axum::http::Method;
use quarterday_documents::answer_workbook::{Row, write};
use quarterday_proto::item::Observation;
use serde_json::{Value, json};

use crate::my_update::encoded;
use crate::support::{Answer, Browser, Service, form, signed_in};
use crate::web::newest;

const OFFICER: &str = "chief.executive@rochdale.example";
const PAGE: &str = "/c/rochdale/quarters/2020-21-Q1/workbook";

async fn upload(service: &Service, browser: &Browser, bytes: Vec<u8>) -> Answer {
    let headers = [
        ("accept", "text/html"),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "multipart/form-data; boundary=XX"),
        ("cookie", browser.cookie.as_str()),
    ];
    let body = form(&[("back.xlsx".to_owned(), bytes)]);
    let path = format!("{PAGE}/back");
    service
        .send(Some(""), Method::POST, &path, &headers, body)
        .await
}

fn row(reference: &str, commentary: Option<&str>) -> Row {
    let as_at = "2020-06-30".parse().unwrap();
    let given = commentary.map(|text| Observation {
        as_at,
        basis: None,
        percent_complete: None,
        completed_on: None,
        on_track: Some(true),
        cause: None,
        actual: None,
        forecast: None,
        rating: None,
        unavailable: None,
        commentary: Some(text.into()),
    });
    Row {
        plan: "resources-2020-21".to_owned(),
        reference: reference.to_owned(),
        title: String::new(),
        owner: String::new(),
        due: None,
        as_at,
        given,
        before: String::new(),
    }
}

/// The hidden fields of a page's main form, as a browser sends them.
fn fields(page: &str) -> Vec<(String, String)> {
    let form = page.split("<form method=\"post\"").nth(2).unwrap();
    let fields = form.split("<input type=\"hidden\" name=\"").skip(1);
    fields
        .map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            let (value, _) = rest.split_once('"').unwrap();
            (name.to_owned(), value.replace("&quot;", "\""))
        })
        .collect()
}

async fn place(service: &Service) -> Value {
    newest(service).await["place"].clone()
}

#[tokio::test]
async fn a_workbook_goes_out_and_comes_back() {
    let service = Service::rochdale().await;
    for command in [
        json!({ "open_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q1" } }),
        json!({ "grant_role": { "person": OFFICER, "role": "performance_officer" } }),
    ] {
        service.command(&[], &command).await.good();
    }
    let browser = signed_in(&service, "rochdale", OFFICER).await;
    let page = browser.get(&service, PAGE).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let out = browser.get(&service, &format!("{PAGE}/file")).await;
    assert!(
        out.header("content-disposition")
            .contains("rochdale-2020-21-Q1.xlsx")
    );

    // As it went out it says nothing; another workbook is refused.
    let nothing = upload(&service, &browser, out.body.clone()).await;
    assert_eq!(nothing.status, 422, "{}", nothing.text());
    assert!(nothing.text().contains("The workbook says nothing new"));
    let template = quarterday_documents::template::workbook().unwrap();
    let other = upload(&service, &browser, template).await;
    assert!(
        other
            .text()
            .contains("Select one workbook that was downloaded here")
    );

    let known: u64 = place(&service).await.as_u64().unwrap();
    // Faults by row, of the rules too: all of them, and nothing is stored.
    let bare = Row {
        given: row("R12", Some("")).given.map(|mut given| {
            given.commentary = None;
            given
        }),
        ..row("R12", None)
    };
    let wrong = write("Q1", known, &[bare, row("R999", Some("No such item"))]).unwrap();
    let faulty = upload(&service, &browser, wrong).await;
    assert_eq!(faulty.status, 422, "{}", faulty.text());
    assert!(faulty.text().contains("row 3"), "{}", faulty.text());

    // Somebody answers one of them meanwhile.
    let meanwhile = json!({ "observe": { "plan": "resources-2020-21", "ref": "R12",
        "observation": { "as_at": "2020-06-30", "on_track": true, "commentary": "Mine." } } });
    service.command(&[], &meanwhile).await.good();
    let before = place(&service).await;
    let rows = [
        row("R12", Some("From the workbook.")),
        row("R01", Some("New.")),
        row("R02", None),
    ];
    let back = write("Q1", known, &rows).unwrap();
    let shown = upload(&service, &browser, back).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let text = shown.text();
    for words in ["Answered meanwhile", "Mine.", "From the workbook.", "New."] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("R02:"), "{text}");
    assert_eq!(place(&service).await, before);

    let take = |what| encoded(&fields(&text), &[("take-resources-2020-21-R12", what)]);
    let confirm = format!("{PAGE}/confirm");
    for _ in 0..2 {
        let stored = browser.post(&service, &confirm, &take("theirs")).await;
        assert_eq!(stored.status, 200, "{}", stored.text());
        assert!(stored.text().contains("1 answer"), "{}", stored.text());
    }
    let entry = newest(&service).await;
    assert!(entry.to_string().contains("New."), "{entry}");
    assert!(!entry.to_string().contains("From the workbook."), "{entry}");
    assert!(
        entry["events"][0]["item.observed"]["entered_for"].is_string(),
        "{entry}"
    );
    // What comes between showing and confirming is not passed over.
    let other = upload(&service, &browser, write("Q1", known, &rows[..1]).unwrap()).await;
    let fields = fields(&other.text());
    let again = json!({ "observe": { "plan": "resources-2020-21", "ref": "R12",
        "observation": { "as_at": "2020-06-30", "on_track": true, "commentary": "Later." } } });
    service.command(&[], &again).await.good();
    let stale = encoded(&fields, &[("take-resources-2020-21-R12", "workbook")]);
    let refused = browser.post(&service, &confirm, &stale).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("R12"), "{}", refused.text());
}
