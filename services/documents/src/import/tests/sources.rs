//! Files and folders on disk.

use std::fs;

use crate::import::{Error, parse, read_paths};

#[test]
fn a_folder_gives_its_importable_files_by_name() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("b.csv", "plan\nQ\n"),
        ("A.CSV", "plan\nP\n"),
        ("~$book.xlsx", "lock"),
        (".hidden.csv", "x"),
        ("readme.txt", "x"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    fs::create_dir(folder.path().join("c.csv")).unwrap();
    let files = read_paths(&[folder.path()]).unwrap();
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["A.CSV", "b.csv"]);
    assert_eq!(parse(&files).unwrap().sheets.plans.len(), 2);
    let one = read_paths(&[folder.path().join("b.csv")]).unwrap();
    assert_eq!(one[0].name, "b.csv");
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        read_paths(&[folder.path()]),
        Err(Error::EmptyFolder { .. })
    ));
    let absent = folder.path().join("absent.csv");
    assert!(matches!(read_paths(&[absent]), Err(Error::Read { .. })));
    let large = fs::File::create(folder.path().join("large.csv")).unwrap();
    large.set_len(65 * 1024 * 1024).unwrap();
    assert!(matches!(
        read_paths(&[folder.path()]),
        Err(Error::TooLarge { .. })
    ));
}
