//! The one writer of a log: group commit with one write and one sync a batch.

mod check;
mod held;

use std::any::Any;
use std::sync::Arc;

use quarterday_proto::record::{Line, encode_marker};

use self::held::Held;
use crate::error::{Error, is_full};
use crate::index::IndexKey;
use crate::keeper::Keeper;
use crate::ledger::{Head, Shared};
use crate::segment::{self, Offsets, Segment, Synced, Writing};
use crate::write_lock;

/// The one writer of a log. Dropping it without [`Appender::close`] loses
/// nothing, but the next start must look at the tail.
pub struct Appender {
    pub(crate) shared: Arc<Shared>,
    pub(crate) segment: Arc<Segment>,
    head: Head,
    /// Text of the last recorded time, to compare without parsing.
    recorded: Vec<u8>,
    /// Something was synced since the last marker was written.
    marker_due: bool,
    poisoned: bool,
    buffer: Vec<u8>,
    records: Vec<(u64, u64)>,
    commands: Vec<u64>,
    /// Places of the batch and their keys in the audit index.
    keys: Vec<(u64, IndexKey)>,
    /// Keys of one record.
    found: Vec<IndexKey>,
    /// What was written of the segment; unknown of one that another process
    /// began.
    pub(crate) writing: Option<Writing>,
    /// What is stored but not shown yet, once [`Appender::hold`] was called.
    held: Option<Held>,
    pub(crate) keeper: Keeper,
    _lock: Box<dyn Any + Send + Sync>,
}

impl Appender {
    pub(crate) fn new(
        shared: Arc<Shared>,
        segment: Arc<Segment>,
        lock: Box<dyn Any + Send + Sync>,
    ) -> Self {
        let head = shared.head();
        let keeper = Keeper::start(Arc::clone(&shared));
        let writing = (segment.length() == 0).then(Writing::default);
        let recorded = head
            .recorded
            .map_or_else(Vec::new, |at| format!("{at:.6}").into_bytes());
        Self {
            shared,
            segment,
            head,
            recorded,
            marker_due: false,
            poisoned: false,
            buffer: Vec::new(),
            records: Vec::new(),
            commands: Vec::new(),
            keys: Vec::new(),
            found: Vec::new(),
            writing,
            held: None,
            keeper,
            _lock: lock,
        }
    }

    /// The end of the log.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Stores lines that continue the log: all of them with one write and one
    /// sync, or none. Readers see them when this returns, or, after
    /// [`Appender::hold`], when [`Appender::show`] is called.
    ///
    /// # Errors
    /// [`Error::NotNext`] when a line does not continue the log, and
    /// [`Error::Full`] when the disk is full: nothing is stored, and the
    /// appender can be used on. All other failures poison the appender: what
    /// is on disk is unknown until the log is opened again.
    pub fn append(&mut self, lines: &[Line]) -> Result<(), Error> {
        self.usable()?;
        let Some(last) = lines.last() else {
            return Ok(());
        };
        let times = self.check(lines)?;
        let full = self.segment.length() >= self.shared.options.segment_bytes_max;
        if full && self.head.place >= self.segment.first {
            self.roll()?;
        }
        self.begin_write();
        self.records.clear();
        let base = self.segment.length();
        for line in lines {
            self.records
                .push((line.place, base + self.buffer.len() as u64));
            self.buffer.extend_from_slice(&line.bytes);
        }
        let length = self.store()?;
        self.marker_due = true;
        if let Some(writing) = &mut self.writing {
            writing.open((self.head.leaf, times.first));
        }
        let root = {
            let mut tree = write_lock(&self.shared.tree);
            lines.iter().for_each(|line| tree.push(&line.leaf));
            tree.root()
        };
        self.head = Head {
            place: last.place,
            root,
            leaf: last.leaf,
            recorded: Some(times.last),
        };
        self.recorded = times.last_text;
        let step = self.shared.index.step();
        self.segment.extend(length, &self.records);
        self.shared
            .index
            .note(lines[0].place, &self.commands, &self.keys);
        drop(step);
        match &mut self.held {
            Some(held) => held.add(lines),
            None => self.shared.publish(self.head),
        }
        Ok(())
    }

