//! `deploy/quarterday.example.toml`, and a node with it on a server with
//! `deploy/nats`.

use std::process::Command;

use quarterday_node::config;
use quarterday_tests::{Server, is_ready, python, run, script, until};

use crate::secured::Secured;

fn example() -> String {
    std::fs::read_to_string(script("deploy/quarterday.example.toml")).unwrap()
}

/// The keys of a table that are written out or commented out.
fn keys(text: &str, table: &str) -> Vec<String> {
    let mut inside = table.is_empty();
    let mut keys = Vec::new();
    for line in text.lines() {
        let line = line.trim_start_matches("# ");
        if line.starts_with('[') && line.ends_with(']') {
            inside = line == format!("[{table}]");
        }
        if inside
            && let Some((key, _)) = line.split_once(" = ")
            && key
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        {
            keys.push(key.to_owned());
        }
    }
    keys
}

/// Keys that are tables of their own.
const TABLES: &[&str] = &[
    "http", "bus", "log", "mail", "smtp", "oauth", "retry", "bounces", "councils", "openid",
    "limits",
];

#[test]
fn the_example_is_in_order() {
    let path = script("deploy/quarterday.example.toml");
    let checked = run(["check-config", path.to_str().unwrap()]).done();
    assert!(checked.out.contains("is in order"), "{checked:?}");
}

#[test]
fn templates_say_that_they_are_filled_in_elsewhere() {
    for name in ["compose", "kubernetes"] {
        let path = script(&format!("deploy/{name}/node.toml"));
        let checked = run(["check-config", path.to_str().unwrap()]);
        checked.refused(&["bus.nats.node: `@NODE@`", "a placeholder of a template"]);
    }
}

#[test]
fn the_example_has_every_key() {
    // The program names the keys of a table when it meets one that it does not
    // know, so what is missing here is found whoever adds it.
    for (table, found) in [
        ("", keys(example().split("[http]").next().unwrap(), "")),
        ("http", keys(&example(), "http")),
        ("http.limits", keys(&example(), "http.limits")),
        ("log", keys(&example(), "log")),
        ("mail", keys(&example(), "mail")),
        ("mail.smtp", keys(&example(), "mail.smtp")),
        ("mail.smtp.oauth", keys(&example(), "mail.smtp.oauth")),
        ("mail.retry", keys(&example(), "mail.retry")),
        ("mail.bounces", keys(&example(), "mail.bounces")),
        (
            "mail.councils.rochdale",
            keys(&example(), "mail.councils.rochdale"),
        ),
        ("bus.nats", keys(&example(), "bus.nats")),
        ("[openid]", keys(&example(), "[openid]")),
    ] {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = match table {
            "" => "unknown = 1\n".to_owned(),
            table => format!("[{table}]\nunknown = 1\n"),
        };
        std::fs::write(file.path(), text).unwrap();
        let error = config::read(Some(file.path())).unwrap_err().to_string();
        let (_, known) = error.split_once("expected ").unwrap();
        let known = known.lines().next().unwrap().split('`').skip(1).step_by(2);
        for key in known.filter(|key| !TABLES.contains(key)) {
            assert!(
                found.iter().any(|one| one == key),
                "no `{key}` in [{table}]: {error}"
            );
        }
    }
}

#[test]
fn every_value_that_is_called_a_default_is_one() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let least = "[bus.nats]\nservers = ['nats://127.0.0.1:4222']\nnode = 'a'\n";
    std::fs::write(file.path(), least).unwrap();
    let least = config::read(Some(file.path())).unwrap();
    let mut said = config::read(Some(&script("deploy/quarterday.example.toml"))).unwrap();
    // What the text says is no default.
    said.data = least.data.clone();
    let (nats, default) = (
        said.bus.nats.as_mut().unwrap(),
        least.bus.nats.as_ref().unwrap(),
    );
    assert_eq!(nats.settings().acknowledge, 2);
    (nats.ledgers, nats.acknowledge) = (default.ledgers.clone(), default.acknowledge);
    assert_eq!(said, least);
}

