//! Checkpoints kept elsewhere: they hold for the log that grew from them, and
//! for no other.

use quarterday_tests::{COUNCIL, Folder};

use crate::scripts::{folder, observe};

fn checkpoint(folder: &Folder) -> String {
    folder.run(["checkpoint", "--council", COUNCIL]).done().out
}

fn key(folder: &Folder) -> String {
    let prove = [
        "prove",
        "--council",
        COUNCIL,
        "--seq",
        "1",
        "--format",
        "json",
    ];
    folder.run(prove).done().json()["verifier_key"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn verify(folder: &Folder, checkpoint: &str, key: &str) -> quarterday_tests::Ran {
    let file = folder.file("checkpoint.txt", checkpoint.as_bytes());
    let verify = [
        "verify",
        "--council",
        COUNCIL,
        "--checkpoint",
        &file,
        "--key",
        key,
    ];
    folder.run(verify.into_iter().chain(["--format", "json"]))
}

#[test]
fn an_older_checkpoint_holds_as_the_log_grows() {
    let folder = folder(0);
    let key = key(&folder);
    let mut kept = Vec::new();
    for number in 0..8 {
        kept.push((folder.place(), checkpoint(&folder)));
        observe(&folder, number);
    }
    for (size, checkpoint) in &kept {
        let report = verify(&folder, checkpoint, &key).done().json();
        assert_eq!(report["checkpoint"], *size, "{report}");
    }
    // Without --key, by the one beside the log; and beside a service.
    let file = folder.file("kept.txt", kept[3].1.as_bytes());
    let _server = folder.serve();
    folder
        .run(["verify", "--council", COUNCIL, "--checkpoint", &file])
        .done();
}

#[test]
fn a_checkpoint_that_was_altered_is_refused() {
    let folder = folder(3);
    let (key, whole) = (key(&folder), checkpoint(&folder));
    verify(&folder, &whole, &key).done();
    for (at, byte) in whole.bytes().enumerate() {
        let mut altered = whole.clone().into_bytes();
        altered[at] = if byte == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8_lossy(&altered).into_owned();
        let ran = verify(&folder, &altered, &key);
        assert_eq!(ran.code, Some(1), "byte {at}: {ran:?}\n{altered}");
        assert!(!ran.err.contains("panicked"), "{ran:?}");
    }
    verify(&folder, "", &key).refused(&[]);
    verify(&folder, &whole, "quarterday/mytown+00000000+AAAA").refused(&[]);
}

/// A log that lost its end, and one with another history, are in themselves
/// whole; only the checkpoint tells.
#[test]
fn a_shorter_or_another_log_is_refused() {
    let folder = folder(2);
    let backup = folder.file("backup", b"");
    std::fs::remove_file(&backup).unwrap();
    folder
        .run(["backup", "--council", COUNCIL, "--to", &backup])
        .done();
    observe(&folder, 2);
    observe(&folder, 3);
    let (key, kept) = (key(&folder), checkpoint(&folder));
    verify(&folder, &kept, &key).done();

    let shorter = Folder::empty();
    let restore = ["restore", "--council", COUNCIL, "--from", &backup];
    let file = shorter.file("kept.txt", kept.as_bytes());
    let with = ["--checkpoint", &file, "--key", &key];
    shorter.run(restore.into_iter().chain(with)).refused(&[]);
    let forced = Folder::empty();
    // With the log's own key, as who lost only the newest data would do it.
    let own = folder.data().join("keys").join(format!("{COUNCIL}.key"));
    let own = own.display().to_string();
    forced
        .run(restore.into_iter().chain(["--log-key", &own]))
        .done();
    forced.verify();
    verify(&forced, &kept, &key).refused(&["acknowledged commits are missing"]);

    // Grown again to the same size, with other commits.
    for number in 4..7 {
        observe(&forced, number);
    }
    assert!(forced.place() > folder.place());
    verify(&forced, &kept, &key).refused(&["another root"]);

    // What the other history signed does not fit the first one, and what
    // another key signed fits neither.
    verify(&folder, &checkpoint(&forced), &key).refused(&["acknowledged commits are missing"]);
    let stranger = crate::scripts::folder(0);
    verify(&forced, &checkpoint(&stranger), &key).refused(&["not signed by the key"]);
}
