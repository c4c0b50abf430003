//! The files of an import.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::fault::code;
use super::fault_log::Trouble;
use super::limits::{FILE_BYTES_MAX, FILES_MAX};

/// A file as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// File name, without folders.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What a file turned out to be, by its bytes.
pub(crate) enum Format {
    Workbook,
    Text,
}

/// Files that could not be read from disk.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path that cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file over the limit, which is not loaded.
    #[error("{} has {bytes} bytes, more than {FILE_BYTES_MAX}", path.display())]
    TooLarge {
        /// The path.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// A folder without a file to import.
    #[error("{} holds no .csv or .xlsx file", path.display())]
    EmptyFolder {
        /// The path.
        path: PathBuf,
    },
    /// More files than one import takes.
    #[error("{count} files, more than {FILES_MAX}")]
    TooManyFiles {
        /// How many.
        count: usize,
    },
}

/// Reads files, and of folders their CSV and XLSX files by name.
///
/// Folders in folders are left out, and so are hidden files and the lock files
/// (`~$…`) that Excel keeps beside an open workbook.
pub fn read_paths(paths: &[impl AsRef<Path>]) -> Result<Vec<SourceFile>, Error> {
    let mut found = Vec::new();
    for path in paths {
        let path = path.as_ref();
        if path.is_dir() {
            found.extend(files_of(path)?);
        } else {
            found.push(path.to_owned());
        }
    }
    if found.len() > FILES_MAX {
        return Err(Error::TooManyFiles { count: found.len() });
    }
    found.iter().map(|path| read_file(path)).collect()
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |source| Error::Read {
        path: folder.to_owned(),
        source,
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if is_importable(&path) && path.is_file() {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Error::EmptyFolder {
            path: folder.to_owned(),
        });
    }
    files.sort();
    Ok(files)
}

fn is_importable(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("");
    let lower = name.to_ascii_lowercase();
    !name.starts_with('.')
        && !name.starts_with("~$")
        && (lower.ends_with(".csv") || lower.ends_with(".xlsx"))
}

fn read_file(path: &Path) -> Result<SourceFile, Error> {
    let failed = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let bytes = fs::metadata(path).map_err(failed)?.len();
    if bytes > FILE_BYTES_MAX as u64 {
        return Err(Error::TooLarge {
            path: path.to_owned(),
            bytes,
        });
    }
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned();
    Ok(SourceFile {
        name,
        bytes: fs::read(path).map_err(failed)?,
    })
}

/// Tells a file's format by its bytes: a name can be wrong.
pub(crate) fn format_of(file: &SourceFile) -> Result<Format, Trouble> {
    const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    if file.bytes.len() > FILE_BYTES_MAX {
        let found = format!("{} bytes", file.bytes.len());
        return Err(Trouble::new(
            found,
            "a file of at most 64 MiB",
            code::TOO_LARGE,
        ));
    }
    if file.bytes.starts_with(b"PK\x03\x04") {
        return Ok(Format::Workbook);
    }
    let unreadable = |found| {
        let expected = "a CSV file, or an XLSX workbook without a password";
        Err(Trouble::new(found, expected, code::UNREADABLE_FILE))
    };
    if file.bytes.starts_with(OLE) {
        let marker: Vec<u8> = "EncryptedPackage"
            .bytes()
            .flat_map(|byte| [byte, 0])
            .collect();
        let encrypted = memchr::memmem::find(&file.bytes, &marker).is_some();
        return unreadable(if encrypted {
            "a workbook encrypted with a password"
        } else {
            "an old .xls workbook (save it as .xlsx)"
        });
    }
    let lower = file.name.to_ascii_lowercase();
    if [".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"]
        .iter()
        .any(|end| lower.ends_with(end))
    {
        return unreadable("bytes that are no workbook");
    }
    Ok(Format::Text)
}
