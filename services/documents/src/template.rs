//! Empty sheets to fill in: a workbook with the five sheets and guidance, and
//! header lines for CSV.

use jiff::civil::date;
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet,
    XlsxError,
};

use crate::import::{Accepts, Column, SheetKind};

/// Rows, below the header, that the lists of words to choose from reach to.
const CHOICE_ROWS: u32 = 5_000;

/// A template that could not be put together.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the template workbook")]
pub struct Error(#[from] XlsxError);

/// The header line of a sheet for a CSV file.
pub fn csv_header(kind: SheetKind) -> String {
    let names: Vec<&str> = kind.columns().iter().map(|column| column.name).collect();
    format!("{}\r\n", names.join(","))
}

/// The template workbook, the same bytes each time.
pub fn workbook() -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    // The day is of no meaning; without one the file would hold the clock's.
    let created = date(2020, 4, 1);
    let created = ExcelDateTime::from_ymd(
        created.year() as u16,
        created.month() as u8,
        created.day() as u8,
    )?;
    let properties = DocProperties::new()
        .set_title("Quarterly performance import")
        .set_creation_datetime(&created);
    workbook.set_properties(&properties);
    for kind in SheetKind::ALL {
        write_sheet(workbook.add_worksheet(), kind)?;
    }
    write_guidance(workbook.add_worksheet())?;
    Ok(workbook.save_to_buffer()?)
}

fn write_sheet(sheet: &mut Worksheet, kind: SheetKind) -> Result<(), XlsxError> {
    sheet.set_name(kind.name())?;
    let header = Format::new().set_bold();
    for (position, column) in (0_u16..).zip(kind.columns()) {
        sheet.write_with_format(0, position, column.name, &header)?;
        sheet.set_column_width(position, width(column))?;
        sheet.set_column_format(position, &format_of(column.accepts))?;
        if let Accepts::Choice(words) = column.accepts {
            let words = words();
            let words: Vec<&str> = words.split(", ").collect();
            let choice = DataValidation::new().allow_list_strings(&words)?;
            sheet.add_data_validation(1, position, CHOICE_ROWS, position, &choice)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// References and years are text, or a spreadsheet makes 1.1 of `1.10` and a
/// date of `2011-12`.
fn format_of(accepts: Accepts) -> Format {
    match accepts {
        Accepts::Date => Format::new().set_num_format("yyyy-mm-dd"),
        Accepts::Number | Accepts::Percent | Accepts::Decimals => Format::new(),
        _ => Format::new().set_num_format("@"),
    }
}

fn width(column: &Column) -> f64 {
    match column.name {
        "title" | "commentary" | "source" | "method" => 48.0,
        name => (name.len() as f64 + 2.0).max(14.0),
    }
}

fn write_guidance(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name("Guidance")?;
    let header = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (position, title, width) in [
        (0, "Sheet", 16.0),
        (1, "Column", 22.0),
        (2, "Required", 10.0),
        (3, "What it takes", 72.0),
    ] {
        sheet.write_with_format(0, position, title, &header)?;
        sheet.set_column_width(position, width)?;
    }
    let columns = SheetKind::ALL
        .iter()
        .flat_map(|kind| kind.columns().iter().map(move |column| (kind, column)));
    for (row, (kind, column)) in (1_u32..).zip(columns) {
        let required = if column.required { "yes" } else { "no" };
        sheet.write_with_format(row, 0, kind.name(), &wrapped)?;
        sheet.write_with_format(row, 1, column.name, &wrapped)?;
        sheet.write_with_format(row, 2, required, &wrapped)?;
        sheet.write_with_format(row, 3, column.accepts.describe(), &wrapped)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}
