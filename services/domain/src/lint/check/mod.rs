//! The checks, one a file.

mod amber_cause;
mod blank_field;
mod body_names;
mod commentary_unchanged;
mod figures;
mod mixed_decimals;
mod none_beside_behind;
mod none_beside_risk;
mod on_hold;
mod other_heading;
mod outside_period;
mod plan_names;
mod risk_names;
mod stray_text;
mod two_dates;

pub use commentary_unchanged::is_same as commentary_is_same;

use super::reading::{Findings, Reading};

/// A check adds what it finds.
type Check = fn(&Reading<'_>, &mut Findings);

/// Every check.
pub(super) const ALL: [Check; 15] = [
    amber_cause::check,
    blank_field::check,
    body_names::check,
    commentary_unchanged::check,
    figures::check,
    mixed_decimals::check,
    none_beside_behind::check,
    none_beside_risk::check,
    on_hold::check,
    other_heading::check,
    outside_period::check,
    plan_names::check,
    risk_names::check,
    stray_text::check,
    two_dates::check,
];
