//! An item in full, for people.

use serde_json::Value;

use crate::cli::output::{self, entries, text};
use crate::cli::{Format, out, table};

/// Columns of the history; programs get the same as CSV.
const COLUMNS: [output::Column; 4] = [
    ("place", "Place"),
    ("what", "What"),
    ("date", "Date"),
    ("says", "Says"),
];

/// Prints an item: its facts, its history by place of the log, its lineage.
pub(super) fn print(item: &Value, format: Format) -> anyhow::Result<()> {
    let history = history(item);
    if format != Format::Table {
        // As NDJSON an item is one line.
        let whole = std::slice::from_ref(item);
        if format == Format::Ndjson {
            return output::ndjson(whole);
        }
        let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
        return match format {
            Format::Csv => output::csv(&names, &history),
            _ => output::json(item),
        };
    }
    out(format!(
        "{} {}: {}",
        text(&item["kind"]),
        text(&item["ref"]),
        text(&item["title"])
    ));
    let definition = entries(item, "versions").pop().unwrap_or_default();
    let definition = &definition["definition"];
    for (label, value) in [
        ("Plan", text(&item["plan"])),
        (
            "Owner",
            with_coming(person(&item["owner"]), &item["coming_owner"]),
        ),
        ("Due", due(item)),
        ("Theme", text(&definition["theme"])),
        ("Board", text(&definition["board"])),
        ("Directorate", text(&definition["directorate"])),
        ("Unit", text(&definition["unit"])),
        ("Direction", text(&definition["direction"])),
        ("Source", text(&definition["source"])),
        ("Method", text(&definition["method"])),
        ("Part of", text(&definition["parent"])),
        ("Contributors", list(&definition["contributors"])),
        ("Also called", list(&definition["aliases"])),
        ("Exempt", text(&definition["exempt_paragraph"])),
        ("Counts from", text(&item["counts_from"])),
        ("Subject", text(&item["subject"])),
    ] {
        if !value.is_empty() {
            out(format!("  {label:<13}{value}"));
        }
    }
    for line in lineage(item) {
        out(format!("  {line}"));
    }
    let headings: Vec<&str> = COLUMNS.iter().map(|(_, heading)| *heading).collect();
    table(&headings, &history);
    Ok(())
}

/// A person by post and address.
pub(super) fn person(person: &Value) -> String {
    let (post, email) = (text(&person["post"]), text(&person["email"]));
    match (post.is_empty(), email.is_empty()) {
        (true, _) => email,
        (false, true) => post,
        (false, false) => format!("{post} <{email}>"),
    }
}

/// The owner of today, and the one to come.
pub(super) fn with_coming(today: String, coming: &Value) -> String {
    match person(coming) {
        none if none.is_empty() => today,
        next => format!("{today} (from {}: {next})", text(&coming["from"])),
    }
}

/// The due date, and the first one where another was approved since.
pub(super) fn due(item: &Value) -> String {
    let (due, original) = (text(&item["due"]), text(&item["original_due"]));
    if original.is_empty() || original == due {
        due
    } else {
        format!("{due} (originally {original})")
    }
}

fn list(values: &Value) -> String {
    let values = values.as_array().into_iter().flatten();
    values.map(text).collect::<Vec<_>>().join(", ")
}

fn link(item: &Value) -> String {
    format!("{}/{}", text(&item["plan"]), text(&item["ref"]))
}

/// Where the item comes from, and how it left.
fn lineage(item: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    if item["descends_from"].is_object() {
        lines.push(format!("Goes on from {}", link(&item["descends_from"])));
    }
    let ended = &item["ended"];
    if ended.is_object() {
        let into: Vec<String> = entries(ended, "into").iter().map(link).collect();
        let how = if into.is_empty() {
            "Deleted".to_owned()
        } else {
            format!("Split into {}", into.join(" and "))
        };
        lines.push(format!("{how}: counts until {}", text(&ended["effective"])));
    }
    let exit = &item["concluded"];
    if exit.is_object() {
        lines.push(match exit["outcome"].as_str() {
            Some("carried_forward") => format!("Carried forward as {}", link(&exit["into"])),
            Some("ended") => format!("Ended by decision {}", text(&exit["reference"])),
            _ => "Passed to routine work".to_owned(),
        });
    }
    lines
}

/// What is known of the item by place of the log: definitions, targets and
/// observations.
fn history(item: &Value) -> Vec<Vec<String>> {
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    let mut add = |entry: &Value, what: &str, date: String, says: String| {
        let place = entry["place"].as_u64().unwrap_or(0);
        rows.push((place, vec![place.to_string(), what.to_owned(), date, says]));
    };
    let mut before = Value::Null;
    for version in entries(item, "versions") {
        let definition = version["definition"].clone();
        let says = changed(&before, &definition);
        add(&version, "definition", text(&version["effective"]), says);
        before = definition;
    }
    for target in entries(item, "targets") {
        let says = target_says(&target);
        add(&target, "target", text(&target["effective"]), says);
    }
    for observed in entries(item, "observations") {
        let observation = &observed["observation"];
        let mut says = says(observation, &["as_at"]);
        if observed["entered_for"].is_object() {
            says.push_str(&format!(
                "; entered for {}",
                person(&observed["entered_for"])
            ));
        }
        add(&observed, "observation", text(&observation["as_at"]), says);
    }
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The fields of a definition that differ from the one before; of the first,
/// title and due date.
fn changed(before: &Value, now: &Value) -> String {
    let Some(fields) = now.as_object() else {
        return String::new();
    };
    let told = |name: &str| before.is_object() || name == "title" || name == "due";
    let parts: Vec<String> = fields
        .iter()
        .filter(|(name, value)| told(name) && before[name.as_str()] != **value && *name != "owner")
        .map(|(name, value)| format!("{}: {}", words(name), text(value)))
        .collect();
    if parts.is_empty() && before.is_object() && before["owner"] != now["owner"] {
        return "another owner".to_owned();
    }
    parts.join("; ")
}

fn target_says(entry: &Value) -> String {
    let mut says = says(&entry["target"], &[]);
    if entry["amended"] == true {
        says.push_str("; by amendment");
    }
    says
}

/// The fields of an object in words.
fn says(object: &Value, but: &[&str]) -> String {
    let fields = object.as_object().into_iter().flatten();
    let parts: Vec<String> = fields
        .filter(|(name, value)| !value.is_null() && !but.contains(&name.as_str()))
        .map(|(name, value)| match value {
            Value::Bool(true) => format!("{}: yes", words(name)),
            Value::Bool(false) => format!("{}: no", words(name)),
            other => format!("{}: {}", words(name), text(other)),
        })
        .collect();
    parts.join("; ")
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}
