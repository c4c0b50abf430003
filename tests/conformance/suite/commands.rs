//! The commands that the scenarios send.

use quarterday_proto::command::Envelope;
use serde_json::{Value, json};

/// The plan.
pub(crate) const PLAN: &str = "housing-2020-21";

fn envelope(id: &str, command: Value) -> Envelope {
    let envelope = json!({ "id": id, "actor": "operator", "command": command });
    serde_json::from_value(envelope).unwrap()
}

/// Sets the council up.
pub(crate) fn establish(id: &str) -> Envelope {
    envelope(
        id,
        json!({ "establish_council": { "name": "Mytown", "nation": "england" } }),
    )
}

/// Imports a plan with items `H0` and so on.
pub(crate) fn plan(id: &str, items: u64) -> Envelope {
    items_titled(id, items, |item| format!("Action number {item}"))
}

/// Imports a plan of items with long titles, some 800 bytes each.
pub(crate) fn large(id: &str, items: u64) -> Envelope {
    items_titled(id, items, |item| {
        format!("Item {item}, {}", "a long title ".repeat(50))
    })
}

fn items_titled(id: &str, items: u64, title: impl Fn(u64) -> String) -> Envelope {
    let items: Vec<Value> = (0..items)
        .map(|item| {
            json!({
                "sheet": "items", "line": item + 2, "plan": PLAN, "ref": format!("H{item}"),
                "kind": "action", "title": title(item), "due": "2021-03-31",
            })
        })
        .collect();
    envelope(id, json!({ "import": { "sheets": { "items": items } } }))
}

/// Issues a token.
pub(crate) fn token(id: &str, name: &str) -> Envelope {
    let hash = "5e".repeat(32);
    envelope(
        id,
        json!({ "issue_token": { "name": name, "hash": hash, "scope": "read" } }),
    )
}

/// Revokes a token.
pub(crate) fn revoke(id: &str, name: &str) -> Envelope {
    envelope(id, json!({ "revoke_token": { "name": name } }))
}

/// The `number`-th observation of one of the first 40 items.
pub(crate) fn observe(id: &str, number: u64) -> Envelope {
    let (item, day) = (number % 40, 1 + number / 40 % 28);
    let month = 4 + number / 1120 % 6;
    let observation = json!({
        "as_at": format!("2020-{month:02}-{day:02}"),
        "on_track": true,
        "commentary": format!("Step {number} is done."),
    });
    envelope(
        id,
        json!({ "observe": { "plan": PLAN, "ref": format!("H{item}"), "observation": observation } }),
    )
}
