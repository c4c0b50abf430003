//! Councils, plans, items, quarters, positions, people and schemes.

use axum::http::Method;
use quarterday_proto::api::{
    AmendmentList, CouncilDetails, ItemPage, ItemView, PeopleList, PlanList, PlanView,
    PositionList, QuarterView, SchemeList, SchemeView,
};
use quarterday_proto::calendar::CalendarView;
use quarterday_proto::timetable::Timetable;
use serde_json::{Value, json};

use crate::support::Service;

const PLAN: &str = "/api/v1/rochdale/plans/resources-2020-21";
const QUARTER: &str = "/api/v1/rochdale/plans/resources-2020-21/quarters/2020-21-Q2";

/// The answer as its type, which must hold all of it.
async fn read<T: serde::de::DeserializeOwned + serde::Serialize>(
    service: &Service,
    path: &str,
) -> T {
    let answer = service.get(path).await.good();
    let read: T = serde_json::from_value(answer.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), answer, "{path}");
    read
}

async fn open(service: &Service) {
    let open = json!({ "open_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q2",
        "answers_due": "2020-10-16" } });
    service.command(&[], &open).await.good();
}

#[tokio::test]
async fn a_council_and_its_plans() {
    let service = Service::rochdale().await;
    let council: CouncilDetails = read(&service, "/api/v1/rochdale").await;
    assert_eq!((council.counts.plans, council.counts.items), (2, 40));
    assert_eq!(council.zone, "Europe/London");
    open(&service).await;
    let plans: PlanList = read(&service, "/api/v1/rochdale/plans").await;
    assert_eq!(plans.plans.len(), 2);
    let plan: PlanView = read(&service, PLAN).await;
    assert_eq!(plan.details.title, "Resources Directorate Plan 2020-21");
    assert_eq!(plan.items.values().sum::<u64>(), 30);
    assert_eq!(plan.quarters.len(), 1);
    assert_eq!(
        plan.quarters[0].answers_due.unwrap().to_string(),
        "2020-10-16"
    );
    assert!(plan.subject.starts_with("plan."));
    service
        .get("/api/v1/rochdale/plans/resources")
        .await
        .problem(404, "QD0006");
    let people: PeopleList = read(&service, "/api/v1/rochdale/people").await;
    assert!(
        people
            .people
            .is_sorted_by_key(|person| person.email.clone())
    );
    assert!(
        people
            .people
            .iter()
            .any(|person| person.line_manager_email.is_some())
    );
    assert_eq!(
        service.get("/api/v1/rochdale/amendments").await.good(),
        json!({ "amendments": [], "next": null })
    );
}

#[tokio::test]
async fn days_follow_from_a_meeting_as_the_council_counts() {
    let service = Service::rochdale().await;
    let path = "/api/v1/rochdale/timetable?meeting=24/11/2020&key_decision=true";
    let days: Timetable = read(&service, path).await;
    let notice = days.key_decision_notice_by.unwrap();
    assert_eq!(notice.day.to_string(), "2020-10-26");
    assert_eq!(days.publish_by.day.to_string(), "2020-11-16");
    assert!(days.publish_by.how.contains("5 clear working days"));
    let path = "/api/v1/rochdale/timetable?meeting=2020-11-24";
    let days: Timetable = read(&service, path).await;
    assert_eq!(days.key_decision_notice_by, None);

    let settings = json!({
        "calendar": { "added": [{ "day": "2020-11-18", "name": "Closed for a move" }],
                      "removed": [{ "day": "2020-08-31", "name": "Election count" }] },
        "timetable": { "publication_clear_working_days": 6 } });
    let configure = json!({ "configure_council": { "settings": settings } });
    service.command(&[], &configure).await.good();
    let days: Timetable = read(&service, path).await;
    assert_eq!(days.publish_by.day.to_string(), "2020-11-12");
    assert!(days.publish_by.how.contains("Closed for a move"));
    let year: CalendarView = read(&service, "/api/v1/rochdale/calendar?year=2020").await;
    let kinds: Vec<_> = year.holidays.iter().map(|day| day.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "bank", "bank", "bank", "bank", "bank", "worked", "added", "bank", "bank"
        ]
    );
    assert_eq!(year.working_days, 254);

    for (path, status, code) in [
        ("timetable", 400, "invalid_query"),
        ("timetable?meeting=soon", 400, "invalid_query"),
        ("timetable?meeting=2029-03-01", 422, "QD0046"),
        ("timetable?meeting=9999-12-31", 422, "QD0046"),
        ("timetable?meeting=-009999-01-01", 400, "invalid_query"),
        ("calendar", 400, "invalid_query"),
        ("calendar?year=0", 400, "invalid_query"),
        ("calendar?year=99999", 400, "invalid_query"),
        ("calendar?year=2011", 422, "QD0046"),
        ("calendar?year=2029", 422, "QD0046"),
    ] {
        let answer = service.get(&format!("/api/v1/rochdale/{path}")).await;
        answer.problem(status, code);
    }
}

