//! What a position says of itself, in every format: whether its figures were
//! frozen or worked out, for when, and on which basis.

use quarterday_tests::{COUNCIL, Folder, PLAN};
use serde_json::json;

/// Columns of the CSV of positions.
const COLUMNS: &str = "plan,quarter,kind,axis,basis,state,what,status,label,count,denominator,\
    percent,figures,as_at,known_at_place,known_at,scheme";

#[test]
fn a_position_of_a_time_past_says_so_in_every_format() {
    let folder = Folder::with_plan();
    let of = ["--council", COUNCIL, "--plan", PLAN];
    let before = folder.place();
    let quarter = ["--quarter", "2020-21-Q1"];
    let run = |arguments: &[&str]| {
        let arguments = arguments.iter().chain(&of).chain(&quarter);
        folder.run(arguments.copied().collect::<Vec<_>>())
    };
    run(&["quarter", "open"]).done();
    let opened = folder.place();
    run(&["quarter", "close", "--reason", "-"]).done();
    let closed = folder.place();
    run(&["quarter", "publish", "--on", "2020-07-31"]).done();
    let position = |known_at: Option<u64>, format: &str| {
        let place = known_at.map(|place| place.to_string());
        let then = place.as_ref().map(|place| ["--known-at", place]);
        let then = then.iter().flatten().map(|argument| &**argument);
        let arguments = ["position", "--format", format].into_iter().chain(then);
        run(&arguments.collect::<Vec<_>>())
    };
    for (known_at, state, figures) in [
        (None, "published", "frozen"),
        (Some(opened), "open", "worked-out"),
        (Some(closed), "closed", "worked-out"),
    ] {
        let json = position(known_at, "json").done().json();
        assert_eq!(json["state"], state, "{known_at:?}");
        assert_eq!(json["figures"], figures, "{known_at:?}");
        assert_eq!(json["closing"].is_null(), figures != "frozen");
        let place = known_at.unwrap_or(opened);
        assert_eq!(json["known_at"]["place"], json!(place));
        let time = json["known_at"]["time"].as_str().unwrap();
        let line = position(known_at, "ndjson").done();
        assert_eq!(line.json(), json);
        let csv = position(known_at, "csv").done().out;
        let (header, rows) = csv.split_once("\r\n").unwrap();
        assert_eq!(header, COLUMNS);
        let end = format!("{figures},2020-06-30,{place},{time},");
        for row in rows.lines() {
            assert!(row.contains(&format!(",{state},")), "{row}");
            assert!(row.contains(&end), "{row}: {end}");
        }
        let table = position(known_at, "table").done().out;
        let words = match known_at {
            Some(_) => format!("worked out for then (the quarter was {state})"),
            None => format!("{state} (closing 1)"),
        };
        assert!(table.contains(&words), "{table}");
        // What came of the quarter since is not told of a time past.
        assert_eq!(
            table.contains("Closed without an answer"),
            known_at.is_none()
        );
    }
    // Nobody was asked by then.
    for format in ["json", "ndjson", "csv", "table"] {
        position(Some(before), format).refused(&["QD0018 quarter_not_open"]);
    }
    let before = before.to_string();
    let unopened = run(&[
        "position",
        "--known-at",
        &before,
        "--unopened",
        "--format",
        "json",
    ]);
    assert_eq!(unopened.done().json()["state"], "open");
    // Actions have no basis.
    run(&["position", "--basis", "ytd"]).refused(&["QD0038", "actions by status (of no basis)"]);
}
