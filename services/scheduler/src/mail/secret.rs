//! Secrets are in files that nobody but their owner may read.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// The largest file that is taken for a secret, in bytes.
const BYTES_MAX: u64 = 64 << 10;

/// Why a secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read.
    #[error("{key}: could not read {}", path.display())]
    File {
        /// The key of the configuration that names it.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// The answer of the system.
        #[source]
        source: io::Error,
    },
    /// Others than its owner may read it.
    #[error("{key}: {} holds a secret and is open to {to}: chmod 600 {}", path.display(), path.display())]
    Open {
        /// The key of the configuration that names it.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// To whom.
        to: &'static str,
    },
    /// It holds nothing, or more than a secret does.
    #[error("{key}: {} holds no secret: it is empty, very large or no text", path.display())]
    Unfit {
        /// The key of the configuration that names it.
        key: &'static str,
        /// The file.
        path: PathBuf,
    },
}

/// Reads a secret, without blanks or line breaks around it.
pub(super) fn read(key: &'static str, path: &Path) -> Result<String, SecretError> {
    let file = |source| SecretError::File {
        key,
        path: path.to_owned(),
        source,
    };
    let unfit = || SecretError::Unfit {
        key,
        path: path.to_owned(),
    };
    let metadata = std::fs::metadata(path).map_err(file)?;
    if let Some(to) = open_to(&metadata) {
        return Err(SecretError::Open {
            key,
            path: path.to_owned(),
            to,
        });
    }
    if metadata.len() > BYTES_MAX {
        return Err(unfit());
    }
    let bytes = std::fs::read(path).map_err(file)?;
    let text = String::from_utf8(bytes).map_err(|_| unfit())?;
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(unfit());
    }
    Ok(text.to_owned())
}

/// To whom a file is open that only its owner should be able to read. One that
/// belongs to someone else, as mounted secrets do, is read by way of the group.
fn open_to(file: &Metadata) -> Option<&'static str> {
    let own = std::fs::metadata("/proc/self").ok().map(|own| own.uid());
    if file.mode() & 0o007 != 0 {
        return Some("everyone");
    }
    (file.mode() & 0o070 != 0 && own == Some(file.uid())).then_some("its group")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn only_a_file_of_ones_own_is_a_secret() {
        let folder = tempfile::tempdir().unwrap();
        let check = |content: &[u8], mode: u32, expected: &str| {
            let path = folder.path().join("secret");
            std::fs::write(&path, content).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let told = match read("mail.smtp.password_file", &path) {
                Ok(secret) => secret,
                Err(error) => error.to_string(),
            };
            assert!(told.contains(expected), "{told}");
        };
        check(b"  hunter 2\n", 0o600, "hunter 2");
        check(b"x", 0o400, "x");
        check(b"x", 0o640, "open to its group: chmod 600");
        check(b"x", 0o604, "open to everyone");
        check(b" \n", 0o600, "holds no secret");
        check(b"a\r\nb", 0o600, "holds no secret");
        check(&[0xff], 0o600, "holds no secret");
        check(&[b'a'; 70_000], 0o600, "holds no secret");
        let missing = read("mail.smtp.password_file", Path::new("/nowhere/secret"));
        assert!(missing.unwrap_err().to_string().contains("/nowhere/secret"));
    }
}
