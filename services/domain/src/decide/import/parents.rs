//! The parents that item rows name: known, and never in a circle.
//!
//! They are looked at after all rows, since a parent may stand below its parts.

use quarterday_proto::sheet::{ItemRow, Row};
use rustc_hash::FxHashSet;

use super::{CellFault, Work};
use crate::rejection::Code;
use crate::state::{Plan, State};

/// Notes a fault for each row whose parent is no item of the plan, or that is
/// a part of itself through its parents.
pub(super) fn check(work: &mut Work<'_>, rows: &[Row<ItemRow>]) {
    let named = |row: &ItemRow| match (row.plan.trim(), work.default_plan) {
        ("", default) => default.unwrap_or_default().trim().to_owned(),
        (plan, _) => plan.to_owned(),
    };
    // A row with another fault adds no item, but is no reason to call its
    // parts wrong as well.
    let rows: Vec<(String, &Row<ItemRow>)> =
        rows.iter().map(|row| (named(&row.value), row)).collect();
    let in_sheet: FxHashSet<(&str, &str)> = rows
        .iter()
        .map(|(plan, row)| (plan.as_str(), row.value.reference.as_str()))
        .collect();
    let mut circles = Circles::default();
    let mut faults = Vec::new();
    for (name, row) in &rows {
        let (Some(parent), Ok(plan)) = (&row.value.parent, work.working.plan(name)) else {
            continue;
        };
        let reference = &row.value.reference;
        let fault = match work.working.item(plan, parent) {
            Err(rejection) if !in_sheet.contains(&(name, parent)) => {
                CellFault::of("parent", parent, rejection)
            }
            _ if circles.has(&work.working, plan, reference) => CellFault::new(
                "parent",
                Code::ParentCircle,
                parent,
                format!("an item that `{reference}` is not the parent of, directly or by others"),
            ),
            _ => continue,
        };
        faults.push(fault.at(row));
    }
    work.faults.extend(faults);
}

/// The circles of parents found so far. Each item is walked from once.
#[derive(Default)]
struct Circles<'a> {
    walked: FxHashSet<(&'a str, &'a str)>,
    within: FxHashSet<(&'a str, &'a str)>,
}

impl<'a> Circles<'a> {
    /// Whether an item is in a circle of parents.
    fn has(&mut self, state: &'a State, plan: &'a Plan, reference: &'a str) -> bool {
        let name = plan.details.reference.as_str();
        let mut path: Vec<&str> = Vec::new();
        let mut next = Some(reference);
        while let Some(item) = next {
            if !self.walked.insert((name, item)) {
                // Either the walk came back to its own path, or it has met one
                // whose circle, if any, it is not in.
                let start = path.iter().position(|before| *before == item);
                let circle = start.map_or(&[][..], |start| &path[start..]);
                self.within.extend(circle.iter().map(|item| (name, *item)));
                break;
            }
            path.push(item);
            let id = plan.items_by_ref.get(item);
            next = id
                .and_then(|id| state.item_by_id(*id))
                .and_then(|item| item.latest().parent.as_deref());
        }
        self.within.contains(&(name, reference))
    }
}
