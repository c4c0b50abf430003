//! Acceptance: the five reports and the ten published cases, from their sheets
//! to their printed figures, by the command line of the real binary.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

mod cycle;
mod demo;
mod published;
mod seeds;
mod traced;
