//! An XLSX workbook as sheets, hidden ones too.
//!
//! The sheets are streamed: a range of the whole sheet would take memory for
//! every cell between the first and the last, and a workbook of two cells can
//! have them a million rows apart.

use std::borrow::Cow;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};
use jiff::civil::Date;

use super::cell::Cell;
use super::fault::code;
use super::fault_log::Trouble;
use super::intake::{DataArea, Intake, SheetIntake};
use super::limits::SHEET_COLUMNS_MAX;
use super::workbook_guard::{check, damaged};
use super::workbook_percent::PercentCells;

/// A workbook in memory.
pub(crate) type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Sheets that explain and hold no rows.
const EXPLANATIONS: [&str; 2] = ["notes", "guidance"];

/// Reads a workbook. `label` names it in front of its sheets, where an import
/// has several files.
pub(crate) fn read(name: &str, label: Option<&str>, bytes: &[u8], intake: &mut Intake) {
    let opened = check(bytes).and_then(|()| sheltered(|| Workbook::new(Cursor::new(bytes))));
    let mut workbook = match opened {
        Ok(workbook) => workbook,
        Err(trouble) => return intake.sheet(name, false).fault(trouble),
    };
    for metadata in workbook.sheets_metadata().to_vec() {
        let is_explanation = EXPLANATIONS
            .iter()
            .any(|name| metadata.name.trim().eq_ignore_ascii_case(name));
        if metadata.typ != SheetType::WorkSheet || is_explanation {
            continue;
        }
        let shown = match label {
            Some(label) => format!("{label} / {}", metadata.name),
            None => metadata.name.clone(),
        };
        let mut sheet = intake.sheet(&shown, false);
        if let Err(trouble) = read_sheet(&mut workbook, &metadata.name, &mut sheet) {
            sheet.fault(trouble);
        }
    }
}

/// Calls the reader. It counts rows and columns without a check for overflow,
/// so that hostile numbers make it panic: that is a bad file, not a bug here.
pub(crate) fn sheltered<T>(call: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Trouble> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(damaged(&error.to_string())),
        Err(_) => Err(damaged("numbers of rows or columns that no sheet has")),
    }
}

fn read_sheet(
    workbook: &mut Workbook<'_>,
    name: &str,
    sheet: &mut SheetIntake<'_>,
) -> Result<(), Trouble> {
    let mut percent_cells = PercentCells::read(workbook, name)?;
    let mut reader = sheltered(|| workbook.worksheet_cells_reader(name))?;
    let mut row = PendingRow {
        line: 0,
        cells: Vec::new(),
    };
    let mut last_line = 0;
    loop {
        let record = sheltered(|| reader.next_cell_with_formula_metadata());
        let record = record.map_err(|trouble| Trouble {
            found: format!("after row {}: {}", row.line, trouble.found),
            ..trouble
        })?;
        let Some(record) = record else { break };
        let (line, column) = (record.pos.0.saturating_add(1), record.pos.1 as usize);
        if line < row.line {
            return Err(damaged("rows out of order"));
        }
        if line > row.line {
            if row.hand_over(sheet) == ControlFlow::Break(()) {
                return Ok(());
            }
            row.line = line;
        }
        let is_percent = percent_cells.contains(record.pos);
        let cell = cell_of(record.value, is_percent, record.formula.is_some());
        if cell.is_blank() {
            continue;
        }
        last_line = line;
        if column >= SHEET_COLUMNS_MAX {
            let expected = format!("no cell beyond column {SHEET_COLUMNS_MAX}");
            sheet.row_fault(line, Trouble::new(cell.shown(), expected, code::TOO_LARGE));
            continue;
        }
        row.put(column, cell)?;
    }
    if row.hand_over(sheet) == ControlFlow::Break(()) {
        return Ok(());
    }
    drop(reader);
    match sheet.data_area() {
        Some(area) => note_merged_cells(workbook, name, area, last_line, sheet),
        None => Ok(()),
    }
}

/// The row whose cells are coming in.
struct PendingRow<'a> {
    line: u32,
    cells: Vec<Cell<'a>>,
}

impl<'a> PendingRow<'a> {
    fn put(&mut self, column: usize, cell: Cell<'a>) -> Result<(), Trouble> {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Blank);
        }
        if !self.cells[column].is_blank() {
            return Err(damaged("a cell that stands twice"));
        }
        self.cells[column] = cell;
        Ok(())
    }

    fn hand_over(&mut self, sheet: &mut SheetIntake<'_>) -> ControlFlow<()> {
        let flow = sheet.row(self.line, &self.cells);
        self.cells.clear();
        flow
    }
}

fn cell_of<'a>(value: DataRef<'a>, is_percent: bool, has_formula: bool) -> Cell<'a> {
    match value {
        // A formula that gives an empty text has a value, and is blank.
        DataRef::Empty if has_formula => {
            Cell::Broken("a formula without a stored value".to_owned())
        }
        DataRef::Empty => Cell::Blank,
        DataRef::Int(number) => Cell::Number(number as f64),
        DataRef::Float(number) if is_percent => Cell::Percent(number),
        DataRef::Float(number) => Cell::Number(number),
        DataRef::String(text) => Cell::text(Cow::Owned(text)),
        DataRef::SharedString(text) => Cell::text(Cow::Borrowed(text)),
        DataRef::Bool(value) => Cell::Bool(value),
        DataRef::DateTime(stamp) if stamp.is_duration() => {
            Cell::Time(format!("a duration of {} days", stamp.as_f64()))
        }
        DataRef::DateTime(stamp) => {
            let (year, month, day, hour, minute, second, milli) = stamp.to_ymd_hms_milli();
            let date = Date::new(year as i16, month as i8, day as i8).ok();
            match date.filter(|_| (hour, minute, second, milli) == (0, 0, 0, 0)) {
                Some(date) => Cell::Date(date),
                None => Cell::Time(format!(
                    "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
                )),
            }
        }
        DataRef::DateTimeIso(text) => {
            let midnight = text.find("T00:00:00").map(|at| &text[..at]);
            match midnight.unwrap_or(&text).parse() {
                Ok(date) => Cell::Date(date),
                Err(_) => Cell::Time(text),
            }
        }
        DataRef::DurationIso(text) => Cell::Time(text),
        DataRef::Error(error) => Cell::Broken(error.to_string()),
    }
}

/// A merged cell holds one value where several rows or columns need one each.
/// Below or beside the data it does no harm.
fn note_merged_cells(
    workbook: &mut Workbook<'_>,
    name: &str,
    area: DataArea,
    last_line: u32,
    sheet: &mut SheetIntake<'_>,
) -> Result<(), Trouble> {
    for range in sheltered(|| workbook.merge_cells_by_sheet_name(name))? {
        let (first, last) = (
            range.start.0.saturating_add(1),
            range.end.0.saturating_add(1),
        );
        let touches =
            last >= area.first_row && first <= last_line && (range.start.1 as usize) < area.columns;
        if touches {
            let found = format!("{}:{}", address(range.start), address(range.end));
            let expected = "no merged cells among the rows: each cell its own value";
            sheet.row_fault(first, Trouble::new(found, expected, code::MERGED_CELLS));
        }
    }
    Ok(())
}

/// A cell's address as a spreadsheet shows it, such as `AB12`.
fn address((row, column): (u32, u32)) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + (rest % 26) as u8));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => break,
        }
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", row.saturating_add(1))
}
