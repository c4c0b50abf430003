//! A small plan to try things on.

use serde_json::{Value, json};

/// The council.
pub const COUNCIL: &str = "mytown";
/// The plan.
pub const PLAN: &str = "housing-2020-21";
/// Items of the plan, `H1` and so on.
const ITEMS: u64 = 8;

/// The plan's items as an import sheet.
pub fn sheets() -> String {
    let mut text = "plan,ref,kind,title,due\n".to_owned();
    for item in 1..=ITEMS {
        text.push_str(&format!(
            "{PLAN},H{item},action,Action number {item},2021-03-31\n"
        ));
    }
    text
}

/// The `number`-th observation: each says something new.
pub fn observation(number: u64) -> Value {
    json!({ "observe": {
        "plan": PLAN,
        "ref": format!("H{}", 1 + number % ITEMS),
        "observation": {
            "as_at": format!("2020-{:02}-{:02}", 4 + number / ITEMS % 6, 1 + number / (6 * ITEMS) % 28),
            "on_track": true,
            "commentary": format!("Step {number} of the work is done."),
        },
    } })
}
