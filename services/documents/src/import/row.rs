//! Reads the cells of a row by the names of their columns, noting every bad
//! one.

use std::collections::HashMap;

use jiff::civil::Date;
use quarterday_proto::quarter::{FinancialYear, Period};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::cell::Cell;
use super::cell_value::{Refusal, mistaken, number_of, text_of};
use super::columns::{Column, SheetKind};
use super::fault::code;
use super::fault_log::{FaultLog, Place, Trouble};
use super::left_out::LeftOut;
use super::value::choice::{self, Choice};
use super::value::{date, email, period, text};

/// Decimals that a percentage is printed with at most.
const PRINTED_DECIMALS_MAX: u8 = 4;

/// Which column of the file holds which column of the sheet.
#[derive(Debug)]
pub(crate) struct ColumnMap {
    pub(crate) kind: SheetKind,
    /// By column of the sheet: its position in the file.
    pub(crate) positions: Vec<Option<usize>>,
}

/// Rows met so far, by what makes them unique.
pub(crate) type Seen = HashMap<String, Place>;

/// One row being read. Columns are asked for in the order of the sheet's
/// table, absent ones too.
pub(crate) struct RowReader<'r, 'c> {
    pub(crate) map: &'r ColumnMap,
    pub(crate) cells: &'r [Cell<'c>],
    pub(crate) place: Place,
    pub(crate) log: &'r mut FaultLog,
    pub(crate) seen: &'r mut Seen,
    /// Told of the row where a cell of it is bad.
    pub(crate) left_out: &'r mut LeftOut,
    /// Plan of rows that name none.
    default_plan: Option<&'r str>,
    next: usize,
    sound: bool,
}

