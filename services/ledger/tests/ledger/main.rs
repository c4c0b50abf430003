//! The ledger from outside: append, restart, damage, power cuts.
#![allow(clippy::unwrap_used)]

mod append;
mod backup;
mod checkpoints;
mod closing;
mod faults;
mod find;
mod flips;
mod indexes;
mod power;
mod proofs;
mod redact;
mod support;
