//! Takes the rows of one sheet after another, whatever file they come from.

use std::ops::ControlFlow;

use quarterday_proto::sheet::{Row, Sheets};

use super::cell::Cell;
use super::columns::SheetKind;
use super::fault::Faults;
use super::fault::code;
use super::fault_log::{FaultLog, Place, SheetIndex, Trouble};
use super::header::{Recognition, folded, nearest_column, recognise};
use super::left_out::LeftOut;
use super::limits::{IMPORT_TEXT_BYTES_MAX, SHEET_COLUMNS_MAX, SHEET_ROWS_MAX};
use super::row::{ColumnMap, RowReader, Seen};
use super::sheet::{items, observations, people, plans, targets};

/// What an import has given so far.
#[derive(Debug, Default)]
pub(crate) struct Intake {
    pub(crate) sheets: Sheets,
    pub(crate) log: FaultLog,
    pub(crate) notes: Vec<String>,
    /// Sheets whose columns were recognised.
    pub(crate) recognised: usize,
    /// Plan of item, target and observation rows that name none.
    pub(crate) default_plan: Option<String>,
    left_out: LeftOut,
    seen: [Seen; 5],
    text_bytes: usize,
}

/// One sheet being taken, row by row.
pub(crate) struct SheetIntake<'i> {
    intake: &'i mut Intake,
    name: String,
    pub(crate) index: SheetIndex,
    /// Whether every row has as many cells as the header, as in CSV.
    counted: bool,
    header: Option<Header>,
    rows: u32,
}

/// The header row, once met.
struct Header {
    map: ColumnMap,
    line: u32,
    /// The names as they stand, by position.
    names: Vec<String>,
}

/// The rows and columns that a sheet's data fill, counted from 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DataArea {
    pub(crate) first_row: u32,
    pub(crate) columns: usize,
}

impl Intake {
    /// The faults met, with the rows that have none.
    pub(crate) fn into_faults(self) -> Faults {
        self.log.into_faults(self.sheets, self.left_out)
    }

    /// Begins a sheet. In one that is `counted` a row with too few cells is a
    /// fault.
    pub(crate) fn sheet(&mut self, name: &str, counted: bool) -> SheetIntake<'_> {
        let index = self.log.sheet(name);
        SheetIntake {
            intake: self,
            name: name.to_owned(),
            index,
            counted,
            header: None,
            rows: 0,
        }
    }
}

