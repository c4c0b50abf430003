//! `deploy/get-nats` finds a server, installs one, or says what is missing.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use quarterday_tests::{nats_server, python, script};

/// Runs it with a path of these folders, and of the tools that it needs.
fn get(path: &[&Path], target: &Path) -> Output {
    let paths = std::env::join_paths(path).unwrap();
    let mut command = Command::new(script("deploy/get-nats"));
    command.env("PATH", paths).arg(target).output().unwrap()
}

/// A folder with the tools that the script uses, without Python and nats-server.
fn tools(room: &Path) -> PathBuf {
    let folder = room.join("tools");
    std::fs::create_dir(&folder).unwrap();
    let all = "bash env sed sort head cat mktemp rm realpath find install mv mkdir uname";
    for tool in all.split(' ') {
        let found = std::env::split_paths(&std::env::var_os("PATH").unwrap())
            .map(|folder| folder.join(tool))
            .find(|file| file.is_file());
        let found = found.unwrap_or_else(|| panic!("there is no {tool} on this machine"));
        symlink(found, folder.join(tool)).unwrap();
    }
    folder
}

fn program(folder: &Path, name: &str, text: &str) {
    std::fs::create_dir_all(folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[track_caller]
fn stops(output: &Output, words: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && output.stdout.is_empty(),
        "{output:?}"
    );
    assert!(said.contains(words), "no `{words}`: {said}");
}

#[track_caller]
fn path_of(output: &Output) -> PathBuf {
    assert!(output.status.success(), "{output:?}");
    PathBuf::from(std::str::from_utf8(&output.stdout).unwrap().trim_end())
}

#[test]
fn a_recent_server_on_the_path_is_used() {
    let room = tempfile::tempdir().unwrap();
    let server = nats_server().canonicalize().unwrap();
    let tools = tools(room.path());
    let got = get(
        &[server.parent().unwrap(), &tools],
        &room.path().join("bin"),
    );
    assert_eq!(path_of(&got), server);
    assert!(!room.path().join("bin").exists());
}

#[test]
fn what_is_missing_is_said() {
    let room = tempfile::tempdir().unwrap();
    let tools = tools(room.path());
    let target = room.path().join("bin");
    stops(&get(&[&tools], &target), "apt-get install python3-venv");
    program(
        &tools,
        "python3",
        "#!/bin/sh\necho 'No module named venv'\nexit 1\n",
    );
    stops(&get(&[&tools], &target), "has no venv or no pip");
    // A server that is too old is neither used nor written over.
    let old = "#!/bin/sh\necho 'nats-server: v2.9.10'\n";
    program(&target, "nats-server", old);
    stops(&get(&[&tools], &target), "2.10 or later is needed");
    assert_eq!(
        std::fs::read_to_string(target.join("nats-server")).unwrap(),
        old
    );
    let wrong = Command::new(script("deploy/get-nats"))
        .arg("--wrong")
        .output();
    assert_eq!(wrong.unwrap().status.code(), Some(2));
    let help = Command::new(script("deploy/get-nats"))
        .arg("--help")
        .output();
    let help = String::from_utf8(help.unwrap().stdout).unwrap();
    assert!(help.starts_with("Installs nats-server"), "{help}");
}

#[test]
fn it_installs_once() {
    let room = tempfile::tempdir().unwrap();
    let tools = tools(room.path());
    symlink(python().get_program(), tools.join("python3")).unwrap();
    let target = room.path().join("bin");
    let first = path_of(&get(&[&tools], &target));
    assert_eq!(first, target.canonicalize().unwrap().join("nats-server"));
    let version = Command::new(&first).arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    assert!(version.contains("v2.15.1"), "{version}");
    let modified = |path: &Path| std::fs::metadata(path).unwrap().modified().unwrap();
    let before = modified(&first);
    let again = get(&[&tools], &target);
    assert_eq!(path_of(&again), first);
    assert_eq!(modified(&first), before);
}
