//! A cycle's steps, run as a person would run them, and its figures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use quarterday_tests::{Nats, Server};
use serde::Deserialize;
use serde_json::{Value, json};

/// A data folder that the command line is run on.
pub(crate) struct Workspace {
    /// A node that carries its councils by NATS, if that is what is tested; the
    /// command line reaches it by the data folder's socket.
    _node: Option<(Server, Nats)>,
    pub(crate) data: tempfile::TempDir,
}

/// `cycle.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct Cycle {
    pub(crate) council: String,
    pub(crate) name: String,
    pub(crate) nation: String,
    #[serde(rename = "step", default)]
    pub(crate) steps: Vec<toml::Table>,
    #[serde(rename = "expect", default)]
    pub(crate) expectations: Vec<Expectation>,
}

/// The figures of one position.
#[derive(Debug, Deserialize)]
pub(crate) struct Expectation {
    plan: String,
    quarter: String,
    kind: String,
    axis: String,
    basis: Option<String>,
    theme: Option<String>,
    denominator: u32,
    #[serde(default)]
    parts: BTreeMap<String, (u32, String)>,
    #[serde(default)]
    groups: BTreeMap<String, (u32, String)>,
    excluded: Option<BTreeMap<String, u32>>,
    previous_quarter: Option<Previous>,
}

#[derive(Debug, Deserialize)]
struct Previous {
    quarter: String,
    groups: BTreeMap<String, (u32, String)>,
}

/// The folder of fixtures.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The binary that `cargo build` made in the profile of this test.
pub(crate) fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let binary = profile.join("quarterday");
    assert!(
        binary.exists(),
        "{} is missing: run `cargo build` first",
        binary.display()
    );
    binary
}