#[tokio::test]
async fn pages_of_amendments_give_each_once_and_in_words() {
    let service = Service::rochdale().await;
    let decision = json!({ "body": "Cabinet", "on": "2020-04-01", "reference": "C1" });
    let approve = json!({ "approve_plan": { "plan": "resources-2020-21", "decision": decision } });
    service.command(&[], &approve).await.good();
    for number in 1..=11 {
        let change = json!({ "delete": { "ref": format!("R{number:02}") } });
        let propose = json!({ "propose_amendment": {
            "plan": "resources-2020-21", "changes": [change], "rationale": "No longer wanted." } });
        service.command(&[], &propose).await.good();
    }
    let (mut seen, mut path) = (Vec::new(), "/api/v1/rochdale/amendments?limit=4".to_owned());
    loop {
        let page: AmendmentList = read(&service, &path).await;
        assert!(page.amendments.len() <= 4);
        seen.extend(page.amendments.into_iter().flat_map(|one| one.in_words));
        let Some(next) = page.next else { break };
        path = format!("/api/v1/rochdale/amendments?limit=4&after={next}");
    }
    let wanted: Vec<String> = (1..=11).map(|one| format!("delete R{one:02}")).collect();
    assert_eq!(seen, wanted);
    for query in ["limit=0", "limit=501", "after=B7"] {
        let path = format!("/api/v1/rochdale/amendments?{query}");
        service.get(&path).await.problem(400, "invalid_query");
    }
}

#[tokio::test]
async fn pages_of_items_give_each_once() {
    let service = Service::rochdale().await;
    let (mut seen, mut path) = (Vec::new(), format!("{PLAN}/items?limit=7"));
    loop {
        let page: ItemPage = read(&service, &path).await;
        assert!(page.items.len() <= 7);
        seen.extend(page.items.into_iter().map(|item| item.reference));
        let Some(next) = page.next else { break };
        path = format!("{PLAN}/items?limit=7&after={next}");
    }
    let all: ItemPage = read(&service, &format!("{PLAN}/items")).await;
    let all: Vec<String> = all.items.into_iter().map(|item| item.reference).collect();
    assert_eq!((all.len(), &seen), (30, &all));
    // A last page that is full is the last.
    let full: ItemPage = read(&service, &format!("{PLAN}/items?limit=30")).await;
    assert!(full.next.is_none());
    let none: ItemPage = read(&service, &format!("{PLAN}/items?kind=risk")).await;
    assert!(none.items.is_empty());
    let owner = "head.governance@rochdale.example";
    let owned: ItemPage = read(&service, &format!("{PLAN}/items?owner={owner}")).await;
    assert!(!owned.items.is_empty());
    assert!(
        owned
            .items
            .iter()
            .all(|item| item.owner.as_ref().unwrap().email == owner)
    );
    let digital: ItemPage =
        read(&service, &format!("{PLAN}/items?theme=Digital&kind=action")).await;
    assert!(
        digital
            .items
            .iter()
            .all(|item| item.theme.as_deref() == Some("Digital"))
    );
}

