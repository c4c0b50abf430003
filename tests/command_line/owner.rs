//! Whose the files are that a command leaves in a service's folder.

use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::Path;

use quarterday_tests::{COUNCIL, Folder, PLAN, run};

/// A user who is neither root nor who runs the tests.
const SERVICE: u32 = 64_123;

/// Root leaves what it makes to the owner of the data folder. Anybody else makes
/// everything as their own.
#[test]
fn what_is_made_belongs_to_the_owner_of_the_folder() {
    let (from, to) = (Folder::with_plan(), Folder::empty());
    let backup = to.file("backup", b"");
    std::fs::remove_file(&backup).unwrap();
    from.run(["backup", "--council", COUNCIL, "--to", &backup])
        .done();
    let key = from.data().join("keys").join(format!("{COUNCIL}.key"));
    std::fs::create_dir_all(to.data()).unwrap();
    let own = std::fs::metadata("/proc/self").unwrap().uid();
    let owner = if own == 0 {
        chown(to.data(), Some(SERVICE), Some(SERVICE)).unwrap();
        SERVICE
    } else {
        own
    };
    let data = to.data().to_str().unwrap();
    let of = ["--council", COUNCIL, "--data", data];
    let restore = [
        "restore",
        "--from",
        &backup,
        "--log-key",
        key.to_str().unwrap(),
    ];
    run(restore.iter().chain(&of)).done();
    assert_eq!(strangers(to.data(), owner), Vec::<String>::new());
    // Reading makes indexes and snapshots too.
    run(["plan", "list"].iter().chain(&of)).done();
    run(["item", "list", "--plan", PLAN].iter().chain(&of)).done();
    assert_eq!(strangers(to.data(), owner), Vec::<String>::new());
}

/// What is in a folder and belongs to somebody else.
fn strangers(folder: &Path, owner: u32) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.symlink_metadata().unwrap();
        if file.uid() != owner {
            found.push(path.display().to_string());
        }
        if file.is_dir() {
            found.extend(strangers(&path, owner));
        }
    }
    found
}
