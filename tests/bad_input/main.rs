//! What people and programs get wrong: each is told what and where, and
//! nothing is stored.

#![allow(clippy::unwrap_used)]

mod document;
mod requests;
mod sheets;
mod usage;
