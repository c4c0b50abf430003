//! What is in `deploy/`, and the page for those who read the stream, on real
//! programs: servers with the configuration as it stands, and the checkers that
//! others wrote.

#![allow(clippy::unwrap_used)]

mod configuration;
mod get_nats;
mod local_cluster;
mod manifests;
mod node;
mod permissions;
mod reading;
mod secured;
mod three_servers;
