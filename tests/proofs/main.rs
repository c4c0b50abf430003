//! The log held against libraries that others wrote: pymerkle makes its root
//! and checks its proofs, cryptography its signatures, by the scripts that
//! `docs/verifying` gives to everyone.

#![allow(clippy::unwrap_used)]

mod checkpoints;
mod scripts;
mod tiles;
