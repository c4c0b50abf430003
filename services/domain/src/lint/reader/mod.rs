//! Reading the prose of a report: words, numbers, dates, names, and the wordings
//! for nothing.

pub(super) mod dates;
pub(super) mod figures;
pub(super) mod labels;
pub(super) mod names;
pub(super) mod nothing;
pub(super) mod numbers;
pub(super) mod text;

pub(super) use text::{Text, Token, stem, stems};
