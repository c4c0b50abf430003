//! Every figure opens the events behind it.

use crate::cycle::{Workspace, fixtures, read};

#[test]
fn every_place_behind_a_figure_is_in_the_log_and_proved() {
    let workspace = Workspace::new();
    let folder = fixtures().join("rochdale-2020-21-q2");
    let cycle = read(&folder);
    workspace.load(&folder, &cycle);
    let position = workspace.json(&[
        "position",
        "--council",
        "rochdale",
        "--plan",
        "resources-2020-21",
        "--quarter",
        "2020-21-Q2",
    ]);
    let amber = position["parts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["status"] == "amber");
    let places = amber.unwrap()["trace"].as_array().unwrap();
    assert!(!places.is_empty());
    for place in places {
        let place = place.to_string();
        let proof = workspace.json(&["prove", "--council", "rochdale", "--seq", &place]);
        assert_eq!(proof["place"].to_string(), place);
    }
    let all = position["trace"].as_array().unwrap();
    assert!(places.iter().all(|place| all.contains(place)));
}

#[test]
fn what_was_known_and_what_was_reported_stay_apart() {
    let workspace = Workspace::new();
    let folder = fixtures().join("rochdale-2020-21-q2");
    let cycle = read(&folder);
    workspace.load(&folder, &cycle);
    let of = [
        "--council",
        "rochdale",
        "--plan",
        "resources-2020-21",
        "--quarter",
        "2020-21-Q2",
    ];
    let ask = |more: &[&str]| {
        let mut arguments = vec!["position"];
        arguments.extend(of);
        arguments.extend(more);
        workspace.json(&arguments)
    };
    let ongoing = |position: &serde_json::Value| position["groups"][0]["count"].as_u64().unwrap();
    assert_eq!(ongoing(&ask(&[])), 29);
    let closed_at = ask(&[])["known_at"]["place"].as_u64().unwrap();

    // Published, then it turns out that an action was off track after all.
    let mut publish = vec!["quarter", "publish", "--on", "2020-11-16"];
    publish.extend(of);
    workspace.good(&publish);
    let late = workspace.data.path().join("late.csv");
    std::fs::write(
        &late,
        "plan,ref,as_at,on_track,cause,commentary\n\
         resources-2020-21,R02,30/09/2020,no,inside,It had stopped in August.\n",
    )
    .unwrap();
    let path = late.display().to_string();
    let answer = workspace.json(&["import", &path, "--council", "rochdale"]);
    assert!(
        answer.to_string().contains("candidate for restatement"),
        "{answer}"
    );

    // What was reported stays; what is known now differs; what was known then
    // does not.
    assert_eq!(ongoing(&ask(&[])), 29);
    let now = workspace.json(&["council", "list"])["councils"][0]["place"].to_string();
    assert_eq!(ongoing(&ask(&["--known-at", &now])), 28);
    assert_eq!(ongoing(&ask(&["--known-at", &closed_at.to_string()])), 29);

    let mut restate = vec!["quarter", "restate", "--reason", "An answer came late."];
    restate.extend(of);
    workspace.good(&restate);
    assert_eq!(ongoing(&ask(&[])), 29, "what was reported is not rewritten");
    let again = workspace.run(&restate);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("QD0024"));
}

#[test]
fn a_quarter_is_replayed_under_another_councils_scheme() {
    let workspace = Workspace::new();
    let folder = fixtures().join("rochdale-2020-21-q2");
    workspace.load(&folder, &read(&folder));
    workspace.good(&["scheme", "adopt", "plain", "--council", "rochdale"]);
    let position = workspace.json(&[
        "position",
        "--council",
        "rochdale",
        "--plan",
        "resources-2020-21",
        "--quarter",
        "2020-21-Q2",
        "--scheme",
        "plain",
    ]);
    assert!(position["scheme"].as_str().unwrap().starts_with("plain@"));
    assert_eq!(position["denominator"], 30);
}
