//! The ledger from outside: append, restart, damage, power cuts.
#![allow(clippy::unwrap_used)]

mod append;
mod flips;
mod support;
