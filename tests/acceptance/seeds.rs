//! The five reports.

use crate::cycle::{Workspace, fixtures, read};

fn check(names: &[&str]) {
    let workspace = Workspace::new();
    for name in names {
        let folder = fixtures().join(name);
        let cycle = read(&folder);
        assert!(!cycle.expectations.is_empty());
        workspace.load(&folder, &cycle);
        for expected in &cycle.expectations {
            let position = workspace.check(&cycle.council, expected);
            assert_eq!(position["state"], "closed");
        }
        workspace.good(&["verify", "--council", &cycle.council]);
    }
}

#[test]
fn rochdale_three_reports_and_seven_plans_of_one_council() {
    check(&[
        "rochdale-2019-20-q2",
        "rochdale-2020-21-q2",
        "rochdale-2023-24-q1",
    ]);
}

#[test]
fn rutland_sixty_six_measures_year_to_date() {
    check(&["rutland-2020-21-q2"]);
}

#[test]
fn derby_four_kinds_of_item_with_the_quarter_before() {
    check(&["derby-2021-22-q2"]);
}

#[test]
fn importing_the_same_sheets_again_changes_nothing() {
    let workspace = Workspace::new();
    let folder = fixtures().join("derby-2021-22-q2");
    let cycle = read(&folder);
    workspace.load(&folder, &cycle);
    let root =
        |workspace: &Workspace| workspace.json(&["verify", "--council", "derby"])["root"].clone();
    let before = root(&workspace);
    for file in [
        "plans.csv",
        "people.csv",
        "items.csv",
        "observations-q2.csv",
    ] {
        let path = folder.join(file).display().to_string();
        let answer = workspace.json(&["import", &path, "--council", "derby"]);
        assert_eq!(answer["accepted"]["events"], 0, "{file}: {answer}");
    }
    assert_eq!(root(&workspace), before);
}
