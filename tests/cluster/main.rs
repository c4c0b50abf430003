//! Nodes with NATS between them: taking over, catching up, healing, moving,
//! refusing. Real servers, real nodes, on loopback.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

mod catch_up;
mod chaos;
mod codes;
mod council;
mod demo;
mod disk_full;
mod foreign;
mod found;
mod frozen;
mod leases;
mod mending;
mod moving;
mod namesake;
mod nats_full;
mod nobody_writes;
mod refused;
mod roles;
#[path = "../faults/small_disk.rs"]
mod small_disk;
mod stalled;
mod stopped;
mod tail_loss;
mod take_over;
mod without_nats;
