//! Signals of optimism, for people.

use serde_json::{Value, json};

use crate::cli::Format;
use crate::cli::output::{self, entries, text};

/// Prints the signals of a quarter, one a row.
pub(super) fn print(list: &Value, format: Format) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for item in entries(list, "items") {
        for signal in entries(&item, "signals") {
            rows.push(json!({
                "ref": item["ref"],
                "title": item["title"],
                "owner": item["owner"]["post"],
                "kind": signal["kind"],
                "detail": signal["detail"],
                "trace": signal["trace"],
            }));
        }
    }
    let columns = [
        ("ref", "Ref"),
        ("title", "Title"),
        ("owner", "Owner"),
        ("kind", "Signal"),
        ("detail", "What was seen"),
        ("trace", "Places"),
    ];
    output::list(format, list, &rows, &columns, |row| {
        columns.map(|(name, _)| text(&row[name])).to_vec()
    })
}