#[test]
fn what_is_commented_out_of_mail_is_right_and_says_its_defaults() {
    let example = example();
    let (_, mail) = example.split_once("\n[mail]\n").unwrap();
    let (mail, _) = mail.split_once("\n[bus.nats]\n").unwrap();
    let stated = |line: &&str| {
        let key = line.split(" = ").next().unwrap_or_default();
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        line.starts_with('[') || (line.contains(" = ") && key.bytes().all(plain))
    };
    let lines = mail.lines().map(|line| line.trim_start_matches("# "));
    let lines: Vec<&str> = lines.filter(stated).collect();
    let file = tempfile::NamedTempFile::new().unwrap();
    let read = |text: String| {
        std::fs::write(file.path(), text).unwrap();
        config::read(Some(file.path())).unwrap().mail
    };
    let mut said = read(format!("[mail]\n{}\n", lines.join("\n")));
    let least = read("[mail.smtp]\nhost = 'smtp.office365.com'\n".to_owned());
    let (smtp, default) = (said.smtp.as_mut().unwrap(), least.smtp.as_ref().unwrap());
    assert_eq!(smtp.port.take(), Some(default.port()));
    assert!(smtp.oauth.take().is_some() && smtp.user.take().is_some());
    let files = [&mut smtp.ca_file, &mut smtp.password_file];
    assert!(files.into_iter().all(|file| file.take().is_some()));
    assert!(smtp.hello_name.take().is_some());
    assert_eq!(said.smtp, least.smtp);
    assert_eq!(said.retry, least.retry);
    assert_eq!(
        said.return_path_per_recipient,
        least.return_path_per_recipient
    );
    assert_eq!(said.councils.len(), 1);
}

#[test]
fn a_node_runs_with_it_on_the_configured_server() {
    let server = Secured::start();
    let folder = tempfile::tempdir().unwrap();
    let configured = |name: &str, user: &str| {
        let password = server.folder().join(format!("{user}.password"));
        let text = example()
            .replace("nats://127.0.0.1:4222", &server.nats.url())
            .replace("ledgers = [\"a\", \"b\", \"c\"]", "ledgers = [\"a\"]")
            .replace("acknowledge = 2", "acknowledge = 1")
            .replace("# user = \"node\"", &format!("user = \"{user}\""))
            .replace(
                "# password_file = \"/etc/quarterday/node.password\"",
                &format!("password_file = \"{}\"", password.display()),
            );
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let node = configured("node.toml", "node");
    let operator = configured("operator.toml", "operator");
    let data = folder.path().join("data");
    let serving = Server::configured(&data, &node).unwrap_or_else(|ran| panic!("{ran:#?}"));
    let data = data.to_str().unwrap();
    let create = [
        "council",
        "create",
        "--council",
        "rochdale",
        "--name",
        "R",
        "--data",
        data,
    ];
    run(create).refused(&[]);
    let config = operator.to_str().unwrap();
    run([
        "nats",
        "create-stream",
        "--council",
        "rochdale",
        "--config",
        config,
    ])
    .done();
    run(create).done();
    until("the node is ready", || {
        is_ready(serving.base()).then_some(())
    });
    run(["verify", "--council", "rochdale", "--data", data]).done();

    // As docs/operations.md says: the stream is lost as a whole, made again by an
    // operator, and has the ledger's records once more.
    let stored = |first: &str| {
        let password = server.folder().join("auditor.password");
        let read = Command::new(python().get_program())
            .arg(script("docs/read_stored.py"))
            .args([&server.nats.url(), "rochdale", first, "auditor"])
            .arg(std::fs::read_to_string(password).unwrap().trim())
            .output()
            .unwrap();
        String::from_utf8(read.stdout).unwrap()
    };
    let before = stored("1");
    assert!(before.starts_with("1 "), "{before}");
    let deleted = Command::new(python().get_program())
        .args(["-c", DELETE, &server.nats.url()])
        .arg(server.folder().join("operator.password"))
        .status();
    assert!(deleted.unwrap().success());
    run([
        "nats",
        "create-stream",
        "--council",
        "rochdale",
        "--config",
        config,
    ])
    .done();
    until("the stream has its records again", || {
        (stored("1") == before).then_some(())
    });
    until("the node is ready", || {
        is_ready(serving.base()).then_some(())
    });

    let (_, said) = serving.stop();
    assert!(
        said.contains("nats create-stream --council rochdale"),
        "{said}"
    );
    assert_eq!(server.violations(), Vec::<String>::new());
    // What the page tells to do with a copy of a node's folder.
    run(["verify", "--council", "rochdale", "--data", data]).done();
}

/// Deletes the stream of a council as the operator.
const DELETE: &str = "
import asyncio, sys, nats
async def main(server, password):
    client = await nats.connect(server, user='operator', password=open(password).read().strip())
    assert await client.jetstream().delete_stream('qd-rochdale')
    await client.close()
asyncio.run(main(*sys.argv[1:]))
";
