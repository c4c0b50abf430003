//! Councils, plans, items, people and schemes.

use axum::http::Method;
use quarterday_proto::api::{
    CouncilDetails, ItemView, PeopleList, PlanList, PlanView, ReadyCouncil, SchemeList, SchemeView,
};
use quarterday_proto::calendar::CalendarView;
use quarterday_proto::timetable::Timetable;
use serde_json::{Value, json};

use crate::support::Service;

pub(crate) const PLAN: &str = "/api/v1/rochdale/plans/resources-2020-21";

/// The answer as its type, which must hold all of it.
pub(crate) async fn read<T: serde::de::DeserializeOwned + serde::Serialize>(
    service: &Service,
    path: &str,
) -> T {
    let answer = service.get(path).await.good();
    let read: T = serde_json::from_value(answer.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), answer, "{path}");
    read
}

pub(crate) async fn open(service: &Service) {
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
        "timetable": { "publication_clear_working_days": 6 },
        "committee_timetables": { "Licensing": { "publication_clear_working_days": 8 } } });
    let configure = json!({ "configure_council": { "settings": settings } });
    service.command(&[], &configure).await.good();
    let days: Timetable = read(&service, path).await;
    assert_eq!(days.publish_by.day.to_string(), "2020-11-12");
    assert!(days.publish_by.how.contains("Closed for a move"));
    let of_committee = format!("{path}&committee=licensing");
    let days: Timetable = read(&service, &of_committee).await;
    assert_eq!(days.publish_by.day.to_string(), "2020-11-10");
    assert_eq!(days.committee.as_deref(), Some("Licensing"));
    let feed = "/api/v1/rochdale/deadlines?committee=LICENSING";
    assert_eq!(service.get(feed).await.status, 200);
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
        ("timetable?meeting=2020-11-24&committee=Nope", 404, "QD0131"),
        ("deadlines?committee=Nope", 404, "QD0131"),
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
        councils: vec![ReadyCouncil {
            id: "rochdale".parse().unwrap(),
            place: 7,
            writer: Some("b".parse().unwrap()),
            reason: Some("QF0033 ledger_behind: 7 of 9 records".to_owned()),
        }],
    };
    let answer = service.get("/readyz").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("retry-after")),
        (503, "2")
    );
    assert_eq!(
        answer.json(),
        json!({ "ready": false, "reasons": ["the index is being built"],
        "councils": [{ "id": "rochdale", "place": 7, "writer": "b",
            "reason": "QF0033 ledger_behind: 7 of 9 records" }] })
    );
}
