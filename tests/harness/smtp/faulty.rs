//! Servers in Python: one of mail that misbehaves on purpose, one of tokens.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::room;
use crate::{python, script};

/// A mail server that misbehaves by who the recipient is:
/// `tests/mail/faulty_server.py`.
pub struct Faulty {
    process: Child,
    folder: tempfile::TempDir,
    /// Its port.
    pub port: u16,
}

impl Faulty {
    /// Starts it without TLS.
    pub fn start() -> Self {
        Self::with(|_| Vec::new())
    }

    /// Starts it with TLS, by a certificate's files.
    pub fn encrypted(certificate: &Path, key: &Path) -> Self {
        let words = ["--certificate".into(), certificate.into(), key.into()];
        Self::with(|_| words.to_vec())
    }

    /// Starts it so that it wants one of these tokens.
    ///
    /// # Panics
    /// When they cannot be written.
    pub fn wanting(tokens: &str) -> Self {
        Self::with(|folder| {
            let file = folder.join("tokens");
            std::fs::write(&file, tokens).expect("a file can be written");
            vec!["--tokens".into(), file]
        })
    }

    fn with(arguments: impl FnOnce(&Path) -> Vec<PathBuf>) -> Self {
        let folder = room("faulty");
        let mut command = python();
        command
            .arg(script("tests/mail/faulty_server.py"))
            .arg(folder.path())
            .args(arguments(folder.path()));
        let (process, port) = begun(command);
        Self {
            process,
            folder,
            port,
        }
    }

    /// The mails that it took, each with its envelope, as JSON, before it.
    ///
    /// # Panics
    /// When they cannot be read.
    pub fn taken(&self) -> Vec<(serde_json::Value, Vec<u8>)> {
        let path = |number: u32| self.folder.path().join(format!("{number}.mail"));
        let files = (1..).map(path).take_while(|path| path.exists());
        files
            .map(|path| {
                let bytes = std::fs::read(path).expect("a mail can be read");
                let end = bytes.iter().position(|&byte| byte == b'\n');
                let (envelope, mail) = bytes.split_at(end.expect("the envelope has a line") + 1);
                let envelope = serde_json::from_slice(envelope).expect("the envelope is JSON");
                (envelope, mail.to_vec())
            })
            .collect()
    }

    /// The commands of note, in order.
    pub fn commands(&self) -> Vec<String> {
        lines_of(&self.folder.path().join("commands"))
    }
}

/// An endpoint that gives out tokens: `tests/mail/token_endpoint.py`.
pub struct Tokens {
    process: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl Tokens {
    /// Starts it.
    pub fn start() -> Self {
        let folder = room("tokens");
        let mut command = python();
        command
            .arg(script("tests/mail/token_endpoint.py"))
            .arg(folder.path());
        let (process, port) = begun(command);
        Self {
            process,
            folder,
            port,
        }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/token", self.port)
    }

    /// The forms that it was sent.
    ///
    /// # Panics
    /// When one is no JSON.
    pub fn asked(&self) -> Vec<serde_json::Value> {
        let lines = lines_of(&self.folder.path().join("asked"));
        let form = |line: &String| serde_json::from_str(line).expect("a form is JSON");
        lines.iter().map(form).collect()
    }

    /// Has it answer every request with a refusal from now on.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn deny(&self, answer: &str) {
        std::fs::write(self.folder.path().join("deny"), answer).expect("a file can be written");
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

impl Drop for Tokens {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// Starts a program that prints its port first.
fn begun(mut command: Command) -> (Child, u16) {
    // What the library warns of is what the tests are about.
    let mut process = command
        .env("PYTHONWARNINGS", "ignore")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python runs");
    let mut line = String::new();
    let stdout = process.stdout.take().expect("the output is a pipe");
    let read = BufReader::new(stdout).read_line(&mut line);
    read.expect("the program says its port");
    let port = line.trim().parse();
    (
        process,
        port.unwrap_or_else(|_| panic!("no port: {line:?}")),
    )
}

fn end(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}

fn lines_of(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}
