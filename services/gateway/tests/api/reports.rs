//! Reports over HTTP: what is listed, compared and asked, and tokens that stand
//! for a person.

use serde_json::{Value, json};

use crate::support::Service;

pub(crate) const ROOT: &str = "/api/v1/rochdale";

pub(crate) fn content(finance: &str) -> Value {
    json!({ "title": "Performance, quarter 2", "header": { "committee": "Cabinet" }, "section": [
        { "key": "recommendations", "heading": "Recommendations", "text": "To note it." },
        { "key": "finance", "heading": "Finance", "text": finance },
    ] })
}

pub(crate) async fn send(service: &Service, command: Value) -> Value {
    service.command(&[], &command).await.good()
}

pub(crate) async fn circulated() -> Service {
    let service = Service::rochdale().await;
    let people = "email,post\nauthor@r.example,Performance Manager\n\
        sponsor@r.example,Director of Policy\nother@r.example,Head of Law\n";
    let files = [("people.csv".to_owned(), people.as_bytes().to_vec())];
    service
        .import(&format!("{ROOT}/imports"), &files)
        .await
        .good();
    let draft = json!({ "draft_report": {
        "report": "q2/cabinet", "author": "author@r.example", "sponsor": "sponsor@r.example",
        "content": content("None."),
    } });
    send(&service, draft).await;
    send(
        &service,
        json!({ "circulate_report": { "report": "q2/cabinet" } }),
    )
    .await;
    service
}

pub(crate) async fn report(service: &Service) -> Value {
    service
        .get(&format!("{ROOT}/reports/q2%2Fcabinet"))
        .await
        .good()
}

