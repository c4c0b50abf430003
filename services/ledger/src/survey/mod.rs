//! Going over a whole log, for a start and for `verify`: every segment is
//! walked or vouched for by its footer, in order, up to the state after the
//! last good line.

mod joining;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use quarterday_proto::record::Hash;

use crate::disk::{Disk, File};
use crate::error::{Damage, Error};
use crate::segment::{self, Seal, Synced, Tail, Walk};
use crate::tree::Tree;
use joining::State;

/// Segments of fewer bytes together are walked by one thread.
const ALONE_BELOW_BYTES: u64 = 1 << 20;

/// A segment file that was found.
pub(crate) struct Found {
    pub(crate) first: u64,
    pub(crate) file: Arc<dyn File>,
    pub(crate) length: u64,
    pub(crate) seal: Option<Seal>,
    /// A seal file is there but no byte of it can be trusted.
    pub(crate) seal_altered: bool,
}

/// The log as found on disk.
pub(crate) struct Survey {
    pub(crate) found: Vec<Found>,
    /// Good walks, leaves given up, in the order of `found`; `None` where the
    /// footer was trusted.
    pub(crate) walks: Vec<Option<Walk>>,
    pub(crate) tree: Tree,
    /// Leaf and time of the last record.
    pub(crate) closing: (Hash, Timestamp),
    pub(crate) tail: Tail,
    /// Markers seen and held against the tree.
    pub(crate) markers: u64,
    /// Last place that a marker or the file `synced` vouches for.
    pub(crate) marked: u64,
}

/// Lists the segments of a folder with their footers.
pub(crate) fn find(disk: &dyn Disk, dir: &Path) -> Result<Vec<Found>, Error> {
    let folder = segment::folder(dir);
    let names = disk.list(&folder).map_err(Error::io("list", &folder))?;
    let mut firsts: Vec<u64> = names
        .iter()
        .filter_map(|name| segment::first_of(name))
        .collect();
    firsts.sort_unstable();
    let mut found = Vec::with_capacity(firsts.len());
    for first in firsts {
        let path = folder.join(segment::file_name(first));
        let file = disk.open(&path).map_err(Error::io("open", &path))?;
        let length = file.length().map_err(Error::io("measure", &path))?;
        let seal = Seal::read(disk, dir, first).map_err(Error::io("read the footer of", &path))?;
        let exists =
            Seal::exists(disk, dir, first).map_err(Error::io("read the footer of", &path))?;
        let seal_altered = seal.is_none() && exists;
        found.push(Found {
            first,
            file,
            length,
            seal,
            seal_altered,
        });
    }
    Ok(found)
}

/// Surveys segments. Those with a good footer are walked only if `all`; then
/// `resume` gives the tree at a size, or `None` when it cannot.
pub(crate) fn survey(
    dir: &Path,
    found: Vec<Found>,
    synced: Option<&Synced>,
    all: bool,
    resume: impl Fn(u64, &[Found]) -> Option<Tree>,
    mut after_each: impl FnMut(&mut Tree) -> Result<(), Error>,
) -> Result<Option<Survey>, Error> {
    let mut state = State::new();
    let mut walks = Vec::with_capacity(found.len());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    for (batch, part) in found.chunks(threads).enumerate() {
        let last_of = |at: usize| batch * threads + at + 1 == found.len();
        let wanted: Vec<bool> = part
            .iter()
            .enumerate()
            .map(|(at, one)| all || last_of(at) || one.seal.is_none())
            .collect();
        for (at, (one, walk)) in part.iter().zip(walk_each(dir, part, &wanted)).enumerate() {
            let mut walk = walk?;
            match &mut walk {
                Some(walk) => {
                    if state.tree.is_none() {
                        let tree = resume(state.next - 1, &found);
                        state.tree = tree.filter(|tree| Some(tree.root()) == state.root_due);
                        if state.tree.is_none() {
                            return Ok(None);
                        }
                    }
                    state.join(one, walk, last_of(at))?;
                    state.tree.as_mut().map_or(Ok(()), &mut after_each)?;
                }
                None => state.trust(one)?,
            }
            walks.push(walk);
        }
    }
    let tail = match (found.last(), walks.last()) {
        (Some(last), Some(Some(walk))) => {
            let known = synced.filter(|synced| synced.first == last.first);
            segment::judge(walk, last.length, known.map_or(0, |synced| synced.bytes))
        }
        _ => Tail::Whole,
    };
    if let (Tail::Altered { offset, reason }, Some(last)) = (&tail, found.last()) {
        let segment = segment::file_name(last.first);
        let (offset, reason) = (*offset, reason.clone());
        let place = altered_place(&state, walks.last(), synced);
        return Err(Damage {
            place,
            segment,
            offset,
            reason,
        }
        .into());
    }
    if let Some(synced) = synced {
        check_synced(synced, &found, &walks, state.next - 1)?;
        state.marked = state.marked.max(synced.place);
    }
    let tree = state.tree.unwrap_or_default();
    let State {
        before: closing,
        markers,
        marked,
        ..
    } = state;
    Ok(Some(Survey {
        found,
        walks,
        tree,
        closing,
        tail,
        markers,
        marked,
    }))
}

/// The place to name for altered bytes after the good lines: that of the record
/// there, or the last one when they were a marker.
fn altered_place(state: &State, walk: Option<&Option<Walk>>, synced: Option<&Synced>) -> u64 {
    let bad = walk.and_then(|walk| walk.as_ref()?.bad.as_ref());
    let marker = bad.is_some_and(|bad| memchr::memmem::find(&bad.line, b"\"marker\"").is_some());
    let last = synced.map_or(u64::MAX, |synced| synced.place.max(state.marked));
    if marker || state.next > last {
        state.next - 1
    } else {
        state.next
    }
}

fn check_synced(
    synced: &Synced,
    found: &[Found],
    walks: &[Option<Walk>],
    last: u64,
) -> Result<(), Error> {
    let at = found.iter().position(|one| one.first == synced.first);
    let Some(at) = at.filter(|at| found[*at].length >= synced.bytes && last >= synced.place) else {
        return Err(synced
            .damage("the log holds less than was once synced")
            .into());
    };
    let Some(walk) = &walks[at] else {
        return Ok(());
    };
    let there = walk.markers.iter().any(|marker| {
        (marker.end, marker.place, marker.root) == (synced.bytes, synced.place, synced.root)
    });
    if there {
        return Ok(());
    }
    Err(synced
        .damage("the marker that was once synced here is not there")
        .into())
}

/// Walks the wanted segments side by side.
fn walk_each(dir: &Path, part: &[Found], wanted: &[bool]) -> Vec<Result<Option<Walk>, Error>> {
    let next = AtomicUsize::new(0);
    let walks: Vec<_> = part.iter().map(|_| Mutex::new(Ok(None))).collect();
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = part.get(at) else { break };
            if wanted[at] {
                let path = segment::folder(dir).join(segment::file_name(one.first));
                let walk = segment::walk(one.file.as_ref(), one.length, one.first);
                *crate::lock(&walks[at]) = walk.map(Some).map_err(Error::io("read", &path));
            }
        }
    };
    let sizes = part.iter().zip(wanted).filter(|(_, wanted)| **wanted);
    let bytes: u64 = sizes.clone().map(|(one, _)| one.length).sum();
    // Starting a thread costs more than walking a little.
    let threads = if bytes < ALONE_BELOW_BYTES {
        1
    } else {
        sizes.count()
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    walks
        .into_iter()
        .map(|walk| {
            walk.into_inner()
                .unwrap_or_else(|poison| poison.into_inner())
        })
        .collect()
}