impl<'r, 'c> RowReader<'r, 'c> {
    pub(crate) fn new(
        map: &'r ColumnMap,
        cells: &'r [Cell<'c>],
        place: Place,
        log: &'r mut FaultLog,
        (seen, left_out): (&'r mut Seen, &'r mut LeftOut),
        default_plan: Option<&'r str>,
    ) -> Self {
        Self {
            map,
            cells,
            place,
            log,
            seen,
            left_out,
            default_plan,
            next: 0,
            sound: true,
        }
    }

    /// The plan that the row names, or that of the import.
    pub(crate) fn plan(&mut self) -> Option<String> {
        let position = self.map.positions[self.next];
        let cell = position.and_then(|position| self.cells.get(position));
        match self.default_plan {
            Some(plan) if cell.is_none_or(Cell::is_blank) => {
                self.next += 1;
                Some(plan.to_owned())
            }
            _ => self.line("plan"),
        }
    }

    /// Whether no cell of the row was bad.
    pub(crate) fn is_sound(&self) -> bool {
        self.sound
    }

    /// Text on one line.
    pub(crate) fn line(&mut self, name: &'static str) -> Option<String> {
        self.read(name, |cell| text_of(cell).map(|text| text::one_line(&text)))
    }

    /// Text on any number of lines.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        self.read(name, |cell| text_of(cell).map(|text| text::lines(&text)))
    }

    /// The entries of a list; none where the cell is blank.
    pub(crate) fn list(&mut self, name: &'static str) -> Vec<String> {
        self.read(name, |cell| text_of(cell).map(|text| text::entries(&text)))
            .unwrap_or_default()
    }

    /// A date.
    pub(crate) fn date(&mut self, name: &'static str) -> Option<Date> {
        let refused = |hint| Refusal {
            code: code::BAD_DATE,
            hint,
        };
        self.read(name, |cell| match cell {
            Cell::Text(text) => date::parse(text).map_err(refused),
            Cell::Date(day) => date::in_range(*day).map_err(refused),
            Cell::Number(_) => Err(refused(Some(date::SERIAL_HINT))),
            _ => Err(refused(None)),
        })
    }

    /// A number.
    pub(crate) fn number(&mut self, name: &'static str) -> Option<Decimal> {
        self.read(name, number_of)
    }

    /// 0 to 100.
    pub(crate) fn percent(&mut self, name: &'static str) -> Option<Decimal> {
        self.read(name, |cell| {
            let refused = |hint| Refusal {
                code: code::BAD_NUMBER,
                hint,
            };
            let percent = number_of(cell)?;
            if percent < Decimal::ZERO || percent > Decimal::ONE_HUNDRED {
                return Err(refused(None));
            }
            if percent > Decimal::ZERO && percent < Decimal::ONE {
                // Nobody reports five thousandths done: the column holds
                // fractions of one, or has lost its percent format.
                return Err(refused(Some("a fraction of 1 is not a percentage")));
            }
            Ok(percent)
        })
    }

    /// The decimals of a percentage.
    pub(crate) fn decimals(&mut self, name: &'static str) -> Option<u8> {
        self.read(name, |cell| {
            let decimals = number_of(cell).ok().filter(Decimal::is_integer);
            let decimals = decimals.and_then(|number| number.to_u8());
            decimals
                .filter(|number| *number <= PRINTED_DECIMALS_MAX)
                .ok_or(Refusal {
                    code: code::BAD_NUMBER,
                    hint: None,
                })
        })
    }

    /// Yes or no.
    pub(crate) fn yes_no(&mut self, name: &'static str) -> Option<bool> {
        self.read(name, |cell| match cell {
            Cell::Bool(value) => Ok(*value),
            other => choice::parse_yes_no(&other.shown()).ok_or(Refusal {
                code: code::BAD_CHOICE,
                hint: None,
            }),
        })
    }

    /// One of a few words.
    pub(crate) fn choice<T: Choice>(&mut self, name: &'static str) -> Option<T> {
        self.read(name, |cell| {
            choice::parse(&cell.shown()).ok_or(Refusal {
                code: code::BAD_CHOICE,
                hint: None,
            })
        })
    }

    /// A financial year.
    pub(crate) fn year(&mut self, name: &'static str) -> Option<FinancialYear> {
        self.read(name, |cell| {
            period::parse_year(&cell.shown()).ok_or(Refusal {
                code: code::BAD_YEAR,
                hint: mistaken(cell),
            })
        })
    }

    /// A quarter or financial year.
    pub(crate) fn period(&mut self, name: &'static str) -> Option<Period> {
        self.read(name, |cell| {
            period::parse_period(&cell.shown()).ok_or(Refusal {
                code: code::BAD_PERIOD,
                hint: mistaken(cell),
            })
        })
    }

    /// An address.
    pub(crate) fn email(&mut self, name: &'static str) -> Option<String> {
        self.read(name, |cell| {
            email::parse(&cell.shown()).ok_or(Refusal {
                code: code::BAD_EMAIL,
                hint: None,
            })
        })
    }

    /// Notes that two cells cannot both be right, at the one named.
    pub(crate) fn contradiction(&mut self, name: &str, found: &str, expected: &str) {
        self.fault(name, Trouble::new(found, expected, code::CONTRADICTION));
    }

    /// Notes a row for what another is for already. Nothing is compared where
    /// a part is bad: that is a fault of its own.
    pub(crate) fn unique(&mut self, name: &str, parts: &[Option<&str>]) {
        let Some(parts) = parts.iter().copied().collect::<Option<Vec<&str>>>() else {
            return;
        };
        // No cell holds the separator: it is a control character.
        let first = *self.seen.entry(parts.join("\u{1f}")).or_insert(self.place);
        if first == self.place {
            return;
        }
        let other = if first.sheet == self.place.sheet {
            format!("row {}", first.line)
        } else {
            format!("row {} of {}", first.line, self.log.name(first.sheet))
        };
        let shown: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let expected = format!(
            "one row for this; row {} and {other} are both for it",
            self.place.line
        );
        self.fault(
            name,
            Trouble::new(shown.join(", "), expected, code::DUPLICATE_ROW),
        );
    }

    fn read<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&Cell<'c>) -> Result<T, Refusal>,
    ) -> Option<T> {
        let index = self.next;
        self.next += 1;
        let column: &'static Column = &self.map.kind.columns()[index];
        assert_eq!(
            column.name, name,
            "columns are read in the order of the table"
        );
        let Some(position) = self.map.positions[index] else {
            // An absent required column has its fault already.
            self.sound &= !column.required;
            return None;
        };
        let trouble = match self.cells.get(position) {
            None | Some(Cell::Blank) if !column.required => return None,
            None | Some(Cell::Blank) => {
                Trouble::new("", column.accepts.describe(), code::MISSING_CELL)
            }
            Some(Cell::Broken(shown)) => Trouble::new(
                shown,
                format!(
                    "{}, as a value that the workbook has stored",
                    column.accepts.describe()
                ),
                code::FORMULA_ERROR,
            ),
            Some(cell) => match parse(cell) {
                Ok(value) => return Some(value),
                Err(Refusal { code, hint }) => {
                    let expected = match hint {
                        Some(hint) => format!("{} ({hint})", column.accepts.describe()),
                        None => column.accepts.describe(),
                    };
                    Trouble::new(cell.shown(), expected, code)
                }
            },
        };
        self.sound = false;
        self.log.of_cell(self.place, position, name, trouble);
        None
    }

    fn fault(&mut self, name: &str, trouble: Trouble) {
        self.sound = false;
        let index = self
            .map
            .kind
            .columns()
            .iter()
            .position(|column| column.name == name);
        let position = index.and_then(|index| self.map.positions[index]);
        self.log
            .of_cell(self.place, position.unwrap_or(usize::MAX), name, trouble);
    }
}
