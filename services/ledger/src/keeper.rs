//! What is done with a segment once another follows it: it is read once and held
//! against what was written, gets its footer, its tiles are written and its blocks are stored. Off the commit
//! path; whatever is not done when the process ends, the next start does.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;

use quarterday_proto::record::{Hash, Record};

use crate::error::{Damage, Error};
use crate::index::{Keyed, Part};
use crate::ledger::Shared;
use crate::segment::{self, Seal, Segment};

/// Closes segments, by a thread of its own or at once.
pub(crate) struct Keeper {
    shared: Arc<Shared>,
    thread: Option<(Sender<u64>, JoinHandle<()>)>,
}

impl Keeper {
    pub(crate) fn start(shared: Arc<Shared>) -> Self {
        let mut keeper = Self {
            shared,
            thread: None,
        };
        keeper.resume();
        keeper
    }

    /// Hands over a segment that is written no more.
    pub(crate) fn close(&self, first: u64) {
        match &self.thread {
            Some((sender, _)) => {
                // The thread ends only when this end is dropped.
                let _ = sender.send(first);
            }
            None => keep(&self.shared, first),
        }
    }

    /// Waits for what is under way and stops the thread.
    pub(crate) fn pause(&mut self) {
        if let Some((sender, thread)) = self.thread.take() {
            drop(sender);
            if thread.join().is_err() {
                tracing::error!("the thread that closes segments panicked");
            }
        }
    }

    /// Starts the thread, if there is to be one.
    pub(crate) fn resume(&mut self) {
        if self.shared.options.background && self.thread.is_none() {
            let (sender, receiver) = channel();
            let shared = Arc::clone(&self.shared);
            let thread = std::thread::Builder::new().name("ledger-keeper".to_owned());
            match thread.spawn(move || run(&shared, &receiver)) {
                Ok(thread) => self.thread = Some((sender, thread)),
                Err(error) => tracing::warn!(%error, "no thread; appends will close segments"),
            }
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.pause();
    }
}

fn run(shared: &Shared, segments: &Receiver<u64>) {
    while let Ok(first) = segments.recv() {
        keep(shared, first);
    }
}

fn keep(shared: &Shared, first: u64) {
    match close(shared, first) {
        Ok(()) => {}
        Err(Error::Damaged {
            place,
            segment,
            offset,
            reason,
        }) => {
            shared.note_fault(Damage {
                place,
                segment,
                offset,
                reason,
            });
        }
        Err(error) => {
            tracing::warn!(segment = first, %error, "could not close a segment; a restart will");
        }
    }
}

/// Holds a closed segment against what was written, writes its footer and
/// stores its blocks.
fn close(shared: &Shared, first: u64) -> Result<(), Error> {
    let Some(live) = shared.segment_of(first) else {
        return Ok(());
    };
    let written = match close_written(shared, &live)? {
        Some(closed) => Some(closed),
        None => close_read(shared, &live)?,
    };
    let Some((root, part)) = written else {
        return Ok(());
    };
    if let Err(error) = shared.tiles.write_full(&shared.tree) {
        tracing::warn!(%error, "could not write tiles");
    }
    shared
        .index
        .store_part(&part, &root, shared)
        .map_err(|reason| Error::Index {
            path: shared.dir.join("index"),
            reason,
        })
}

/// Closes a segment that this process wrote whole: its lines were checked and
/// indexed when they were appended, so it is only held against what was
/// written. `None` when not all of that is known.
fn close_written(shared: &Shared, live: &Segment) -> Result<Option<(Hash, Arc<Part>)>, Error> {
    let (Some(written), Some(part)) = (live.written(), shared.index.part(live.first)) else {
        return Ok(None);
    };
    if !part.is_whole(written.last) {
        return Ok(None);
    }
    let path = segment::folder(&shared.dir).join(live.file_name());
    let read_back = written.read_back(live.file.as_ref());
    let Some(sha256) = read_back.map_err(Error::io("read", &path))? else {
        // The walk names the first bad place.
        let walk = segment::walk(live.file.as_ref(), live.length(), live.first);
        let walk = walk.map_err(Error::io("read", &path))?;
        walk.check_sealed()?;
        let reason = "the segment holds other bytes than were written";
        return Err(walk.damage(live.first, 0, reason).into());
    };
    Seal::of_written(live, written, sha256).write(shared.disk.as_ref(), &shared.dir)?;
    live.sealed(written.root);
    Ok(Some((written.root, part)))
}

/// Closes a segment that an earlier process began: it is verified and indexed
/// in one reading.
fn close_read(shared: &Shared, live: &Segment) -> Result<Option<(Hash, Arc<Part>)>, Error> {
    let mut part = Part::new(live.first);
    let mut keys = Vec::new();
    let root = seal_each(shared, live, |record| {
        keys.clear();
        (shared.options.index_keys)(&Keyed::from(record), &mut keys);
        part.note(record, &keys);
    })?;
    Ok(root.map(|root| (root, Arc::new(part))))
}

/// Verifies a closed segment and writes its footer; the root after it.
pub(crate) fn seal(shared: &Shared, live: &Segment) -> Result<Option<Hash>, Error> {
    seal_each(shared, live, |_| {})
}

fn seal_each(
    shared: &Shared,
    live: &Segment,
    each: impl FnMut(&Record<'_>),
) -> Result<Option<Hash>, Error> {
    let path = segment::folder(&shared.dir).join(live.file_name());
    let walk = segment::walk_each(live.file.as_ref(), live.length(), live.first, each);
    let walk = walk.map_err(Error::io("read", &path))?;
    walk.check_sealed()?;
    let root = walk.markers.last().map(|marker| marker.root);
    let Some((root, seal)) = root.and_then(|root| Some((root, Seal::of(&walk, root)?))) else {
        return Ok(None);
    };
    seal.write(shared.disk.as_ref(), &shared.dir)?;
    live.sealed(root);
    Ok(Some(root))
}

/// The first fault that was found in stored bytes while the log was open.
#[derive(Default)]
pub(crate) struct Fault(OnceLock<Damage>);

impl Fault {
    pub(crate) fn get(&self) -> Option<&Damage> {
        self.0.get()
    }
}

impl Shared {
    /// Notes a fault in stored bytes, for the process to end itself by.
    pub(crate) fn note_fault(&self, damage: Damage) {
        tracing::error!(%damage, "the log is damaged");
        // The first fault is the one to report.
        let _ = self.fault.0.set(damage);
    }
}
