//! Python with the libraries that others wrote.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository's folder.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests are in a folder of it")
}

/// A script of the repository.
pub fn script(path: &str) -> PathBuf {
    repository().join(path)
}

/// The Python that `QUARTERDAY_PYTHON` names, else that of `.venv`.
///
/// # Panics
/// When it is not there or lacks a library.
pub fn python() -> Command {
    let named = std::env::var_os("QUARTERDAY_PYTHON").map(PathBuf::from);
    let path = named.unwrap_or_else(|| repository().join(".venv/bin/python"));
    let asked = Command::new(&path)
        .args(["-c", "import pymerkle, cryptography"])
        .output();
    let ready = asked.as_ref().is_ok_and(|output| output.status.success());
    assert!(
        ready,
        "{} is no Python with pymerkle and cryptography: tests/run installs one, or name another \
         in QUARTERDAY_PYTHON ({asked:?})",
        path.display()
    );
    Command::new(path)
}