    /// To be called when there is nothing to append for a while: marks what is
    /// synced, so that nothing of it can be taken for a torn tail. Does nothing
    /// when the end is marked already.
    ///
    /// # Errors
    /// As for [`Appender::append`].
    pub fn idle(&mut self) -> Result<(), Error> {
        self.usable()?;
        if !self.marker_due {
            return Ok(());
        }
        self.mark()?;
        self.write_synced()?;
        let written = self.shared.tiles.write_full(&self.shared.tree);
        // Tiles can be made again at any time; what they lack stays in memory.
        if let Err(error) = written {
            tracing::warn!(%error, "could not write tiles");
        }
        Ok(())
    }

    /// Notes what is synced in the file `synced`; the end has a marker.
    pub(crate) fn write_synced(&self) -> Result<(), Error> {
        let Head { place, root, .. } = self.head;
        let (first, bytes) = (self.segment.first, self.segment.length());
        if bytes == 0 {
            // Nothing is in this segment yet, and those before are closed.
            return Ok(());
        }
        Synced {
            first,
            bytes,
            place,
            root,
        }
        .write(self.shared.disk.as_ref(), &self.shared.dir)
    }

    /// Stops in good order: all is marked, and the next start is quick.
    ///
    /// # Errors
    /// As for [`Appender::append`].
    pub fn close(mut self) -> Result<(), Error> {
        self.idle()
    }

    /// Writes and syncs a marker, whether or not one is due.
    pub(crate) fn mark(&mut self) -> Result<(), Error> {
        self.marker_due = true;
        self.begin_write();
        let length = self.store()?;
        self.segment.extend(length, &[]);
        self.marker_due = false;
        Ok(())
    }

    fn usable(&self) -> Result<(), Error> {
        if self.poisoned {
            Err(Error::Poisoned)
        } else {
            Ok(())
        }
    }

    /// Begins a write with the marker for what was synced before, if one is due.
    fn begin_write(&mut self) {
        self.buffer.clear();
        if self.marker_due {
            self.buffer
                .extend_from_slice(&encode_marker(self.head.place, &self.head.root));
        }
    }

    /// Writes the buffer and syncs it; the new length of the segment.
    fn store(&mut self) -> Result<u64, Error> {
        let length = self.segment.length();
        let path = segment::folder(&self.shared.dir).join(self.segment.file_name());
        if let Err(error) = self.segment.file.write_at(&self.buffer, length) {
            if is_full(&error) {
                return Err(self.take_back(length));
            }
            self.poisoned = true;
            return Err(Error::io("write", &path)(error));
        }
        if let Err(source) = self.segment.file.sync_data() {
            // Even where the system says that the disk is full: after a failed
            // sync nothing is known of what is stored, and asking again may
            // answer yes without cause.
            self.poisoned = true;
            return Err(Error::Io {
                action: "sync",
                path,
                source,
            });
        }
        if let Some(writing) = &mut self.writing {
            writing.wrote(&self.buffer);
        }
        Ok(length + self.buffer.len() as u64)
    }

    /// Removes what a write to a full disk left.
    fn take_back(&mut self, length: u64) -> Error {
        let file = &self.segment.file;
        match file.truncate(length).and_then(|()| file.sync_data()) {
            Ok(()) => Error::Full,
            Err(source) => {
                self.poisoned = true;
                let path = segment::folder(&self.shared.dir).join(self.segment.file_name());
                Error::Io {
                    action: "cut back",
                    path,
                    source,
                }
            }
        }
    }

    /// Closes the segment with a marker and begins the next. Can be tried again
    /// after a full disk.
    fn roll(&mut self) -> Result<(), Error> {
        if self.marker_due {
            self.mark()?;
        }
        let first = self.head.place + 1;
        let folder = segment::folder(&self.shared.dir);
        let path = folder.join(segment::file_name(first));
        let file = self
            .shared
            .disk
            .create(&path)
            .map_err(Error::io("create", &path))?;
        if let Err(error) = self.shared.disk.sync_dir(&folder) {
            // Whether the name will be there after a power cut is unknown.
            self.poisoned = true;
            return Err(Error::Io {
                action: "sync",
                path: folder,
                source: error,
            });
        }
        let closed = Arc::clone(&self.segment);
        if let Some(written) = self.writing.take().and_then(|it| it.end(&self.head)) {
            closed.note_written(written);
        }
        self.writing = Some(Writing::default());
        let step = self.shared.index.step();
        self.segment = Arc::new(Segment::new(first, file, 0, Offsets::default()));
        write_lock(&self.shared.segments).push(Arc::clone(&self.segment));
        self.shared.index.begin_part(first);
        drop(step);
        self.keeper.close(closed.first);
        Ok(())
    }
}
