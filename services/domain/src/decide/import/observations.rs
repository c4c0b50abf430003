//! Rows of the observations sheet.

use quarterday_proto::event::{Event, ItemObserved};
use quarterday_proto::item::Observation;
use quarterday_proto::sheet::ObservationRow;

use super::plans::plan_of;
use super::{CellFault, Effect, Work};
use crate::decide::observe::{Unfit, check, restates, unfit};
use crate::rejection::Code;

pub(super) fn row(work: &mut Work<'_>, row: &ObservationRow) -> Result<Effect, Vec<CellFault>> {
    let plan = plan_of(work, &row.plan)?;
    let item = work
        .working
        .item(&plan, &row.reference)
        .map_err(|rejection| CellFault::of("ref", &row.reference, rejection))?
        .clone();
    let observation = Observation {
        as_at: row.as_at,
        basis: row.basis,
        percent_complete: row.percent_complete,
        completed_on: row.completed_on,
        on_track: row.on_track,
        cause: row.cause,
        actual: row.actual,
        forecast: row.forecast,
        rating: row.rating.clone(),
        unavailable: row.unavailable,
        commentary: row.commentary.as_deref().map(Into::into),
    };
    let known = item.observed_at(observation.as_at, observation.basis);
    if known.is_some_and(|known| known.observation == observation) {
        return Ok(Effect::Unchanged);
    }
    let effect = if known.is_some() {
        Effect::Changed
    } else {
        Effect::Added
    };
    let unfit = unfit(&work.working, &plan, &item, &observation);
    if !unfit.is_empty() {
        let fault = |one: Unfit| CellFault::of(one.column, one.found, one.rejection);
        return Err(unfit.into_iter().map(fault).collect());
    }
    let case = crate::decide::Case {
        state: &work.working,
        ..*work.case
    };
    check(&case, &plan, &item, &observation).map_err(|rejection| {
        let column = column_of(&rejection.code);
        let found = match column {
            "as_at" => row.as_at.to_string(),
            _ => String::new(),
        };
        CellFault::of(column, found, rejection)
    })?;
    let restates = restates(&plan, &observation);
    if let Some(quarter) = restates {
        work.notes.push(format!(
            "item `{}`: {quarter} is closed; the observation is kept as a candidate for restatement",
            row.reference
        ));
    }
    let (item, kind) = {
        let ids = (item.id, item.kind);
        drop((plan, item));
        ids
    };
    work.happen(Event::ItemObserved(ItemObserved {
        item,
        kind,
        observation,
        entered_for: None,
        restates,
    }));
    Ok(effect)
}

/// The column that a rejection of an observation is about.
fn column_of(code: &str) -> &'static str {
    let is = |wanted: Code| wanted.code() == code;
    if is(Code::CommentaryRequired) {
        "commentary"
    } else if is(Code::FutureDate) || is(Code::ItemEnded) {
        "as_at"
    } else {
        "ref"
    }
}
