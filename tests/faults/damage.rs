//! Damage to what can be made again from the log.

use std::path::{Path, PathBuf};

use quarterday_tests::Seed;

/// Deletes or corrupts the indexes or tiles of a log, or single files in them.
pub(crate) fn rebuildable(log: &Path, seed: &mut Seed) {
    let folder = log.join(["index", "index", "tiles"][seed.index(3)]);
    let files = files(&folder);
    if files.is_empty() {
        return;
    }
    let file = &files[seed.index(files.len())];
    match seed.below(5) {
        0 => std::fs::remove_dir_all(&folder).unwrap(),
        1 => std::fs::remove_file(file).unwrap(),
        2 => truncate(file, seed),
        3 => scribble(file, seed),
        _ => std::fs::write(file, b"").unwrap(),
    }
}

fn truncate(path: &Path, seed: &mut Seed) {
    let bytes = std::fs::read(path).unwrap();
    let length = seed.index(bytes.len() + 1);
    std::fs::write(path, &bytes[..length]).unwrap();
}

/// Random bytes over a random part.
fn scribble(path: &Path, seed: &mut Seed) {
    let mut bytes = std::fs::read(path).unwrap();
    if bytes.is_empty() {
        return;
    }
    let from = seed.index(bytes.len());
    let to = (from + 1 + seed.index(4096)).min(bytes.len());
    seed.fill(&mut bytes[from..to]);
    std::fs::write(path, bytes).unwrap();
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
