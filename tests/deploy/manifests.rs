//! Units, manifests, alerts and configuration templates, by the programs that
//! read them and by checkers that others wrote.

use std::path::Path;
use std::process::{Command, Output};

use quarterday_node::config;
use quarterday_tests::{Server, nats_server, python, script, until};
use serde_json::Value;

use crate::secured::configured;

/// The exposure that `systemd-analyze security` may find, in tenths.
const EXPOSURE_MAX: u32 = 15;

/// Runs a tool that tests/run installs.
fn tool(name: &str, arguments: &[&str]) -> Output {
    let ran = Command::new(name).args(arguments).output();
    ran.unwrap_or_else(|error| panic!("{name}: {error}; tests/run installs it"))
}

#[track_caller]
fn well(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    out
}

#[test]
fn manifests_are_valid_and_ask_what_is_served() {
    let checked = Command::new(python().get_program())
        .arg(script("tests/deploy/check_manifests.py"))
        .arg(script("deploy"))
        .output();
    let said = well(&checked.unwrap());
    let line = |name: &str| {
        let mut lines = said.lines().filter_map(|line| line.strip_prefix(name));
        lines.next().unwrap().to_owned()
    };
    let api: Value =
        serde_json::from_slice(&std::fs::read(script("docs/openapi.json")).unwrap()).unwrap();
    let probes = line("probes: ");
    assert_eq!(probes.split(' ').count(), 3);
    for path in probes.split(' ') {
        assert!(
            api["paths"][path]["get"].is_object(),
            "{path} is not served"
        );
    }

    // The check of the Compose file, on a node.
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path()).unwrap_or_else(|ran| panic!("{ran:#?}"));
    let port = server.base().rsplit(':').next().unwrap().to_owned();
    let check = line("healthcheck: ").replace("8420", &port);
    let healthy = || {
        let ran = Command::new("bash").args(["-c", &check]).output().unwrap();
        ran.status.success()
    };
    until("the node is healthy", || healthy().then_some(()));
    server.kill();
    assert!(!healthy());
}

#[test]
fn every_nats_configuration_is_in_order() {
    let folder = tempfile::tempdir().unwrap();
    configured(folder.path());
    let manifest = script("deploy/kubernetes/nats.conf");
    std::fs::copy(manifest, folder.path().join("nats.conf")).unwrap();
    for name in ["server.conf", "cluster.conf", "nats.conf"] {
        let checked = Command::new(nats_server())
            .args(["-t", "-c", name])
            .current_dir(folder.path())
            .env("NATS_SERVER_NAME", "nats-1")
            .env("POD_NAME", "nats-1")
            .output();
        well(&checked.unwrap());
    }
}

#[test]
fn templates_of_nodes_are_in_order() {
    for (path, node) in [
        ("deploy/compose/node.toml", "a"),
        ("deploy/kubernetes/node.toml", "quarterday-0"),
    ] {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = std::fs::read_to_string(script(path)).unwrap();
        let text = text.replace("@NODE@", node).replace("@USER@", "node");
        std::fs::write(file.path(), text).unwrap();
        let read = config::read(Some(file.path())).unwrap();
        let settings = read.bus.nats.as_ref().unwrap().settings();
        settings.check().unwrap();
        assert!(settings.counts() && !settings.may_create, "{path}");
        assert_eq!((settings.ledgers.len(), settings.acknowledge), (3, 2));
        // The one fault is the password, which is not on this machine.
        let faults = config::faults(&read);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].contains("node.password"), "{faults:?}");
    }
}

#[test]
fn alerts_fire_when_they_should() {
    let folder = script("deploy/prometheus");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    well(&tool("promtool", &["check", "rules", &path("alerts.yaml")]));
    well(&tool(
        "promtool",
        &["test", "rules", &path("alerts.test.yaml")],
    ));
    well(&tool(
        "promtool",
        &["check", "config", &path("scrape.yaml")],
    ));
    // Each alert is in a test.
    let read = |name: &str| std::fs::read_to_string(path(name)).unwrap();
    let tests = read("alerts.test.yaml");
    for line in read("alerts.yaml").lines() {
        if let Some(name) = line.trim().strip_prefix("- alert: ") {
            assert!(tests.contains(name), "no test of {name}");
        }
    }
}

#[test]
fn units_are_in_order_and_locked() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["quarterday.service", "nats-server.service"] {
        let text = std::fs::read_to_string(script("deploy/systemd").join(name)).unwrap();
        // The programs are not installed where tests run.
        let there = text
            .replace("/usr/local/bin/quarterday ", "/bin/true ")
            .replace("/usr/local/bin/nats-server ", "/bin/true ");
        let path = folder.path().join(name);
        std::fs::write(&path, there).unwrap();
        let path = path.to_str().unwrap();
        let verified = tool("systemd-analyze", &["verify", path]);
        well(&verified);
        let said = String::from_utf8_lossy(&verified.stderr);
        assert!(!said.contains(name), "{said}");
        let arguments = ["security", "--no-pager", "--offline=true"];
        let threshold = format!("--threshold={EXPOSURE_MAX}");
        well(&tool(
            "systemd-analyze",
            &[&arguments[..], &[&threshold, path]].concat(),
        ));
    }
}

#[test]
fn the_image_is_built_of_what_is_there() {
    let text = std::fs::read_to_string(script("deploy/Dockerfile")).unwrap();
    let manifest = std::fs::read_to_string(script("Cargo.toml")).unwrap();
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "));
    let image = format!("FROM rust:{}-", version.unwrap().trim_matches('"'));
    assert!(text.contains(&image), "another Rust than {version:?}");
    let ignore = std::fs::read_to_string(script("deploy/Dockerfile.dockerignore")).unwrap();
    for needed in ignore.lines().filter_map(|line| line.strip_prefix('!')) {
        assert!(Path::new(&script(needed)).exists(), "{needed}");
    }
    let members = manifest
        .lines()
        .skip_while(|line| !line.starts_with("members"));
    let members = members
        .take_while(|line| !line.starts_with(']'))
        .collect::<String>();
    for member in members.split('"').skip(1).step_by(2) {
        let top = member.split('/').next().unwrap();
        assert!(
            ignore.contains(&format!("!{top}\n")),
            "{member} is left out"
        );
    }
}
