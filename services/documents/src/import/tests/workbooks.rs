//! XLSX sheets: kinds of cells, formulas, merged cells, several sheets.

use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};

use super::{Checked, parse_one, summary};

/// Writes one sheet of observations with the given cells below the header.
#[track_caller]
fn check(fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>, expected: &[&str]) -> Checked {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let header = [
        "plan",
        "ref",
        "as_at",
        "percent_complete",
        "on_track",
        "actual",
        "commentary",
    ];
    sheet.write_row(0, 0, header).unwrap();
    fill(sheet).unwrap();
    let result = parse_one("book.xlsx", workbook.save_to_buffer().unwrap());
    assert_eq!(summary(&result), expected, "{result:#?}");
    Checked(result)
}

/// Fills the required cells of a row.
fn row(sheet: &mut Worksheet, row: u32, reference: &str) -> Result<(), XlsxError> {
    sheet
        .write(row, 0, "P")?
        .write(row, 1, reference)?
        .write(row, 2, "2020-09-30")?;
    Ok(())
}

#[test]
fn cells_are_read_by_their_kind() {
    let import = check(
        |sheet| {
            let day = Format::new().set_num_format("dd/mm/yyyy");
            let percent = Format::new().set_num_format("0%");
            sheet.write(1, 0, "P")?.write(1, 1, 1.1)?;
            sheet.write_with_format(1, 2, &ExcelDateTime::from_ymd(2020, 9, 30)?, &day)?;
            sheet
                .write_with_format(1, 3, 0.83, &percent)?
                .write(1, 4, true)?;
            sheet.write_with_format(1, 5, 0.07, &Format::new().set_num_format("0.0%"))?;
            row(sheet, 2, "2")?;
            sheet
                .write(2, 3, 83)?
                .write(2, 4, 0)?
                .write(2, 5, 0.1 + 0.2)?;
            row(sheet, 3, "3")?;
            sheet
                .write(3, 3, "83%")?
                .write(3, 4, "No")?
                .write(3, 5, 1.0 / 3.0)?;
            sheet.write_with_format(3, 6, 5, &Format::new().set_num_format("0\"%\""))?;
            Ok(())
        },
        &[],
    )
    .unwrap();
    let rows: Vec<_> = import
        .sheets
        .observations
        .iter()
        .map(|row| &row.value)
        .collect();
    assert_eq!(import.sheets.observations[0].sheet, "Sheet1");
    assert_eq!(
        (rows[0].reference.as_str(), rows[0].as_at),
        ("1.1", date(2020, 9, 30))
    );
    let figures: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.percent_complete.unwrap().to_string(),
                row.on_track,
                row.actual.unwrap().to_string(),
            )
        })
        .collect();
    assert_eq!(figures[0], ("83".to_owned(), Some(true), "7".to_owned()));
    assert_eq!(figures[1], ("83".to_owned(), Some(false), "0.3".to_owned()));
    assert_eq!(
        figures[2],
        ("83".to_owned(), Some(false), "0.333333333333".to_owned())
    );
    assert_eq!(rows[2].commentary.as_deref(), Some("5"));
}

#[test]
fn cells_of_the_wrong_kind_are_faults() {
    let result = check(
        |sheet| {
            let day = Format::new().set_num_format("dd/mm/yyyy");
            let moment = Format::new().set_num_format("dd/mm/yyyy hh:mm");
            let date = ExcelDateTime::from_ymd(2020, 9, 30)?;
            row(sheet, 1, "1")?;
            sheet
                .write(1, 2, 44104)?
                .write(1, 3, 0.83)?
                .write(1, 4, 2)?
                .write(1, 5, true)?;
            row(sheet, 2, "2")?;
            sheet
                .write_with_format(2, 1, &date, &day)?
                .write_with_format(2, 5, &date, &day)?;
            sheet.write_with_format(2, 2, &date.clone().and_hms(14, 30, 0)?, &moment)?;
            row(sheet, 3, "3")?;
            sheet.write_with_format(3, 2, 0.5, &Format::new().set_num_format("[h]:mm"))?;
            sheet.write(3, 5, 1e300)?;
            row(sheet, 4, "4")?;
            sheet.write_with_format(4, 2, &ExcelDateTime::from_ymd(2101, 1, 1)?, &day)?;
            sheet.write(4, 6, "\u{1}")?;
            row(sheet, 5, "5")?;
            sheet.write(5, 9, "stray")?;
            Ok(())
        },
        &[
            "2 as_at bad_date",
            "2 percent_complete bad_number",
            "2 on_track bad_choice",
            "2 actual bad_number",
            "3 ref bad_text",
            "3 as_at bad_date",
            "3 actual bad_number",
            "4 as_at bad_date",
            "4 actual bad_number",
            "5 as_at bad_date",
            "5 commentary bad_text",
            "6 - ragged_row",
        ],
    );
    let faults = result.unwrap_err();
    assert!(
        faults.faults[0].expected.contains("format it as a date"),
        "{faults}"
    );
    assert!(
        faults.faults[4].expected.contains("taken it for a date"),
        "{faults}"
    );
}

