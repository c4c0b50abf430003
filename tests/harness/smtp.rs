//! Real mail servers, started and stopped by the test: Debian's Postfix with a
//! configuration of its own, one that misbehaves on purpose, an endpoint that
//! gives out tokens, and Python's reader of mails.

mod faulty;
mod postfix;

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Stdio;

use serde::Deserialize;

use crate::{python, script};

pub use faulty::{Faulty, Tokens};
pub use postfix::Postfix;

/// An authority and certificates of it for this machine.
pub struct Certificates {
    folder: tempfile::TempDir,
}

impl Certificates {
    /// Makes them.
    ///
    /// # Panics
    /// When Python cannot.
    pub fn make() -> Self {
        let folder = room("certificates");
        let made = python()
            .arg(script("tests/mail/certificates.py"))
            .arg(folder.path())
            .status();
        assert!(made.expect("Python runs").success());
        Self { folder }
    }

    /// A file of them: `ca.crt`, `server.crt`, `server.key`, and `other.*`,
    /// which no authority knows.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A mail as Python reads it.
#[derive(Debug, Deserialize)]
pub struct Read {
    headers: Vec<(String, String)>,
    /// The type of the whole.
    pub kind: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// What the reader found wrong.
    pub defects: Vec<String>,
}

impl Read {
    /// A header, which must be there at most once.
    ///
    /// # Panics
    /// When it is there twice.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self
            .headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(
            found.next().is_none(),
            "{name} is there twice: {:?}",
            self.headers
        );
        value
    }
}

/// Reads a mail by Python's own reader.
///
/// # Panics
/// When it is no mail with two bodies.
pub fn read_mail(bytes: &[u8]) -> Read {
    let mut child = python()
        .arg(script("tests/mail/read_mail.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python runs");
    let mut stdin = child.stdin.take().expect("the input is a pipe");
    stdin.write_all(bytes).expect("Python reads");
    drop(stdin);
    let read = child.wait_with_output().expect("Python ends");
    serde_json::from_slice(&read.stdout).expect("a mail has a text and an HTML")
}

/// A folder that goes away again.
fn room(name: &str) -> tempfile::TempDir {
    let folder = tempfile::Builder::new()
        .prefix(&format!("quarterday-{name}-"))
        .tempdir()
        .expect("there is room for temporary files");
    // Postfix gives its parts to users of their own.
    let all = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), all).expect("a folder's mode can be set");
    folder
}
