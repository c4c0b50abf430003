//! What quarterday reads and writes as documents: imports from CSV and XLSX,
//! the templates for them, and cells made safe for export.
//!
//! **Invariant:** nothing here knows the state of a council, the clock or a
//! network. Bytes go in and types come out, or the other way round; whether a
//! row may be applied is decided by the domain.

pub mod export;
pub mod import;
pub mod template;
