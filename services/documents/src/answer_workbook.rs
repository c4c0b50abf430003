//! A workbook with the items of a quarter, for a directorate to fill in and send
//! back: the observations sheet of an import, its rows filled in as far as they
//! are known, a sheet to read beside it, and the place that all of it is known
//! at.

use jiff::civil::Date;
use quarterday_proto::item::Observation;
use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet,
    XlsxError,
};

use crate::import::{Accepts, NOTES, PLACE, SheetKind};

/// A workbook that could not be put together.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the workbook")]
pub struct Error(#[from] XlsxError);

/// One item of the workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Reference of its plan.
    pub plan: String,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Whose it is.
    pub owner: String,
    /// Its target date.
    pub due: Option<Date>,
    /// The day that an answer describes.
    pub as_at: Date,
    /// What was said for the quarter.
    pub given: Option<Observation>,
    /// What was said before, in words.
    pub before: String,
}

/// The workbook; the same rows give the same bytes.
///
/// # Errors
/// Where a text is longer than a cell takes.
pub fn write(title: &str, place: u64, rows: &[Row]) -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    // The day is of no meaning; without one the file would hold the clock's.
    let created = ExcelDateTime::from_ymd(2020, 4, 1)?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_creation_datetime(&created);
    workbook.set_properties(&properties);
    write_answers(workbook.add_worksheet(), rows)?;
    write_notes(workbook.add_worksheet(), title, place, rows)?;
    Ok(workbook.save_to_buffer()?)
}

fn write_answers(sheet: &mut Worksheet, rows: &[Row]) -> Result<(), XlsxError> {
    let kind = SheetKind::Observations;
    sheet.set_name(kind.name())?;
    let header = Format::new().set_bold();
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX).max(1);
    for (position, column) in (0_u16..).zip(kind.columns()) {
        sheet.write_with_format(0, position, column.name, &header)?;
        let width = if column.name == "commentary" {
            60.0
        } else {
            16.0
        };
        sheet.set_column_width(position, width)?;
        if let Accepts::Choice(words) = column.accepts {
            let words = words();
            let words: Vec<&str> = words.split(", ").collect();
            let choice = DataValidation::new().allow_list_strings(&words)?;
            sheet.add_data_validation(1, position, last, position, &choice)?;
        }
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (position, column) in (0_u16..).zip(kind.columns()) {
            write_cell(sheet, line, position, column.name, row)?;
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    line: u32,
    position: u16,
    column: &str,
    row: &Row,
) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let wrapped = Format::new()
        .set_num_format("@")
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let given = row.given.as_ref();
    let number = match column {
        "percent_complete" => given.and_then(|given| given.percent_complete),
        "actual" => given.and_then(|given| given.actual),
        "forecast" => given.and_then(|given| given.forecast),
        _ => None,
    };
    if let Some(number) = number.and_then(|number| number.to_f64()) {
        sheet.write_number(line, position, number)?;
        return Ok(());
    }
    let date = match column {
        "as_at" => Some(row.as_at),
        "completed_on" => given.and_then(|given| given.completed_on),
        _ => None,
    };
    if let Some(date) = date {
        let (year, month) = (date.year().unsigned_abs(), date.month().unsigned_abs());
        let date = ExcelDateTime::from_ymd(year, month, date.day().unsigned_abs())?;
        sheet.write_with_format(line, position, &date, &day)?;
        return Ok(());
    }
    let yes_or_no = |value: bool| if value { "yes" } else { "no" }.to_owned();
    let words = match column {
        "plan" => Some(row.plan.clone()),
        "ref" => Some(row.reference.clone()),
        "basis" => given.and_then(|given| given.basis.map(|basis| basis.to_string())),
        "on_track" => given.and_then(|given| given.on_track.map(yes_or_no)),
        "cause" => given.and_then(|given| given.cause.map(|cause| cause.to_string())),
        "rating" => given.and_then(|given| given.rating.clone()),
        "unavailable" => given.and_then(|given| given.unavailable.map(|why| why.to_string())),
        "commentary" => given.and_then(|given| given.commentary.as_deref().map(str::to_owned)),
        _ => None,
    };
    let format = if column == "commentary" {
        &wrapped
    } else {
        &text
    };
    match words {
        Some(words) => sheet.write_string_with_format(line, position, words, format)?,
        None => sheet.write_blank(line, position, format)?,
    };
    Ok(())
}

fn write_notes(
    sheet: &mut Worksheet,
    title: &str,
    place: u64,
    rows: &[Row],
) -> Result<(), XlsxError> {
    sheet.set_name(NOTES)?;
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (position, width) in (0_u16..).zip([16.0, 16.0, 48.0, 30.0, 14.0, 60.0]) {
        sheet.set_column_width(position, width)?;
    }
    sheet.write_with_format(0, 0, title, &bold)?;
    sheet.write(1, 0, PLACE)?;
    #[allow(clippy::cast_precision_loss, reason = "no log has so many records")]
    sheet.write_number(1, 1, place as f64)?;
    sheet.write(
        2,
        0,
        "Fill in the first sheet and send the workbook back. Rows that are left blank stay \
         without an answer. Do not change plan, ref or this sheet.",
    )?;
    let heads = ["Plan", "Reference", "Title", "Owner", "Due", "Said before"];
    for (position, head) in (0_u16..).zip(heads) {
        sheet.write_with_format(4, position, head, &bold)?;
    }
    for (line, row) in (5_u32..).zip(rows) {
        let due = row.due.map(|due| due.to_string()).unwrap_or_default();
        let cells = [
            &row.plan,
            &row.reference,
            &row.title,
            &row.owner,
            &due,
            &row.before,
        ];
        for (position, cell) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(line, position, cell, &wrapped)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use jiff::civil::date;

    use super::*;
    use crate::import::{SourceFile, noted_place, parse};

    #[test]
    fn what_is_filled_in_comes_back() {
        let given = Observation {
            as_at: date(2020, 9, 30),
            basis: None,
            percent_complete: Some(40.into()),
            completed_on: None,
            on_track: Some(false),
            cause: Some(quarterday_proto::item::Cause::Outside),
            actual: None,
            forecast: None,
            rating: None,
            unavailable: None,
            commentary: Some("The supplier is late.\nA new one is looked for.".into()),
        };
        let row = |reference: &str, given| Row {
            plan: "p-1".to_owned(),
            reference: reference.to_owned(),
            title: "An action".to_owned(),
            owner: "Head of Roads".to_owned(),
            due: Some(date(2021, 3, 31)),
            as_at: date(2020, 9, 30),
            given,
            before: "on track".to_owned(),
        };
        let rows = [row("1.10", Some(given.clone())), row("A2", None)];
        let bytes = write("Quarter 2", 412, &rows).unwrap();
        assert_eq!(bytes, write("Quarter 2", 412, &rows).unwrap());
        assert_eq!(noted_place(&bytes), Some(412));
        let file = SourceFile {
            name: "back.xlsx".to_owned(),
            bytes,
        };
        let read = parse(&[file]).unwrap().sheets.observations;
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].value.reference, "1.10");
        assert_eq!(read[0].value.percent_complete, Some(40.into()));
        assert_eq!(read[0].value.on_track, Some(false));
        assert_eq!(
            read[0].value.commentary.as_deref(),
            given.commentary.as_deref()
        );
        assert_eq!(read[1].value.commentary, None);
    }

    #[test]
    fn another_workbook_has_no_place() {
        assert_eq!(noted_place(&crate::template::workbook().unwrap()), None);
        assert_eq!(noted_place(b"no workbook"), None);
    }
}
