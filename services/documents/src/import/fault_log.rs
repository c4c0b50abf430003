//! Faults as they are met, put in order at the end.

use quarterday_proto::sheet::Sheets;

use super::fault::{Fault, Faults, shortened};
use super::left_out::{LeftOut, Rest};
use super::limits::FAULTS_MAX;

/// A sheet of this import: its place among the sheets met so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SheetIndex(usize);

/// A row of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) sheet: SheetIndex,
    pub(crate) line: u32,
}

/// Where in a sheet a fault is. The column is its position, so that faults of
/// a row are listed from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Order {
    sheet: SheetIndex,
    row: Option<u32>,
    column: Option<usize>,
}

/// The faults met so far, and the names of the sheets.
#[derive(Debug, Default)]
pub(crate) struct FaultLog {
    sheets: Vec<String>,
    faults: Vec<(Order, Fault)>,
    more: usize,
}

/// What is wrong, without the place where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) found: String,
    pub(crate) expected: String,
    pub(crate) code: &'static str,
}

impl Trouble {
    pub(crate) fn new(
        found: impl AsRef<str>,
        expected: impl Into<String>,
        code: &'static str,
    ) -> Self {
        Self {
            found: shortened(found.as_ref()),
            expected: expected.into(),
            code,
        }
    }
}

impl FaultLog {
    /// Begins a sheet; faults are listed in the order of the sheets.
    pub(crate) fn sheet(&mut self, name: &str) -> SheetIndex {
        self.sheets.push(name.to_owned());
        SheetIndex(self.sheets.len() - 1)
    }

    pub(crate) fn name(&self, sheet: SheetIndex) -> &str {
        &self.sheets[sheet.0]
    }

    /// A fault of a whole sheet or file.
    pub(crate) fn of_sheet(&mut self, sheet: SheetIndex, trouble: Trouble) {
        self.push(
            Order {
                sheet,
                row: None,
                column: None,
            },
            None,
            trouble,
        );
    }

    /// A fault of a whole row.
    pub(crate) fn of_row(&mut self, place: Place, trouble: Trouble) {
        self.push(
            Order {
                sheet: place.sheet,
                row: Some(place.line),
                column: None,
            },
            None,
            trouble,
        );
    }

    /// A fault of a cell in the column at `position` with the given name.
    pub(crate) fn of_cell(&mut self, place: Place, position: usize, name: &str, trouble: Trouble) {
        let order = Order {
            sheet: place.sheet,
            row: Some(place.line),
            column: Some(position),
        };
        self.push(order, Some(shortened(name)), trouble);
    }

    fn push(&mut self, order: Order, column: Option<String>, trouble: Trouble) {
        // A file may hold millions of bad cells: the first of each sheet come
        // in order, so that what is dropped here is what a list would cut.
        if self.faults.len() >= FAULTS_MAX {
            self.more += 1;
            return;
        }
        let Trouble {
            found,
            expected,
            code,
        } = trouble;
        let sheet = self.name(order.sheet).to_owned();
        self.faults.push((
            order,
            Fault {
                sheet,
                row: order.row,
                column,
                found,
                expected,
                code,
            },
        ));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// The faults, with the rows that have none.
    pub(crate) fn into_faults(mut self, sheets: Sheets, left_out: LeftOut) -> Faults {
        self.faults.sort_by_key(|(order, _)| *order);
        let rest = Rest {
            sheets,
            order: self.sheets,
            left_out,
        };
        Faults {
            faults: self.faults.into_iter().map(|(_, fault)| fault).collect(),
            more: self.more,
            rest: Box::new(rest),
        }
    }
}
