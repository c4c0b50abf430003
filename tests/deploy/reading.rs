//! The scripts of `docs/reading-the-stream.md` make sense of real commits.

use std::io::{BufRead as _, BufReader};
use std::ops::ControlFlow;
use std::process::{Child, Command, Stdio};

use quarterday_bus::EventLog as _;
use quarterday_bus::jetstream::{Access, Credential, Settings};
use quarterday_tests::{Nats, python, script};

use crate::node::{Node, establish, observe, plan};
use crate::secured::Secured;

/// Observations that are sent while a script is awaited.
const OBSERVATIONS_MAX: usize = 500;
/// Commits that must have come by.
const SEEN_MIN: usize = 5;

fn reader(server: &Secured, path: &str, before: &[&str]) -> Command {
    let Credential::Password { user, password } = server.access("auditor").credential else {
        panic!("the auditor has a password");
    };
    let mut command = Command::new(python().get_program());
    command.arg(script(path)).arg(server.nats.url());
    command.args(before).args([user, password]);
    command
}

/// What the scripts print of each place of a ledger.
fn expected(node: &Node) -> Vec<String> {
    let mut lines = Vec::new();
    let scanned = node.bus.ledger().scan(1, |record| {
        let head = &record.head;
        lines.push(format!(
            "{} {:.6} {} {}",
            head.place, head.recorded, head.kind, head.subject
        ));
        ControlFlow::<()>::Continue(())
    });
    assert!(scanned.unwrap().is_continue());
    lines
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_scripts_print_each_commit() {
    let server = Secured::start();
    Node::make_stream("rochdale", &server.access("operator")).await;
    let folder = tempfile::tempdir().unwrap();
    let alone = Settings {
        may_create: false,
        is_found: false,
        ..Settings::alone("a".parse().unwrap())
    };
    let node = Node::open("rochdale", &server.access("node"), alone, folder.path()).await;
    node.accept(establish("set-up")).await;
    node.accept(plan("plan", 40, 20)).await;

    // A subscription sees what is sent from then on, so there is more sent until
    // it has seen some.
    let mut live = reader(&server, "docs/read_stream.py", &["rochdale"]);
    let mut live = Ended(live.stdout(Stdio::piped()).spawn().unwrap());
    let printed = BufReader::new(live.0.stdout.take().unwrap()).lines();
    let (told, seen) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        printed
            .map_while(Result::ok)
            .try_for_each(|line| told.send(line))
    });
    let mut lines = Vec::new();
    for number in 0..OBSERVATIONS_MAX {
        node.accept(observe(
            &format!("o-{number}"),
            number % 40,
            1 + number / 40,
        ))
        .await;
        lines.extend(seen.recv_timeout(std::time::Duration::from_millis(50)));
        if lines.len() >= SEEN_MIN {
            break;
        }
    }
    assert!(lines.len() >= SEEN_MIN, "{lines:?}");
    let expected = expected(&node);
    let place = |line: &String| line.split(' ').next().unwrap().parse::<usize>().unwrap();
    let first = place(&lines[0]);
    assert!(
        first > 2,
        "it cannot have seen what was before it: {lines:?}"
    );
    assert_eq!(lines, expected[first - 1..first - 1 + lines.len()]);
    assert!(lines[0].contains(" item.observed action."), "{lines:?}");

    let stored = reader(&server, "docs/read_stored.py", &["rochdale", "1"])
        .output()
        .unwrap();
    assert!(stored.status.success(), "{stored:?}");
    let stored: Vec<_> = std::str::from_utf8(&stored.stdout)
        .unwrap()
        .lines()
        .collect();
    assert_eq!(stored, expected);
    node.close().await;
}

/// A server without users lets the script in as nobody; too few arguments are
/// answered with how it is called.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stored_are_read_without_a_user() {
    let nats = Nats::start();
    let access = Access {
        servers: vec![nats.url()],
        name: "deploy nobody".to_owned(),
        ..Access::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let alone = Settings::alone("a".parse().unwrap());
    let node = Node::open("rochdale", &access, alone, folder.path()).await;
    node.accept(establish("set-up")).await;
    node.accept(plan("plan", 3, 20)).await;
    let read = |arguments: &[&str]| {
        Command::new(python().get_program())
            .arg(script("docs/read_stored.py"))
            .args(arguments)
            .output()
            .unwrap()
    };
    let url = nats.url();
    let expected = expected(&node);
    assert!(expected.len() > 1, "{expected:?}");
    for (arguments, first) in [(&[&*url, "rochdale"][..], 0), (&[&url, "rochdale", "2"], 1)] {
        let stored = read(arguments);
        assert!(stored.status.success(), "{stored:?}");
        let printed = String::from_utf8(stored.stdout).unwrap();
        assert_eq!(printed.lines().collect::<Vec<_>>(), expected[first..]);
    }
    for arguments in [&[][..], &[&*url], &[&url, "rochdale", "1", "auditor"]] {
        let refused = read(arguments);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(
            said.contains("SERVER COUNCIL") && !said.contains("Traceback"),
            "{said}"
        );
    }
    node.close().await;
}

#[test]
fn the_page_shows_the_script_as_it_is() {
    let page = std::fs::read_to_string(script("docs/reading-the-stream.md")).unwrap();
    let code = std::fs::read_to_string(script("docs/read_stream.py")).unwrap();
    let (_, code) = code.split_once('\n').unwrap();
    assert!(
        page.contains(&format!("```python\n{code}```")),
        "the page shows another script"
    );
    assert!(code.lines().filter(|line| !line.is_empty()).count() <= 10);
}

/// A process that ends with the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