impl SheetIntake<'_> {
    /// Notes a fault of the whole sheet.
    pub(crate) fn fault(&mut self, trouble: Trouble) {
        self.intake.left_out.unread(self.kind());
        self.intake.log.of_sheet(self.index, trouble);
    }

    /// Notes a fault of a row.
    pub(crate) fn row_fault(&mut self, line: u32, trouble: Trouble) {
        self.intake.left_out.unread(self.kind());
        self.intake.log.of_row(
            Place {
                sheet: self.index,
                line,
            },
            trouble,
        );
    }

    /// What its columns say that it is, once there is a header.
    fn kind(&self) -> Option<SheetKind> {
        self.header.as_ref().map(|header| header.map.kind)
    }

    /// Where the data are, once there is a header.
    pub(crate) fn data_area(&self) -> Option<DataArea> {
        let header = self.header.as_ref()?;
        Some(DataArea {
            first_row: header.line,
            columns: header.names.len(),
        })
    }

    /// Takes a row: the first that is not blank is the header. `Break` where
    /// no further row can be read.
    pub(crate) fn row(&mut self, line: u32, cells: &[Cell<'_>]) -> ControlFlow<()> {
        if cells.iter().all(Cell::is_blank) {
            return ControlFlow::Continue(());
        }
        if self.header.is_none() {
            return self.take_header(line, cells);
        }
        if self.rows == SHEET_ROWS_MAX {
            let expected = format!("at most {SHEET_ROWS_MAX} rows in a sheet");
            self.row_fault(line, Trouble::new("another row", expected, code::TOO_LARGE));
            return ControlFlow::Break(());
        }
        self.rows += 1;
        self.intake.text_bytes += cells.iter().map(Cell::text_bytes).sum::<usize>();
        if self.intake.text_bytes > IMPORT_TEXT_BYTES_MAX {
            let expected = "an import with at most 128 MiB of text";
            self.row_fault(line, Trouble::new("more text", expected, code::TOO_LARGE));
            return ControlFlow::Break(());
        }
        if !self.is_ragged(line, cells) {
            self.read(line, cells);
        }
        ControlFlow::Continue(())
    }

    fn take_header(&mut self, line: u32, cells: &[Cell<'_>]) -> ControlFlow<()> {
        let place = Place {
            sheet: self.index,
            line,
        };
        let width = cells
            .iter()
            .rposition(|cell| !cell.is_blank())
            .map_or(0, |last| last + 1);
        if width > SHEET_COLUMNS_MAX {
            let expected = format!("at most {SHEET_COLUMNS_MAX} columns");
            let found = format!("{width} columns");
            self.row_fault(line, Trouble::new(found, expected, code::TOO_LARGE));
            return ControlFlow::Break(());
        }
        let cells = &cells[..width];
        let kind = match recognise(cells) {
            Recognition::Known { kind, .. } => kind,
            Recognition::Unknown { nearest } => {
                self.fault(unknown_sheet(cells, &nearest));
                return ControlFlow::Break(());
            }
        };
        self.intake.recognised += 1;
        let names = cells.iter().map(|cell| cell.shown().into_owned()).collect();
        let spare_plan = self.intake.default_plan.is_some() && kind != SheetKind::Plans;
        let map = map_columns(kind, cells, place, &mut self.intake.log, spare_plan);
        self.header = Some(Header { map, line, names });
        ControlFlow::Continue(())
    }

    /// Cells of a ragged row may stand under another's name, so that none of
    /// them is judged.
    fn is_ragged(&mut self, line: u32, cells: &[Cell<'_>]) -> bool {
        let Some(header) = &self.header else {
            return false;
        };
        let width = header.names.len();
        if self.counted && cells.len() < width {
            let expected = format!("{width} cells as in the header");
            let found = format!("{} cells", cells.len());
            let trouble = Trouble::new(found, expected, code::RAGGED_ROW);
            self.row_fault(line, trouble);
            return true;
        }
        let nameless = |position: &usize| header.names.get(*position).is_none_or(String::is_empty);
        let stray = (0..cells.len())
            .filter(nameless)
            .find(|position| !cells[*position].is_blank());
        let Some(position) = stray else { return false };
        let expected = format!(
            "no cell without a name in the header (cell {})",
            position + 1
        );
        let trouble = Trouble::new(cells[position].shown(), expected, code::RAGGED_ROW);
        self.row_fault(line, trouble);
        true
    }

    fn read(&mut self, line: u32, cells: &[Cell<'_>]) {
        let Some(header) = &self.header else { return };
        let kind = header.map.kind;
        let place = Place {
            sheet: self.index,
            line,
        };
        let Intake {
            sheets,
            log,
            left_out,
            seen,
            default_plan,
            ..
        } = &mut *self.intake;
        let seen = &mut seen[kind as usize];
        let mut row = RowReader::new(
            &header.map,
            cells,
            place,
            log,
            (seen, left_out),
            default_plan.as_deref(),
        );
        let sheet = &self.name;
        match kind {
            SheetKind::Plans => keep(&mut sheets.plans, sheet, line, plans::read(&mut row)),
            SheetKind::Items => keep(&mut sheets.items, sheet, line, items::read(&mut row)),
            SheetKind::Targets => keep(&mut sheets.targets, sheet, line, targets::read(&mut row)),
            SheetKind::Observations => {
                keep(
                    &mut sheets.observations,
                    sheet,
                    line,
                    observations::read(&mut row),
                );
            }
            SheetKind::People => keep(&mut sheets.people, sheet, line, people::read(&mut row)),
        }
    }
}

fn keep<T>(rows: &mut Vec<Row<T>>, sheet: &str, line: u32, value: Option<T>) {
    if let Some(value) = value {
        rows.push(Row {
            sheet: sheet.to_owned(),
            line,
            value,
        });
    }
}

fn unknown_sheet(cells: &[Cell<'_>], nearest: &[SheetKind]) -> Trouble {
    let found: Vec<_> = cells.iter().map(Cell::shown).collect();
    let kinds = if nearest.is_empty() {
        &SheetKind::ALL[..]
    } else {
        nearest
    };
    let lists: Vec<String> = kinds
        .iter()
        .map(|kind| format!("{} ({})", kind.name(), kind.column_names()))
        .collect();
    let nearness = if nearest.is_empty() {
        "one of"
    } else {
        "the nearest of which are"
    };
    let expected = format!(
        "the columns of one sheet, {nearness} {}",
        lists.join(" and ")
    );
    Trouble::new(found.join(", "), expected, code::UNKNOWN_SHEET)
}

/// Finds each column; `spare_plan` says that rows need not name their plan.
fn map_columns(
    kind: SheetKind,
    cells: &[Cell<'_>],
    place: Place,
    log: &mut FaultLog,
    spare_plan: bool,
) -> ColumnMap {
    let mut positions = vec![None; kind.columns().len()];
    for (position, cell) in cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_blank())
    {
        let shown = cell.shown();
        let name = folded(&shown);
        let index = kind.columns().iter().position(|column| column.name == name);
        let trouble = match index.map(|index| &mut positions[index]) {
            Some(free @ None) => {
                *free = Some(position);
                continue;
            }
            Some(Some(_)) => Trouble::new(&shown, "each column once", code::DUPLICATE_COLUMN),
            None => {
                let (nearest, sheet) = (nearest_column(kind, &name), kind.name());
                let expected = format!("a column of {sheet}; the nearest is {nearest}");
                Trouble::new(&shown, expected, code::UNKNOWN_COLUMN)
            }
        };
        log.of_cell(place, position, &shown, trouble);
    }
    for (column, _) in kind
        .columns()
        .iter()
        .zip(&positions)
        .filter(|(column, at)| column.required && at.is_none())
        .filter(|(column, _)| !(spare_plan && column.name == "plan"))
    {
        let expected = format!("the columns of {}: {}", kind.name(), kind.column_names());
        let trouble = Trouble::new("", expected, code::MISSING_COLUMN);
        log.of_cell(place, usize::MAX, column.name, trouble);
    }
    ColumnMap { kind, positions }
}
