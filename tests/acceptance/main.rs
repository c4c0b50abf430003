//! Acceptance: the five reports and the ten published cases, from their sheets
//! to their printed figures, by the command line of the real binary.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

/// The embedded bus; `on_nats.rs` has the same tests on the other one.
const ON_NATS: bool = false;

mod cycle;
mod demo;
mod derby_mail;
mod derby_sign_off;
mod published;
mod rendered;
mod seeds;
mod traced;
