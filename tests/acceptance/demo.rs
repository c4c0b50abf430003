//! The demo, as a newcomer runs it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
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
    sign_off(data.path(), &text);
    Command::new("kill")
        .arg(demo.id().to_string())
        .status()
        .unwrap();
    assert!(demo.wait().unwrap().success());
    assert!(!data.path().join("quarterday.sock").exists());
}

/// The sample report waits for Legal alone, and what the demo proposes to try
/// signs it.
fn sign_off(data: &Path, printed: &str) {
    assert!(printed.contains("report requests"), "{printed}");
    let report = |action: &str, more: &[&str]| {
        let output = Command::new(binary())
            .args(["report", action])
            .args(more)
            .args(["--council", "derby", "--data"])
            .arg(data)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{action}: {said}");
        String::from_utf8(output.stdout).unwrap()
    };
    let requests = report("requests", &["--format", "json"]);
    let requests: serde_json::Value = serde_json::from_str(&requests).unwrap();
    let requests = requests["requests"].as_array().unwrap();
    assert_eq!(requests.len(), 1, "{requests:?}");
    assert_eq!(requests[0]["role"], "legal");
    let reference = requests[0]["report"].as_str().unwrap();
    let proposed = printed
        .lines()
        .find(|line| line.contains("report sign-off"))
        .unwrap();
    assert!(proposed.contains(reference), "{proposed}");
    let by = requests[0]["people"][0]["email"].as_str().unwrap();
    assert!(proposed.contains(by), "{proposed}");
    let hash = requests[0]["content_hash"].as_str().unwrap();
    let sign = [
        reference,
        "--role",
        "legal",
        "--by",
        by,
        "--content-hash",
        &hash[..16],
    ];
    report("sign-off", &sign);
    let table = report("table", &[reference, "--format", "csv"]);
    let blank: Vec<&str> = table.lines().filter(|line| line.ends_with(",,")).collect();
    assert_eq!(blank, ["Other(s),,"], "{table}");
}
