//! What a bus is given from outside.

use std::error::Error;

use jiff::Timestamp;

/// Told why the log cannot go on; the process must end.
pub type Broken = Box<dyn Fn(&(dyn Error + 'static)) + Send + Sync>;

/// What a bus is given: time, salt and what to do at the end.
pub struct Surroundings {
    /// The time of a decision.
    pub now: Box<dyn FnMut() -> Timestamp + Send>,
    /// 32 random bytes for each record.
    pub salt: Box<dyn FnMut() -> [u8; 32] + Send>,
    /// Called when the log cannot go on: the process must end.
    pub broken: Broken,
}
