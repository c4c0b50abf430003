//! Rows of the items sheet.

use quarterday_proto::sheet::ItemRow;

use super::super::row::RowReader;

/// Reads a row; nothing where a cell is bad.
pub(crate) fn read(row: &mut RowReader<'_, '_>) -> Option<ItemRow> {
    let plan = row.plan();
    let reference = row.line("ref");
    let kind = row.choice("kind");
    let title = row.line("title");
    let theme = row.line("theme");
    let owner_email = row.email("owner_email");
    let start = row.date("start");
    let due = row.date("due");
    let direction = row.choice("direction");
    let target = row.number("target");
    let target_low = row.number("target_low");
    let target_high = row.number("target_high");
    let unit = row.line("unit");
    let contributors = row.list("contributors");
    let parent = row.line("parent");
    let aliases = row.list("aliases");
    let board = row.line("board");
    let source = row.text("source");
    let method = row.text("method");
    let exempt_paragraph = row.line("exempt_paragraph");

    row.unique("ref", &[plan.as_deref(), reference.as_deref()]);
    if let (Some(start), Some(due)) = (start, due)
        && start > due
    {
        row.contradiction(
            "start",
            &start.to_string(),
            &format!("no day after the due date {due}"),
        );
    }
    if let (Some(low), Some(high)) = (target_low, target_high)
        && low > high
    {
        row.contradiction(
            "target_low",
            &low.to_string(),
            &format!("no more than target_high {high}"),
        );
    }
    if let (Some(parent), Some(reference)) = (&parent, &reference)
        && parent == reference
    {
        row.contradiction("parent", parent, "the ref of another item of the plan");
    }
    if !row.is_sound() {
        row.left_out
            .item(plan.as_deref(), reference.as_deref(), &aliases);
        return None;
    }
    Some(ItemRow {
        plan: plan?,
        reference: reference?,
        kind: kind?,
        title: title?,
        theme,
        owner_email,
        start,
        due,
        direction,
        target,
        target_low,
        target_high,
        unit,
        contributors,
        parent,
        aliases,
        board,
        source,
        method,
        exempt_paragraph,
    })
}
