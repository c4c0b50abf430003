//! A workbook of the appendices, and the position for programs.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::document::{Block, Document, Table};

/// The columns of the sheet for programs, which other programs rely on.
const COLUMNS: [&str; 15] = [
    "plan",
    "quarter",
    "kind",
    "axis",
    "basis",
    "scheme",
    "state",
    "closing",
    "as_at",
    "row",
    "id",
    "label",
    "count",
    "denominator",
    "percent",
];
const WIDTH_MAX: f64 = 60.0;
const ROWS_MAX: u32 = 1_000_000;

/// The report's appendices as a workbook: a sheet for each table, and one with
/// every count of the positions.
///
/// # Errors
/// A bug: names and sizes are kept within what a workbook takes.
pub fn xlsx(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // No clock goes into it, so that the same report gives the same bytes.
    let properties = DocProperties::new()
        .set_title(&document.title)
        .set_company(&document.council)
        .set_comment(document.colophon())
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    about(workbook.add_worksheet(), document)?;
    for block in &document.blocks {
        if let Block::Table(table) = block
            && let Some(name) = &table.sheet
        {
            appendix(workbook.add_worksheet(), name, table)?;
        }
    }
    positions(workbook.add_worksheet(), document)?;
    workbook.save_to_buffer()
}

fn heading() -> Format {
    Format::new()
        .set_bold()
        .set_background_color("#E9EDF1")
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::Top)
}

fn body() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

fn about(sheet: &mut Worksheet, document: &Document) -> Result<(), XlsxError> {
    sheet.set_name("About")?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 90)?;
    let version = document.version.to_string();
    let rows = [
        ("Council", document.council.as_str()),
        ("Report", document.title.as_str()),
        ("Reference", document.reference.as_str()),
        ("Version", version.as_str()),
        ("Layout", document.layout.as_str()),
        ("State", document.draft.as_deref().unwrap_or("Published")),
        ("Content hash", document.content_hash.as_str()),
        ("Document hash", document.document_hash.as_str()),
        (
            "Exempt material",
            if document.restricted {
                "Included: not for publication"
            } else {
                "Left out"
            },
        ),
    ];
    for (row, (name, value)) in (0..).zip(rows) {
        sheet.write_string_with_format(row, 0, name, &heading())?;
        sheet.write_string_with_format(row, 1, value, &body())?;
    }
    Ok(())
}

fn appendix(sheet: &mut Worksheet, name: &str, table: &Table) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    for (column, title) in (0..).zip(&table.header) {
        sheet.write_string_with_format(0, column, title, &heading())?;
        let index = usize::from(column);
        let cells = table.rows.iter().filter_map(|row| row.get(index));
        let longest = cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
        #[allow(clippy::cast_precision_loss, reason = "widths are small numbers")]
        let width = longest.max(title.chars().count()) as f64 + 2.0;
        sheet.set_column_width(column, width.min(WIDTH_MAX))?;
    }
    for (row, cells) in (1..ROWS_MAX).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            // As text, whatever it begins with: a cell is never a formula.
            sheet.write_string_with_format(row, column, cell, &body())?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn positions(sheet: &mut Worksheet, document: &Document) -> Result<(), XlsxError> {
    sheet.set_name("Position")?;
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, name, &heading())?;
        sheet.set_column_width(column, 16)?;
    }
    let mut row = 0;
    for position in &document.positions {
        let own = [
            position.plan.clone(),
            position.quarter.to_string(),
            position.kind.to_string(),
            position.axis.to_string(),
            position
                .sole_basis()
                .map(|basis| basis.to_string())
                .unwrap_or_default(),
            position.scheme.clone(),
            position.state.to_string(),
            position
                .closing
                .map(|closing| closing.to_string())
                .unwrap_or_default(),
            position.as_at.to_string(),
        ];
        let whole = ("total", "", "", position.total, "");
        let parts = position.parts.iter().map(|part| {
            (
                "part",
                part.status.as_str(),
                part.label.as_str(),
                part.count,
                part.percent.as_str(),
            )
        });
        let groups = position.groups.iter().map(|group| {
            (
                "group",
                "",
                group.label.as_str(),
                group.count,
                group.percent.as_str(),
            )
        });
        let excluded = position
            .excluded
            .iter()
            .map(|excluded| ("excluded", "", excluded.reason.as_str(), excluded.count, ""));
        for (what, id, label, count, percent) in std::iter::once(whole)
            .chain(parts)
            .chain(groups)
            .chain(excluded)
        {
            row += 1;
            for (column, cell) in (0..).zip(own.iter().map(String::as_str).chain([what, id, label]))
            {
                sheet.write_string(row, column, cell)?;
            }
            sheet.write_number(row, 12, count)?;
            sheet.write_number(row, 13, position.denominator)?;
            sheet.write_string(row, 14, percent)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, row.max(1), 14)?;
    Ok(())
}
