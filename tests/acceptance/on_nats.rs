//! Acceptance on NATS: the five reports and the ten published cases, from their sheets
//! to their printed figures, by the command line of the real binary,
//! with a real nats-server between.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

/// The same tests as `main.rs`, on the other bus.
const ON_NATS: bool = true;

mod cycle;
mod demo;
mod published;
mod seeds;
mod traced;
