//! Links of mails: looked at by anyone who has one, used once, by posting.

use axum::http::Method;
use jiff::ToSpan as _;
use quarterday_domain::reminders::{Rule, due};
use quarterday_gateway::Councils as _;
use quarterday_proto::command::{ClaimDigest, Command, Envelope, LinkOffered};
use quarterday_proto::digest::{Claim, Purpose};
use quarterday_proto::id::{CommandId, LinkId};
use quarterday_proto::link;
use serde_json::{Value, json};

use crate::support::{Answer, Service};

/// Quarter 1 is open and nobody answered; someone got a mail with a link.
pub(crate) async fn mailed() -> (Service, String) {
    let service = Service::rochdale().await;
    let open = json!({ "open_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q1",
        "answers_due": "2020-10-30" } });
    service.command(&[], &open).await.good();
    let council = "rochdale".parse().unwrap();
    let tenant = service.hosting.get(&council).unwrap();
    let id: CommandId = "claim-1".parse().unwrap();
    let token = link::token(&council, LinkId::derive(&id, 0), &"s".repeat(43));
    let now = service.clock.now();
    let claim = {
        let state = tenant.view.state();
        let rule = Rule {
            schedule: state.schedule("answers-weekly").unwrap().schedule,
            after: None,
            day: state.day_of(now),
            only: &[],
        };
        let list = due(&state, &[rule], state.day_of(now)).unwrap();
        let due = list.people.into_iter().next().unwrap();
        Claim {
            person: due.person,
            day: state.day_of(now),
            schedules: due.schedules,
            items: due.items,
            about: None,
            node: "one".parse().unwrap(),
            lease_until: now.checked_add(5.minutes()).unwrap(),
            template: "digest@1".to_owned(),
            content_hash: "ab".repeat(32),
            message_id: "m@rochdale.example".to_owned(),
        }
    };
    let offered = LinkOffered {
        hash: link::hash(&token),
        purpose: Purpose::Answers,
        about: None,
        expires: now.checked_add(48.hours()).unwrap(),
    };
    let envelope = Envelope {
        id,
        actor: "system".parse().unwrap(),
        known_at: None,
        cause: None,
        session: None,
        command: Command::ClaimDigest(ClaimDigest {
            claim,
            links: vec![offered],
        }),
    };
    tenant.log.append(envelope).await.unwrap();
    (service, token)
}

fn path(token: &str) -> String {
    format!("/api/v1/rochdale/links/{token}")
}

async fn look(service: &Service, method: Method, token: &str) -> Answer {
    service
        .send(Some(""), method, &path(token), &[], vec![])
        .await
}

async fn answer(service: &Service, token: &str, answers: &[Value]) -> Answer {
    let body = json!({ "answers": answers }).to_string();
    let kind = ("content-type", "application/json");
    let path = format!("{}/answers", path(token));
    service
        .send(Some(""), Method::POST, &path, &[kind], body.into())
        .await
}

fn good_answers(shown: &Value) -> Vec<Value> {
    let items = shown["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| {
            json!({ "plan": item["plan"], "ref": item["ref"], "observation": {
                "as_at": "2020-06-30", "on_track": true, "commentary": "On course." } })
        })
        .collect()
}

#[tokio::test]
async fn looking_changes_nothing_and_answering_uses_the_link_up() {
    let (service, token) = mailed().await;
    let place = async || service.get("/api/v1/rochdale").await.good()["place"].clone();
    let before = place().await;
    // As mail scanners do, some dozens of times.
    for method in [Method::GET, Method::HEAD, Method::GET] {
        assert_eq!(look(&service, method, &token).await.status, 200);
    }
    assert_eq!(place().await, before);
    let shown = look(&service, Method::GET, &token).await.good();
    assert_eq!(shown["purpose"], "answers");
    assert!(shown["to"]["email"].as_str().unwrap().ends_with(".example"));
    let answers = good_answers(&shown);
    assert!(!answers.is_empty());

    let mut wrong = answers.clone();
    wrong[0]["observation"]["percent_complete"] = json!("101");
    let problem = answer(&service, &token, &wrong).await;
    let problem = problem.problem(422, "QD0014");
    assert_eq!(problem["faults"][0]["found"], "QD0016");
    answer(&service, &token, &[]).await.problem(422, "QD0090");
    let accepted = answer(&service, &token, &answers).await.good();
    assert_eq!(accepted["events"], answers.len() + 1);
    look(&service, Method::GET, &token)
        .await
        .problem(410, "QD0086");
    answer(&service, &token, &answers)
        .await
        .problem(410, "QD0086");
    let trail = service
        .get("/api/v1/rochdale/audit?type=link.used")
        .await
        .good();
    let actor = trail["entries"][0]["actor"].as_str().unwrap();
    assert!(actor.starts_with("person."), "{trail}");
}

#[tokio::test]
async fn links_that_do_not_fit_are_all_told_the_same() {
    let (service, token) = mailed().await;
    let last = if token.ends_with('s') { "t" } else { "s" };
    for wrong in [
        "x".to_owned(),
        format!("{}{last}", &token[..token.len() - 1]),
        token.replace("qdl_rochdale", "qdl_rutland"),
        token.replace("qdl_", "qd_"),
    ] {
        look(&service, Method::GET, &wrong)
            .await
            .problem(404, "QD0085");
        answer(&service, &wrong, &[]).await.problem(404, "QD0085");
    }
}

#[tokio::test]
async fn a_link_ends_with_its_time_and_with_the_quarter() {
    let (service, token) = mailed().await;
    let close = json!({ "close_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q1",
        "reason": "Long over." } });
    service.command(&[], &close).await.good();
    let problem = look(&service, Method::GET, &token).await;
    let problem = problem.problem(410, "QD0087");
    assert!(problem["detail"].as_str().unwrap().contains("closed"));

    let (service, token) = mailed().await;
    service.clock.go_on(49 * 3600);
    look(&service, Method::GET, &token)
        .await
        .problem(410, "QD0087");
}

#[tokio::test]
async fn administrators_see_how_far_digests_are() {
    let (service, _) = mailed().await;
    let list = service.get("/api/v1/rochdale/digests").await.good();
    assert_eq!(list["totals"]["digests"], 1);
    assert_eq!(list["totals"]["claimed"], 1);
    assert_eq!(list["digests"][0]["standing"], "claimed");
    assert_eq!(list["days"][0]["day"], "2020-10-20");
    let schedules = service.get("/api/v1/rochdale/schedules").await.good();
    let schedules = schedules["schedules"].as_array().unwrap();
    assert!(schedules.len() > 5);
    assert!(schedules.iter().all(|one| one.get("adopted_at").is_none()));
    // Only schedulers claim and record.
    let forged = json!({ "record_run": { "schedule": "answers-weekly",
        "occurrence": "2020-10-19T08:00:00Z", "skipped": 0, "people": 0 } });
    service.command(&[], &forged).await.problem(403, "QD0084");
}
