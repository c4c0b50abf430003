//! Workbooks as files: damaged, encrypted, oversized, of another kind; and
//! the template and a round trip.

use std::io::{Cursor, Read, Write};

use quarterday_proto::sheet::{ItemRow, ObservationRow};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{file, parse, parse_one, summary};
use crate::import::SheetKind;
use crate::template;

/// The template with one part put in place of its own, or added.
fn template_with(name: &str, content: &[u8]) -> Vec<u8> {
    let bytes = template::workbook().unwrap();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let part_name = part.name().unwrap().to_string();
        let mut own = Vec::new();
        part.read_to_end(&mut own).unwrap();
        if part_name != name {
            writer.start_file(part_name, options).unwrap();
            writer.write_all(&own).unwrap();
        }
    }
    writer.start_file(name, options).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().into_inner()
}

/// Puts a sheet of plans, written by hand, in the template's first sheet.
#[track_caller]
fn check_sheet(data: &str, expected: &[&str]) -> String {
    let header = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>plan</t></is></c><c r="B1" t="inlineStr"><is><t>title</t></is></c></row>"#;
    let content = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{header}{data}</sheetData></worksheet>"#
    );
    let bytes = template_with("xl/worksheets/sheet1.xml", content.as_bytes());
    let result = parse_one("book.xlsx", bytes);
    assert_eq!(summary(&result), expected, "{result:#?}");
    result.map_or_else(|faults| faults.to_string(), |_| String::new())
}

#[track_caller]
fn check_file(name: &str, bytes: impl Into<Vec<u8>>, code: &str, found: &str) {
    let faults = parse_one(name, bytes).unwrap_err();
    assert_eq!(faults.faults.len(), 1, "{faults}");
    assert_eq!(faults.faults[0].code, code, "{faults}");
    assert!(faults.faults[0].found.contains(found), "{faults}");
}