#[tokio::test]
async fn an_item_in_full() {
    let service = Service::rochdale().await;
    let item: ItemView = read(&service, &format!("{PLAN}/items/R12")).await;
    assert_eq!(
        (item.plan.as_str(), item.reference.as_str()),
        ("resources-2020-21", "R12")
    );
    assert_eq!((item.versions.len(), item.observations.len()), (1, 1));
    assert_eq!(item.subject, format!("action.{}", item.id));
    let answer = service.get(&format!("{PLAN}/items/R12")).await;
    let tag = answer.header("etag");
    for (given, status) in [
        (tag, 304),
        ("*", 304),
        ("\"0\"", 200),
        ("\"0\", W/\"1\"", 200),
    ] {
        let headers = [("if-none-match", given)];
        let path = format!("{PLAN}/items/R12");
        let answer = service
            .send(None, Method::GET, &path, &headers, vec![])
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.body.is_empty()),
            (status, status == 304)
        );
        assert_eq!(answer.header("etag"), tag);
    }
}

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
    let known = service
        .get(&format!("{path}?known_at={before}"))
        .await
        .good();
    assert_eq!(known["positions"][0]["known_at"]["place"], before);
    // As the quarter stands now, but of no closing: these were not reported.
    assert_eq!(known["positions"][0]["state"], "closed");
    assert!(known["positions"][0]["closing"].is_null());
    let early = service.get(&format!("{path}?known_at=2020-10-19")).await;
    assert!(!early.status.is_success());
    let check = async |query: &str, status, code| {
        service
            .get(&format!("{path}?{query}"))
            .await
            .problem(status, code)
    };
    check("kind=risk", 422, "QD0038").await;
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

#[tokio::test]
async fn schemes_adopted_built_in_and_checked() {
    let service = Service::rochdale().await;
    let list: SchemeList = read(&service, "/api/v1/rochdale/schemes").await;
    assert!(list.schemes.iter().any(|scheme| scheme.name == "rochdale"));
    assert!(list.built_in.iter().any(|scheme| scheme.name == "rutland"));
    let adopted: SchemeView = read(&service, "/api/v1/rochdale/schemes/rochdale").await;
    assert!(adopted.adopted);
    let built_in: SchemeView = read(&service, "/api/v1/rochdale/schemes/derby").await;
    assert!(!built_in.adopted && !built_in.versions.is_empty());
    service
        .get("/api/v1/rochdale/schemes/none")
        .await
        .problem(404, "QD0010");
    let token = service.token("rochdale", "reader", "read").await;
    let check = async |text: &[u8]| {
        let path = "/api/v1/schemes/check";
        service
            .send(Some(&token), Method::POST, path, &[], text.to_vec())
            .await
    };
    let plain = include_bytes!("../../../domain/schemes/plain.toml");
    let checked: Value = check(plain).await.good();
    assert_eq!(checked["scheme"], "plain");
    assert!(
        !checked["assessments"][0]["statuses"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    check(b"scheme = ").await.problem(422, "QD0013");
    check(&[0xff]).await.problem(422, "QD0013");
    let text = String::from_utf8(plain.to_vec()).unwrap();
    let gap = text.replacen("{ ", "{ cause = \"inside\", ", 1);
    assert_ne!(gap, text);
    check(gap.as_bytes()).await.problem(422, "QD0011");
    check(&vec![b' '; (1 << 20) + 1])
        .await
        .problem(413, "too_large");
}

#[tokio::test]
async fn up_and_ready() {
    let service = Service::empty();
    assert_eq!(
        service.get("/healthz").await.good(),
        json!({ "status": "up" })
    );
    assert_eq!(service.get("/readyz").await.good()["ready"], true);
    *service.hosting.readiness.lock().unwrap() = quarterday_gateway::Readiness {
        ready: false,
        reasons: vec!["the index is being built".to_owned()],
        councils: vec![("rochdale".parse().unwrap(), 7)],
    };
    let answer = service.get("/readyz").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("retry-after")),
        (503, "2")
    );
    assert_eq!(
        answer.json(),
        json!({ "ready": false, "reasons": ["the index is being built"],
        "councils": [{ "id": "rochdale", "place": 7 }] })
    );
}
