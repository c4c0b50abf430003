//! Limits, and how quickly a large import is read.

use std::fmt::Write;
use std::time::{Duration, Instant};

use super::{check, parse_one, summary};
use crate::import::limits::{
    CELL_CHARS_MAX, FAULTS_MAX, FILE_BYTES_MAX, ROW_CELLS_MAX, SHEET_COLUMNS_MAX, SHEET_LINES_MAX,
    SHEET_ROWS_MAX,
};

#[test]
fn a_hundred_thousand_observations_are_read_quickly() {
    let mut text = "plan,ref,as_at,percent_complete,completed_on,on_track,cause,actual,forecast,\
                    rating,unavailable,commentary\n"
        .to_owned();
    for number in 0..100_000 {
        let quarter_end = ["2020-06-30", "30/09/2020", "2020-12-31", "31/03/2021"][number % 4];
        let reference = number / 4;
        writeln!(
            text,
            "Plan {},{reference},{quarter_end},83%,,yes,,\"1,234.5\",90,,,\"On course, as planned\"",
            number % 7
        )
        .unwrap();
    }
    let begun = Instant::now();
    let result = parse_one("observations.csv", text);
    let taken = begun.elapsed();
    assert!(summary(&result).is_empty());
    assert_eq!(result.unwrap().sheets.observations.len(), 100_000);
    println!("100,000 observations in {taken:?}");
    // Quadratic reading would take minutes; a busy machine takes some ten times
    // what an idle one does.
    assert!(taken < Duration::from_secs(60), "{taken:?}");
}

#[test]
fn rows_are_limited() {
    let mut text = "plan\n".to_owned();
    for number in 0..=SHEET_ROWS_MAX {
        writeln!(text, "{number}").unwrap();
    }
    let line = SHEET_ROWS_MAX + 2;
    check(text.clone(), &[&format!("{line} - too_large")]);
    text.truncate(text.trim_end().rfind('\n').unwrap());
    assert_eq!(
        check(text, &[]).unwrap().sheets.plans.len(),
        SHEET_ROWS_MAX as usize
    );
}

#[test]
fn cells_are_limited() {
    let cell = "é".repeat(CELL_CHARS_MAX);
    check(format!("plan,title\nP,{cell}\n"), &[]);
    check(format!("plan,title\nP,{cell}é\n"), &["2 title too_large"]);
}

#[test]
fn columns_are_limited() {
    let header: Vec<String> = (0..=SHEET_COLUMNS_MAX)
        .map(|number| format!("c{number}"))
        .collect();
    check(header.join(","), &["1 - too_large"]);
}

#[test]
fn lines_and_cells_of_a_row_are_limited() {
    let blank_lines = "\n".repeat(SHEET_LINES_MAX as usize);
    check(
        format!("plan\nP\n{blank_lines}"),
        &[&format!("{} - too_large", SHEET_LINES_MAX + 1)],
    );
    check(format!("plan\nP{}\n", ",".repeat(ROW_CELLS_MAX - 1)), &[]);
    check(
        format!("plan\nP{}\n", ",".repeat(ROW_CELLS_MAX)),
        &["2 - too_large"],
    );
    check(",".repeat(ROW_CELLS_MAX), &["1 - too_large"]);
}

#[test]
fn text_that_a_workbook_repeats_is_limited() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet
        .write_row(0, 0, ["plan", "ref", "as_at", "rating", "commentary"])
        .unwrap();
    let text = "x".repeat(CELL_CHARS_MAX);
    for row in 1..=7_000_u32 {
        sheet
            .write(row, 0, "P")
            .unwrap()
            .write(row, 1, row)
            .unwrap();
        sheet.write(row, 2, "2020-09-30").unwrap();
        sheet
            .write(row, 3, &text)
            .unwrap()
            .write(row, 4, &text)
            .unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    assert!(bytes.len() < 1024 * 1024);
    let result = parse_one("book.xlsx", bytes);
    assert_eq!(summary(&result), ["6709 - too_large"]);
}

#[test]
fn files_are_limited() {
    check(vec![b' '; FILE_BYTES_MAX + 1], &["- - too_large"]);
}

#[test]
fn faults_are_listed_to_a_limit_and_then_counted() {
    let mut text = "plan,ref,as_at\n".to_owned();
    for number in 0..FAULTS_MAX + 7 {
        writeln!(text, "P,{number},soon").unwrap();
    }
    let faults = parse_one("sheet.csv", text).unwrap_err();
    assert_eq!((faults.faults.len(), faults.more), (FAULTS_MAX, 7));
    assert_eq!(
        faults.faults[FAULTS_MAX - 1].row,
        Some(FAULTS_MAX as u32 + 1)
    );
    assert!(faults.to_string().ends_with("\nand 7 more"));
}
