//! `quarterday backup` and `quarterday restore`.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use quarterday_gateway::failure::Code;
use quarterday_ledger::disk::FileSystem;
use quarterday_ledger::key::LogKey;
use quarterday_ledger::{backup, restore, verify_checkpoint};
use quarterday_proto::id::CouncilId;

use super::out;
use super::output::counted;
use crate::failure::failed;
use crate::hosting::{Hosting, origin};
use crate::owner;

/// Copy a council's log, verified, while it is in use
///
/// Keys are not copied: keep them apart from backups.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Council
    #[arg(long)]
    council: CouncilId,
    /// Folder to copy to; it must hold no log yet
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Data folder
    #[arg(
        long,
        env = "QUARTERDAY_DATA",
        default_value = "data",
        value_name = "DIR"
    )]
    data: PathBuf,
}

/// Put a backup back into an empty data folder
///
/// With the last known checkpoint, a backup that is shorter or of another log
/// is refused.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// Council
    #[arg(long)]
    council: CouncilId,
    /// Folder of the backup
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// The last known checkpoint (signed note)
    #[arg(long, value_name = "F", requires = "key")]
    checkpoint: Option<PathBuf>,
    /// Public key of the log
    #[arg(long)]
    key: Option<String>,
    /// File of the key that signs the log's checkpoints, to be put in place
    #[arg(long, value_name = "F")]
    log_key: Option<PathBuf>,
    /// Make a new key because the old one is lost: checkpoints signed before
    /// can then be verified with the old public key only
    #[arg(long, conflicts_with = "log_key")]
    new_log_key: bool,
    /// Data folder; no node may run on it
    #[arg(
        long,
        env = "QUARTERDAY_DATA",
        default_value = "data",
        value_name = "DIR"
    )]
    data: PathBuf,
}

impl Backup {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let dir = Hosting::folder_of(&self.data, &self.council);
        if !dir.is_dir() {
            let detail = format!(
                "there is no log of council `{}` in {}",
                self.council,
                self.data.display()
            );
            return Err(failed(Code::NoSuchLog, detail));
        }
        let report = backup(&FileSystem, &dir, &self.to)?;
        out(format!(
            "Copied and verified: {}, root {}.",
            counted(report.places, "place"),
            hex::encode(report.root)
        ));
        Ok(())
    }
}

impl Restore {
    /// Puts the log's key in place, or says that it is still to be.
    fn place_key(&self) -> anyhow::Result<()> {
        let keys = self.data.join("keys");
        std::fs::create_dir_all(&keys)?;
        let path = keys.join(format!("{}.key", self.council));
        let name = origin(&self.council);
        if let Some(from) = &self.log_key {
            std::fs::copy(from, &path)?;
            LogKey::load(&path, &name)?;
        } else if self.new_log_key {
            LogKey::create(&path, &name, &rand::random())?;
            out("A new key signs from here on: tell those who keep the old public key.");
        } else if !path.exists() {
            out(format!(
                "Now put the key that signs its checkpoints at {}, readable by its owner only.",
                path.display()
            ));
        }
        Ok(())
    }

    pub(super) async fn run(self) -> anyhow::Result<()> {
        let checkpoint = match (&self.checkpoint, &self.key) {
            (Some(path), Some(key)) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("could not read {}", path.display()))?;
                Some(verify_checkpoint(&text, key)?)
            }
            _ => None,
        };
        let dir = Hosting::folder_of(&self.data, &self.council);
        let report = restore(Arc::new(FileSystem), &self.from, &dir, checkpoint.as_ref())?;
        out(format!(
            "Restored and verified: {}, root {}.",
            counted(report.places, "place"),
            hex::encode(report.root)
        ));
        self.place_key()?;
        owner::settle(&self.data, &self.council)?;
        if checkpoint.is_none() {
            out("No checkpoint was given, so nothing shows whether the backup is the latest.");
        }
        Ok(())
    }
}
