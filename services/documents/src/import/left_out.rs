//! What an import with bad cells leaves undecided: the rows without one, and
//! what the others would have been about.

use std::collections::HashSet;

use quarterday_proto::answer::RowFault;
use quarterday_proto::sheet::{Row, Sheets};

use super::columns::SheetKind;

/// The rows of an import with bad cells that had none themselves, for the rules
/// to judge too, so that one answer lists all there is to put right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rest {
    /// The rows without a bad cell. They must not be stored: the import is all
    /// or nothing.
    pub sheets: Sheets,
    /// Names of the sheets in the order in which faults are listed.
    pub(super) order: Vec<String>,
    pub(super) left_out: LeftOut,
}

/// What the rows that were left out are about, as far as it can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LeftOut {
    plans: HashSet<String>,
    items: HashSet<(String, String)>,
    /// A plan row was left out that does not say of which plan it is.
    some_plan: bool,
    /// An item row was left out that does not say of which item it is.
    some_item: bool,
}

impl LeftOut {
    /// A row that names its plan, if it is of the plans sheet.
    pub(super) fn plan(&mut self, plan: Option<&str>) {
        match plan {
            Some(plan) => _ = self.plans.insert(plan.to_owned()),
            None => self.some_plan = true,
        }
    }

    /// A row of the items sheet, which also goes by its aliases.
    pub(super) fn item(&mut self, plan: Option<&str>, reference: Option<&str>, aliases: &[String]) {
        let (Some(plan), Some(reference)) = (plan, reference) else {
            self.some_item = true;
            return;
        };
        let names = aliases.iter().map(String::as_str).chain([reference]);
        let keys = names.map(|name| (plan.to_owned(), name.to_owned()));
        self.items.extend(keys);
    }

    /// Rows that could not be read at all; of an unknown kind where the sheet
    /// was not recognised.
    pub(super) fn unread(&mut self, kind: Option<SheetKind>) {
        self.some_plan |= matches!(kind, None | Some(SheetKind::Plans));
        self.some_item |= matches!(kind, None | Some(SheetKind::Items));
    }

    /// Whether a rule's fault of a row about an item may be owed to a row that
    /// was left out only.
    fn explains(&self, code: &str, plan: &str, reference: &str) -> bool {
        if code == "unknown_item" {
            return self.some_item || self.knows(plan, reference);
        }
        // The item, or the scheme that judges it, would have been another.
        let judged = matches!(code, "unknown_rating" | "commentary_required");
        self.knows(plan, reference) || self.plans.contains(plan) || (judged && self.some_plan)
    }

    fn knows(&self, plan: &str, reference: &str) -> bool {
        let key = (plan.to_owned(), reference.to_owned());
        self.items.contains(&key)
    }
}

impl Rest {
    /// Whether no row was without a bad cell.
    pub fn is_empty(&self) -> bool {
        self.sheets == Sheets::default()
    }

    /// The faults of cells and those that the rules found among the other
    /// rows, by sheet and row. A rule's fault is left out where it may only
    /// follow from a row that was left out for a bad cell.
    pub fn put_in_order(&self, cells: Vec<RowFault>, mut rules: Vec<RowFault>) -> Vec<RowFault> {
        rules.retain(|fault| !self.follows(fault));
        let mut all = cells;
        all.extend(rules);
        let place = |sheet: &str| self.order.iter().position(|name| name == sheet);
        // Within a row the order stays: its faults are all of one sort.
        all.sort_by_key(|fault| (place(&fault.sheet), fault.row));
        all
    }

    fn follows(&self, fault: &RowFault) -> bool {
        let Sheets {
            targets,
            observations,
            ..
        } = &self.sheets;
        let about = found(targets, fault)
            .map(|row| (&row.plan, &row.reference))
            .or_else(|| found(observations, fault).map(|row| (&row.plan, &row.reference)));
        about.is_some_and(|(plan, reference)| self.left_out.explains(&fault.code, plan, reference))
    }
}

/// The row that a fault is of; rows of a sheet stand in the order of its lines.
fn found<'a, T>(rows: &'a [Row<T>], fault: &RowFault) -> Option<&'a T> {
    let line = fault.row?;
    let row = rows
        .iter()
        .find(|row| row.line == line && row.sheet == fault.sheet)?;
    Some(&row.value)
}
