//! Reading data of any version.
//!
//! Every event is at its first version. When one gets a second, its old name is
//! added here with the function that lifts the old body to the new one, and the
//! golden file of the old version stays as it is.

use crate::event::Data;

/// Reads the data of a record.
///
/// # Errors
/// Data that no version of the contract can read, which in a verified log means
/// that the log was written by a newer version of the program.
pub fn read(data: &[u8]) -> Result<Data, serde_json::Error> {
    serde_json::from_slice(data)
}
