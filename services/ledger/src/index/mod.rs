//! Indexes over the log; all of them can be made again from it.

mod key;

pub(crate) use key::fingerprint;
pub use key::{Dimension, IndexKey, head_keys};
