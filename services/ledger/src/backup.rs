//! Copies of a log, and putting one back.

use std::path::Path;
use std::sync::Arc;

use crate::checkpoint::Checkpoint;
use crate::disk::{Disk, File};
use crate::error::Error;
use crate::ledger::Ledger;
use crate::options::{IndexPlace, Options};
use crate::segment::{self, Seal};
use crate::survey::find;
use crate::verify::{Report, verify};

/// Bytes copied at a time.
const COPY_BYTES: usize = 1 << 20;

/// Copies a log up to its last marker into a folder that holds no log yet, and
/// verifies the copy. Works while another process appends. Indexes, tiles and
/// keys are not copied.
///
/// # Errors
/// [`Error::Backup`] when the folder holds a log; otherwise what reading,
/// writing and verifying fail with.
pub fn backup(disk: &dyn Disk, dir: &Path, to: &Path) -> Result<Report, Error> {
    let folder = segment::folder(to);
    if !disk
        .list(&folder)
        .map_err(Error::io("list", &folder))?
        .is_empty()
    {
        return Err(Error::Backup(format!(
            "{} holds a log already",
            to.display()
        )));
    }
    disk.create_dir(&folder)
        .map_err(Error::io("create", &folder))?;
    let found = find(disk, dir)?;
    let last = found.len().saturating_sub(1);
    for (at, one) in found.iter().enumerate() {
        let path = folder.join(segment::file_name(one.first));
        let source = segment::folder(dir).join(segment::file_name(one.first));
        let length = if at < last {
            one.length
        } else {
            let walk = segment::walk(one.file.as_ref(), one.length, one.first);
            let walk = walk.map_err(Error::io("read", &source))?;
            walk.markers.last().map_or(0, |marker| marker.end)
        };
        copy(disk, one.file.as_ref(), length, &path).map_err(Error::io("copy to", &path))?;
        if let (Some(seal), true) = (&one.seal, at < last) {
            Seal::write(seal, disk, to)?;
        }
    }
    disk.sync_dir(&folder).map_err(Error::io("sync", &folder))?;
    verify(disk, to)
}

/// Puts a backup into a folder that holds no log yet.
///
/// With the last known checkpoint, a backup that is shorter or that does not
/// hold it is refused: to go on from it all the same is to start a new origin,
/// which is the operator's decision.
///
/// # Errors
/// [`Error::Backup`] when the backup does not hold the checkpoint.
pub fn restore(
    disk: Arc<dyn Disk>,
    from: &Path,
    to: &Path,
    checkpoint: Option<&Checkpoint>,
) -> Result<Report, Error> {
    let report = verify(disk.as_ref(), from)?;
    if let Some(known) = checkpoint.filter(|known| report.marked < known.size) {
        let reason = format!(
            "the backup ends at place {}, but the log had {} when the checkpoint was signed",
            report.marked, known.size
        );
        return Err(Error::Backup(reason));
    }
    let restored = backup(disk.as_ref(), from, to)?;
    if let Some(known) = checkpoint {
        let options = Options {
            disk: Arc::clone(&disk),
            index: IndexPlace::Memory,
            ..Options::default()
        };
        let (ledger, appender) = Ledger::open(to, options)?;
        let root = ledger.root(known.size)?;
        drop(appender);
        if root != known.root {
            forget(disk.as_ref(), to)?;
            let reason = "the backup is of another log than the checkpoint";
            return Err(Error::Backup(reason.to_owned()));
        }
    }
    Ok(restored)
}

/// Removes segments that were copied in vain.
fn forget(disk: &dyn Disk, to: &Path) -> Result<(), Error> {
    let folder = segment::folder(to);
    for name in disk.list(&folder).map_err(Error::io("list", &folder))? {
        let path = folder.join(name);
        disk.remove(&path).map_err(Error::io("remove", &path))?;
    }
    disk.sync_dir(&folder).map_err(Error::io("sync", &folder))
}

fn copy(disk: &dyn Disk, from: &dyn File, length: u64, to: &Path) -> std::io::Result<()> {
    let file = disk.create(to)?;
    let mut buffer = vec![0; COPY_BYTES];
    let mut at = 0;
    while at < length {
        let wanted = usize::try_from(length - at)
            .unwrap_or(usize::MAX)
            .min(COPY_BYTES);
        let read = from.read_at(&mut buffer[..wanted], at)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        file.write_at(&buffer[..read], at)?;
        at += read as u64;
    }
    file.sync_data()
}
