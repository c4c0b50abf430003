//! Whatever the bytes, an import answers.

use std::io::{Cursor, Read, Write};

use proptest::prelude::*;
use proptest::sample::Index;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::parse_one;
use crate::import::SheetKind;

/// A workbook with every kind of cell that is read.
fn busy_workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let percent = Format::new().set_num_format("0%");
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
    for row in 1..4 {
        sheet
            .write(row, 0, "P")
            .unwrap()
            .write(row, 1, row)
            .unwrap();
        let date = ExcelDateTime::from_ymd(2020, 9, 30).unwrap();
        sheet.write_with_format(row, 2, &date, &day).unwrap();
        sheet
            .write_with_format(row, 3, 0.83, &percent)
            .unwrap()
            .write(row, 4, true)
            .unwrap();
        sheet
            .write_formula(row, 5, Formula::new("=40+2").set_result("42"))
            .unwrap();
    }
    sheet
        .merge_range(1, 6, 2, 6, "shared", &Format::new())
        .unwrap();
    workbook.save_to_buffer().unwrap()
}

/// A workbook with one part replaced, so that what is damaged is
/// the sheet and not its checksum.
fn with_part(bytes: &[u8], name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut change = Some(change);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let part_name = part.name().unwrap().to_string();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if part_name == name {
            change.take().unwrap()(&mut content);
        }
        writer.start_file(part_name, options).unwrap();
        writer.write_all(&content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Where to change a byte, and to what: digits and marks of XML do the most.
fn changes() -> impl Strategy<Value = Vec<(Index, u8)>> {
    let byte = prop_oneof![any::<u8>(), b'0'..=b'9', Just(b'<'), Just(b'"')];
    prop::collection::vec((any::<Index>(), byte), 1..6)
}

fn change(bytes: &mut [u8], changes: Vec<(Index, u8)>) {
    for (at, byte) in changes {
        bytes[at.index(bytes.len())] = byte;
    }
}

const PARTS: [&str; 6] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..512),
        name in "[a-z]{1,4}\\.(csv|xlsx|xls)",
    ) {
        let _ = parse_one(&name, bytes);
    }

    #[test]
    fn arbitrary_text_below_a_header_never_panics(
        body in "([a-zA-Z0-9£%,;\"\n\r\t é/.@-]|\\PC){0,200}",
        kind in prop::sample::select(SheetKind::ALL.to_vec()),
    ) {
        let _ = parse_one("sheet.csv", format!("{}\n{body}", kind.column_names()));
    }

    #[test]
    fn arbitrary_cells_never_panic(cells in prop::collection::vec("\\PC{0,12}", 13)) {
        let header = SheetKind::Observations.column_names();
        let quoted = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        let row: Vec<String> = quoted.collect();
        let _ = parse_one("sheet.csv", format!("{header}\n{}", row.join(",")));
    }

    #[test]
    fn a_damaged_workbook_never_panics(
        part in prop::sample::select(&PARTS[..]),
        changes in changes(),
    ) {
        let bytes = with_part(&busy_workbook(), part, |content| change(content, changes));
        let _ = parse_one("book.xlsx", bytes);
    }

    #[test]
    fn a_workbook_with_damaged_bytes_never_panics(changes in changes(), kept in any::<Index>()) {
        let mut bytes = busy_workbook();
        change(&mut bytes, changes);
        bytes.truncate(kept.index(bytes.len()) + bytes.len() / 2);
        let _ = parse_one("book.xlsx", bytes);
    }
}
