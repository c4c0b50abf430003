//! What quarterday does by itself: when a rule is due, and the mail that
//! follows from it. The crates `cron` and `lettre` are used here and nowhere
//! else.
//!
//! - [`cron`]: cron expressions, evaluated in a council's time zone.
//! - [`mail`]: templates, delivery by SMTP, bounces.
//! - [`remind`]: digests claimed, written, handed over and recorded.
//!
//! **Invariant:** nothing here reads the clock or decides a rule of the domain.
//! The time is passed in, so that a simulated clock can drive a whole year; who
//! is asked for what, and until which day, is the domain's to say.

pub mod cron;
pub mod mail;
pub mod remind;
