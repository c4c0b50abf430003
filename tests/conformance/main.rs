//! What any bus must do, whichever carries the commits.
//!
//! The scenarios in [`suite`] know only [`suite::Buses`]; a bus is added by a
//! file like `embedded.rs` and one line below.

#![allow(clippy::unwrap_used)]

mod embedded;
mod jetstream;
mod suite;

suite::every_scenario!(on_the_embedded_bus, crate::embedded::OnFiles);
suite::every_scenario!(on_jetstream, crate::jetstream::OnNats);
