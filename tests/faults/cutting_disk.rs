//! The simulated disk, whose power is cut at a chosen call.

use std::any::Any;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use quarterday_ledger::disk::power_cut::PowerCut;
use quarterday_ledger::disk::{Disk, File};

/// Called at the moment of the cut, before the disk is looked at.
type AtTheCut = Box<dyn FnOnce() + Send>;

/// A disk that is cut before its `n`-th write or sync. What follows goes to a
/// disk that nobody will see again. Clones are the same disk.
#[derive(Clone)]
pub(crate) struct CuttingDisk {
    disk: PowerCut,
    cut: Arc<Cut>,
}

struct Cut {
    seed: u64,
    calls_left: AtomicU64,
    at_the_cut: Mutex<Option<AtTheCut>>,
    left: Mutex<Option<PowerCut>>,
}

impl CuttingDisk {
    pub(crate) fn new(disk: PowerCut, calls: u64, seed: u64, at_the_cut: AtTheCut) -> Self {
        let cut = Cut {
            seed,
            calls_left: AtomicU64::new(calls),
            at_the_cut: Mutex::new(Some(at_the_cut)),
            left: Mutex::default(),
        };
        Self {
            disk,
            cut: Arc::new(cut),
        }
    }

    /// What the cut left; if none came yet, it comes now.
    pub(crate) fn left(&self) -> PowerCut {
        self.cut_now();
        self.cut.left.lock().unwrap().clone().unwrap()
    }

    /// Whether the cut came.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut.left.lock().unwrap().is_some()
    }

    fn count(&self) {
        if self.cut.calls_left.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.cut_now();
        }
    }

    fn cut_now(&self) {
        let mut left = self.cut.left.lock().unwrap();
        if left.is_none() {
            let at_the_cut = self.cut.at_the_cut.lock().unwrap().take();
            at_the_cut.into_iter().for_each(|look| look());
            *left = Some(self.disk.cut(self.cut.seed));
        }
    }

    fn counted(&self, file: Arc<dyn File>) -> Arc<dyn File> {
        Arc::new(Counted {
            disk: self.clone(),
            file,
        })
    }
}

impl Disk for CuttingDisk {
    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        self.disk.open(path).map(|file| self.counted(file))
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        self.count();
        self.disk.create(path).map(|file| self.counted(file))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.count();
        self.disk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.count();
        self.disk.remove(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        self.disk.list(dir)
    }

    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        self.disk.create_dir(dir)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.count();
        self.disk.sync_dir(dir)
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Any + Send + Sync>>> {
        self.disk.lock(path)
    }
}

struct Counted {
    disk: CuttingDisk,
    file: Arc<dyn File>,
}

impl File for Counted {
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.disk.count();
        self.file.write_at(bytes, offset)
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(buffer, offset)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.disk.count();
        self.file.sync_data()
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        self.disk.count();
        self.file.truncate(length)
    }

    fn length(&self) -> io::Result<u64> {
        self.file.length()
    }
}
