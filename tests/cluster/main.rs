//! Nodes with NATS between them: taking over, catching up, healing, moving,
//! refusing. Real servers, real nodes, on loopback.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

mod catch_up;
mod chaos;
mod codes;
mod council;
mod demo;
mod foreign;
mod found;
mod moving;
mod namesake;
mod refused;
mod roles;
mod tail_loss;
mod take_over;
mod without_nats;
