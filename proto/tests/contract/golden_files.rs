//! The golden files, and how new ones come to be.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::{crate_path, samples, updating};

/// The list of golden files and their hashes.
pub(crate) const FROZEN: &str = "FROZEN.sha256";

/// Every golden file but the list, by its path below `proto/golden`.
pub(crate) fn golden() -> &'static BTreeMap<String, String> {
    static FILES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    FILES.get_or_init(|| {
        let root = crate_path("golden");
        if updating() {
            add_missing(&root);
        }
        let mut files = BTreeMap::new();
        collect(&root, &root, &mut files);
        files
            .remove(FROZEN)
            .expect("proto/golden/FROZEN.sha256 lists the golden files");
        files
    })
}

/// The golden files of events: base name, version, file, content.
pub(crate) fn event_files() -> Vec<(&'static str, u32, &'static str, &'static str)> {
    let events = golden().iter().filter_map(|(path, content)| {
        let (folder, file) = path
            .split_once('/')
            .filter(|(folder, _)| *folder != "data")?;
        // A later sample of the same version has a word behind the number.
        let number = file.trim_end_matches(".json").split('-').next().unwrap();
        let number = number.parse();
        Some((
            folder,
            number.expect("a version"),
            path.as_str(),
            content.as_str(),
        ))
    });
    events.collect()
}

/// `item.observed.2` is version 2 of `item.observed`.
pub(crate) fn base_and_version(name: &str) -> (&str, u32) {
    match name
        .rsplit_once('.')
        .map(|(base, last)| (base, last.parse()))
    {
        Some((base, Ok(version))) => (base, version),
        _ => (name, 1),
    }
}

pub(crate) fn written_name(base: &str, version: u32) -> String {
    if version == 1 {
        base.to_owned()
    } else {
        format!("{base}.{version}")
    }
}

/// The events of a file, each in its exact bytes.
pub(crate) fn raw_events(content: &str) -> Vec<&RawValue> {
    serde_json::from_str(content).unwrap()
}

pub(crate) fn sha256(content: &str) -> String {
    hex::encode(Sha256::digest(content.as_bytes()))
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

/// Writes golden files that are not there yet, and lists those that are not
/// listed. What is there is left as it is.
fn add_missing(root: &Path) {
    let mut by_name: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for event in samples::events() {
        by_name
            .entry(event.name())
            .or_default()
            .push(serde_json::to_string(&event).unwrap());
    }
    for (name, events) in by_name {
        let (base, version) = base_and_version(name);
        let content = format!("[\n{}\n]\n", events.join(",\n"));
        write_new(root, &format!("{base}/{version}.json"), content.as_bytes());
    }
    for (word, events) in samples::later_events() {
        let mut by_name: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for event in events {
            let written = serde_json::to_string(&event).unwrap();
            by_name.entry(event.name()).or_default().push(written);
        }
        for (name, events) in by_name {
            let (base, version) = base_and_version(name);
            let content = format!("[\n{}\n]\n", events.join(",\n"));
            let path = format!("{base}/{version}-{word}.json");
            write_new(root, &path, content.as_bytes());
        }
    }
    for (name, data) in samples::data() {
        let content = format!("{}\n", serde_json::to_string(&data).unwrap());
        write_new(root, &format!("data/{name}.json"), content.as_bytes());
    }
    write_new(root, "record.ndjson", &samples::record_lines());
    let list = root.join(FROZEN);
    let mut listed = fs::read_to_string(&list).unwrap_or_default();
    let mut files = BTreeMap::new();
    collect(root, root, &mut files);
    files.remove(FROZEN);
    for (path, content) in files {
        if !listed
            .lines()
            .any(|line| line.split_once("  ").is_some_and(|pair| pair.1 == path))
        {
            listed.push_str(&format!("{}  {path}\n", sha256(&content)));
        }
    }
    fs::write(list, listed).unwrap();
}

fn write_new(root: &Path, path: &str, content: &[u8]) {
    let path = root.join(path);
    if !path.exists() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}
