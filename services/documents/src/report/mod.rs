//! Reports as documents: a layout, a text and the facts of the quarters make a
//! [`Document`], and each format prints that.
//!
//! **Invariant:** the same facts make the same bytes. No format decides what a
//! report says: all of it is in the [`Document`], whose hash each output names.

mod appendix;
mod assemble;
mod chart;
mod document;
mod docx;
mod facts;
mod figures;
mod format;
mod html;
mod items;
mod numbers;
mod overview;
mod sentence;
mod text;
mod xlsx;

pub use assemble::assemble;
pub use document::{Bar, Block, Chart, Document, Run, Table};
pub use docx::{PackError, docx};
pub use facts::{AmendmentFacts, Correction, ItemFacts, PlanFacts, ReportFacts, SectionFacts};
pub use format::{Error, Format, render};
pub use html::html;
pub use xlsx::xlsx;

/// The document as JSON: its blocks in order, with the positions behind them.
///
/// # Errors
/// None but a bug: every part of a document has a JSON form.
pub fn json(document: &Document) -> Result<Vec<u8>, serde_json::Error> {
    let mut text = serde_json::to_vec_pretty(document)?;
    text.push(b'\n');
    Ok(text)
}