#[test]
fn files_that_are_no_workbook_say_what_they_are() {
    let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let marker: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    check_file("old.xls", ole, "unreadable_file", ".xls");
    check_file(
        "book.xlsx",
        [&ole[..], &marker].concat(),
        "unreadable_file",
        "password",
    );
    check_file("book.xlsx", "plan\nP\n", "unreadable_file", "no workbook");
    check_file(
        "book.xlsx",
        *b"PK\x03\x04 and nothing more",
        "unreadable_file",
        "",
    );
    let template = template::workbook().unwrap();
    check_file(
        "book.xlsx",
        &template[..template.len() / 2],
        "unreadable_file",
        "",
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file("content.xml", SimpleFileOptions::default())
        .unwrap();
    check_file(
        "sheet.ods",
        writer.finish().unwrap().into_inner(),
        "unreadable_file",
        "",
    );
}

#[test]
fn a_workbook_is_known_by_its_bytes() {
    assert!(parse_one("book.csv", template::workbook().unwrap()).is_ok());
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let blank = vec![b' '; 17 * 1024 * 1024];
    let bomb = template_with("xl/styles.xml", &blank);
    assert!(bomb.len() < 100_000);
    check_file("book.xlsx", bomb, "too_large", "");
}

#[test]
fn a_false_count_of_strings_is_refused() {
    let count = |opening: &str| template_with("xl/sharedStrings.xml", opening.as_bytes());
    check_file(
        "b.xlsx",
        count(r#"<sst uniqueCount="99999999999999">"#),
        "too_large",
        "9999",
    );
    check_file(
        "b.xlsx",
        count(r#"<?xml version="1.0"?><x:sst uniqueCount = '88888888888'>"#),
        "too_large",
        "8888",
    );
    check_file(
        "b.xlsx",
        count(r#"<!-- <sst> --><sst uniqueCount="99999999999999">"#),
        "unreadable_file",
        "tag",
    );
    check_file("b.xlsx", count(""), "unreadable_file", "tag");
}

#[test]
fn hostile_sheets_are_faults() {
    let text = |at: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>x</t></is></c>"#);
    check_sheet(&format!(r#"<row r="2">{}</row>"#, text("A2")), &[]);
    check_sheet(
        &format!(r#"<row>{}</row>"#, text("A99999999999")),
        &["- - unreadable_file"],
    );
    check_sheet(
        &format!(
            r#"<row r="9">{}</row><row r="2">{}</row>"#,
            text("A9"),
            text("A2")
        ),
        &["- - unreadable_file"],
    );
    check_sheet(
        &format!(r#"<row r="2">{}{}</row>"#, text("A2"), text("A2")),
        &["- - unreadable_file"],
    );
    check_sheet(
        r#"<row r="2"><c r="A2" t="s"><v>999999</v></c></row>"#,
        &["- - unreadable_file"],
    );
    let shown = check_sheet(
        r#"<row r="2"><c r="A2"><f>B9</f></c></row><row r="3"><c r="A3"><f>B9</f><v></v></c></row>"#,
        &["2 plan formula_error", "3 plan formula_error"],
    );
    assert!(
        shown.contains("a formula without a stored value"),
        "{shown}"
    );
    // A formula that gives an empty text has a value, and the cell is blank.
    check_sheet(
        r#"<row r="2"><c r="A2" t="str"><f>"P"</f><v>P</v></c><c r="B2" t="str"><f>""</f><v></v></c></row>"#,
        &[],
    );
    check_sheet(r#"<row r="2"><c r="A2"><v>NaN</v></c></row>"#, &[]);
    check_sheet(
        r#"<row r="2"><c r="A2" t="str"><v>P</v></c><c r="B2" t="d"><v>2020-09-30T00:00:00</v></c></row>"#,
        &["2 title bad_text"],
    );
    check_sheet(
        r#"<row r="2"><c r="A2" t="e"><v>#SPILL!</v></c></row>"#,
        &["- - unreadable_file"],
    );
}

#[test]
fn the_template_is_read_as_empty_sheets_and_is_always_the_same() {
    let first = template::workbook().unwrap();
    assert!(first == template::workbook().unwrap());
    let import = parse_one("template.xlsx", first).unwrap();
    assert_eq!(import.sheets, Default::default());
    for kind in SheetKind::ALL {
        assert!(parse_one("sheet.csv", template::csv_header(kind)).is_ok());
    }
}

#[test]
fn sheets_of_several_files_are_named_with_their_file() {
    let bytes = template_with("x", b"");
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "colour").unwrap();
    let other = workbook.save_to_buffer().unwrap();
    let faults = parse(&[file("a.xlsx", bytes), file("b.xlsx", other)]).unwrap_err();
    assert_eq!(faults.faults[0].sheet, "b.xlsx / Sheet1");
}

#[test]
fn rows_survive_a_round_trip() {
    let items = "plan,ref,kind,title,theme,owner_email,start,due,direction,target,target_low,\
        target_high,unit,contributors,parent,aliases,board,source,method,exempt_paragraph\n\
        P,1.10,measure,\"Calls, answered\",Access,o@b.example,2020-04-01,31/03/2021,higher,\
        \"1,234.5\",80,95.25,%,\"Legal; Care, adults\",1,A1;A2,Board,Register,\"Sum,\nthen share\",3\n";
    let items = items.replace("Care, adults\",1,", "Care, adults\",9,");
    let observations = "plan,ref,as_at,basis,percent_complete,completed_on,on_track,cause,actual,\
        forecast,rating,unavailable,commentary\n\
        P,1.10,2020-09-30,ytd,83%,,yes,outside,-0.1,29,green,,\"Läuft\nweiter\"\n\
        P,1.10,2020-12-31,,,2020-12-01,,,,,,not yet due,\n";
    let import = parse(&[
        file("items.csv", items),
        file("observations.csv", observations),
    ])
    .unwrap();

    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = import
        .sheets
        .items
        .iter()
        .map(|row| serde_json::to_value(&row.value).unwrap());
    fill(sheet, SheetKind::Items, &rows.collect::<Vec<_>>());
    let sheet = workbook.add_worksheet();
    let rows = import
        .sheets
        .observations
        .iter()
        .map(|row| serde_json::to_value(&row.value).unwrap());
    fill(sheet, SheetKind::Observations, &rows.collect::<Vec<_>>());
    let again = parse_one("book.xlsx", workbook.save_to_buffer().unwrap()).unwrap();

    let items = |import: &super::Import| -> Vec<ItemRow> {
        import
            .sheets
            .items
            .iter()
            .map(|row| row.value.clone())
            .collect()
    };
    let observations = |import: &super::Import| -> Vec<ObservationRow> {
        import
            .sheets
            .observations
            .iter()
            .map(|row| row.value.clone())
            .collect()
    };
    assert_eq!(items(&again), items(&import));
    assert_eq!(observations(&again), observations(&import));
    assert_eq!(items(&import)[0].contributors, ["Legal", "Care, adults"]);
}

fn fill(sheet: &mut rust_xlsxwriter::Worksheet, kind: SheetKind, rows: &[serde_json::Value]) {
    for (position, column) in (0_u16..).zip(kind.columns()) {
        sheet.write(0, position, column.name).unwrap();
        for (line, row) in (1_u32..).zip(rows) {
            match &row[column.name] {
                serde_json::Value::Null => {}
                serde_json::Value::Bool(value) => {
                    sheet.write(line, position, *value).unwrap();
                }

                serde_json::Value::String(text) => {
                    sheet.write(line, position, text).unwrap();
                }

                serde_json::Value::Array(entries) => {
                    let entries: Vec<&str> =
                        entries.iter().filter_map(|entry| entry.as_str()).collect();
                    sheet.write(line, position, entries.join(";")).unwrap();
                }
                other => panic!("{other}"),
            }
        }
    }
}
