//! A leaver's work, the year's end and amendments without a line of JSON but
//! for the change itself.

use quarterday_tests::{COUNCIL, PLAN};

use crate::formats::folder;

#[test]
fn the_chores_of_a_year_have_commands() {
    let folder = folder();
    let run = |arguments: &[&str]| {
        let arguments = arguments.iter().copied();
        folder.run(arguments.chain(["--council", COUNCIL]).collect::<Vec<_>>())
    };
    let next = "plan,title,year\nhousing-2021-22,Housing,2021-22\n";
    let next = folder.file("next.csv", next.as_bytes());
    run(&["import", &next]).done();
    let plan = ["--plan", PLAN];
    let on_plan = |arguments: &[&str]| run(&[arguments, &plan].concat());

    // Everything of a leaver goes to the successor from a day on.
    let owned = format!(
        "plan,ref,kind,title,owner_email,due\n{PLAN},H1,action,Action number 1,head@mytown.example,2021-03-31\n"
    );
    let owned = folder.file("owned.csv", owned.as_bytes());
    run(&["import", &owned]).done();
    let handed = run(&[
        "people",
        "hand-over",
        "--from",
        "head@mytown.example",
        "--to",
        "new@mytown.example",
        "--on",
        "01/07/2020",
    ])
    .done();
    assert!(handed.out.contains("1 item handed over"), "{handed:#?}");
    let shown = on_plan(&["item", "show", "--ref", "H1"]).done();
    assert!(shown.out.contains("New Head"), "{shown:#?}");
    // One from a day to come is told as such, and nothing is not handed over.
    let hand_over = |from: &str, to: &str| {
        let people = ["people", "hand-over", "--from", from, "--to", to];
        run(&[&people[..], &["--on", "2090-04-01"]].concat())
    };
    let (old, new) = ("head@mytown.example", "new@mytown.example");
    hand_over(old, new).refused(&["QD0042"]);
    hand_over(new, old).done();
    let shown = on_plan(&["item", "show", "--ref", "H1"]).done();
    let owner = shown.out.lines().find(|line| line.contains("Owner"));
    let owner = owner.unwrap().split("(from 2090-04-01").collect::<Vec<_>>();
    assert!(
        owner.len() == 2 && owner[0].contains(new) && owner[1].contains(old),
        "{shown:#?}"
    );

    // An item goes on in the next year's plan, under a name of its own there.
    on_plan(&[
        "item",
        "carry-forward",
        "--ref",
        "H3",
        "--into",
        "housing-2021-22",
        "--as",
        "N3",
        "--due",
        "30/06/2021",
    ])
    .done();
    let left = on_plan(&["item", "show", "--ref", "H3"]).done();
    assert!(
        left.out.contains("Carried forward as housing-2021-22/N3"),
        "{left:#?}"
    );
    let there = run(&["item", "show", "--plan", "housing-2021-22", "--ref", "N3"]).done();
    assert!(
        there.out.contains(&format!("Goes on from {PLAN}/H3")),
        "{there:#?}"
    );
    assert!(there.out.contains("2021-06-30"), "{there:#?}");
    on_plan(&["item", "conclude", "--ref", "H4", "--decision", "C12"]).done();
    on_plan(&["item", "conclude", "--ref", "H5", "--routine"]).done();
    on_plan(&["item", "conclude", "--ref", "H5", "--routine"]).refused(&["QD0041"]);
    assert_eq!(on_plan(&["item", "conclude", "--ref", "H6"]).code, Some(2));
    let ended = on_plan(&["item", "show", "--ref", "H4"]).done();
    assert!(ended.out.contains("Ended by decision C12"), "{ended:#?}");

    // An amendment in words, and its decision with a day as the British write it.
    let listed = run(&["amend", "list"]).done();
    assert!(
        listed.out.contains("re-date H2 to 2021-01-31"),
        "{listed:#?}"
    );
    let decided = run(&[
        "amend",
        "decide",
        "--amendment",
        "A1",
        "--body",
        "Cabinet",
        "--on",
        "02/06/2020",
        "--reference",
        "C7",
        "--outcome",
        "approved",
    ])
    .done();
    assert!(decided.err.contains("amend apply"), "{decided:#?}");
    run(&["amend", "apply", "--amendment", "A1"]).done();
    let applied = on_plan(&["item", "show", "--ref", "H2"]).done();
    assert!(
        applied.out.contains("originally 2021-03-31"),
        "{applied:#?}"
    );

    let unanswered = on_plan(&["quarter", "show", "--quarter", "2020-21-Q1"]).done();
    assert!(
        unanswered.out.contains("No answer yet: H1"),
        "{unanswered:#?}"
    );
    assert!(
        unanswered.out.contains("Answers due 2020-07-14"),
        "{unanswered:#?}"
    );
}

