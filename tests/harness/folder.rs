//! A data folder that goes away with the test.

use std::path::{Path, PathBuf};

use crate::program::{Ran, run, run_with};
use crate::server::Server;
use crate::{COUNCIL, sheets};

/// A data folder, and room beside it for the files of a test.
pub struct Folder {
    room: tempfile::TempDir,
    data: PathBuf,
}

impl Default for Folder {
    fn default() -> Self {
        let room = tempfile::Builder::new()
            .prefix("quarterday-test-")
            .tempdir();
        let room = room.expect("there is room for temporary files");
        let data = room.path().join("data");
        Self { room, data }
    }
}

impl Folder {
    /// A data folder that is not there yet.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A data folder elsewhere, which is left there.
    pub fn at(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
            ..Self::default()
        }
    }

    /// A data folder with the plan of [`sheets`] imported by the command line.
    pub fn with_plan() -> Self {
        let folder = Self::empty();
        folder.import_plan();
        folder
    }

    /// Imports the plan of [`sheets`].
    pub fn import_plan(&self) {
        let sheets = self.file("plan.csv", sheets().as_bytes());
        self.run(["import", &sheets, "--council", COUNCIL]).done();
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The folder of the council's log.
    pub fn log(&self) -> PathBuf {
        self.data.join("councils").join(COUNCIL)
    }

    /// The files of the council's log, in order.
    ///
    /// # Panics
    /// When there are none to read.
    pub fn segments(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.log().join("segments")).expect("there is a log");
        let mut paths: Vec<_> = entries
            .map(|entry| entry.expect("the folder can be read").path())
            .collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "log"));
        paths.sort();
        paths
    }

    /// Writes a file beside the data folder; its path.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.room.path().join(name);
        std::fs::write(&path, bytes).expect("the file can be written");
        path.to_str()
            .expect("temporary folders have plain names")
            .to_owned()
    }

    /// Runs a command of the program on the data folder.
    pub fn run<'a>(&'a self, arguments: impl IntoIterator<Item = &'a str>) -> Ran {
        self.run_with(arguments, b"")
    }

    /// Runs a command on the data folder with an input.
    pub fn run_with<'a>(
        &'a self,
        arguments: impl IntoIterator<Item = &'a str>,
        input: &[u8],
    ) -> Ran {
        let data = self
            .data
            .to_str()
            .expect("temporary folders have plain names");
        run_with(arguments.into_iter().chain(["--data", data]), input)
    }

    /// Verifies the log by the program; the report.
    pub fn verify(&self) -> serde_json::Value {
        self.run(["verify", "--council", COUNCIL, "--format", "json"])
            .done()
            .json()
    }

    /// The last place of the log by the program.
    ///
    /// # Panics
    /// When it tells none.
    pub fn place(&self) -> u64 {
        self.verify()["places"]
            .as_u64()
            .expect("a report has places")
    }

    /// Serves the data folder.
    ///
    /// # Panics
    /// When the program ends instead.
    pub fn serve(&self) -> Server {
        Server::start(&self.data).unwrap_or_else(|ran| panic!("it did not serve: {ran:#?}"))
    }

    /// Issues a token; its text.
    ///
    /// # Panics
    /// When there is no council yet.
    pub fn token(&self, name: &str, scope: &str) -> String {
        let arguments = [
            "token",
            "create",
            "--name",
            name,
            "--scope",
            scope,
            "--council",
            COUNCIL,
        ];
        let ran = self
            .run(arguments.into_iter().chain(["--format", "json"]))
            .done();
        ran.json()["token"]
            .as_str()
            .expect("a token is a text")
            .to_owned()
    }

    /// Runs a command that needs no data folder.
    pub fn run_alone<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Ran {
        run(arguments)
    }
}
