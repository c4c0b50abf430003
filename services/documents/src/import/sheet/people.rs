//! Rows of the people sheet.

use quarterday_proto::sheet::PersonRow;

use super::super::row::RowReader;

/// Reads a row; nothing where a cell is bad.
pub(crate) fn read(row: &mut RowReader<'_, '_>) -> Option<PersonRow> {
    let email = row.email("email");
    let post = row.line("post");
    let directorate = row.line("directorate");
    let line_manager_email = row.email("line_manager_email");
    let deputy_email = row.email("deputy_email");
    let from = row.date("from");
    let to = row.date("to");

    row.unique("email", &[email.as_deref()]);
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        row.contradiction("from", &from.to_string(), &format!("no day after to {to}"));
    }
    if !row.is_sound() {
        return None;
    }
    Some(PersonRow {
        email: email?,
        post: post?,
        directorate,
        line_manager_email,
        deputy_email,
        from,
        to,
    })
}
