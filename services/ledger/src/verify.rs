//! Verifying a data folder, whether or not a process has it open.

use std::path::Path;

use quarterday_proto::record::Hash;

use crate::disk::{self, Disk};
use crate::error::{Damage, Error};
use crate::segment::{Synced, Tail};
use crate::survey::{Survey, find, survey};

/// What a verification found in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Records, all intact.
    pub places: u64,
    /// Root of the tree over them.
    pub root: Hash,
    /// Markers, each naming the right root.
    pub markers: u64,
    /// Last place that a marker vouches for; what comes after was perhaps
    /// being written.
    pub marked: u64,
    /// Segment files.
    pub segments: u64,
    /// Bytes of a write that was under way or torn, and never acknowledged.
    pub tail_bytes: u64,
}

/// Verifies every byte of a log: each record's checksum, digest, place, time
/// and link, each newline, marker and footer. Changes nothing, and may run
/// while another process appends.
///
/// # Errors
/// [`Error::Damaged`] with the first fault.
pub fn verify(disk: &dyn Disk, dir: &Path) -> Result<Report, Error> {
    match verify_once(disk, dir) {
        // A redaction under way changes files between two looks at them; what
        // is really damaged is so a second time.
        Err(Error::Damaged { .. }) => verify_once(disk, dir),
        answer => answer,
    }
}

fn verify_once(disk: &dyn Disk, dir: &Path) -> Result<Report, Error> {
    // Read first: a log that grows meanwhile holds more than this, never less.
    let synced = read_synced(disk, dir)?;
    let found = find(disk, dir)?;
    if let Some(altered) = found.iter().find(|one| one.seal_altered) {
        return Err(crate::segment::Seal::damage(
            altered.first,
            altered.first,
            "the footer was altered",
        )
        .into());
    }
    let forget = |tree: &mut crate::tree::Tree| {
        tree.forget_full();
        Ok(())
    };
    let survey = survey(dir, found, synced.as_ref(), true, |_, _| None, forget)?;
    let survey = survey.expect("a survey that walks every segment resumes from no tiles");
    Ok(report(&survey))
}

fn report(survey: &Survey) -> Report {
    let length = survey.found.last().map_or(0, |last| last.length);
    let tail_bytes = match survey.tail {
        Tail::Torn { offset } | Tail::ByteLost { offset, .. } => length - offset,
        Tail::Whole | Tail::NewlineMissing | Tail::Altered { .. } => 0,
    };
    Report {
        places: survey.tree.size(),
        root: survey.tree.root(),
        markers: survey.markers,
        marked: survey.marked,
        segments: survey.found.len() as u64,
        tail_bytes,
    }
}

fn read_synced(disk: &dyn Disk, dir: &Path) -> Result<Option<Synced>, Error> {
    let path = dir.join("synced");
    let synced = Synced::read(disk, dir).map_err(Error::io("read", &path))?;
    let exists = disk::read_whole(disk, &path)
        .map_err(Error::io("read", &path))?
        .is_some();
    if exists && synced.is_none() {
        let (segment, reason) = ("synced".to_owned(), "the file was altered".to_owned());
        return Err(Damage {
            place: 0,
            segment,
            offset: 0,
            reason,
        }
        .into());
    }
    Ok(synced)
}
