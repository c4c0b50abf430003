//! Sheets known by their columns.

use super::{check, file, parse, summary};
use crate::import::SheetKind;

#[test]
fn header_names_are_taken_in_any_case_with_any_gap() {
    let text = "\n Plan ,REF,As at,percent-Complete, ON_TRACK\nP,1,2020-09-30,5,no\n";
    let import = check(text, &[]).unwrap();
    assert_eq!(import.sheets.observations[0].line, 3);
}

#[test]
fn every_header_of_the_template_is_known_in_any_order() {
    for kind in SheetKind::ALL {
        check(kind.column_names(), &[]);
        let mut names: Vec<&str> = kind.columns().iter().map(|column| column.name).collect();
        names.reverse();
        check(names.join(","), &[]);
        let required = kind.columns().iter().filter(|column| column.required);
        check(
            required
                .map(|column| column.name)
                .collect::<Vec<_>>()
                .join(","),
            &[],
        );
    }
}

#[test]
fn an_unknown_column_is_named_with_the_nearest() {
    let text = "plan,ref,as_at,comentary\nP,1,2020-09-30,x\nP,2,soon,x\n";
    let faults = check(text, &["1 comentary unknown_column", "3 as_at bad_date"]).unwrap_err();
    assert!(
        faults.faults[0]
            .expected
            .ends_with("the nearest is commentary"),
        "{faults}"
    );
}

#[test]
fn a_missing_column_is_one_fault_and_not_one_a_row() {
    check(
        "plan,ref,kind,theme\nP,1,action,X\nP,2,action,X\n",
        &["1 title missing_column"],
    );
    check(
        "plan,ref,as_att,on_track\nP,1,2020-09-30,yes\n",
        &["1 as_att unknown_column", "1 as_at missing_column"],
    );
}

#[test]
fn a_column_stands_once() {
    check(
        "plan,ref,as_at,As At\nP,1,2020-09-30,2020-09-30\n",
        &["1 As At duplicate_column"],
    );
}

#[test]
fn unknown_and_ambiguous_sheets_are_faults() {
    let faults = check("plan,ref,target\nP,1,5\n", &["- - unknown_sheet"]).unwrap_err();
    let expected = &faults.faults[0].expected;
    assert!(
        expected.contains("items (plan, ref, kind") && expected.contains("targets (plan"),
        "{expected}"
    );
    check(
        "Quarterly performance report\nplan,ref\n",
        &["- - unknown_sheet"],
    );
    check("colour,shape\nred,round\n", &["- - unknown_sheet"]);
    check("title\nT\n", &["- - unknown_sheet"]);
    check("", &["- - unknown_sheet"]);
    check(" \n\n,,\n", &["- - unknown_sheet"]);
}

#[test]
fn good_files_do_not_save_a_bad_one() {
    let result = parse(&[
        file("plans.csv", "plan\nP\n"),
        file("other.csv", "colour\nred\n"),
    ]);
    assert_eq!(summary(&result), ["- - unknown_sheet"]);
    assert_eq!(result.unwrap_err().faults[0].sheet, "other.csv");
    assert_eq!(summary(&parse(&[])), ["- - too_large"]);
}
