//! Reminders through a year, with two schedulers that die and a mail server
//! that fails: each exactly once.

#![allow(clippy::unwrap_used)]

mod council;
mod faulty_post;
mod year;
