//! Signing in by OpenID Connect: the real binary, a real provider, a real
//! browser.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use quarterday_tests::{Folder, Server, run};
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openid");
const SECRET: &str = "a secret for tests alone, long enough";

/// A provider, ended with the test, however that ends.
struct Provider {
    program: Child,
    issuer: String,
    /// It ends when nobody writes to it any more.
    _input: ChildStdin,
    _printed: BufReader<ChildStdout>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Provider {
    /// On an address of this machine that is another site than the service's.
    fn start(address: &str, tenant: &str) -> Self {
        let modules = Path::new(FOLDER).join("node_modules/oidc-provider");
        assert!(
            modules.exists(),
            "the provider is missing: tests/run installs it"
        );
        let mut program = Command::new("node")
            .args(["provider.mjs", address, tenant])
            .current_dir(FOLDER)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = program.stdin.take().unwrap();
        let mut issuer = String::new();
        let mut printed = BufReader::new(program.stdout.take().unwrap());
        printed.read_line(&mut issuer).unwrap();
        assert!(issuer.starts_with("http://"), "the provider did not start");
        Self {
            program,
            issuer: issuer.trim_end().to_owned(),
            _input: input,
            _printed: printed,
        }
    }
}

/// A table of the configuration.
fn table(id: &str, label: &str, issuer: &str, secret: &str, more: &str) -> String {
    format!(
        "[[openid]]\nid = '{id}'\nlabel = '{label}'\nissuer = '{issuer}'\n\
         client_id = 'quarterday'\nclient_secret_file = '{secret}'\n{more}\n"
    )
}

fn configuration(folder: &Folder, entra: &Provider, derby: &Provider) -> String {
    let secret = folder.file("secret", SECRET.as_bytes());
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
    let of_entra = "tenant = 'tenant-1'\naddress_claims = ['preferred_username', 'email']\n\
        [openid.councils.rochdale]\nperformance_officer = ['5a-officers']\n";
    let of_derby = "[openid.councils.derby]\n";
    let of_gone = "[openid.councils.rochdale]\n";
    let tables = [
        table("entra", "Microsoft", &entra.issuer, &secret, of_entra),
        table("derby", "Derby", &derby.issuer, &secret, of_derby),
        table("gone", "Nobody", "http://127.0.0.1:1", &secret, of_gone),
    ];
    folder.file("node.toml", tables.concat().as_bytes())
}

/// The trail of a council from its newest entry on, those of a type.
fn trail(folder: &Folder, council: &str, kind: &str) -> Vec<Value> {
    let data = folder.data().to_str().unwrap();
    let found = run([
        "audit",
        "--data",
        data,
        "--council",
        council,
        "--type",
        kind,
        "--format",
        "json",
    ]);
    let found = found.done().json();
    let entries = found.as_array().unwrap().iter();
    let events = entries.flat_map(|entry| entry["events"].as_array().unwrap().clone());
    events
        .filter_map(|event| event.get(kind).cloned())
        .collect()
}

#[test]
fn people_sign_in_by_a_provider_and_others_do_not() {
    let (entra, derby) = (
        Provider::start("127.0.0.2", "tenant-1"),
        Provider::start("127.0.0.3", "tenant-2"),
    );
    let folder = Folder::empty();
    let data = folder.data().to_str().unwrap();
    run(["demo", "--no-serve", "--data", data]).done();
    let config = configuration(&folder, &entra, &derby);
    let service = Server::configured(folder.data(), Path::new(&config)).unwrap();
    let browser = std::env::var("QUARTERDAY_CHROMIUM");
    let browser = browser.unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    let mut arguments = vec!["sign_in.mjs".to_owned(), browser, service.base().to_owned()];
    arguments.extend(std::env::var("QUARTERDAY_SCREENSHOTS"));
    let output = Command::new("node")
        .args(arguments)
        .current_dir(FOLDER)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );

    // Everyone who was let in, and everyone who was not, is in the trail.
    let opened = trail(&folder, "rochdale", "session.opened");
    let by = |opened: &Value, field: &str| opened["by"][field].clone();
    let with_roles = opened
        .iter()
        .filter(|one| by(one, "roles")[0] == "performance_officer");
    assert_eq!(with_roles.count(), 1, "{opened:#?}");
    let too_many = opened.iter().filter(|one| by(one, "groups") == "too_many");
    assert_eq!(too_many.count(), 1, "{opened:#?}");
    let bound = trail(&folder, "rochdale", "sign_in.bound");
    let objects = bound.iter().map(|one| one["account"]["subject"].clone());
    let mut objects: Vec<_> = objects
        .map(|one| one.as_str().unwrap().to_owned())
        .collect();
    objects.sort();
    let expected = ["officer", "overage", "owner", "rotated"].map(|who| format!("object-of-{who}"));
    assert_eq!(objects, expected);
    let refused = trail(&folder, "rochdale", "sign_in.refused");
    let times = |why: &str| refused.iter().filter(|one| one["why"] == why).count();
    for (why, expected) in [
        ("unknown_address", 1),
        ("no_address", 1),
        ("wrong_tenant", 1),
        ("token_invalid", 4),
        ("provider_refused", 2),
        ("flow_over", 4),
    ] {
        assert_eq!(times(why), expected, "{why}: {refused:#?}");
    }
    assert_eq!(trail(&folder, "derby", "sign_in.bound").len(), 1);

    // An administrator sees the accounts and ends one.
    let of = ["--data", data, "--council", "rochdale"];
    let listed = run([&["binding", "list", "--format", "json"][..], &of].concat());
    let listed = listed.done().json();
    let listed = listed["bindings"].as_array().unwrap();
    assert_eq!(listed.len(), 4, "{listed:#?}");
    let id = listed[0]["id"].as_str().unwrap();
    run([&["binding", "end", "--id", id][..], &of].concat()).done();
    run([&["binding", "end", "--id", id][..], &of].concat()).refused(&["QD0155"]);
    assert_eq!(trail(&folder, "rochdale", "sign_in.unbound").len(), 1);
}
