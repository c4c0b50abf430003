//! Rows of the plans sheet.

use quarterday_proto::sheet::PlanRow;

use super::super::row::RowReader;

/// Reads a row; nothing where a cell is bad.
pub(crate) fn read(row: &mut RowReader<'_, '_>) -> Option<PlanRow> {
    let plan = row.line("plan");
    let title = row.line("title");
    let directorate = row.line("directorate");
    let committee = row.line("committee");
    let portfolio = row.line("portfolio");
    let year = row.year("year");
    let scheme = row.line("scheme");
    let decimals = row.decimals("decimals");
    row.unique("plan", &[plan.as_deref()]);
    if !row.is_sound() {
        row.left_out.plan(plan.as_deref());
        return None;
    }
    Some(PlanRow {
        plan: plan?,
        title,
        directorate,
        committee,
        portfolio,
        year,
        scheme,
        decimals,
    })
}
