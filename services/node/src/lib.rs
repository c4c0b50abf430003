//! The node: it reads the clock, the environment and the arguments, opens the
//! logs of its councils and serves them.
//!
//! **Invariant:** no rule and no format lives here; what the command line does
//! goes through the same HTTP routes that everyone else uses.

pub mod cli;
pub mod client;
pub mod config;
pub mod demo;
pub mod hosting;
pub mod serve;
