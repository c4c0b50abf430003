//! Rows of the observations sheet.

use jiff::civil::Date;
use quarterday_proto::item::Unavailable;
use quarterday_proto::sheet::ObservationRow;
use quarterday_proto::target::Basis;

use super::super::row::RowReader;

/// Reads a row; nothing where a cell is bad.
pub(crate) fn read(row: &mut RowReader<'_, '_>) -> Option<ObservationRow> {
    let plan = row.plan();
    let reference = row.line("ref");
    let as_at: Option<Date> = row.date("as_at");
    let basis: Option<Basis> = row.choice("basis");
    let percent_complete = row.percent("percent_complete");
    let completed_on = row.date("completed_on");
    let on_track = row.yes_no("on_track");
    let cause = row.choice("cause");
    let actual = row.number("actual");
    let forecast = row.number("forecast");
    let rating = row.line("rating");
    let unavailable: Option<Unavailable> = row.choice("unavailable");
    let commentary = row.text("commentary");

    let as_at_text = as_at.map(|day| day.to_string());
    row.unique(
        "ref",
        &[
            plan.as_deref(),
            reference.as_deref(),
            as_at_text.as_deref(),
            Some(basis.map_or("", Basis::as_str)),
        ],
    );
    if let (Some(completed_on), Some(as_at)) = (completed_on, as_at)
        && completed_on > as_at
    {
        let expected = format!(
            "no day after as_at {as_at}: a completion cannot be known before it has happened"
        );
        row.contradiction("completed_on", &completed_on.to_string(), &expected);
    }
    if let (Some(actual), Some(unavailable)) = (actual, unavailable) {
        let expected =
            format!("nothing beside the actual {actual}: a figure is there or it is not");
        row.contradiction("unavailable", unavailable.as_str(), &expected);
    }
    if !row.is_sound() {
        return None;
    }
    Some(ObservationRow {
        plan: plan?,
        reference: reference?,
        as_at: as_at?,
        basis,
        percent_complete,
        completed_on,
        on_track,
        cause,
        actual,
        forecast,
        rating,
        unavailable,
        commentary,
    })
}
