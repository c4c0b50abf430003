//! The contract as others see it: schema files, golden files, and what holds
//! for any value.

#![allow(clippy::unwrap_used)]

mod agreement;
mod coverage;
mod golden;
mod golden_files;
mod keys;
mod random;
mod samples;
mod schemas;
mod wire;

use std::path::{Path, PathBuf};

/// Whether files are to be written anew (schemas) or added (golden files).
fn updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1")
}

fn crate_path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
