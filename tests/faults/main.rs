//! Faults: kills, power cuts, full disks, altered bytes, a clock set back.
//! Each test ends in a verification of the whole log.

#![allow(clippy::unwrap_used)]

mod clock;
mod council;
mod cutting_disk;
mod damage;
mod disk_full;
mod flips;
mod kills;
mod power_cuts;
mod small_disk;
mod writers;
