//! The words of mails: files that a council can change.
//!
//! Each mail is three files, `<name>.subject.txt`, `<name>.txt` and
//! `<name>.html`, in the language of Jinja. They are built in; a file of the
//! same name in the configured folder, or in its subfolder named after the
//! council, goes before. What may be in them is what the matter of the mail has
//! ([`Matter`]): a name that is not there is an error, not a gap.

mod check;
mod files;
mod matter;
mod render;
mod same;
mod sample;

pub use check::{Fault, check_folder};
pub use files::{Files, Source};
pub use matter::{Digest, Group, Item, Matter, Name, Published, Report, SignIn, SignOff, Test};
pub use render::{Templates, Version};
pub use sample::{sample, sample_of};

/// What is wrong with templates.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error("could not read {}", path.display())]
    File {
        /// The file or folder.
        path: std::path::PathBuf,
        /// The answer of the system.
        #[source]
        source: std::io::Error,
    },
    /// A template is not in order, or what it asks for is not there.
    #[error("{at}: {says}")]
    Template {
        /// Where: the file, with the line if it is known.
        at: String,
        /// What is wrong.
        says: String,
    },
}
