//! What the tests across crates share: the real program started and stopped,
//! an HTTP client, folders that go away again, seeds, and waiting.
//!
//! **Invariant:** a test that cannot do what it is for fails and says what is
//! missing; it never passes by leaving something out.

mod cluster;
mod cycle;
mod embedded;
mod folder;
mod http;
mod link;
mod log;
mod nats;
mod program;
mod python;
mod seed;
mod server;
mod signal;
mod simulated;
mod smtp;
mod wait;

pub use cluster::{Cluster, NODES, is_ready, readiness};
pub use cycle::{COUNCIL, PLAN, observation, sheets};
pub use embedded::{OpenedLog, action_row, by_operator, plan_row, row};
pub use folder::Folder;
pub use http::{Answer, Http};
pub use link::{Link, Passing};
pub use log::{Line, lines};
pub use nats::{Nats, nats_server, nats_servers};
pub use program::{Ran, program, run, run_with};
pub use python::{python, script};
pub use seed::Seed;
pub use server::{Server, Starting};
pub use signal::signal;
pub use simulated::Simulated;
pub use smtp::{Certificates, Faulty, Postfix, Read, Tokens, read_mail};
pub use wait::until;
