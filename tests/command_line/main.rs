//! The command line as a person and as a program uses it: every reading command
//! in every format, and the chores of a year without a line of JSON.

#![allow(clippy::unwrap_used)]

mod chores;
mod formats;
mod found;
mod lint;
mod lists;
mod owner;
mod pipes;
mod positions;
