//! What a cell's text or number means: one file a kind of value.

pub(crate) mod choice;
pub(crate) mod date;
pub(crate) mod email;
pub(crate) mod number;
pub(crate) mod period;
pub(crate) mod text;
