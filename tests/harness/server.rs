//! The real program serving, killed when the test lets go of it.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _};
use std::path::Path;
use std::process::{Child, ChildStdout, ExitStatus, Stdio};

use crate::program::{Ran, command};
use crate::signal::signal;
use crate::wait::until;

/// The most that is looked at of what a program said while it runs.
const SAID_BYTES_MAX: usize = 1 << 20;

/// A program that was told to serve and may not be ready yet.
pub struct Starting {
    child: Child,
    stdout: Option<BufReader<ChildStdout>>,
    stderr: File,
}

/// A program that serves.
pub struct Server {
    starting: Starting,
    base: String,
}

impl Starting {
    /// Starts the program on a data folder, on a port that the system chooses.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn begin(data: &Path) -> Self {
        Self::begin_with(data, &[])
    }

    /// The same with further arguments.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn begin_with(data: &Path, arguments: &[&str]) -> Self {
        let stderr = tempfile::tempfile().expect("there is room for temporary files");
        let mut command = command(["serve", "--listen", "127.0.0.1:0", "--data"]);
        command
            .arg(data)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        command.stderr(stderr.try_clone().expect("a file has two handles"));
        command.env("QUARTERDAY_LOG", "warn");
        let mut child = command.spawn().expect("the program starts");
        let stdout = child.stdout.take().map(BufReader::new);
        Self {
            child,
            stdout,
            stderr,
        }
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it serves.
    ///
    /// # Errors
    /// What it left, when it ended instead.
    pub fn serving(mut self) -> Result<Server, Ran> {
        let mut line = String::new();
        let mut out = String::new();
        while let Some(stdout) = &mut self.stdout {
            line.clear();
            if stdout.read_line(&mut line).unwrap_or(0) == 0 {
                break;
            }
            if let Some(base) = line.trim_end().strip_prefix("Serving on ") {
                return Ok(Server {
                    base: base.to_owned(),
                    starting: self,
                });
            }
            out.push_str(&line);
        }
        let status = self.child.wait().expect("the program was started");
        Err(Ran {
            code: status.code(),
            out,
            err: self.said(),
        })
    }

    /// Kills it as it stands (`SIGKILL`); what it had said on standard error.
    pub fn kill(mut self) -> String {
        self.end();
        self.said()
    }

    fn end(&mut self) {
        // One that ended by itself cannot be killed, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn said(&mut self) -> String {
        let mut bytes = Vec::new();
        let read = self
            .stderr
            .rewind()
            .and_then(|()| self.stderr.read_to_end(&mut bytes));
        read.expect("a temporary file can be read");
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        self.end();
        if std::thread::panicking() {
            eprintln!("the service had said:\n{}", self.said());
        }
    }
}

impl Server {
    /// Starts the program and waits until it serves.
    ///
    /// # Errors
    /// What it left, when it ended instead.
    pub fn start(data: &Path) -> Result<Self, Ran> {
        Starting::begin(data).serving()
    }

    /// Starts it with a configuration file and waits until it serves.
    ///
    /// # Errors
    /// What it left, when it ended instead.
    pub fn configured(data: &Path, config: &Path) -> Result<Self, Ran> {
        let config = config.to_str().expect("temporary files have plain names");
        Starting::begin_with(data, &["--config", config]).serving()
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.starting.pid()
    }

    /// Whether it ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.starting.child.try_wait(), Ok(None))
    }

    /// Waits until it ended by itself; how, and what it had said.
    pub fn ends(mut self) -> (ExitStatus, String) {
        let status = until("the program ends", || {
            self.starting.child.try_wait().ok().flatten()
        });
        (status, self.starting.said())
    }

    /// What it has said on standard error so far.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn has_said(&self) -> String {
        use std::os::unix::fs::FileExt as _;
        // The process writes at the same place that is read from otherwise.
        let mut bytes = vec![0; SAID_BYTES_MAX];
        let read = self.starting.stderr.read_at(&mut bytes, 0);
        bytes.truncate(read.expect("a temporary file can be read"));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Its address, `http://…`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Kills it (`SIGKILL`); what it had said on standard error.
    pub fn kill(self) -> String {
        self.starting.kill()
    }

    /// Asks it to stop (`SIGTERM`) and waits for its end.
    ///
    /// # Panics
    /// When it cannot be asked.
    pub fn stop(mut self) -> (ExitStatus, String) {
        signal(self.pid(), "TERM");
        let status = self.starting.child.wait().expect("the program was started");
        (status, self.starting.said())
    }
}