#[test]
fn formulas_need_a_stored_value() {
    let import = check(
        |sheet| {
            row(sheet, 1, "1")?;
            sheet.write_formula(1, 5, Formula::new("=40+2").set_result("42"))?;
            sheet.write_formula(1, 0, Formula::new("=\"P\"").set_result("P"))?;
            Ok(())
        },
        &[],
    );
    let row_value = &import.unwrap().sheets.observations[0].value;
    assert_eq!(row_value.actual.unwrap().to_string(), "42");
    let result = check(
        |sheet| {
            for (line, error) in (1..).zip(["#REF!", "#N/A", "#DIV/0!"]) {
                row(sheet, line, error)?;
                sheet.write_formula(line, 5, Formula::new("=X1").set_result(error))?;
            }
            Ok(())
        },
        &[
            "2 actual formula_error",
            "3 actual formula_error",
            "4 actual formula_error",
        ],
    );
    assert_eq!(result.unwrap_err().faults[0].found, "#REF!");
}

#[test]
fn merged_cells_in_the_data_are_faults() {
    let plain = Format::new();
    let result = check(
        |sheet| {
            row(sheet, 1, "1")?;
            row(sheet, 2, "2")?;
            sheet.merge_range(1, 6, 2, 6, "shared", &plain)?;
            sheet.merge_range(5, 0, 5, 6, "", &plain)?;
            sheet.merge_range(0, 20, 3, 21, "", &plain)?;
            Ok(())
        },
        &["2 - merged_cells"],
    );
    assert_eq!(result.unwrap_err().faults[0].found, "G2:G3");
}

#[test]
fn hidden_sheets_are_read_and_guidance_is_not() {
    let mut workbook = Workbook::new();
    let cover = workbook.add_worksheet();
    cover
        .set_name(" NOTES")
        .unwrap()
        .write(0, 0, "How to fill this in")
        .unwrap();
    workbook
        .add_worksheet()
        .set_name("guidance")
        .unwrap()
        .write(0, 0, "plan")
        .unwrap();
    workbook.add_worksheet().set_name("Empty").unwrap();
    let people = workbook.add_worksheet();
    people.set_name("Anything").unwrap().set_hidden(true);
    people.write_row(1, 0, ["email", "post"]).unwrap();
    people
        .write_row(3, 0, ["a@b.example", "Head of Legal"])
        .unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let import = parse_one("book.xlsx", bytes).unwrap();
    assert_eq!(import.sheets.people[0].line, 4);
    assert_eq!(import.sheets.people[0].sheet, "Anything");

    workbook
        .add_worksheet()
        .set_name("Summary")
        .unwrap()
        .write(2, 2, "All well")
        .unwrap();
    let result = parse_one("book.xlsx", workbook.save_to_buffer().unwrap());
    assert_eq!(summary(&result), ["- - unknown_sheet"]);
    assert_eq!(result.unwrap_err().faults[0].sheet, "Summary");
}

#[test]
fn a_workbook_without_rows_is_a_fault() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet();
    let result = parse_one("book.xlsx", workbook.save_to_buffer().unwrap());
    assert_eq!(summary(&result), ["- - unknown_sheet"]);
}

#[test]
fn cells_far_apart_take_no_room() {
    check(
        |sheet| {
            row(sheet, 1_048_575, "1")?;
            Ok(())
        },
        &[],
    );
    check(
        |sheet| {
            sheet.write(1_048_575, 16_383, "x")?;
            Ok(())
        },
        &["1048576 - too_large"],
    );
}
