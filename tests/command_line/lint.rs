//! The linter and its gate, as officers use them.

use quarterday_tests::{COUNCIL, Folder};

use crate::formats::folder;

/// A report file whose background papers are these.
fn file(folder: &Folder, papers: &str) -> String {
    let text = format!(
        "report = \"q1\"\nauthor = \"head@mytown.example\"\nsponsor = \"new@mytown.example\"\n\
         [content]\ntitle = \"Performance\"\n\
         [[content.section]]\nkey = \"recommendations\"\nheading = \"Recommendations\"\n\
         text = \"To note it.\"\n\
         [[content.section]]\nkey = \"background_papers\"\nheading = \"Background papers\"\n\
         text = \"{papers}\"\n"
    );
    folder.file("report.toml", text.as_bytes())
}

#[test]
fn errors_are_found_stop_a_report_and_pass_with_a_reason() {
    let folder = folder();
    let run = |arguments: &[&str]| {
        let arguments = arguments.iter().copied();
        folder.run(arguments.chain(["--council", COUNCIL]).collect::<Vec<_>>())
    };
    // A file that is not drafted yet.
    let bad = file(&folder, "A");
    let found = run(&["report", "lint", &bad]);
    assert_eq!(found.code, Some(1), "{found:#?}");
    assert!(
        found
            .out
            .contains("error QL0009: Background papers, paragraph 1"),
        "{found:#?}"
    );
    assert!(found.out.contains("1 error, 0 warnings"), "{found:#?}");
    assert!(found.err.contains("QF0070"), "{found:#?}");
    let good = file(&folder, "None");
    let found = run(&["report", "lint", &good]).done();
    assert_eq!(found.out.trim(), "0 errors, 0 warnings");
    // A drafted one.
    let bad = file(&folder, "A");
    run(&["report", "draft", &bad]).done();
    let csv = run(&["report", "lint", "q1", "--format", "csv"]);
    assert_eq!(csv.code, Some(1));
    assert!(
        csv.out.contains("QL0009,error,background_papers,1,A,A"),
        "{csv:#?}"
    );
    run(&["report", "circulate", "q1"]).refused(&["QD0170", "QL0009"]);
    let despite = ["--despite-lint", "The papers follow."];
    run(&[&["report", "circulate", "q1"][..], &despite].concat()).done();
    let shown = run(&["report", "show", "q1"]).done();
    let line =
        "Version 1 went out despite the linter (QL0009 at background_papers 1): The papers follow.";
    assert!(shown.out.contains(line), "{shown:#?}");
}

#[test]
fn signals_are_listed() {
    let folder = folder();
    let arguments = [
        "quarter",
        "signals",
        "--plan",
        "housing-2020-21",
        "--quarter",
        "2020-21-Q1",
    ];
    let listed =
        folder.run(
            arguments
                .into_iter()
                .chain(["--council", COUNCIL, "--format", "json"]),
        );
    assert_eq!(listed.done().json()["items"], serde_json::json!([]));
}
