//! The demo, as a newcomer runs it.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::cycle::binary;

#[test]
fn the_demo_prints_the_positions_serves_and_stops_in_good_order() {
    let data = tempfile::tempdir().unwrap();
    let mut demo = Command::new(binary())
        .args(["demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(data.path())
        .args(crate::ON_NATS.then_some("--nats"))
        .env("QUARTERDAY_NATS_SERVER", quarterday_tests::nats_server())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut printed = Vec::new();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    for line in lines.by_ref() {
        let line = line.unwrap();
        let last = line.contains("curl -H");
        printed.push(line);
        if last {
            break;
        }
    }
    let text = printed.join("\n");
    for figure in [
        "97%", "90%", "92%", "16.7%", "75%", "78%", "94%", "91%", "17",
    ] {
        assert!(
            text.contains(figure),
            "the demo does not print {figure}:\n{text}"
        );
    }
    // The command line works beside it, by its socket.
    let beside = Command::new(binary())
        .args([
            "position",
            "--council",
            "derby",
            "--plan",
            "recovery-plan-2021-22",
        ])
        .args([
            "--quarter",
            "2021-22-Q2",
            "--kind",
            "milestone",
            "--format",
            "json",
            "--data",
        ])
        .arg(data.path())
        .output()
        .unwrap();
    assert!(
        beside.status.success(),
        "{}",
        String::from_utf8_lossy(&beside.stderr)
    );
    assert!(String::from_utf8_lossy(&beside.stdout).contains("\"91\""));
    Command::new("kill")
        .arg(demo.id().to_string())
        .status()
        .unwrap();
    assert!(demo.wait().unwrap().success());
    assert!(!data.path().join("quarterday.sock").exists());
}
