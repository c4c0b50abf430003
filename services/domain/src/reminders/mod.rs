//! Reminders: who is to be asked for what, and when nobody is to be asked.
//!
//! Pure, as all rules: the scheduler asks these functions and sends commands;
//! what it claims is checked against the state again when it is decided.

mod builtin;
mod clearance;
mod cron;
mod days;
mod due;
mod hours;
mod instead;
mod route;
mod schedule;
mod settings;
mod template;
mod thing;

pub use builtin::{builtin, parse};
pub(crate) use clearance::involved;
pub use clearance::open as open_request;
pub use days::occurrence_days;
pub use due::{Due, DueList, Rule, due};
pub use hours::{is_capped, quiet_until};
pub use instead::{NotAsked, asked_for, not_asked};
pub use route::{Unreached, addressee, dead_address, performance_team};
pub use schedule::{Current, in_words};
pub use thing::{is_theirs, is_undone, still_asked};

pub(crate) use schedule::check;
pub(crate) use settings::check_settings;
