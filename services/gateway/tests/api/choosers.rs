//! The choosers of dashboards, and an item over quarters.

use serde_json::json;

use crate::support::{Browser, Service, signed_in};

const OFFICER: &str = "chief.executive@rochdale.example";
const PLAN: &str = "resources-2020-21";

/// A council with quarter 2 closed and quarter 3 open, and its officer.
async fn two_quarters() -> (Service, Browser) {
    let service = Service::rochdale().await;
    let grant = json!({ "grant_role": { "person": OFFICER, "role": "performance_officer" } });
    service.command(&[], &grant).await.good();
    for plan in [PLAN, "neighbourhoods-corporate-2020-21"] {
        let open = json!({ "open_quarter": { "plan": plan, "quarter": "2020-21-Q2" } });
        service.command(&[], &open).await.good();
    }
    service.clock.go_on(24 * 3600);
    let close = json!({ "close_quarter": { "plan": PLAN, "quarter": "2020-21-Q2",
        "reason": "All is in." } });
    service.command(&[], &close).await.good();
    let open = json!({ "open_quarter": { "plan": PLAN, "quarter": "2020-21-Q3" } });
    service.command(&[], &open).await.good();
    let officer = signed_in(&service, "rochdale", OFFICER).await;
    (service, officer)
}

/// What the dashboard of the council, and that of a quarter, say when something is
/// chosen, and what they do not say.
#[tokio::test]
async fn figures_are_chosen_by_time_theme_and_who_they_are_reported_to() {
    let (service, officer) = two_quarters().await;
    let closed = "/c/rochdale/plans/resources-2020-21/quarters/2020-21-Q2";
    let dashboard = "/c/rochdale/dashboard".to_owned();
    let table: [(String, &[&str], &[&str]); 11] = [
        (
            dashboard.clone(),
            &[
                "Resources Directorate Plan",
                "Quarter 3 of 2020-21",
                "qd-chart__bar",
            ],
            &["There is a problem", "open>"],
        ),
        (
            format!("{dashboard}?as_at=2020-21-Q2&known_at=&theme=&directorate="),
            &["Quarter 2 of 2020-21", "97% (29)", "selected"],
            &["Quarter 3 of 2020-21</a>", "Of 30 actions, 30 not updated"],
        ),
        (
            format!("{dashboard}?directorate=Neighbourhoods"),
            &["Neighbourhoods (Corporate Support)", "Show what stands now"],
            &["Resources Directorate Plan"],
        ),
        (
            format!("{dashboard}?committee=Nowhere"),
            &["No plan has figures of what is chosen"],
            &["Resources Directorate Plan"],
        ),
        (
            format!("{dashboard}?as_at=2020-21-Q2&theme=Workforce"),
            &["quarters/2020-21-Q2?theme=Workforce", "of 2020-21"],
            &["Neighbourhoods (Corporate Support)", "97% (29)"],
        ),
        // The quarter was opened on the 20th and closed on the 21st.
        (
            format!("{dashboard}?known_at=20/10/2020"),
            &["Quarter 2 of 2020-21", "known_at=20%2F10%2F2020"],
            &["quarters/2020-21-Q3"],
        ),
        (
            format!("{dashboard}?known_at=yesterday"),
            &[
                "<title>Error: ",
                "There is a problem",
                "Enter a day",
                "value=\"yesterday\"",
            ],
            &["97% (29)"],
        ),
        (
            format!("{dashboard}?known_at=999999"),
            &["There is a problem", "log has no place 999999"],
            &[],
        ),
        (
            format!("{closed}?theme=Workforce"),
            &["5 actions", "theme=Workforce"],
            &["97% (29)"],
        ),
        (
            format!("{closed}?known_at=20%2F10%2F2020"),
            &["Worked out as known on 20 October 2020"],
            &["as they were frozen"],
        ),
        (
            format!("{closed}?known_at=nonsense"),
            &["<title>Error: ", "Enter a day", "value=\"nonsense\""],
            &["Worked out"],
        ),
    ];
    for (path, says, lacks) in table {
        let answer = officer.get(&service, &path).await;
        let page = answer.text();
        assert_eq!(answer.status, 200, "{path}: {page}");
        for text in says {
            assert!(page.contains(text), "{path} lacks {text}: {page}");
        }
        for text in lacks {
            assert!(!page.contains(text), "{path} says {text}: {page}");
        }
    }
    let other = format!("{closed}?as_at=2020-21-Q3&theme=Workforce");
    let other = officer.get(&service, &other).await;
    assert_eq!(other.status, 303);
    let expected = "/c/rochdale/plans/resources-2020-21/quarters/2020-21-Q3?theme=Workforce";
    assert_eq!(other.header("location"), expected);
}

#[tokio::test]
async fn an_item_shows_its_quarters_amendments_and_lineage() {
    let (service, officer) = two_quarters().await;
    let item = |reference: &str| format!("/c/rochdale/plans/{PLAN}/items/{reference}");
    let approve = json!({ "approve_plan": { "plan": PLAN, "decision": {
        "body": "Cabinet", "on": "2020-04-01", "reference": "C1" } } });
    service.command(&[], &approve).await.good();
    let part = |reference: &str| json!({ "ref": reference, "title": format!("Half {reference}") });
    let propose = json!({ "propose_amendment": { "plan": PLAN,
        "rationale": "Two services do it now", "changes": [
            { "split": { "ref": "R12", "into": [part("R12a"), part("R12b")] } } ] } });
    service.command(&[], &propose).await.good();
    let page = officer.get(&service, &item("R12")).await.text();
    for text in [
        "Over quarters",
        "Quarter 2 of 2020-21",
        "Quarter 3 of 2020-21",
        "(open)",
        "qd-chart__bar",
        "Two services do it now",
        "/c/rochdale/amendments/A1",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("Where it comes from"), "{page}");

    let decide = json!({ "decide_amendment": { "amendment": "A1", "outcome": "approved",
        "effective": "2020-10-01", "decision": {
            "body": "Cabinet", "on": "2020-10-20", "reference": "C2" } } });
    service.command(&[], &decide).await.good();
    let apply = json!({ "apply_amendment": { "amendment": "A1" } });
    service.command(&[], &apply).await.good();
    let page = officer.get(&service, &item("R12")).await.text();
    for text in [
        "Where it comes from and where it went",
        "from 1 October 2020 into",
        "R12b",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    // A part shows the quarters of what it was split from.
    let page = officer.get(&service, &item("R12b")).await.text();
    for text in [
        "It descends from",
        "R12:",
        "Quarter 2 of 2020-21",
        "/c/rochdale/amendments/A1",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
}
