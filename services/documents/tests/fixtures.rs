//! The repository's sample cycles are read without a fault.

use std::path::{Path, PathBuf};

use quarterday_documents::import::{parse, read_paths};

#[test]
fn every_sample_cycle_is_read() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let mut folders = vec![fixtures];
    let mut cycles: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name == "items.csv") {
                cycles.push(folder.clone());
            }
        }
    }
    assert!(cycles.len() >= 5, "{cycles:?}");
    for cycle in cycles {
        let files = read_paths(&[&cycle]).unwrap();
        let import = parse(&files).unwrap_or_else(|faults| panic!("{}\n{faults}", cycle.display()));
        assert!(!import.sheets.items.is_empty(), "{}", cycle.display());
        assert!(import.notes.is_empty(), "{:?}", import.notes);
    }
}
