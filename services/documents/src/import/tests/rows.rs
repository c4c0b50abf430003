//! Whole rows and rows against each other.

use quarterday_proto::target::TargetStatus;

use super::super::{SourceFile, parse as parse_files, parse_for};
use super::{check, file, parse, summary};

#[test]
fn required_cells_must_be_filled() {
    check("plan,title\n,T\n", &["2 plan missing_cell"]);
    check(
        "plan,ref,kind,title,theme\n,,,,X\n",
        &[
            "2 plan missing_cell",
            "2 ref missing_cell",
            "2 kind missing_cell",
            "2 title missing_cell",
        ],
    );
    check(
        "plan,ref,period,basis,low\n,,,,1\n",
        &[
            "2 plan missing_cell",
            "2 ref missing_cell",
            "2 period missing_cell",
            "2 basis missing_cell",
        ],
    );
    check(
        "plan,ref,as_at,rating\n,,,green\n",
        &[
            "2 plan missing_cell",
            "2 ref missing_cell",
            "2 as_at missing_cell",
        ],
    );
    check(
        "email,post,from\n,,2020-01-01\n",
        &["2 email missing_cell", "2 post missing_cell"],
    );
}

#[test]
fn a_target_is_approved_unless_it_says_otherwise() {
    let text = "plan,ref,period,basis,status,no_target_reason\n\
                P,1,2021-22,ytd,,not yet set\nP,2,2021-22,ytd,Provisional,\n";
    let import = check(text, &[]).unwrap();
    let statuses: Vec<_> = import
        .sheets
        .targets
        .iter()
        .map(|row| row.value.status)
        .collect();
    assert_eq!(
        statuses,
        [TargetStatus::Approved, TargetStatus::Provisional]
    );
}

#[test]
fn what_stands_twice_names_both_rows() {
    let cases = [
        ("plan\nP\nQ\nP\n", "4 plan duplicate_row"),
        (
            "plan,ref,kind,title\nP,1,action,T\nQ,1,action,T\nP,1,risk,U\n",
            "4 ref duplicate_row",
        ),
        (
            "plan,ref,as_at\nP,1,2020-09-30\nP,1,2020-12-31\nP,1,30/09/2020\n",
            "4 ref duplicate_row",
        ),
        (
            "plan,ref,period,basis\nP,1,2021-22,ytd\nP,1,2021-22,year-end\nP,1,2021/22,YTD\n",
            "4 ref duplicate_row",
        ),
        (
            "email,post\nA@b.example,X\nc@b.example,Y\na@B.example,Z\n",
            "4 email duplicate_row",
        ),
    ];
    for (text, expected) in cases {
        let faults = check(text, &[expected]).unwrap_err();
        assert!(
            faults.faults[0].expected.contains("row 4 and row 2"),
            "{faults}"
        );
    }
    check(
        "plan,ref,as_at,basis\nP,1,2020-09-30,ytd\nP,1,2020-09-30,in-quarter\nP,1,2020-09-30,\n",
        &[],
    );
    // A bad cell elsewhere in the row does not hide that it stands twice.
    check(
        "plan,ref,kind,title,due\nP,1,action,T,\nP,1,action,T,soon\n",
        &["3 ref duplicate_row", "3 due bad_date"],
    );
}

#[test]
fn rows_are_compared_across_files() {
    let result = parse(&[file("a.csv", "plan\nP\n"), file("b.csv", "plan\n\nP\n")]);
    assert_eq!(summary(&result), ["3 plan duplicate_row"]);
    let faults = result.unwrap_err();
    assert_eq!(faults.faults[0].sheet, "b.csv");
    assert!(
        faults.faults[0].expected.contains("row 2 of a.csv"),
        "{faults}"
    );
}

#[test]
fn contradictions_are_faults() {
    let observations = "plan,ref,as_at,completed_on,actual,unavailable\n";
    check(
        format!("{observations}P,1,2020-09-30,2020-10-03,,\n"),
        &["2 completed_on contradiction"],
    );
    check(format!("{observations}P,1,2020-09-30,2020-09-30,,\n"), &[]);
    check(
        format!("{observations}P,1,2020-09-30,,5,not collected\n"),
        &["2 unavailable contradiction"],
    );
    let items = "plan,ref,kind,title,start,due,target_low,target_high,parent\n";
    check(
        format!("{items}P,1,action,T,2020-10-01,2020-09-30,,,\n"),
        &["2 start contradiction"],
    );
    check(
        format!("{items}P,1,measure,T,,,5,4,\n"),
        &["2 target_low contradiction"],
    );
    check(format!("{items}P,1,measure,T,,,4,4,2\n"), &[]);
    check(
        format!("{items}P,1,milestone,T,,,,,1\n"),
        &["2 parent contradiction"],
    );
    check(
        "plan,ref,period,basis,low,high\nP,1,2021-22,ytd,9,8\n",
        &["2 low contradiction"],
    );
    check(
        "email,post,from,to\na@b.example,X,2021-01-01,2020-01-01\n",
        &["2 from contradiction"],
    );
}

#[test]
fn a_late_completion_says_why_it_cannot_be() {
    let text = "plan,ref,as_at,completed_on\nP,1,2020-09-30,2020-10-03\n";
    let faults = check(text, &["2 completed_on contradiction"]).unwrap_err();
    assert!(
        faults.faults[0]
            .expected
            .contains("cannot be known before it has happened")
    );
}

#[test]
fn one_bad_cell_stops_all_and_all_are_listed_in_order() {
    let text = "plan,ref,as_at,on_track,actual\nP,1,2020-09-30,yes,5\nP,2,soon,perhaps,x\n\nP,3,2020-09-30,,y\n";
    let faults = check(
        text,
        &[
            "3 as_at bad_date",
            "3 on_track bad_choice",
            "3 actual bad_number",
            "5 actual bad_number",
        ],
    )
    .unwrap_err();
    let shown = faults.to_string();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(
        lines[1],
        "sheet.csv  row 3       on_track  found `perhaps`, expected yes or no (bad_choice)"
    );
    let json = serde_json::to_value(&faults).unwrap();
    assert_eq!(json["more"], 0);
    assert_eq!(json["faults"][0]["row"], 3);
    assert_eq!(json["faults"][0]["code"], "bad_date");
}

#[test]
fn what_was_found_is_cut_to_60_characters() {
    let text = format!("plan,ref,as_at\nP,1,{}\n", "é".repeat(200));
    let faults = check(text, &["2 as_at bad_date"]).unwrap_err();
    assert_eq!(faults.faults[0].found.chars().count(), 60);
    assert!(faults.faults[0].found.ends_with('…'));
}

#[test]
fn rows_need_not_name_the_plan_of_their_import() {
    let source = |text: &str| SourceFile {
        name: "items.csv".to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let without = source("ref,kind,title\nA1,action,First\n");
    let import = parse_for(std::slice::from_ref(&without), Some("p-2026-27")).unwrap();
    assert_eq!(import.sheets.items[0].value.plan, "p-2026-27");
    assert!(parse_files(&[without]).is_err());
    let mixed = source("plan,ref,kind,title\n,A1,action,First\nq-2026-27,A1,action,Other\n");
    let import = parse_for(&[mixed], Some("p-2026-27")).unwrap();
    let plans: Vec<_> = import
        .sheets
        .items
        .iter()
        .map(|row| &*row.value.plan)
        .collect();
    assert_eq!(plans, ["p-2026-27", "q-2026-27"]);
}
