//! Every reading command prints a table, JSON, NDJSON and CSV.

use quarterday_tests::{COUNCIL, Folder, PLAN};
use serde_json::Value;

/// The reading commands; how many rows the CSV of each has, its header aside,
/// where that is known.
pub(crate) const READING: [(&[&str], Option<usize>); 17] = [
    (&["council", "list"], Some(1)),
    (&["plan", "list", "--council", COUNCIL], Some(1)),
    (
        &["item", "list", "--council", COUNCIL, "--plan", PLAN],
        Some(8),
    ),
    (
        &[
            "item",
            "show",
            "--council",
            COUNCIL,
            "--plan",
            PLAN,
            "--ref",
            "H1",
        ],
        Some(1),
    ),
    (&["people", "list", "--council", COUNCIL], Some(2)),
    (&["quarter", "list", "--council", COUNCIL], Some(1)),
    (
        &[
            "quarter",
            "show",
            "--council",
            COUNCIL,
            "--plan",
            PLAN,
            "--quarter",
            "2020-21-Q1",
        ],
        Some(1),
    ),
    (
        &[
            "position",
            "--council",
            COUNCIL,
            "--plan",
            PLAN,
            "--quarter",
            "2020-21-Q1",
        ],
        None,
    ),
    (&["amend", "list", "--council", COUNCIL], Some(1)),
    (
        &["timetable", "--council", COUNCIL, "--meeting", "2020-11-24"],
        Some(8),
    ),
    (
        &["calendar", "--council", COUNCIL, "--year", "2020"],
        Some(8),
    ),
    (&["scheme", "list", "--council", COUNCIL], None),
    (&["token", "list", "--council", COUNCIL], Some(1)),
    (&["audit", "--council", COUNCIL], None),
    (&["verify", "--council", COUNCIL], Some(1)),
    (&["prove", "--council", COUNCIL, "--seq", "1"], Some(1)),
    (&["checkpoint", "--council", COUNCIL], Some(1)),
];

/// A plan with people, an approved amendment and an open quarter.
pub(crate) fn folder() -> Folder {
    let folder = Folder::with_plan();
    let people = "email,post\nhead@mytown.example,Head of Housing\nnew@mytown.example,New Head\n";
    let people = folder.file("people.csv", people.as_bytes());
    let imported = folder.run(["import", &people, "--council", COUNCIL]).done();
    assert!(imported.err.starts_with("Next: "), "{imported:#?}");
    let plan = ["--council", COUNCIL, "--plan", PLAN];
    let run = |arguments: &[&str]| {
        let arguments = arguments.iter().copied().chain(plan);
        folder.run(arguments.collect::<Vec<_>>()).done()
    };
    let opened = run(&[
        "quarter",
        "open",
        "--quarter",
        "2020-21-Q1",
        "--answers-due",
        "14/07/2020",
    ]);
    assert!(opened.err.contains("quarter show --data"), "{opened:#?}");
    run(&[
        "plan",
        "approve",
        "--body",
        "Cabinet",
        "--on",
        "01/04/2020",
        "--reference",
        "C1",
    ]);
    let change = r#"{"redate":{"ref":"H2","due":"2021-01-31"}}"#;
    run(&[
        "amend",
        "propose",
        "--rationale",
        "The builder left.",
        "--change",
        change,
    ]);
    folder.token("reader", "read");
    folder
}

#[test]
fn every_reading_command_has_every_format() {
    let folder = folder();
    for (command, rows) in READING {
        let run = |format: &'static str| {
            let arguments = command.iter().copied().chain(["--format", format]);
            folder.run(arguments.collect::<Vec<_>>()).done()
        };
        let table = folder.run(command.iter().copied()).done();
        assert!(!table.out.trim().is_empty(), "{command:?}");
        run("json").json();
        for line in run("ndjson").out.lines() {
            let value: Value = serde_json::from_str(line).unwrap();
            assert!(value.is_object(), "{command:?}: {line}");
        }
        let csv = run("csv").out;
        let (header, body) = csv.split_once("\r\n").unwrap();
        assert!(
            !header.contains('\u{feff}'),
            "{command:?}: a byte-order mark"
        );
        assert!(header.contains(','), "{command:?}: {header}");
        assert!(
            header
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || b",_".contains(&byte)),
            "{command:?}: {header}"
        );
        if let Some(rows) = rows {
            assert_eq!(body.matches("\r\n").count(), rows, "{command:?}: {csv}");
        }
    }
}

#[test]
fn one_thing_is_told_in_the_singular() {
    let folder = folder();
    let answers = format!("plan,ref,as_at,on_track,commentary\n{PLAN},H1,30/06/2020,yes,Fine.\n");
    let answers = folder.file("answers.csv", answers.as_bytes());
    let imported = folder
        .run(["import", &answers, "--council", COUNCIL])
        .done();
    assert!(imported.out.contains(": 1 event."), "{imported:#?}");
    let answers = format!("plan,ref,as_at\n{PLAN},H1,soon\n");
    let answers = folder.file("answers.csv", answers.as_bytes());
    let import = ["import", &answers, "--council", COUNCIL];
    folder
        .run(import)
        .refused(&["1 cell or row of the import is wrong"]);
    let verified = folder.run(["verify", "--council", COUNCIL]).done();
    assert!(verified.out.contains(", 1 segment, "), "{verified:#?}");
}
