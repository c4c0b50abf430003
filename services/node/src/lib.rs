//! The node: it reads the clock, the environment and the arguments, opens the
//! logs of its councils and serves them.
//!
//! **Invariant:** no rule and no format lives here; what the command line does
//! goes through the same HTTP routes that everyone else uses.

pub mod cli;
pub mod client;
pub mod config;
pub mod demo;
pub mod failure;
pub mod hosting;
mod mail_room;
mod nats_server;
mod openid;
mod owner;
mod reminding;
pub mod serve;
mod signing_in;

/// Records are decoded on one thread and freed on another, which the system's
/// allocator answers with lock contention: `docs/performance.md`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
