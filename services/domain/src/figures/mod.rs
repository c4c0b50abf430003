//! Figures by name: `{percent ongoing of resources-2020-21}` in a text stands
//! for the figure of the position, as it is now or as it was frozen.
//!
//! | written | stands for |
//! |---|---|
//! | `{percent LABEL}` | `97%` |
//! | `{count LABEL}` | `29` |
//! | `{figure LABEL}` | `97% (29)` |
//! | `{before percent LABEL}` | the same of the quarter before |
//! | `{versus LABEL}` | `up from 87%`, compared with the quarter before |
//! | `{is\|are by LABEL}` | the first word where the count is one, else the second |
//! | `{total KIND}`, `{reported KIND}`, `{missing KIND}` | items, those that count, those left out |
//! | `{actual REF}`, `{target REF}`, `{forecast REF}`, `{complete REF}` | figures of an item |
//!
//! A label is that of a status or a group of the scheme, with the kind of item
//! before it where two have it (`milestones on track`). `of PLAN` may follow,
//! and must where the report covers several plans that have the name. `{{` and
//! `}}` print braces.

mod facts;
mod find;
mod template;

pub use facts::{ItemFigures, PlanFigures, plan_figures};
pub use find::{Fault, figure};
pub use template::{Piece, pieces};

/// A text with its figures, and what could not be found; that stays as it was
/// written. `of` is the plan meant where none is named.
pub fn fill(text: &str, plans: &[PlanFigures], of: Option<&str>) -> (String, Vec<Fault>) {
    let mut filled = String::with_capacity(text.len());
    let mut faults = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Brace(brace) => filled.push(brace),
            Piece::Name(name) => match figure(name, plans, of) {
                Ok(value) => filled.push_str(&value),
                Err(fault) => {
                    filled.push_str(&format!("{{{name}}}"));
                    faults.push(fault);
                }
            },
        }
    }
    (filled, faults)
}