/// What was reported stays; that it was restated since is told beside it, also
/// where it is the quarter before.
#[test]
fn a_restated_figure_says_so() {
    let folder = folder();
    let run = |arguments: &[&str]| {
        let arguments = arguments.iter().copied();
        let of = ["--council", COUNCIL, "--plan", PLAN];
        folder.run(arguments.chain(of).collect::<Vec<_>>())
    };
    let reason = ["--reason", "Answers came late."];
    let first = ["--quarter", "2020-21-Q1"];
    run(&[&["quarter", "close"][..], &first, &reason].concat()).done();
    run(&[&["quarter", "publish", "--on", "31/07/2020"][..], &first].concat()).done();
    let late = "ref,as_at,on_track,commentary\nH1,30/06/2020,yes,On course.\n";
    let late = folder.file("late.csv", late.as_bytes());
    run(&["import", &late]).done();
    run(&[&["quarter", "restate"][..], &first, &reason].concat()).done();
    run(&["quarter", "open", "--quarter", "2020-21-Q2"]).done();

    let json = ["--format", "json"];
    let reported = run(&[&["position"][..], &first, &json].concat())
        .done()
        .json();
    assert_eq!(reported["restatements"][0]["changes"][0]["ref"], "H1");
    assert!(reported.as_object().unwrap().contains_key("previous"));
    assert!(reported["previous"].is_null(), "{reported}");
    let table = run(&[&["position"][..], &first].concat()).done();
    assert!(table.out.contains("Restated (no. 1)"), "{table:#?}");
    let second = ["--quarter", "2020-21-Q2"];
    let after = run(&[&["position"][..], &second, &json].concat())
        .done()
        .json();
    assert_eq!(after["previous_restatements"][0]["reason"], reason[1]);
    assert_eq!(after["previous"]["restated"], 1);
    let table = run(&[&["position"][..], &second].concat()).done();
    assert!(table.out.contains("as restated"), "{table:#?}");
    // Another figure and other words under the same status are told as well.
    let better = "ref,as_at,on_track,percent_complete,commentary\nH1,30/06/2020,yes,40,Half way.\n";
    let better = folder.file("better.csv", better.as_bytes());
    run(&["import", &better]).done();
    let restated = run(&[&["quarter", "restate"][..], &first, &reason].concat()).done();
    assert!(
        restated.out.contains("1 item restated, 0 statuses"),
        "{restated:#?}"
    );
    run(&[&["quarter", "restate"][..], &first, &reason].concat()).refused(&["QD0024"]);
    for shown in [["position"].as_slice(), &["quarter", "show"]] {
        let table = run(&[shown, &first].concat()).done();
        for told in [
            "Restated (no. 2)",
            "percent complete none",
            "percent complete 40",
        ] {
            assert!(table.out.contains(told), "{told}: {table:#?}");
        }
    }
    // A quarter that nobody was asked about has no figures unless asked for.
    let third = ["position", "--quarter", "2020-21-Q3"];
    run(&third).refused(&["QD0018 quarter_not_open"]);
    run(&[&third[..], &["--unopened"]].concat()).done();
}

#[test]
fn roles_are_granted_listed_and_revoked() {
    let folder = folder();
    let of = ["--council", COUNCIL];
    let run = |arguments: &[&str]| {
        let arguments = arguments.iter().copied();
        folder.run(arguments.chain(of).collect::<Vec<_>>())
    };
    let people = "email,post\nofficer@a.example,Performance Officer\n";
    let people = folder.file("people.csv", people.as_bytes());
    run(&["import", &people]).done();
    let role = [
        "--person",
        "officer@a.example",
        "--role",
        "performance_officer",
    ];
    run(&[&["role", "grant"][..], &role].concat()).done();
    let json = ["role", "list", "--format", "json"];
    let listed = run(&json).done().json();
    assert_eq!(listed["people"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(listed["people"][0]["roles"][0], "performance_officer");
    run(&[&["role", "revoke"][..], &role].concat()).done();
    assert_eq!(
        run(&json).done().json()["people"].as_array().unwrap().len(),
        0
    );
    run(&[&["role", "revoke"][..], &role].concat()).refused(&["QD0100 role_not_granted"]);
    let wrong = [
        "role",
        "grant",
        "--person",
        "o@a.example",
        "--role",
        "chief",
    ];
    assert!(run(&wrong).err.contains("one of viewer owner"));
}
