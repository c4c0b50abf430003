//! Which bus a council's log belongs to. Two that both took commits into the
//! same log would make two histories of it, so a log changes its bus only by
//! `quarterday move`.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use quarterday_gateway::failure::Code;
use quarterday_proto::id::CouncilId;

use crate::failure::failed;

/// File in a council's folder that names the bus.
const FILE: &str = "bus";

/// The bus that a council's log belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// One process and its disk.
    Embedded,
    /// NATS JetStream.
    Nats,
}

impl Home {
    fn word(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Nats => "nats",
        }
    }

    /// The bus that a folder's log belongs to; `None` if nothing says so.
    ///
    /// # Errors
    /// When the file cannot be read or says something unknown.
    pub fn of(folder: &Path) -> anyhow::Result<Option<Self>> {
        let path = folder.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("could not read {}", path.display()));
            }
        };
        match text.trim() {
            "embedded" => Ok(Some(Self::Embedded)),
            "nats" => Ok(Some(Self::Nats)),
            other => anyhow::bail!("{} says `{other}`, not embedded or nats", path.display()),
        }
    }

    /// Refuses a log that belongs to the other bus.
    pub(super) fn enter(self, folder: &Path, id: &CouncilId) -> anyhow::Result<()> {
        match (self, Self::of(folder)?) {
            (Self::Embedded, Some(Self::Nats)) => Err(other_bus(format!(
                "the log of council `{id}` is carried by NATS: serve it with that configuration, \
                 or bring it back with `quarterday move --to embedded`"
            ))),
            (Self::Nats, Some(Self::Embedded)) => Err(other_bus(format!(
                "the log of council `{id}` is carried by the embedded bus: take it to NATS with \
                 `quarterday move --to nats`"
            ))),
            _ => Ok(()),
        }
    }

    /// Refuses to make a council on the embedded bus in the data folder of a node
    /// on NATS, which perhaps does not run at the moment.
    pub(super) fn may_make(self, councils: &Path, folder: &Path) -> anyhow::Result<()> {
        if self == Self::Nats || folder.exists() || !councils.is_dir() {
            return Ok(());
        }
        for entry in std::fs::read_dir(councils)? {
            let other = entry?.path();
            if Self::of(&other)? == Some(Self::Nats) {
                return Err(other_bus(format!(
                    "{} is of a node on NATS, as {} says: start that node and ask again",
                    councils.display(),
                    other.join(FILE).display()
                )));
            }
        }
        Ok(())
    }

    /// Notes that the log in an existing folder belongs to this bus, synced,
    /// unless it is noted already.
    pub(super) fn stay(self, folder: &Path) -> anyhow::Result<()> {
        if Self::of(folder)? == Some(self) {
            return Ok(());
        }
        self.settle(folder)
    }

    /// Notes that the log in a folder belongs to this bus from now on, synced.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn settle(self, folder: &Path) -> anyhow::Result<()> {
        let (path, fresh) = (folder.join(FILE), folder.join("bus.new"));
        let write = || -> std::io::Result<()> {
            let mut file = std::fs::File::create(&fresh)?;
            writeln!(file, "{}", self.word())?;
            file.sync_all()?;
            std::fs::rename(&fresh, &path)?;
            std::fs::File::open(folder)?.sync_all()
        };
        write().with_context(|| format!("could not write {}", path.display()))
    }
}

fn other_bus(detail: String) -> anyhow::Error {
    failed(Code::OtherBus, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_changes_its_bus_only_on_purpose() {
        let folder = tempfile::tempdir().unwrap();
        let id: CouncilId = "rochdale".parse().unwrap();
        let enter = |home: Home| {
            home.enter(folder.path(), &id)
                .map_err(|error| error.to_string())
        };
        assert_eq!(enter(Home::Embedded), Ok(()));
        assert_eq!(enter(Home::Nats), Ok(()));
        Home::Embedded.stay(folder.path()).unwrap();
        assert_eq!(enter(Home::Embedded), Ok(()));
        assert!(enter(Home::Nats).unwrap_err().contains("--to nats"));
        Home::Nats.settle(folder.path()).unwrap();
        assert_eq!(enter(Home::Nats), Ok(()));
        assert!(enter(Home::Embedded).unwrap_err().contains("--to embedded"));
        let councils = tempfile::tempdir().unwrap();
        let (one, other) = (councils.path().join("one"), councils.path().join("other"));
        std::fs::create_dir(&one).unwrap();
        let make = |home: Home| home.may_make(councils.path(), &other).is_ok();
        assert!(make(Home::Embedded));
        Home::Nats.settle(&one).unwrap();
        assert!(!make(Home::Embedded) && make(Home::Nats));
        std::fs::write(folder.path().join(FILE), "pigeons").unwrap();
        assert!(enter(Home::Nats).unwrap_err().contains("pigeons"));
    }
}
