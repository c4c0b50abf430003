//! Which cells of a sheet are shown as percentages.
//!
//! A cell that is shown as 83% holds 0.83, and only its style tells. The
//! reader gives values with formulas or values with styles, not all three, so
//! a sheet is read once more, where the workbook has such a style at all.

use super::fault_log::Trouble;
use super::workbook::{Workbook, sheltered};

/// The cells of a sheet with a percent format, in the order of the file.
#[derive(Debug)]
pub(crate) struct PercentCells {
    cells: Vec<(u32, u32)>,
    next: usize,
}

impl PercentCells {
    /// Finds them.
    pub(crate) fn read(workbook: &mut Workbook<'_>, sheet: &str) -> Result<Self, Trouble> {
        let mut reader = sheltered(|| workbook.worksheet_cells_reader(sheet))?;
        let shows_percent: Vec<bool> = reader
            .styles()
            .iter()
            .map(|style| {
                style
                    .number_format
                    .as_ref()
                    .is_some_and(|format| is_percent(&format.format_code))
            })
            .collect();
        let mut cells = Vec::new();
        if shows_percent.contains(&true) {
            while let Some((row, column, style)) = sheltered(|| reader.next_style_id())? {
                if shows_percent.get(style) == Some(&true) {
                    cells.push((row, column));
                }
            }
        }
        Ok(Self { cells, next: 0 })
    }

    /// Whether the cell is one; cells are asked for in the order of the file.
    pub(crate) fn contains(&mut self, cell: (u32, u32)) -> bool {
        let found = self.cells.get(self.next) == Some(&cell);
        self.next += usize::from(found);
        found
    }
}

/// Whether a number format has a percent sign that is not quoted or escaped.
fn is_percent(format: &str) -> bool {
    let mut quoted = false;
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            '\\' | '_' | '*' if !quoted => {
                letters.next();
            }
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}
