//! Quarters and positions: open, closed, as known then, and of each basis.

use axum::http::Method;
use quarterday_proto::api::{PositionList, QuarterView};
use serde_json::{Value, json};

use crate::reads::{open, read};
use crate::support::Service;

const QUARTER: &str = "/api/v1/rochdale/plans/resources-2020-21/quarters/2020-21-Q2";

#[tokio::test]
async fn positions_open_closed_and_as_known_then() {
    let service = Service::rochdale().await;
    let before = service.get("/api/v1/rochdale").await.good()["place"].clone();
    open(&service).await;
    let path = format!("{QUARTER}/positions");
    let answer = service.get(&path).await;
    let positions: PositionList = serde_json::from_value(answer.good()).unwrap();
    let position = &positions.positions[0];
    assert_eq!(
        (position.council.as_str(), position.total),
        ("rochdale", 30)
    );
    let part = |status: &str| {
        position
            .parts
            .iter()
            .find(|part| part.status == status)
            .unwrap()
    };
    assert_eq!(
        (part("purple").count, part("purple").percent.as_str()),
        (29, "97")
    );
    assert_eq!(part("amber").count, 1);
    let same = [("if-none-match", answer.header("etag"))];
    assert_eq!(
        service
            .send(None, Method::GET, &path, &same, vec![])
            .await
            .status,
        304
    );
    let close =
        json!({ "close_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q2" } });
    service.command(&[], &close).await.good();
    let changed = service.send(None, Method::GET, &path, &same, vec![]).await;
    assert_eq!(changed.good()["positions"][0]["state"], "closed");
    let quarter: QuarterView = read(&service, QUARTER).await;
    assert_eq!((quarter.closing, quarter.unanswered.len()), (1, 0));
    assert_eq!(quarter.frozen_at.unwrap() + 1, quarter.closed_at.unwrap());
    let known = async |query: &str, state: &str, figures: &str| {
        let answer = service.get(&format!("{path}?{query}")).await.good();
        let position = answer["positions"][0].clone();
        assert_eq!(
            (&position["state"], &position["figures"]),
            (&json!(state), &json!(figures)),
            "{query}"
        );
        let of_closing = !position["closing"].is_null();
        assert_eq!(of_closing, figures == "frozen", "{query}");
        position
    };
    // As the quarter stood then, and of no closing: these were not reported.
    known("", "closed", "frozen").await;
    known("scheme=rochdale", "closed", "worked-out").await;
    let closed_at = quarter.closed_at.unwrap();
    known(&format!("known_at={closed_at}"), "closed", "worked-out").await;
    let frozen_at = quarter.frozen_at.unwrap();
    let then = known(&format!("known_at={frozen_at}"), "open", "worked-out").await;
    assert_eq!(then["known_at"]["place"], frozen_at);
    assert_eq!(then["known_at"]["time"], "2020-10-20T09:00:00Z");
    // Of a quarter that was not opened by then nobody was asked.
    let unopened = service.get(&format!("{path}?known_at={before}")).await;
    let refused = unopened.problem(422, "QD0018");
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains(&format!("by place {before} ")), "{detail}");
    let query = format!("known_at={before}&unopened=true");
    let then = known(&query, "open", "worked-out").await;
    assert_eq!(then["known_at"]["place"], before);
    let early = service.get(&format!("{path}?known_at=2020-10-19")).await;
    assert!(!early.status.is_success());
    let check = async |query: &str, status, code| {
        service
            .get(&format!("{path}?{query}"))
            .await
            .problem(status, code)
    };
    let none = check("kind=risk", 422, "QD0038").await;
    let there_are = "there are: action on status";
    assert!(none["detail"].as_str().unwrap().ends_with(there_are));
    check("scheme=nothing", 404, "QD0010").await;
    let bad = check("kind=ant", 400, "invalid_query").await;
    assert!(bad["detail"].as_str().unwrap().contains("`kind`"));
    check("axis=up", 400, "invalid_query").await;
    check("basis=all", 400, "invalid_query").await;
    check("known_at=soon", 400, "invalid_query").await;
    let year = service
        .get("/api/v1/rochdale/plans/resources-2020-21/quarters/2021-22-Q2")
        .await;
    year.problem(422, "QD0033");
    let never = service
        .get("/api/v1/rochdale/plans/resources-2020-21/quarters/2020-21-Q3")
        .await;
    never.problem(422, "QD0018");
    let none = service
        .get("/api/v1/rochdale/plans/resources-2020-21/quarters/2020-21-Q5")
        .await;
    none.problem(404, "no_such_quarter");
}

