//! A mailbox folder that a mail server delivers to: the form of a Maildir.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// The most of a mail that is read, in bytes. A report has what matters at its
/// beginning, and the mail that came back after it.
const BYTES_MAX: u64 = 2 << 20;

/// A folder with `new`, where mails arrive, and `cur`, where those go that were
/// seen.
#[derive(Debug, Clone)]
pub struct Maildir {
    folder: PathBuf,
}

/// A mail that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    name: String,
    /// The mail, or its beginning where it is very large.
    pub bytes: Vec<u8>,
}

impl Maildir {
    /// The Maildir in a folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// Mails that were not seen yet, oldest first, at most so many.
    ///
    /// # Errors
    /// When the folder or a mail cannot be read.
    pub fn arrived(&self, at_most: usize) -> io::Result<Vec<Arrived>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(self.folder.join("new"))? {
            let entry = entry?;
            // Neither what a link leads to nor a hidden file is a mail.
            if !entry.file_type()?.is_file() {
                continue;
            }
            if let Ok(name) = entry.file_name().into_string()
                && !name.starts_with('.')
            {
                names.push(name);
            }
        }
        // A name begins with the time of its arrival.
        names.sort_unstable();
        names.truncate(at_most);
        let read = |name: String| {
            let bytes = beginning(&self.folder.join("new").join(&name))?;
            Ok(Arrived { name, bytes })
        };
        names.into_iter().map(read).collect()
    }

    /// Marks a mail as seen, once what it says is recorded. A stop between the
    /// two shows the mail again, so recording takes the same twice.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn seen(&self, mail: &Arrived) -> io::Result<()> {
        std::fs::create_dir_all(self.folder.join("cur"))?;
        let base = mail.name.split(":2,").next().unwrap_or(&mail.name);
        let from = self.folder.join("new").join(&mail.name);
        match std::fs::rename(from, self.folder.join("cur").join(format!("{base}:2,S"))) {
            // Another that reads the same folder was first.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            moved => moved,
        }
    }
}

fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(BYTES_MAX)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_does_not_arrive_again() {
        let folder = tempfile::tempdir().unwrap();
        let new = folder.path().join("new");
        std::fs::create_dir_all(new.join("folder")).unwrap();
        for name in ["2.b", "1.a", "3.c", ".hidden"] {
            std::fs::write(new.join(name), name).unwrap();
        }
        std::os::unix::fs::symlink("/etc/passwd", new.join("0.link")).unwrap();
        let maildir = Maildir::new(folder.path());
        let names = |at_most| {
            let arrived = maildir.arrived(at_most).unwrap();
            arrived
                .into_iter()
                .map(|mail| mail.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(2), ["1.a", "2.b"]);
        let first = maildir.arrived(1).unwrap().remove(0);
        maildir.seen(&first).unwrap();
        maildir.seen(&first).unwrap();
        assert_eq!(names(9), ["2.b", "3.c"]);
        assert_eq!(
            std::fs::read(folder.path().join("cur/1.a:2,S")).unwrap(),
            b"1.a"
        );
        std::fs::write(new.join("1.large"), vec![b'x'; 3 << 20]).unwrap();
        assert_eq!(maildir.arrived(1).unwrap()[0].bytes.len(), 2 << 20);
        assert!(Maildir::new("/nowhere").arrived(1).is_err());
    }
}
