//! The files of the templates: built in, or the council's own.

use std::path::{Path, PathBuf};

use quarterday_proto::id::CouncilId;

use super::{Error, Name};

macro_rules! built_in {
    ($($file:literal),+ $(,)?) => {
        /// The built-in files.
        const BUILT_IN: &[(&str, &str)] = &[
            $(($file, include_str!(concat!("../../../templates/", $file)))),+
        ];
    };
}

built_in! {
    "digest.html", "digest.subject.txt", "digest.txt",
    "escalated-to-manager.html", "escalated-to-manager.subject.txt", "escalated-to-manager.txt",
    "escalated-to-team.html", "escalated-to-team.subject.txt", "escalated-to-team.txt",
    "report-published.html", "report-published.subject.txt", "report-published.txt",
    "report-returned.html", "report-returned.subject.txt", "report-returned.txt",
    "sign-off-requested.html", "sign-off-requested.subject.txt", "sign-off-requested.txt",
    "sign-off-voided.html", "sign-off-voided.subject.txt", "sign-off-voided.txt",
    "sign-in.html", "sign-in.subject.txt", "sign-in.txt",
    "test.html", "test.subject.txt", "test.txt",
    "_parts/deputy.html", "_parts/deputy.txt", "_parts/foot.html", "_parts/foot.txt",
    "_parts/groups.html", "_parts/groups.txt",
    "_parts/items.html", "_parts/items.txt", "_parts/layout.html",
    "_parts/personal.html", "_parts/personal.txt", "_parts/report.html", "_parts/report.txt",
}

/// The folder of what templates share. No council can have this name.
const SHARED: &str = "_parts";

/// The largest file that is taken for a template, in bytes.
const BYTES_MAX: u64 = 256 << 10;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name, as templates call each other.
    pub name: &'static str,
    /// What is in it.
    pub text: String,
    /// Where it is, unless it is built in.
    pub path: Option<PathBuf>,
}

/// The files that a council's mails are made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// Every file once.
    pub sources: Vec<Source>,
    /// Files in the folders that no mail uses: misspelt, most likely.
    pub unused: Vec<PathBuf>,
}

impl Files {
    /// The built-in files.
    pub fn built_in() -> Self {
        let source = |&(name, text): &(&'static str, &str)| Source {
            name,
            text: text.to_owned(),
            path: None,
        };
        Self {
            sources: BUILT_IN.iter().map(source).collect(),
            unused: Vec::new(),
        }
    }

    /// The files of a council: each from the folder's subfolder of the council,
    /// else from the folder, else built in.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn of(folder: Option<&Path>, council: Option<&CouncilId>) -> Result<Self, Error> {
        let mut files = Self::built_in();
        let Some(folder) = folder else {
            return Ok(files);
        };
        files.put(folder)?;
        if let Some(council) = council {
            let own = folder.join(council.as_str());
            if own.is_dir() {
                files.put(&own)?;
            }
        }
        Ok(files)
    }

    /// The file of a name.
    pub fn text(&self, name: &str) -> &str {
        let found = self.sources.iter().find(|source| source.name == name);
        found.map_or("", |source| source.text.as_str())
    }

    /// Where the file of a name is, for people.
    pub fn place(&self, name: &str) -> String {
        let found = self.sources.iter().find(|source| source.name == name);
        match found.and_then(|source| source.path.as_ref()) {
            Some(path) => path.display().to_string(),
            None => name.to_owned(),
        }
    }

    fn put(&mut self, folder: &Path) -> Result<(), Error> {
        for source in &mut self.sources {
            let path = folder.join(source.name);
            if path.is_file() {
                source.text = read(&path)?;
                source.path = Some(path);
            }
        }
        for (folder, prefix) in [(folder.to_owned(), ""), (folder.join(SHARED), "_parts/")] {
            for path in files_in(&folder)? {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let name = format!("{prefix}{name}");
                if !self.sources.iter().any(|source| source.name == name) {
                    self.unused.push(path);
                }
            }
        }
        Ok(())
    }
}

impl Name {
    /// Its three files: subject, text, HTML.
    pub fn files(self) -> [String; 3] {
        ["subject.txt", "txt", "html"].map(|ending| format!("{self}.{ending}"))
    }
}

fn read(path: &Path) -> Result<String, Error> {
    let file = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    if std::fs::metadata(path).map_err(file)?.len() > BYTES_MAX {
        return Err(Error::Template {
            at: path.display().to_string(),
            says: format!("is larger than {BYTES_MAX} bytes"),
        });
    }
    std::fs::read_to_string(path).map_err(file)
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let file = |source| Error::File {
        path: folder.to_owned(),
        source,
    };
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(file)? {
        let path = entry.map_err(file)?.path();
        if path.is_file() {
            found.push(path);
        }
    }
    found.sort_unstable();
    Ok(found)
}
