//! Rows of the targets sheet.

use quarterday_proto::answer::Rejection;
use quarterday_proto::event::{Event, TargetSet};
use quarterday_proto::item::Kind;
use quarterday_proto::position::QuarterState;
use quarterday_proto::sheet::TargetRow;
use quarterday_proto::target::{NoTarget, Target, TargetStatus};

use super::plans::plan_of;
use super::{CellFault, Effect, Work};
use crate::decide::plan::still_open;
use crate::rejection::{Code, reject};

pub(super) fn row(work: &mut Work<'_>, row: &TargetRow) -> Result<Effect, CellFault> {
    let plan = plan_of(work, &row.plan)?;
    let item = work
        .working
        .item(&plan, &row.reference)
        .map_err(|rejection| CellFault::of("ref", &row.reference, rejection))?
        .clone();
    let target = target_of(row);
    says_something(&target).map_err(|rejection| CellFault::of("target", "", rejection))?;
    has_targets(item.kind).map_err(|rejection| CellFault::of("ref", &row.reference, rejection))?;
    let known = item.target_set(target.period, target.basis);
    if known.is_some_and(|known| known.target == target) {
        return Ok(Effect::Unchanged);
    }
    still_open(&plan).map_err(|rejection| CellFault::of("plan", &row.plan, rejection))?;
    if let Some(known) = known
        && known.target.status == TargetStatus::Approved
        && plan.approved.is_some()
    {
        return Err(CellFault::new(
            "target",
            Code::AmendmentRequired,
            row.target
                .map(|target| target.to_string())
                .unwrap_or_default(),
            "the approved target: it changes by amendment",
        ));
    }
    let closed = plan.quarters.iter().any(|(quarter, record)| {
        record.state != QuarterState::Open
            && row.period.last_day() == quarter.last_day()
            && matches!(row.period, quarterday_proto::quarter::Period::Quarter(_))
    });
    if closed {
        return Err(CellFault::new(
            "period",
            Code::QuarterClosed,
            row.period,
            "a quarter that is not closed: a target altered later counts from the next quarter",
        ));
    }
    let effect = if known.is_some() {
        Effect::Changed
    } else {
        Effect::Added
    };
    let (item, kind) = {
        let ids = (item.id, item.kind);
        drop((plan, item));
        ids
    };
    work.happen(Event::TargetSet(TargetSet { item, kind, target }));
    Ok(effect)
}

/// The target of a row.
pub(in crate::decide) fn target_of(row: &TargetRow) -> Target {
    Target {
        period: Some(row.period),
        basis: Some(row.basis),
        target: row.target,
        low: row.low,
        high: row.high,
        status: row.status,
        no_target_reason: row.no_target_reason,
    }
}

/// Refuses a target without figures that does not say why.
pub(in crate::decide) fn says_something(target: &Target) -> Result<(), Rejection> {
    let figures = [target.target, target.low, target.high];
    if figures.iter().any(Option::is_some) || target.no_target_reason.is_some() {
        return Ok(());
    }
    let reasons: Vec<&str> = NoTarget::ALL.iter().map(|why| why.as_str()).collect();
    Err(reject(
        Code::TargetInvalid,
        format!(
            "a target, a low or a high one, or the reason why there is none: {}",
            reasons.join(", ")
        ),
    ))
}

/// Refuses targets of items that have no figures.
pub(in crate::decide) fn has_targets(kind: Kind) -> Result<(), Rejection> {
    match kind {
        Kind::Measure | Kind::Project | Kind::Risk => Ok(()),
        Kind::Action | Kind::Milestone => Err(reject(
            Code::TargetInvalid,
            format!("the target of a measure: {kind} items have none, but a date"),
        )),
    }
}