#[tokio::test]
async fn a_report_shows_what_is_asked_and_what_was_signed() {
    let service = circulated().await;
    let list = service.get(&format!("{ROOT}/reports")).await.good();
    assert_eq!(list["reports"][0]["ref"], "q2/cabinet");
    assert_eq!(list["reports"][0]["state"], "circulated");
    let whole = report(&service).await;
    assert_eq!(
        whole["requests"][0]["people"][0]["email"],
        "sponsor@r.example"
    );
    let asked = |person: &str| format!("{ROOT}/sign-off-requests?person={person}");
    let of_sponsor = service.get(&asked("sponsor@r.example")).await.good();
    assert_eq!(
        of_sponsor["requests"][0]["content_hash"],
        whole["content_hash"]
    );
    let of_other = service.get(&asked("other@r.example")).await.good();
    assert_eq!(of_other, json!({ "requests": [] }));
    service
        .get(&asked("nobody@r.example"))
        .await
        .problem(404, "QD0009");

    let sign = json!({ "sign_off": { "report": "q2/cabinet", "role": "sponsor",
        "by": "sponsor@r.example", "content_hash": whole["content_hash"] } });
    send(&service, sign).await;
    let table = service
        .get(&format!("{ROOT}/reports/q2%2Fcabinet/sign-offs"))
        .await
        .good();
    assert_eq!(table["complete"], true);
    assert_eq!(table["rows"][0]["name"], "Director of Policy");
    let signed = report(&service).await;
    assert_eq!(signed["sign_offs"][0]["recorded_by"], "operator");
    assert_eq!(signed["requests"], json!([]));
    let trail = service
        .get(&format!("{ROOT}/audit?subject=report/q2/cabinet"))
        .await
        .good();
    assert_eq!(trail["entries"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn versions_are_kept_and_compared() {
    let service = circulated().await;
    let revise =
        json!({ "revise_report": { "report": "q2/cabinet", "content": content("It costs £5.") } });
    send(&service, revise).await;
    let whole = report(&service).await;
    let path = |rest: &str| format!("{ROOT}/reports/q2%2Fcabinet/{rest}");
    let first = service.get(&path("versions/1")).await.good();
    assert_eq!(first["content"], content("None."));
    let by_hash = path(&format!(
        "versions/{}",
        whole["content_hash"].as_str().unwrap()
    ));
    assert_eq!(service.get(&by_hash).await.good()["version"], 2);
    service
        .get(&path("versions/3"))
        .await
        .problem(404, "no_such_version");
    let difference = service.get(&path("difference")).await.good();
    assert_eq!(difference["sections"][0]["key"], "finance");
    assert_eq!(difference["sections"][0]["old"]["text"], "None.");
    assert_eq!(difference["sections"][0]["new"]["text"], "It costs £5.");
    assert_eq!(difference["sections"].as_array().unwrap().len(), 1);
    let same = service.get(&path("difference?from=2&to=2")).await.good();
    assert_eq!(same["sections"], json!([]));
    service
        .get(&path("difference?from=9"))
        .await
        .problem(404, "no_such_version");
    let beginning = &whole["content_hash"].as_str().unwrap()[..12];
    let short = service.get(&path(&format!("versions/{beginning}"))).await;
    assert_eq!(short.good()["version"], 2);
}

#[tokio::test]
async fn another_author_is_another_version_with_another_hash() {
    let service = circulated().await;
    let before = report(&service).await["content_hash"].clone();
    let revise = json!({ "revise_report": {
        "report": "q2/cabinet", "content": content("None."), "author": "sponsor@r.example"
    } });
    send(&service, revise).await;
    assert_ne!(report(&service).await["content_hash"], before);
    let path = format!("{ROOT}/reports/q2%2Fcabinet/difference");
    let difference = service.get(&path).await.good();
    assert_eq!(
        difference["header"]["new_author"]["email"],
        "sponsor@r.example"
    );
    assert_ne!(
        difference["header"]["old_author"],
        difference["header"]["new_author"]
    );
    assert_eq!(difference["sections"], json!([]));
}

#[tokio::test]
async fn a_token_that_stands_for_a_person_acts_as_that_person_only() {
    let service = circulated().await;
    let asked = json!({ "name": "sponsor", "scope": "write", "person": "sponsor@r.example" });
    let issued = service.post(&format!("{ROOT}/tokens"), &asked).await.good();
    let token = issued["token"].as_str().unwrap();
    let nobody = json!({ "name": "n", "scope": "write", "person": "nobody@r.example" });
    service
        .post(&format!("{ROOT}/tokens"), &nobody)
        .await
        .problem(404, "QD0009");
    let list = service.get(&format!("{ROOT}/tokens")).await.good();
    assert_eq!(list["tokens"][0]["person"], "sponsor@r.example");
    let hash = report(&service).await["content_hash"].clone();
    let sign = |by: &str| json!({ "sign_off": { "report": "q2/cabinet", "role": "sponsor", "by": by, "content_hash": hash } });
    let by_token = async |command: &Value| {
        let path = format!("{ROOT}/commands");
        let body = command.to_string().into();
        service
            .send(Some(token), axum::http::Method::POST, &path, &[], body)
            .await
    };
    by_token(&sign("author@r.example"))
        .await
        .problem(403, "QD0007");
    let withdraw = json!({ "withdraw_report": { "report": "q2/cabinet", "reason": "No." } });
    by_token(&withdraw).await.problem(403, "QD0007");
    by_token(&sign("sponsor@r.example")).await.good();
    assert_eq!(
        report(&service).await["sign_offs"][0].get("recorded_by"),
        None
    );
}

#[tokio::test]
async fn routes_posts_and_delegations_are_listed() {
    let service = circulated().await;
    let appoint = json!({ "appoint_statutory": { "post": "monitoring-officer",
        "person": "other@r.example", "from": "2020-04-01" } });
    send(&service, appoint).await;
    let posts = service.get(&format!("{ROOT}/posts")).await.good();
    assert_eq!(posts["appointments"][0]["current"], true);
    let routes = service.get(&format!("{ROOT}/routes")).await.good();
    assert_eq!(routes["routes"][0]["route"], "plain");
    assert_eq!(routes["built_in"].as_array().unwrap().len(), 3);
    let derby = service.get(&format!("{ROOT}/routes/derby")).await.good();
    assert_eq!(derby["routes"], json!([]));
    service
        .get(&format!("{ROOT}/routes/winding"))
        .await
        .problem(404, "QD0051");
    let delegate = json!({ "delegate": { "from": "sponsor@r.example", "to": "other@r.example",
        "first": "2020-01-01", "last": "2099-01-01", "scope": "all", "reason": "Leave." } });
    send(&service, delegate).await;
    let delegations = service.get(&format!("{ROOT}/delegations")).await.good();
    assert_eq!(delegations["delegations"][0]["standing"], "in force");
    let asked = format!("{ROOT}/sign-off-requests?person=other@r.example");
    let requests = service.get(&asked).await.good();
    assert_eq!(
        requests["requests"][0]["deputies"][0]["acting_for"],
        "sponsor@r.example"
    );
}

#[tokio::test]
async fn a_leaver_holds_no_post_and_what_waits_for_nobody_is_seen() {
    let service = circulated().await;
    let appoint = json!({ "appoint_statutory": {
        "post": "monitoring-officer", "person": "sponsor@r.example", "from": "2019-04-01"
    } });
    send(&service, appoint).await;
    let posts = service.get(&format!("{ROOT}/posts")).await.good();
    assert_eq!(posts["appointments"][0]["current"], true);
    assert_eq!(posts["appointments"][0]["left"], Value::Null);
    let people = "email,post,to\nsponsor@r.example,Director of Policy,2019-12-31\n";
    let files = [("people.csv".to_owned(), people.as_bytes().to_vec())];
    let path = format!("{ROOT}/imports");
    service.import(&path, &files).await.good();
    let posts = service.get(&format!("{ROOT}/posts")).await.good();
    assert_eq!(posts["appointments"][0]["current"], false);
    assert_eq!(posts["appointments"][0]["left"], "2019-12-31");
    let path = format!("{ROOT}/sign-off-requests");
    let asked = service.get(&path).await.good();
    assert_eq!(asked["requests"][0]["people"], json!([]));
    assert_eq!(asked["requests"][0]["bodies"], json!([]));
    // Passed on, it waits for somebody again.
    let pass_on = json!({ "reassign_step": {
        "report": "q2/cabinet", "role": "sponsor", "to": "other@r.example", "reason": "Left."
    } });
    send(&service, pass_on).await;
    let asked = service.get(&path).await.good();
    assert_eq!(
        asked["requests"][0]["people"][0]["email"],
        "other@r.example"
    );
}

#[tokio::test]
async fn the_table_says_who_has_not_signed() {
    let service = circulated().await;
    let path = format!("{ROOT}/reports/q2%2Fcabinet/sign-offs");
    let table = service.get(&path).await.good();
    assert_eq!(table["complete"], false);
    assert_eq!(table["missing"], json!(["Report sponsor"]));
    let hash = report(&service).await["content_hash"].clone();
    let sign = json!({ "sign_off": {
        "report": "q2/cabinet", "role": "sponsor", "by": "sponsor@r.example", "content_hash": hash
    } });
    send(&service, sign).await;
    let table = service.get(&path).await.good();
    assert_eq!(table["complete"], true);
    assert_eq!(table["missing"], json!([]));
}
