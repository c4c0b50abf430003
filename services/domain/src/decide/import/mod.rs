//! Importing sheets: all rows or none, by difference.
//!
//! Each row is compared with what is known; equal rows make no event. Rows are
//! decided one after another against a working copy that has the events of the
//! rows before, so a sheet may add a plan, its items and their answers at once.
//! A cell left empty leaves what is known as it is.

mod items;
mod observations;
mod parents;
mod people;
mod plans;
mod targets;

use std::fmt::{Debug, Display};

use quarterday_proto::answer::{Rejection, RowFault};
use quarterday_proto::command::Import;
use quarterday_proto::event::{Event, Recorded};
use quarterday_proto::sheet::Row;

use rustc_hash::FxHashSet;

use super::{Case, Decided};
use crate::rejection::{Code, reject};
use crate::state::State;

pub(super) use items::{definition_of, standing_target};
pub(super) use targets::{has_targets, says_something, target_of};

/// The most faults that an answer lists.
const FAULTS_MAX: usize = 1000;

pub(super) fn import(case: &Case<'_>, command: &Import) -> Result<Decided, Rejection> {
    let mut work = Work {
        working: case.state.clone(),
        case,
        default_plan: command.plan.as_deref(),
        events: Vec::new(),
        notes: Vec::new(),
        strangers: Vec::new(),
        faults: Vec::new(),
        ids: 0,
    };
    let sheets = &command.sheets;
    work.sheet(("plans", "plan"), &sheets.plans, plans::row, |row| {
        row.plan.clone()
    });
    people::register_all(&mut work, &sheets.people);
    work.sheet(("people", "email"), &sheets.people, people::row, |row| {
        row.email.to_lowercase()
    });
    work.sheet(("items", "ref"), &sheets.items, items::row, |row| {
        key(&row.plan, &row.reference, ())
    });
    parents::check(&mut work, &sheets.items);
    work.sheet(("targets", "ref"), &sheets.targets, targets::row, |row| {
        key(&row.plan, &row.reference, (row.period, row.basis))
    });
    work.sheet(
        ("observations", "ref"),
        &sheets.observations,
        observations::row,
        |row| key(&row.plan, &row.reference, (row.as_at, row.basis)),
    );
    if !work.faults.is_empty() {
        let count = work.faults.len();
        work.faults.truncate(FAULTS_MAX);
        let mut rejection = reject(
            Code::ImportFaults,
            format!(
                "nothing was imported: {count} {} wrong",
                if count == 1 { "cell is" } else { "cells are" }
            ),
        );
        rejection.faults = work.faults;
        return Err(rejection);
    }
    work.notes.extend(people::note(&work.strangers));
    Ok(Decided {
        events: work.events,
        notes: work.notes,
    })
}

/// What tells the rows of a sheet apart.
fn key(plan: &str, reference: &str, of: impl Debug) -> String {
    format!("{plan}\n{reference}\n{of:?}")
}

/// What one row came to.
enum Effect {
    Added,
    Changed,
    Unchanged,
}

struct Work<'a> {
    /// The state with the events so far.
    working: State,
    case: &'a Case<'a>,
    default_plan: Option<&'a str>,
    events: Vec<Event>,
    notes: Vec<String>,
    /// Addresses that are known by other sheets only.
    strangers: Vec<String>,
    faults: Vec<RowFault>,
    ids: u32,
}

/// A fault of a cell of the row at hand.
struct CellFault {
    column: &'static str,
    code: &'static str,
    found: String,
    expected: String,
}

impl From<CellFault> for Vec<CellFault> {
    fn from(fault: CellFault) -> Self {
        vec![fault]
    }
}

impl CellFault {
    fn new(
        column: &'static str,
        code: Code,
        found: impl Display,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            column,
            code: code.name(),
            found: found.to_string(),
            expected: expected.into(),
        }
    }

    fn of(column: &'static str, found: impl Display, rejection: Rejection) -> Self {
        let code = Code::ALL.iter().find(|code| code.code() == rejection.code);
        Self {
            column,
            code: code.map_or("rejected", |code| code.name()),
            found: found.to_string(),
            expected: rejection.detail,
        }
    }

    fn at<T>(self, row: &Row<T>) -> RowFault {
        RowFault {
            sheet: row.sheet.clone(),
            row: Some(row.line),
            column: Some(self.column.to_owned()),
            code: self.code.to_owned(),
            found: self.found,
            expected: self.expected,
        }
    }
}

impl<'a> Work<'a> {
    fn sheet<T, F: Into<Vec<CellFault>>>(
        &mut self,
        (name, column): (&str, &'static str),
        rows: &[Row<T>],
        each: fn(&mut Self, &T) -> Result<Effect, F>,
        key: fn(&T) -> String,
    ) {
        // Rows that contradict each other would change places with every
        // import of the same sheet.
        let mut seen = FxHashSet::default();
        let (mut added, mut changed, mut unchanged) = (0, 0, 0);
        for row in rows {
            let is_first = seen.insert(key(&row.value));
            let effect = each(self, &row.value).map_err(Into::into);
            let effect = effect.and_then(|effect| match effect {
                Effect::Changed if !is_first => Err(vec![CellFault::new(
                    column,
                    Code::ReferenceTaken,
                    row.line,
                    "one row for each: an earlier row of the sheet says otherwise",
                )]),
                effect => Ok(effect),
            });
            match effect {
                Ok(Effect::Added) => added += 1,
                Ok(Effect::Changed) => changed += 1,
                Ok(Effect::Unchanged) => unchanged += 1,
                Err(faults) => {
                    let faults = faults.into_iter().map(|fault| fault.at(row));
                    self.faults.extend(faults);
                }
            }
        }
        if !rows.is_empty() {
            self.notes.push(format!(
                "{name}: {added} added, {changed} changed, {unchanged} unchanged"
            ));
        }
    }

    /// Notes an event and lets the rows after see it.
    fn happen(&mut self, event: Event) {
        let recorded = Recorded {
            place: self.case.state.head() + 1,
            at: self.case.state.recorded().unwrap_or_default(),
        };
        self.working.evolve(&event, recorded);
        self.events.push(event);
    }

    /// A number for the next id that this command derives.
    fn next_id(&mut self) -> u32 {
        self.ids += 1;
        self.ids - 1
    }
}
