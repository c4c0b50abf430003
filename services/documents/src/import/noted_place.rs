//! The place that a workbook says it was made at, on the sheet that explains it.

use std::io::Cursor;

use calamine::{DataRef, Reader as _};

use super::workbook::{Workbook, sheltered};
use super::workbook_guard::check;

/// The sheet that explains, and keeps the place.
pub(crate) const NOTES: &str = "Notes";
/// What stands before the place.
pub(crate) const PLACE: &str = "Known at place";
/// Cells of the notes that the place is looked for in.
const CELLS_MAX: usize = 200;

/// The place that a workbook was made at; nothing where it does not say. The
/// sheet is streamed, as those of rows are, and for the same reason.
pub fn noted_place(bytes: &[u8]) -> Option<u64> {
    check(bytes).ok()?;
    let mut workbook = sheltered(|| Workbook::new(Cursor::new(bytes))).ok()?;
    let names = workbook.sheet_names();
    let notes = names.iter().find(|name| name.trim() == NOTES)?;
    let mut cells = sheltered(|| workbook.worksheet_cells_reader(notes)).ok()?;
    let mut is_next = false;
    for _ in 0..CELLS_MAX {
        let cell = sheltered(|| cells.next_cell()).ok()??;
        let value = cell.get_value();
        if is_next {
            return number(value);
        }
        is_next = match value {
            DataRef::String(text) => text.trim() == PLACE,
            DataRef::SharedString(text) => text.trim() == PLACE,
            _ => false,
        };
    }
    None
}

fn number(value: &DataRef<'_>) -> Option<u64> {
    match value {
        DataRef::Float(place) if *place >= 0.0 && place.fract() == 0.0 => {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is whole and not negative"
            )]
            let place = *place as u64;
            Some(place)
        }
        DataRef::Int(place) => u64::try_from(*place).ok(),
        DataRef::String(place) => place.trim().parse().ok(),
        DataRef::SharedString(place) => place.trim().parse().ok(),
        _ => None,
    }
}
