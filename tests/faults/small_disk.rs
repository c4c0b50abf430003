//! A disk that is really full: a small file system in memory.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Bytes of the small disk.
const BYTES: u64 = 4 << 20;
/// Set in the copy of this test that may mount.
const INSIDE: &str = "QUARTERDAY_TEST_MAY_MOUNT";
/// A shared-memory folder of at most so many bytes is filled up instead.
const SHARED_BYTES_MAX: u64 = 256 << 20;

/// A small disk; it goes away with the test.
pub(crate) struct SmallDisk {
    room: tempfile::TempDir,
    mounted: bool,
}

/// Runs a test on a small disk: one mounted here where that is allowed, else
/// in a name space of its own, else what a small `/dev/shm` has. Where none of
/// these is to be had, the test fails.
pub(crate) fn on_small_disk(test: &str, body: impl FnOnce(&SmallDisk)) {
    let inside = std::env::var_os(INSIDE).is_some();
    match SmallDisk::mount() {
        Ok(disk) => body(&disk),
        Err(why) if inside => panic!("even in a name space of its own nothing mounts: {why}"),
        Err(why) => match again_inside(test) {
            Some(code) => assert_eq!(code, ExitCode::SUCCESS, "the test failed: see above"),
            None => match SmallDisk::shared() {
                Some(disk) => body(&disk),
                None => panic!(
                    "this test needs a small disk that it can fill: run it as root, or where \
                     `unshare --map-root-user --mount` works, or with a /dev/shm of at most \
                     {SHARED_BYTES_MAX} bytes ({why})"
                ),
            },
        },
    }
}

impl SmallDisk {
    fn mount() -> Result<Self, String> {
        let room = tempfile::tempdir().unwrap();
        let size = format!("size={BYTES}");
        let mount = ["-t", "tmpfs", "-o", &size, "quarterday-test"];
        match Command::new("mount").args(mount).arg(room.path()).output() {
            Ok(output) if output.status.success() => Ok(Self {
                room,
                mounted: true,
            }),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn shared() -> Option<Self> {
        let room = tempfile::tempdir_in("/dev/shm").ok()?;
        let disk = Self {
            room,
            mounted: false,
        };
        (disk.free() <= SHARED_BYTES_MAX).then_some(())?;
        let ballast = disk.free().checked_sub(BYTES)?;
        write_zeros(&disk.path().join("not-ours"), ballast);
        Some(disk)
    }

    pub(crate) fn path(&self) -> &Path {
        self.room.path()
    }

    fn free(&self) -> u64 {
        let asked = Command::new("df")
            .args(["--output=avail", "-B1"])
            .arg(self.path())
            .output();
        let text = String::from_utf8(asked.unwrap().stdout).unwrap();
        text.lines().nth(1).unwrap().trim().parse().unwrap()
    }

    /// Fills the disk up to some bytes.
    pub(crate) fn fill(&self, bytes_left: u64) {
        write_zeros(&self.ballast(), self.free().saturating_sub(bytes_left));
    }

    /// Makes room again.
    pub(crate) fn make_room(&self) {
        std::fs::remove_file(self.ballast()).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        if self.mounted {
            let unmounted = Command::new("umount").arg("-l").arg(self.path()).status();
            if !unmounted.is_ok_and(|status| status.success()) {
                eprintln!("{} is still mounted", self.path().display());
            }
        }
    }
}

fn write_zeros(path: &Path, bytes: u64) {
    let mut file = std::fs::File::create(path).unwrap();
    let zeros = vec![0; 4096];
    for _ in 0..bytes / 4096 {
        file.write_all(&zeros).unwrap();
    }
}

/// Runs this one test again where it may mount; nothing where there is no such
/// place.
fn again_inside(test: &str) -> Option<ExitCode> {
    let allow = ["--map-root-user", "--mount"];
    let possible = Command::new("unshare").args(allow).arg("true").status();
    if !possible.is_ok_and(|status| status.success()) {
        return None;
    }
    let mut again = Command::new("unshare");
    again.args(allow).arg(std::env::current_exe().unwrap());
    let status = again
        .args([test, "--exact", "--nocapture"])
        .env(INSIDE, "1")
        .status()
        .unwrap();
    Some(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
