//! Printing: tables for people, JSON, NDJSON and CSV for programs.

use std::io::Write as _;

use comfy_table::{ContentArrangement, Table, presets};
use quarterday_documents::export::CsvText;
use quarterday_proto::answer::Accepted;
use serde_json::Value;

/// Width of tables that are not shown in a terminal, in characters.
const WIDTH: u16 = 120;

/// Prints a line. A reader that went away (`| head`) ends the program quietly.
pub(crate) fn out(line: impl std::fmt::Display) {
    if let Err(error) = writeln!(std::io::stdout(), "{line}") {
        leave(&error);
    }
}

/// Prints bytes as they are.
pub(crate) fn out_bytes(bytes: &[u8]) {
    if let Err(error) = std::io::stdout().write_all(bytes) {
        leave(&error);
    }
}

/// Says a line on standard error. Where nobody reads that, nobody is told.
pub(crate) fn say(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn leave(error: &std::io::Error) -> ! {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    say(format_args!("could not write to standard output: {error}"));
    std::process::exit(1);
}

/// Prints a document as indented JSON.
pub(crate) fn json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    out(serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Prints documents as JSON, one a line.
pub(crate) fn ndjson<T: serde::Serialize>(values: &[T]) -> anyhow::Result<()> {
    for value in values {
        out(serde_json::to_string(value)?);
    }
    Ok(())
}

/// Prints rows as CSV. Cells that a spreadsheet would take for formulas are
/// neutralised.
pub(crate) fn csv(header: &[&str], rows: &[Vec<String>]) -> anyhow::Result<()> {
    let mut text = CsvText::new(header.iter().copied())?;
    for row in rows {
        text.row(row.iter().map(String::as_str))?;
    }
    out_bytes(&text.finish()?);
    Ok(())
}

/// A column: its name for programs and its heading for people.
pub(crate) type Column = (&'static str, &'static str);

/// Prints a list in any format: the whole answer as JSON, its entries as
/// NDJSON, or rows of their columns.
pub(crate) fn list(
    format: super::Format,
    whole: &Value,
    entries: &[Value],
    columns: &[Column],
    row: impl Fn(&Value) -> Vec<String>,
) -> anyhow::Result<()> {
    match format {
        super::Format::Json => return json(whole),
        super::Format::Ndjson => return ndjson(entries),
        super::Format::Csv | super::Format::Table => {}
    }
    let rows: Vec<Vec<String>> = entries.iter().map(row).collect();
    if format == super::Format::Csv {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        return csv(&names, &rows);
    }
    let headings: Vec<&str> = columns.iter().map(|(_, heading)| *heading).collect();
    table(&headings, &rows);
    Ok(())
}

/// Prints one document for programs, as CSV with one row of some of its fields;
/// false where people are to read it.
pub(crate) fn document(
    format: super::Format,
    value: &Value,
    columns: &[&str],
) -> anyhow::Result<bool> {
    match format {
        super::Format::Table => return Ok(false),
        super::Format::Json => json(value)?,
        super::Format::Ndjson => ndjson(std::slice::from_ref(value))?,
        super::Format::Csv => {
            let row = columns.iter().map(|column| text(&value[*column])).collect();
            csv(columns, &[row])?;
        }
    }
    Ok(true)
}

/// A value as a cell: texts without quotes, lists with a blank between.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(all) if all.iter().all(|one| !one.is_object() && !one.is_array()) => {
            all.iter().map(text).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

/// The entries under a name of an answer.
pub(crate) fn entries(answer: &Value, name: &str) -> Vec<Value> {
    answer[name].as_array().cloned().unwrap_or_default()
}

/// `1 event`, `2 events`.
pub(crate) fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// Says what may be done next, to people only and beside what is printed.
pub(crate) fn hint(format: super::Format, next: impl std::fmt::Display) {
    if format == super::Format::Table {
        say(format_args!("Next: {next}"));
    }
}

/// Prints rows as a table.
pub(crate) fn table(header: &[&str], rows: &[Vec<String>]) {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if !table.is_tty() {
        table.set_width(WIDTH);
    }
    table.set_header(header);
    for row in rows {
        table.add_row(row);
    }
    out(table);
}

/// Prints what became of a command.
pub(crate) fn accepted(accepted: &Accepted, format: super::Format) -> anyhow::Result<()> {
    match format {
        super::Format::Json => return json(accepted),
        super::Format::Ndjson => return ndjson(std::slice::from_ref(accepted)),
        super::Format::Csv => {
            let row = vec![
                accepted.place.to_string(),
                accepted
                    .recorded
                    .map(|at| at.to_string())
                    .unwrap_or_default(),
                accepted.events.to_string(),
                accepted.notes.join("; "),
            ];
            return csv(&["place", "recorded", "events", "notes"], &[row]);
        }
        super::Format::Table => {}
    }
    for note in &accepted.notes {
        out(format!("  {note}"));
    }
    if accepted.events == 0 {
        out("Nothing had to change.");
    } else {
        let again = if accepted.repeated {
            " (the answer to an earlier sending)"
        } else {
            ""
        };
        out(format!(
            "Recorded at place {}: {}{again}.",
            accepted.place,
            counted(accepted.events.into(), "event")
        ));
    }
    Ok(())
}
