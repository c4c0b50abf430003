//! The linter of drafted reports: what a report says, held against its own
//! figures, its items and itself.
//!
//! It looks for what goes wrong in real reports (`docs/seeds.md` lists it for
//! five of them), and would rather miss something than find what is not there:
//! a linter that cries wolf is switched off.

mod check;
mod code;
mod draft;
mod of_report;
mod reader;
mod reading;
mod topic;

use quarterday_proto::lint::Finding;

pub use check::commentary_is_same;
pub use code::LintCode;
pub use draft::{Draft, Field, Figure, Item, Paragraph, Plan, Printed, Risk, Section, Shown};

pub use of_report::{printed_of, shown_by};
use reading::{Findings, Reading};

/// All that the linter finds in a draft, in the order of the report.
pub fn lint(draft: &Draft) -> Vec<Finding> {
    let reading = Reading::of(draft);
    let mut findings = Findings::default();
    for check in check::ALL {
        check(&reading, &mut findings);
    }
    findings.in_order()
}
