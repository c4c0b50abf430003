//! All file access of the log goes through [`Disk`], so that tests can cut the
//! power, fill the disk or fail a sync at any call.

mod file_system;
pub mod power_cut;

use std::any::Any;
use std::io;
use std::path::Path;
use std::sync::Arc;

pub use file_system::FileSystem;

/// A folder tree that the log is kept in.
pub trait Disk: Send + Sync + 'static {
    /// Opens a file that exists, for reading and writing.
    ///
    /// # Errors
    /// What the file system answers.
    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>>;

    /// Creates a file, or empties the one that is there. The name is safe only
    /// after [`Disk::sync_dir`] of its folder.
    ///
    /// # Errors
    /// What the file system answers.
    fn create(&self, path: &Path) -> io::Result<Arc<dyn File>>;

    /// Puts a file in the place of another, at once.
    ///
    /// # Errors
    /// What the file system answers.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// What the file system answers.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Names of the files directly in a folder, in no order; none when the
    /// folder does not exist.
    ///
    /// # Errors
    /// What the file system answers.
    fn list(&self, dir: &Path) -> io::Result<Vec<String>>;

    /// Creates a folder and those above it.
    ///
    /// # Errors
    /// What the file system answers.
    fn create_dir(&self, dir: &Path) -> io::Result<()>;

    /// Makes the names in a folder survive a power cut.
    ///
    /// # Errors
    /// What the file system answers.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;

    /// Takes the lock file at `path` for as long as the answer lives; `None`
    /// when another holds it.
    ///
    /// # Errors
    /// What the file system answers.
    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Any + Send + Sync>>>;
}

/// An open file.
pub trait File: Send + Sync {
    /// Writes all bytes at an offset, by one call where the system takes them
    /// at once.
    ///
    /// # Errors
    /// What the file system answers; part of the bytes may then be written.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;

    /// Reads up to `buffer.len()` bytes at an offset; fewer only at the end.
    ///
    /// # Errors
    /// What the file system answers.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Makes what was written survive a power cut (`fdatasync`).
    ///
    /// # Errors
    /// What the file system answers; nothing is then known of what was stored.
    fn sync_data(&self) -> io::Result<()>;

    /// Cuts the file to a length.
    ///
    /// # Errors
    /// What the file system answers.
    fn truncate(&self, length: u64) -> io::Result<()>;

    /// Length in bytes.
    ///
    /// # Errors
    /// What the file system answers.
    fn length(&self) -> io::Result<u64>;
}

/// Reads a whole file; `None` when it does not exist.
pub(crate) fn read_whole(disk: &dyn Disk, path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match disk.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let length = usize::try_from(file.length()?).map_err(io::Error::other)?;
    let mut bytes = vec![0; length];
    let read = file.read_at(&mut bytes, 0)?;
    bytes.truncate(read);
    Ok(Some(bytes))
}

/// Writes a file beside its name, syncs it and puts it in place, so that the
/// name always holds either the old or the new content.
pub(crate) fn replace(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = path.with_extension("tmp");
    let file = disk.create(&written)?;
    let stored = file.write_at(bytes, 0).and_then(|()| file.sync_data());
    if let Err(error) = stored {
        // The half-written copy is no loss; the error that matters is the first.
        let _ = disk.remove(&written);
        return Err(error);
    }
    disk.rename(&written, path)?;
    match path.parent() {
        Some(dir) => disk.sync_dir(dir),
        None => Ok(()),
    }
}

/// Removes a file if it is there, and makes that last.
pub(crate) fn remove_if_there(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    match disk.remove(path) {
        Ok(()) => match path.parent() {
            Some(dir) => disk.sync_dir(dir),
            None => Ok(()),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}
