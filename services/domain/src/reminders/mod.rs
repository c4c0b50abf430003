//! Reminders: who is to be asked for what, and when nobody is to be asked.
//!
//! Pure, as all rules: the scheduler asks these functions and sends commands;
//! what it claims is checked against the state again when it is decided.

mod builtin;
mod cron;
mod days;
mod due;
mod hours;
mod route;
mod schedule;
mod thing;

pub use builtin::{builtin, parse};
pub use days::occurrence_days;
pub use due::{Due, DueList, Rule, due};
pub use hours::{daily_cap, quiet_until};
pub use route::{Unreached, addressee, dead_address, performance_team};
pub use schedule::Current;
pub use thing::{holder, is_undone, still_asked};

pub(crate) use schedule::check;