/// What is asked, and the kind, axis and bases of each position of the answer;
/// none where it is refused.
type Expected<'a> = (&'a str, &'a [(&'a str, &'a str, &'a [&'a str])]);

#[tokio::test]
async fn a_position_names_the_basis_that_was_used() {
    let service = Service::empty();
    service.clock.go_on(365 * 86_400);
    let sheets = ["people", "plans", "items", "targets", "observations-q2"];
    service.sample("derby", "derby-2021-22-q2", &sheets).await;
    let quarter =
        json!({ "plan": "recovery-plan-2021-22", "quarter": "2021-22-Q2", "reason": "-" });
    let command = async |name: &str| {
        let mut quarter = quarter.clone();
        if name == "open_quarter" {
            quarter.as_object_mut().unwrap().remove("reason");
        }
        let path = "/api/v1/derby/commands";
        service.post(path, &json!({ name: quarter })).await.good();
    };
    command("open_quarter").await;
    let (milestone, project) = (
        ("milestone", "status", &[][..]),
        ("project", "rating", &[][..]),
    );
    let risk = ("risk", "status", &[][..]);
    let target = ("measure", "target", &["in-quarter"][..]);
    let forecast = ("measure", "forecast", &["year-end"][..]);
    let cases: [Expected<'_>; 9] = [
        ("", &[milestone, target, forecast, project, risk]),
        ("basis=in-quarter", &[target]),
        (
            "basis=year-end",
            &[("measure", "target", &["year-end"]), forecast],
        ),
        ("basis=year-end&axis=forecast", &[forecast]),
        ("basis=ytd", &[]),
        ("basis=ytd&axis=forecast", &[]),
        ("basis=in-quarter&axis=forecast", &[]),
        ("basis=in-quarter&kind=milestone", &[]),
        ("basis=in-quarter&scheme=derby", &[target]),
    ];
    // The same whether worked out or frozen.
    for state in ["open", "closed"] {
        for (query, expected) in cases {
            let path = format!(
                "/api/v1/derby/plans/recovery-plan-2021-22/quarters/2021-22-Q2/positions?{query}"
            );
            let answer = service.get(&path).await;
            if expected.is_empty() {
                let refused = answer.problem(422, "QD0038");
                let detail = refused["detail"].as_str().unwrap();
                assert!(detail.contains("there are"), "{query}: {detail}");
                continue;
            }
            let found: Vec<Value> = answer.good()["positions"].as_array().unwrap().clone();
            let mut found: Vec<_> = found
                .iter()
                .map(|one| {
                    assert_eq!(one["state"], state, "{query}");
                    let word = |name: &str| one[name].as_str().map(str::to_owned);
                    (word("kind").unwrap(), word("axis").unwrap(), word("basis"))
                })
                .collect();
            let mut wanted: Vec<_> = expected
                .iter()
                .map(|(kind, axis, basis)| {
                    let basis = basis.first().map(|basis| (*basis).to_owned());
                    ((*kind).to_owned(), (*axis).to_owned(), basis)
                })
                .collect();
            found.sort();
            wanted.sort();
            assert_eq!(found, wanted, "{state} {query}");
        }
        if state == "open" {
            command("close_quarter").await;
        }
    }
}
