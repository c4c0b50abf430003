//! Cron expressions, on civil time: when a rule of the clock is due next.
//!
//! The crate `cron` reads an expression and finds its times on a calendar
//! without zones; `place` puts them into a council's zone. Asked for a zone
//! itself, the crate leaves out what the clocks skip in spring and gives what
//! they repeat in autumn twice.
//!
//! Through the changes of the clocks:
//! - **A rule for certain hours** (`30 1 * * *`) comes once for each time that it
//!   names. A time that the clocks skip comes at the moment when they go
//!   forward, together with any other that is due then; a time that they repeat
//!   comes the first time round.
//! - **A rule for every hour** (`*/15 * * * *`, where the field of hours is `*`)
//!   goes on by the clock: nothing is due in what is skipped, and what is
//!   repeated is due both times.

mod expression;
mod fields;
mod place;

pub use expression::{Expression, OCCURRENCES_MAX};
