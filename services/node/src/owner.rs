//! Whose the files of a data folder are. A command that an operator runs as root
//! leaves what it makes to the folder's owner, who serves it.

use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::Path;

use anyhow::Context as _;
use quarterday_proto::id::CouncilId;

/// User and group.
type Owner = (u32, u32);

/// Gives what there is of a council in a data folder to the folder's owner.
///
/// # Errors
/// When something belongs to another user and may not be given away: the service
/// could not open it.
pub(crate) fn settle(data: &Path, council: &CouncilId) -> anyhow::Result<()> {
    let Some(owner) = other_owner(data)? else {
        return Ok(());
    };
    let (councils, keys) = (data.join("councils"), data.join("keys"));
    give(&councils, owner)?;
    give(&keys, owner)?;
    let key = keys.join(format!("{council}.key"));
    // One that its group may read was put there as it is to be.
    if key.metadata().is_ok_and(|key| key.mode() & 0o077 == 0) {
        give(&key, owner)?;
    }
    give_all(&councils.join(council.as_str()), owner)
}

/// The same for every council of a data folder.
///
/// # Errors
/// As for [`settle`].
pub(crate) fn settle_all(data: &Path) -> anyhow::Result<()> {
    if other_owner(data)?.is_none() {
        return Ok(());
    }
    for entry in read(&data.join("councils"))? {
        let name = entry?.file_name();
        if let Some(council) = name.to_str().and_then(|name| name.parse().ok()) {
            settle(data, &council)?;
        }
    }
    Ok(())
}

/// The owner of a folder, if that is not who runs this.
fn other_owner(data: &Path) -> anyhow::Result<Option<Owner>> {
    let folder = std::fs::metadata(data);
    let folder = folder.with_context(|| format!("could not read {}", data.display()))?;
    let own = std::fs::metadata("/proc/self").map(|own| own.uid());
    let is_own = own.is_ok_and(|own| own == folder.uid());
    Ok((!is_own).then(|| (folder.uid(), folder.gid())))
}

fn read(folder: &Path) -> anyhow::Result<std::fs::ReadDir> {
    std::fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))
}

fn give_all(path: &Path, owner: Owner) -> anyhow::Result<()> {
    give(path, owner)?;
    if path.symlink_metadata().is_ok_and(|found| found.is_dir()) {
        for entry in read(path)? {
            give_all(&entry?.path(), owner)?;
        }
    }
    Ok(())
}

fn give(path: &Path, (user, group): Owner) -> anyhow::Result<()> {
    let Ok(found) = path.symlink_metadata() else {
        return Ok(());
    };
    if found.uid() == user || found.is_symlink() {
        return Ok(());
    }
    chown(path, Some(user), Some(group)).with_context(|| {
        format!(
            "{} belongs to another user than the data folder, whose service cannot open it, and \
             could not be given to it",
            path.display()
        )
    })
}
