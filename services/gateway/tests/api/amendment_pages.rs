//! Amendments by pages: proposed, decided by a body, applied, each change shown
//! before and after.

use serde_json::json;

use crate::my_update::{encoded, form_of};
use crate::support::{Service, signed_in};
use crate::web::newest;

const OFFICER: &str = "chief.executive@rochdale.example";
const CLERK: &str = "head.communications@rochdale.example";
const NEW: &str = "/c/rochdale/plans/resources-2020-21/amendments/new";
const FIRST: &str = "/c/rochdale/amendments/A1";

#[tokio::test]
async fn an_amendment_is_proposed_decided_and_applied() {
    let service = Service::rochdale().await;
    for (person, role) in [
        (OFFICER, "performance_officer"),
        (CLERK, "democratic_services"),
    ] {
        let grant = json!({ "grant_role": { "person": person, "role": role } });
        service.command(&[], &grant).await.good();
    }
    let approve = json!({ "approve_plan": { "plan": "resources-2020-21", "decision":
        { "body": "Cabinet", "on": "2020-04-20", "reference": "C1" } } });
    service.command(&[], &approve).await.good();
    let officer = signed_in(&service, "rochdale", OFFICER).await;
    let clerk = signed_in(&service, "rochdale", CLERK).await;

    let choose = officer.get(&service, NEW).await.text();
    assert!(choose.contains("?change=split"), "{choose}");
    let page = officer.get(&service, &format!("{NEW}?change=redate")).await;
    let form = form_of(&page.text());
    let refused = officer.post(&service, NEW, &encoded(&form, &[])).await;
    assert_eq!(refused.status, 422);
    for field in ["ref", "due", "rationale"] {
        assert!(
            refused.text().contains(&format!("href=\"#{field}\"")),
            "{field}"
        );
    }
    let filled = [
        ("ref", "R12"),
        ("due", "30/06/2021"),
        ("rationale", "The supplier is late"),
        ("step", "preview"),
    ];
    let before = newest(&service).await["place"].clone();
    let shown = officer.post(&service, NEW, &encoded(&form, &filled)).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let shown = shown.text();
    assert!(
        shown.contains("Re-date R12") && shown.contains("30 June 2021"),
        "{shown}"
    );
    assert_eq!(newest(&service).await["place"], before);
    let send = encoded(&form_of(&shown), &[("step", "send")]);
    for _ in 0..2 {
        let sent = officer.post(&service, NEW, &send).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
    }
    let listed = service.get("/api/v1/rochdale/amendments").await.good();
    assert_eq!(listed["amendments"].as_array().unwrap().len(), 1);
    let list = officer
        .get(&service, "/c/rochdale/plans/resources-2020-21/amendments")
        .await
        .text();
    assert!(
        list.contains(FIRST) && list.contains("to be decided"),
        "{list}"
    );

    // Democratic services record what the body decided; they do not apply it.
    let page = clerk.get(&service, FIRST).await.text();
    assert!(page.contains("Record the decision"), "{page}");
    let form = form_of(&page);
    let refused = clerk
        .post(&service, &format!("{FIRST}/decide"), &encoded(&form, &[]))
        .await;
    assert_eq!(refused.status, 422);
    let decided = [
        ("body", "Cabinet"),
        ("on", "19/10/2020"),
        ("reference", "C14"),
        ("outcome", "approved"),
    ];
    let decided = encoded(&form, &decided);
    let sent = clerk
        .post(&service, &format!("{FIRST}/decide"), &decided)
        .await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let page = clerk.get(&service, FIRST).await.text();
    assert!(
        page.contains("C14") && !page.contains("Apply the amendment"),
        "{page}"
    );
    let page = officer.get(&service, FIRST).await.text();
    assert!(page.contains("Apply the amendment"), "{page}");
    let apply = encoded(&form_of(&page), &[]);
    for _ in 0..2 {
        let sent = officer
            .post(&service, &format!("{FIRST}/apply"), &apply)
            .await;
        assert_eq!(sent.status, 303, "{}", sent.text());
    }
    let item = service
        .get("/api/v1/rochdale/plans/resources-2020-21/items/R12")
        .await
        .good();
    assert_eq!(item["due"], "2021-06-30");
    let page = officer.get(&service, FIRST).await.text();
    assert!(
        page.contains("Before") && page.contains("applied"),
        "{page}"
    );
    assert!(page.contains("30 June 2021"), "{page}");
}

#[tokio::test]
async fn every_kind_of_change_is_read_and_shown() {
    let service = Service::rochdale().await;
    let grant = json!({ "grant_role": { "person": OFFICER, "role": "performance_officer" } });
    service.command(&[], &grant).await.good();
    let browser = signed_in(&service, "rochdale", OFFICER).await;
    let check = async |change: &str, filled: &[(&str, &str)], expected: &[&str]| {
        let page = browser
            .get(&service, &format!("{NEW}?change={change}"))
            .await;
        assert_eq!(page.status, 200, "{change}");
        let form = form_of(&page.text());
        let why = [("rationale", "Cabinet asked for it"), ("step", "preview")];
        let form = encoded(&form, &[filled, &why].concat());
        let shown = browser.post(&service, NEW, &form).await;
        let text = shown.text();
        if expected.is_empty() {
            assert_eq!(shown.status, 422, "{change}: {text}");
            return;
        }
        assert_eq!(shown.status, 200, "{change}: {text}");
        for words in expected {
            assert!(text.contains(words), "{change} lacks {words}: {text}");
        }
    };
    let add = [
        ("ref", "R99"),
        ("title", "A new action"),
        ("kind", "action"),
        ("owner", OFFICER),
        ("due", "31/03/2021"),
    ];
    check(
        "add",
        &add,
        &[
            "Add R99",
            "R99: A new action, Chief Executive",
            "31 March 2021",
        ],
    )
    .await;
    check("add", &add[..2], &[]).await;
    check(
        "delete",
        &[("ref", "R12")],
        &["Delete R12", "Left out from the day it counts"],
    )
    .await;
    let split = [
        ("ref", "R12"),
        ("ref-1", "R12a"),
        ("title-1", "First half"),
        ("ref-2", "R12b"),
        ("title-2", "Second half"),
        ("owner-2", OFFICER),
    ];
    check(
        "split",
        &split,
        &["Split R12", "R12a: First half", "R12b: Second half"],
    )
    .await;
    check("split", &split[..3], &[]).await;
    let owner = [("ref", "R12"), ("owner", OFFICER)];
    check("reassign", &owner, &["Move R12", "Chief Executive"]).await;
    check("reassign", &owner[..1], &[]).await;
    let words = [("ref", "R12"), ("title", "In other words")];
    check("redefine", &words, &["Reword R12", "In other words"]).await;
    // An action has no target.
    let target = [
        ("ref", "R12"),
        ("period", "2020-21-Q3"),
        ("basis", "in-quarter"),
        ("target", "95"),
    ];
    check("retarget", &target, &[]).await;
}