/// Reads a cycle.
pub(crate) fn read(folder: &Path) -> Cycle {
    let text = std::fs::read_to_string(folder.join("cycle.toml")).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

impl Workspace {
    pub(crate) fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let _node = crate::ON_NATS.then(|| {
            let nats = Nats::start();
            let config = data.path().join("quarterday.toml");
            let text = format!(
                "[bus.nats]\nservers = ['{}']\nnode = 'a'\ncreate_streams = true\n",
                nats.url()
            );
            std::fs::write(&config, text).unwrap();
            let server = Server::configured(data.path(), &config);
            (server.unwrap_or_else(|ran| panic!("{ran:#?}")), nats)
        });
        Self { _node, data }
    }

    /// Runs the command line on the data folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        Command::new(binary())
            .args(arguments)
            .arg("--data")
            .arg(self.data.path())
            .output()
            .unwrap()
    }

    /// Runs it and expects it to succeed; what it prints.
    pub(crate) fn good(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "quarterday {arguments:?}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs it with JSON output.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--format", "json"]);
        serde_json::from_str(&self.good(&arguments)).unwrap()
    }

    /// Runs every step of a cycle.
    pub(crate) fn load(&self, folder: &Path, cycle: &Cycle) {
        let council = cycle.council.as_str();
        for step in &cycle.steps {
            self.step(folder, council, cycle, step);
        }
    }

    fn step(&self, folder: &Path, council: &str, cycle: &Cycle, step: &toml::Table) {
        let text = |table: &toml::Table, key: &str| {
            table
                .get(key)
                .and_then(toml::Value::as_str)
                .map(str::to_owned)
        };
        let table = |key: &str| step.get(key).and_then(toml::Value::as_table);
        if let Some(files) = step.get("import").and_then(toml::Value::as_array) {
            let mut arguments = vec![
                "import".to_owned(),
                "--council".to_owned(),
                council.to_owned(),
            ];
            for file in files {
                arguments.push(folder.join(file.as_str().unwrap()).display().to_string());
            }
            for (flag, value) in [
                ("--name", Some(cycle.name.clone())),
                ("--nation", Some(cycle.nation.clone())),
                ("--plan", text(step, "plan")),
            ] {
                arguments.extend(
                    value
                        .map(|value| [flag.to_owned(), value])
                        .into_iter()
                        .flatten(),
                );
            }
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            self.good(&arguments);
        }
        if let Some(file) = text(step, "scheme") {
            // A scheme is adopted by a council that is there; perhaps it is.
            self.run(&[
                "council",
                "create",
                "--council",
                council,
                "--name",
                &cycle.name,
                "--nation",
                &cycle.nation,
            ]);
            let file = folder.join(file).display().to_string();
            self.good(&["scheme", "adopt", &file, "--council", council]);
        }
        for action in ["open", "close"] {
            let Some(of) = table(action) else { continue };
            let (plan, quarter) = (text(of, "plan").unwrap(), text(of, "quarter").unwrap());
            let mut arguments = vec![
                "quarter",
                action,
                "--council",
                council,
                "--plan",
                &plan,
                "--quarter",
                &quarter,
            ];
            let reason = text(of, "reason");
            if let Some(reason) = &reason {
                arguments.extend(["--reason", reason]);
            }
            self.good(&arguments);
        }
        if let Some(proposal) = table("propose") {
            let (plan, rationale) = (
                text(proposal, "plan").unwrap(),
                text(proposal, "rationale").unwrap(),
            );
            let change = match (text(proposal, "delete"), text(proposal, "split")) {
                (Some(reference), _) => json!({ "delete": { "ref": reference } }),
                (_, Some(reference)) => {
                    let into: Value = proposal["into"]
                        .clone()
                        .try_into()
                        .expect("parts are a list of tables");
                    json!({ "split": { "ref": reference, "into": into } })
                }
                _ => panic!("a proposal deletes or splits"),
            };
            let change = change.to_string();
            self.good(&[
                "amend",
                "propose",
                "--council",
                council,
                "--plan",
                &plan,
                "--rationale",
                &rationale,
                "--change",
                &change,
            ]);
        }
    }

    /// Holds a printed position against what is expected.
    pub(crate) fn check(&self, council: &str, expected: &Expectation) -> Value {
        let mut arguments = vec![
            "position",
            "--council",
            council,
            "--plan",
            &expected.plan,
            "--quarter",
            &expected.quarter,
            "--kind",
            &expected.kind,
            "--axis",
            &expected.axis,
        ];
        // A basis tells measures' targets apart; a forecast is the year's anyway.
        if let Some(basis) = expected
            .basis
            .as_ref()
            .filter(|_| expected.axis == "target")
        {
            arguments.extend(["--basis", basis]);
        }
        if let Some(theme) = &expected.theme {
            arguments.extend(["--theme", theme]);
        }
        let position = self.json(&arguments);
        let name = format!("{council} {arguments:?}");
        assert_eq!(position["denominator"], expected.denominator, "{name}");
        let pairs = |list: &Value, key: &str| -> BTreeMap<String, (u32, String)> {
            let all = list.as_array().unwrap().iter();
            all.map(|one| {
                let count = u32::try_from(one["count"].as_u64().unwrap()).unwrap();
                let percent = one["percent"].as_str().unwrap().to_owned();
                (one[key].as_str().unwrap().to_owned(), (count, percent))
            })
            .collect()
        };
        assert_eq!(
            pairs(&position["parts"], "status"),
            expected.parts,
            "{name}"
        );
        let groups = pairs(&position["groups"], "label");
        for (label, figure) in &expected.groups {
            assert_eq!(groups.get(label), Some(figure), "{name}: {label}");
        }
        if let Some(expected) = &expected.excluded {
            let excluded: BTreeMap<String, u32> = position["excluded"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| {
                    let count = u32::try_from(one["count"].as_u64().unwrap()).unwrap();
                    (one["reason"].as_str().unwrap().to_owned(), count)
                })
                .collect();
            assert_eq!(&excluded, expected, "{name}");
        }
        if let Some(previous) = &expected.previous_quarter {
            assert_eq!(
                position["previous"]["quarter"],
                previous.quarter.as_str(),
                "{name}"
            );
            let groups = pairs(&position["previous"]["groups"], "label");
            for (label, figure) in &previous.groups {
                assert_eq!(groups.get(label), Some(figure), "{name}: {label} before");
            }
        }
        position
    }
}
