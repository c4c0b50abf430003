//! What quarterday reads and writes as documents: imports from CSV and XLSX,
//! the templates for them, cells made safe for export, and calendars of deadlines.
//!
//! **Invariant:** nothing here knows the state of a council, the clock or a
//! network. Bytes go in and types come out, or the other way round; whether a
//! row may be applied is decided by the domain.

pub mod answer_workbook;
pub mod export;
pub mod ical;
pub mod import;
pub mod report;
pub mod template;
