//! The program `quarterday`, run as a user runs it.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program of the profile that the test itself was built in.
///
/// # Panics
/// When it was not built.
pub fn program() -> PathBuf {
    let test = std::env::current_exe().expect("the system tells a program where it is");
    // A test is in a folder of the profile's, the benchmark beside the program.
    let mut folders = test.ancestors().skip(1).take(2);
    let beside = folders.next().expect("a program is in a folder");
    let profile = folders.next().filter(|_| beside.ends_with("deps"));
    let program = profile.unwrap_or(beside).join("quarterday");
    assert!(
        program.is_file(),
        "{} is not there: build it first, as tests/run does (cargo build -p quarterday-node)",
        program.display()
    );
    program
}

/// The program with arguments, in an environment that says nothing to it: the
/// stack that Cargo is told to give to tests is not what a user has either.
pub(crate) fn command<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program());
    command.args(arguments);
    for name in [
        "QUARTERDAY_DATA",
        "QUARTERDAY_TOKEN",
        "QUARTERDAY_LOG",
        "RUST_MIN_STACK",
    ] {
        command.env_remove(name);
    }
    command
}

/// Runs the program to its end.
pub fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    run_with(arguments, b"")
}

/// Runs the program to its end with an input.
///
/// # Panics
/// When it cannot be started.
pub fn run_with<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>, input: &[u8]) -> Ran {
    let mut command = command(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("the input is piped");
    let output = std::thread::scope(|scope| {
        // A program that does not read its input closes it, which is no fault.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().expect("the program ends")
    });
    Ran::from(output)
}

/// What a run of the program left.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub out: String,
    /// What it said on standard error.
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    /// It was done.
    ///
    /// # Panics
    /// When it was not.
    #[track_caller]
    pub fn done(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self
    }

    /// It was refused with exit code 1, these words on standard error and
    /// nothing else of note.
    ///
    /// # Panics
    /// When it was not.
    #[track_caller]
    pub fn refused(self, words: &[&str]) -> Self {
        assert_eq!(self.code, Some(1), "{self:#?}");
        assert!(!self.err.contains("panicked"), "{self:#?}");
        for word in words {
            assert!(self.err.contains(word), "no `{word}`: {self:#?}");
        }
        self
    }

    /// What it printed, as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}
