//! `deploy/local-cluster`, as one who tries it runs it.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use quarterday_tests::{program, run, until};

/// Three servers with the users of production and three nodes begin with one command;
/// what is imported at one is shown by another; a signal ends all of it.
#[test]
fn the_cluster_of_one_command_carries_a_council() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("cluster");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    // Away from one that somebody runs by hand, and from other tests' ports.
    let base = 1000 + std::process::id() % 4000;
    let mut script = Command::new(format!("{root}/deploy/local-cluster"))
        .arg(&dir)
        .env("PORT_BASE", base.to_string())
        .env("QUARTERDAY", program())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut lines = BufReader::new(script.stdout.take().unwrap()).lines();
    for line in lines.by_ref() {
        said.push_str(&line.unwrap());
        said.push('\n');
        if said.contains("Ctrl-C stops everything") {
            break;
        }
    }
    assert!(said.contains("Ctrl-C stops everything"), "{said}");
    let data = |node: &str| dir.join(node).display().to_string();
    let of = |node: &str| {
        [
            "--council".to_owned(),
            "derby".to_owned(),
            "--data".to_owned(),
            data(node),
        ]
    };
    let sheets = std::fs::read_dir(format!("{root}/tests/fixtures/derby-2021-22-q2")).unwrap();
    let sheets = sheets.map(|sheet| sheet.unwrap().path().display().to_string());
    let sheets = sheets.filter(|sheet| sheet.ends_with(".csv"));
    let import: Vec<String> = ["import".to_owned()].into_iter().chain(sheets).collect();
    until("the import is stored", || {
        let ran = run(import.iter().cloned().chain(of("a")));
        (ran.code == Some(0)).then_some(())
    });
    until("another node shows it", || {
        let ran = run(["plan".to_owned(), "list".to_owned()]
            .into_iter()
            .chain(of("c")));
        ran.out.contains("recovery-plan-2021-22").then_some(())
    });
    let stopped = Command::new("kill").arg(script.id().to_string()).status();
    assert!(stopped.unwrap().success());
    script.wait().unwrap();
    // Whatever it had started has let go of the files.
    let server = std::net::TcpStream::connect(("127.0.0.1", 14301 + u16::try_from(base).unwrap()));
    assert!(server.is_err(), "a server runs on");
    run(["verify".to_owned()].into_iter().chain(of("b"))).done();
}
