//! The demo with its own nats-server, killed.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use quarterday_tests::{Folder, nats_server, program, signal, until};

fn demo(folder: &Folder, more: &[&str]) -> Command {
    let mut command = Command::new(program());
    command
        .args(["demo", "--nats", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.data())
        .args(more)
        .env("QUARTERDAY_NATS_SERVER", nats_server())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The process of the nats-server, as the name of its file of ports has it.
fn server_of(folder: &Folder) -> Option<u32> {
    let entry = std::fs::read_dir(folder.data().join("nats/ports"))
        .ok()?
        .next()?;
    let name = entry.ok()?.file_name().into_string().ok()?;
    let (_, number) = name.strip_suffix(".ports")?.rsplit_once('_')?;
    number.parse().ok()
}

fn runs(process: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/cmdline"));
    status.is_ok_and(|line| line.contains("nats-server"))
}

/// Told to stop, it ends its connection and then the server, and complains of
/// neither.
#[test]
fn a_demo_that_is_told_to_stop_ends_without_a_warning() {
    let folder = Folder::empty();
    let mut demo = demo(&folder, &[]).spawn().unwrap();
    let lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    let lines = lines.map_while(Result::ok);
    let mut seen = lines.skip_while(|line| !line.contains("Serving on"));
    assert!(seen.next().is_some());
    // What comes afterwards is read, so that it never waits for us.
    let rest = std::thread::spawn(move || seen.count());
    let server = server_of(&folder).unwrap();
    signal(demo.id(), "TERM");
    let mut said = String::new();
    demo.stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert!(demo.wait().unwrap().success(), "{said}");
    rest.join().unwrap();
    let of_nats = said.lines().find(|line| line.contains("NATS"));
    assert_eq!(of_nats, None, "{said}");
    assert!(!runs(server));
}

#[test]
fn a_demo_that_is_killed_takes_its_server_along_and_starts_again() {
    let folder = Folder::empty();
    let mut first = demo(&folder, &[]).spawn().unwrap();
    let lines = BufReader::new(first.stdout.take().unwrap()).lines();
    let serving = lines
        .map_while(Result::ok)
        .find(|line| line.contains("Serving on"));
    assert!(serving.is_some());
    let server = server_of(&folder).unwrap();
    assert!(runs(server));
    first.kill().unwrap();
    // At once, while the first server may still be ending.
    let second = demo(&folder, &["--no-serve"]).output().unwrap();
    let out = String::from_utf8_lossy(&second.stdout);
    assert!(second.status.success(), "{second:?}");
    assert_eq!(out.matches("loaded before").count(), 5, "{out}");
    assert!(!runs(server));
    first.wait().unwrap();
    // It stops its own server in order.
    until("no server is left", || {
        server_of(&folder)
            .is_none_or(|server| !runs(server))
            .then_some(())
    });
}
