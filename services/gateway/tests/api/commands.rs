//! Commands: ids, known places, and bodies that are none.

use serde_json::{Value, json};

use crate::support::Service;

fn observe(day: &str, on_track: bool) -> Value {
    json!({ "observe": {
        "plan": "resources-2020-21", "ref": "R12",
        "observation": { "as_at": day, "on_track": on_track, "cause": "inside", "commentary": "Seen." },
    } })
}

#[tokio::test]
async fn a_command_sent_again_gives_the_first_answer() {
    let service = Service::rochdale().await;
    let key = [("idempotency-key", "c-1")];
    let first = service.command(&key, &observe("2020-10-01", false)).await;
    let accepted = first.good();
    assert_eq!(accepted["repeated"], false);
    assert_eq!(first.header("etag"), format!("\"{}\"", accepted["place"]));
    let second = service
        .command(&key, &observe("2020-10-01", false))
        .await
        .good();
    assert_eq!(
        (&second["place"], &second["repeated"]),
        (&accepted["place"], &json!(true))
    );
    let other = service.command(&key, &observe("2020-10-02", false)).await;
    other.problem(409, "QD0002");
    // Without an id each sending is a command of its own.
    let third = service
        .command(&[], &observe("2020-10-03", false))
        .await
        .good();
    assert_eq!(third["repeated"], false);
    let bad = service
        .command(&[("idempotency-key", "c 1")], &observe("2020-10-04", true))
        .await;
    assert!(
        bad.problem(400, "invalid_header")["detail"]
            .as_str()
            .unwrap()
            .contains("Idempotency-Key")
    );
}

#[tokio::test]
async fn a_stale_tag_is_refused() {
    let service = Service::rochdale().await;
    let path = "/api/v1/rochdale/plans/resources-2020-21/items/R12";
    let item = service.get(path).await;
    let tag = item.header("etag").to_owned();
    assert_eq!(tag, format!("\"{}\"", item.good()["changed_at"]));
    let known = [("if-match", tag.as_str())];
    service
        .command(&known, &observe("2020-10-01", false))
        .await
        .good();
    let stale = service.command(&known, &observe("2020-10-02", false)).await;
    stale.problem(412, "QD0003");
    service
        .command(&[("if-match", "*")], &observe("2020-10-02", false))
        .await
        .good();
    for bad in ["412", "\"x\"", "W/\"4\"", "\"1\", \"2\""] {
        service
            .command(&[("if-match", bad)], &observe("2020-10-03", false))
            .await
            .problem(400, "invalid_header");
    }
}

#[tokio::test]
async fn bodies_that_are_no_command_say_where() {
    let service = Service::rochdale().await;
    let check = async |body: &str, status, code, within: &str| {
        let path = "/api/v1/rochdale/commands";
        let method = axum::http::Method::POST;
        let answer = service
            .send(None, method, path, &[], body.as_bytes().to_vec())
            .await;
        let problem = answer.problem(status, code);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(within), "{detail}");
    };
    check("", 400, "malformed", "line 1 column 0").await;
    check("{\"observe\":", 400, "malformed", "line 1 column 11").await;
    check("{\n \"observe\": }", 400, "malformed", "line 2 column 13").await;
    check(
        "{\"open_quarter\":{\"plan\":\"p\",\"quarter\":\"2020-21-Q2\"}} x",
        400,
        "malformed",
        "trailing",
    )
    .await;
    check(
        "{\"praise\":{}}",
        422,
        "invalid_body",
        "unknown variant `praise`",
    )
    .await;
    let words = "an object with a single key was expected, expected one of `establish_council`,";
    for none in ["[1]", "{}", "null", "{\"a\":1,\"b\":2}"] {
        check(
            none,
            422,
            "invalid_body",
            "the body (`$`) is not as expected",
        )
        .await;
    }
    check("\"observe\"", 422, "invalid_body", "`$.observe` is not").await;
    for none in ["{}", "[1]", "null", "7"] {
        check(none, 422, "invalid_body", words).await;
    }
    check(
        "{\"propose_amendment\":{\"plan\":\"p\",\"rationale\":\"r\",\"changes\":[{}]}}",
        422,
        "invalid_body",
        "`$.propose_amendment.changes[0]` is not as expected: an object with a single key was \
         expected, expected one of `add`",
    )
    .await;
    check(
        "{\"observe\":{\"plan\":\"p\",\n\"ref\":7}}",
        422,
        "invalid_body",
        "`$.observe.ref` is not as expected: invalid type: integer `7`, expected a string (line 2",
    )
    .await;
    check("{\"observe\":{\"plan\":", 400, "malformed", "`$.observe").await;
    check(
        "{\"open_quarter\":{\"plan\":\"p\"}}",
        422,
        "invalid_body",
        "missing field `quarter`",
    )
    .await;
    check(
        "{\"open_quarter\":{\"plan\":\"p\",\"quarter\":\"x\"}}",
        422,
        "invalid_body",
        "`$.open_quarter.quarter`",
    )
    .await;
    check(
        "{\"open_quarter\":{\"plan\":\"p\",\"quarter\":\"2020-21-Q2\",\"x\":1}}",
        422,
        "invalid_body",
        "unknown field `x`",
    )
    .await;
}

#[tokio::test]
async fn rejections_have_the_status_of_their_code() {
    let service = Service::rochdale().await;
    let check = async |command: Value, status, code| {
        service.command(&[], &command).await.problem(status, code)
    };
    let open =
        |plan: &str, quarter: &str| json!({ "open_quarter": { "plan": plan, "quarter": quarter } });
    check(open("nowhere", "2020-21-Q2"), 404, "QD0006").await;
    check(open("resources-2020-21", "2021-22-Q2"), 422, "QD0033").await;
    service
        .command(&[], &open("resources-2020-21", "2020-21-Q2"))
        .await
        .good();
    check(open("resources-2020-21", "2020-21-Q2"), 409, "QD0019").await;
    let mut item = observe("2020-10-01", true);
    item["observe"]["ref"] = "R99".into();
    check(item, 404, "QD0008").await;
    check(observe("2030-10-01", true), 422, "QD0036").await;
    check(
        json!({ "decide_amendment": { "amendment": "A9", "outcome": "approved",
        "decision": { "body": "Cabinet", "on": "2020-10-01", "reference": "1" } } }),
        404,
        "QD0028",
    )
    .await;
    let again = service.create("rochdale").await;
    again.problem(409, "QD0004");
}

#[tokio::test]
async fn a_council_that_cannot_be_set_up_leaves_nothing() {
    let service = Service::empty();
    let body = json!({ "id": "camden", "name": "Camden", "nation": "england", "zone": "Moon/Sea" });
    service
        .post("/api/v1/councils", &body)
        .await
        .problem(422, "QD0034");
    service.get("/api/v1/camden").await.problem(404, "QD0001");
    for id in ["councils", "schemes"] {
        service.create(id).await.problem(422, "invalid_body");
    }
    service.create("No Id").await.problem(422, "invalid_body");
    let made = service.create("camden").await;
    assert_eq!(
        (made.status.as_u16(), made.header("location")),
        (201, "/api/v1/camden")
    );
}
