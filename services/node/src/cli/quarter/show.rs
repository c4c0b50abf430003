//! Quarters as they stand, for people.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::cli::of::Of;
use crate::cli::output::{self, counted, entries, text};
use crate::cli::{Format, out, table};
use crate::client::encode;

/// Prints the quarters of a council's plans, or of one.
pub(super) async fn list(of: &Of, plan: Option<&str>) -> anyhow::Result<()> {
    let plans = match plan {
        Some(plan) => vec![of.get(&format!("plans/{}", encode(plan))).await?],
        None => entries(&of.get_all("plans", "plans").await?, "plans"),
    };
    let mut quarters = Vec::new();
    for plan in plans {
        for mut quarter in entries(&plan, "quarters") {
            quarter["plan"] = plan["details"]["ref"].clone();
            quarters.push(quarter);
        }
    }
    let columns = [
        ("plan", "Plan"),
        ("quarter", "Quarter"),
        ("state", "State"),
        ("closing", "Closing"),
        ("answers_due", "Answers due"),
        ("unanswered", "No answer"),
        ("restatements", "Restated"),
        ("candidates", "Came later"),
    ];
    let whole = json!({ "quarters": quarters });
    output::list(of.format, &whole, &quarters, &columns, |quarter| {
        let cell = |(name, _): output::Column| match (name, &quarter[name]) {
            ("unanswered", Value::Array(all)) => all.len().to_string(),
            ("closing", Value::Number(none)) if none.as_u64() == Some(0) => String::new(),
            (_, value) => text(value),
        };
        columns.map(cell).to_vec()
    })
}

/// Prints a quarter.
pub(super) fn print(quarter: &Value, format: Format) -> anyhow::Result<()> {
    let columns = [
        "plan",
        "quarter",
        "first_day",
        "last_day",
        "state",
        "closing",
        "answers_due",
        "closed",
        "closed_at",
        "reason",
        "unanswered",
        "candidates",
    ];
    if output::document(format, quarter, &columns)? {
        return Ok(());
    }
    out(format!(
        "{}, {} ({} to {}): {}",
        text(&quarter["plan"]),
        text(&quarter["quarter"]),
        text(&quarter["first_day"]),
        text(&quarter["last_day"]),
        text(&quarter["state"])
    ));
    if !quarter["answers_due"].is_null() {
        out(format!("Answers due {}", text(&quarter["answers_due"])));
    }
    if !quarter["closed_at"].is_null() {
        out(format!(
            "Closing {} at place {}, {}",
            text(&quarter["closing"]),
            text(&quarter["closed_at"]),
            text(&quarter["closed"])
        ));
    }
    print_record(quarter);
    print_restatements(&entries(quarter, "restatements"));
    Ok(())
}

/// Prints what a reader of the figures must know of their quarter: what has no
/// answer, what was closed without one and why, and what came after.
pub(in crate::cli) fn print_record(record: &Value) {
    let unanswered: Vec<String> = entries(record, "unanswered").iter().map(text).collect();
    if !unanswered.is_empty() && record["state"] == "open" {
        out(format!("No answer yet: {}", unanswered.join(", ")));
    } else if !unanswered.is_empty() {
        out(format!(
            "Closed without an answer: {}",
            unanswered.join(", ")
        ));
        out(format!("Reason: {}", text(&record["reason"])));
    }
    let candidates = entries(record, "candidates").len() as u64;
    if candidates > 0 {
        out(format!(
            "{} came after the closing and may restate it",
            counted(candidates, "observation")
        ));
    }
}

/// Prints restatements: what was reported, what is now known, and why.
pub(in crate::cli) fn print_restatements(restatements: &[Value]) {
    for restated in restatements {
        out(format!(
            "Restated (no. {}): {}",
            text(&restated["restatement"]),
            text(&restated["reason"])
        ));
        let cells = |change: &Value| {
            vec![
                text(&change["ref"]),
                text(&change["assessment"]),
                stated(change, "reported"),
                stated(change, "known"),
            ]
        };
        let rows: Vec<Vec<String>> = entries(restated, "changes").iter().map(cells).collect();
        table(&["Ref", "Assessment", "As reported", "As now known"], &rows);
    }
}

/// One side of a change: the status, and the facts that the two sides differ in.
fn stated(change: &Value, side: &str) -> String {
    let (reported, known) = (&change["reported_facts"], &change["known_facts"]);
    let own = if side == "known" { known } else { reported };
    let mut parts = vec![match text(&change[side]) {
        none if none.is_empty() => "not counted".to_owned(),
        status => status,
    }];
    let names = [reported, known].into_iter().filter_map(Value::as_object);
    let names: BTreeSet<&String> = names.flat_map(|facts| facts.keys()).collect();
    let differ = names
        .into_iter()
        .filter(|name| *name != "place" && reported[name.as_str()] != known[name.as_str()]);
    for name in differ {
        let value = match text(&own[name.as_str()]) {
            none if none.is_empty() => "none".to_owned(),
            value => value,
        };
        parts.push(format!("{} {value}", name.replace('_', " ")));
    }
    if change["commentary_changed"] == true {
        let place = text(&own["place"]);
        parts.push(format!("commentary of place {place}"));
    }
    parts.join("; ")
}
