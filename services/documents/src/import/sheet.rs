//! The rows of each sheet: one file a sheet.

pub(crate) mod items;
pub(crate) mod observations;
pub(crate) mod people;
pub(crate) mod plans;
pub(crate) mod targets;
