//! Rows of the targets sheet.

use quarterday_proto::quarter::Period;
use quarterday_proto::sheet::TargetRow;
use quarterday_proto::target::{Basis, TargetStatus};

use super::super::row::RowReader;

/// Reads a row; nothing where a cell is bad. A blank status is approved.
pub(crate) fn read(row: &mut RowReader<'_, '_>) -> Option<TargetRow> {
    let plan = row.plan();
    let reference = row.line("ref");
    let period: Option<Period> = row.period("period");
    let basis: Option<Basis> = row.choice("basis");
    let target = row.number("target");
    let low = row.number("low");
    let high = row.number("high");
    let status: Option<TargetStatus> = row.choice("status");
    let no_target_reason = row.choice("no_target_reason");

    let period_text = period.map(|period| period.to_string());
    row.unique(
        "ref",
        &[
            plan.as_deref(),
            reference.as_deref(),
            period_text.as_deref(),
            basis.map(Basis::as_str),
        ],
    );
    if let (Some(low), Some(high)) = (low, high)
        && low > high
    {
        row.contradiction(
            "low",
            &low.to_string(),
            &format!("no more than high {high}"),
        );
    }
    if !row.is_sound() {
        return None;
    }
    Some(TargetRow {
        plan: plan?,
        reference: reference?,
        period: period?,
        basis: basis?,
        target,
        low,
        high,
        status: status.unwrap_or_default(),
        no_target_reason,
    })
}
