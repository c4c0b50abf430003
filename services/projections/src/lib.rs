//! Read models: what is known, and the positions of it.
//!
//! [`View`] follows one council's log. It answers from memory for the present
//! and the frozen, and reads the log again for what was known at a time past.
//!
//! **Invariant:** everything here can be made again from the log; nothing is
//! decided here, and a figure never comes from anywhere but the domain's
//! position rules or a frozen position.

mod cache;
mod error;
mod known_at;
mod past;
mod position;
mod rebuild;
mod signals;
mod snapshot;
mod view;

pub use error::Error;
pub use known_at::KnownAt;
pub use position::{PositionQuery, never_opened};
pub use view::View;
