//! Nodes with NATS between them: taking over, catching up, healing, moving,
//! refusing. Real servers, real nodes, on loopback.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

mod catch_up;
mod chaos;
mod council;
mod found;
mod moving;
mod refused;
mod roles;
mod tail_loss;
mod take_over;
