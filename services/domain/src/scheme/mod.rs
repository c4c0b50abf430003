//! Status schemes: compiled for speed, checked for totality when loaded.

mod builtin;
mod check;
mod compile;

pub use builtin::{builtin, builtin_names};
pub use compile::{CompiledAssessment, CompiledScheme, CompiledStatus, load, parse};
