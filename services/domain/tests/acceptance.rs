//! The sample cycles of `tests/fixtures` through the rules alone: what is
//! imported, opened, proposed and closed gives every figure that is expected.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use quarterday_documents::import::{parse, read_paths};
use quarterday_domain::lint::lint;
use quarterday_domain::{Context, Selection, State, decide, frozen, positions};
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{
    AdoptScheme, CloseQuarter, Command, Cover, Envelope, EstablishCouncil, Import, OpenQuarter,
    ProposeAmendment, ProposedChange, ProposedPart,
};
use quarterday_proto::council::Nation;
use quarterday_proto::event::Recorded;
use quarterday_proto::item::Kind;
use quarterday_proto::position::{GroupFigure, Position, QuarterState};
use quarterday_proto::quarter::Quarter;
use quarterday_proto::report::{ReportContent, Section};
use quarterday_proto::scheme::Axis;
use quarterday_proto::target::Basis;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cycle {
    name: String,
    nation: Nation,
    step: Vec<Step>,
    expect: Vec<Expect>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    import: Option<Vec<String>>,
    plan: Option<String>,
    scheme: Option<String>,
    open: Option<OpenQuarter>,
    close: Option<CloseQuarter>,
    propose: Option<Propose>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Propose {
    plan: String,
    #[serde(rename = "body")]
    _body: String,
    rationale: String,
    delete: Option<String>,
    split: Option<String>,
    #[serde(default)]
    into: Vec<ProposedPart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    plan: String,
    quarter: Quarter,
    kind: Kind,
    axis: Axis,
    basis: Option<Basis>,
    theme: Option<String>,
    denominator: u32,
    parts: BTreeMap<String, (u32, String)>,
    #[serde(default)]
    excluded: Option<BTreeMap<String, u32>>,
    #[serde(default)]
    groups: Option<BTreeMap<String, (u32, String)>>,
    previous_quarter: Option<Previous>,
    #[serde(rename = "published")]
    _published: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Previous {
    quarter: Quarter,
    groups: BTreeMap<String, (u32, String)>,
}

struct Log {
    state: State,
    now: Timestamp,
}

impl Log {
    fn send(&mut self, command: Command) -> Result<usize, Rejection> {
        let place = self.state.head() + 1;
        let envelope = Envelope {
            id: format!("c-{place}").parse().unwrap(),
            actor: "operator".parse().unwrap(),
            known_at: None,
            cause: None,
            session: None,
            command,
        };
        let decided = decide(&self.state, &envelope, Context { now: self.now })?;
        let recorded = Recorded {
            place,
            at: self.now,
        };
        for event in &decided.events {
            self.state.evolve(event, recorded);
        }
        self.state.advance(recorded);
        Ok(decided.events.len())
    }

    fn must(&mut self, command: Command) -> usize {
        self.send(command)
            .unwrap_or_else(|rejection| panic!("{rejection}\n{:#?}", rejection.faults))
    }
}

#[test]
fn every_sample_cycle_gives_the_expected_figures() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let mut folders = subfolders(&fixtures);
    folders.retain(|folder| folder.join("cycle.toml").exists());
    assert!(folders.len() >= 5, "{folders:?}");
    folders.extend(subfolders(&fixtures.join("published")));
    assert!(folders.len() >= 15, "{folders:?}");
    let mut faults = Vec::new();
    for folder in folders {
        run(&folder, &mut faults);
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.retain(|path| path.is_dir());
    found.sort();
    found
}

fn run(folder: &Path, faults: &mut Vec<String>) {
    let (cycle, log) = history(folder);
    for expect in &cycle.expect {
        check(expect, &log.state, &folder.display().to_string(), faults);
    }
}

/// What was done in a cycle.
fn history(folder: &Path) -> (Cycle, Log) {
    let text = std::fs::read_to_string(folder.join("cycle.toml")).unwrap();
    let cycle: Cycle =
        toml::from_str(&text).unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()));
    let now = "2026-11-22T12:00:00Z".parse().unwrap();
    let mut log = Log {
        state: State::default(),
        now,
    };
    log.must(Command::EstablishCouncil(EstablishCouncil {
        name: cycle.name.clone(),
        nation: cycle.nation,
        zone: None,
        settings: Default::default(),
    }));
    for step in &cycle.step {
        take(step, folder, &mut log);
    }
    (cycle, log)
}

#[test]
fn the_linter_takes_what_the_cycles_print_and_nothing_else() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let mut folders = subfolders(&fixtures);
    folders.retain(|folder| folder.join("cycle.toml").exists());
    let mut printed = 0;
    for folder in folders {
        let (cycle, log) = history(&folder);
        for expect in cycle.expect.iter().filter(|expect| expect.theme.is_none()) {
            for (label, (count, percent)) in expect.groups.iter().flatten() {
                // Where nothing counts, nothing is printed.
                if percent.is_empty() {
                    continue;
                }
                let kind = expect.kind;
                let says = |percent: &str| format!("{percent}% ({count}) of {kind}s are {label}.");
                let wrong = format!("{}7", &percent[..percent.len() - 1]);
                let name = format!("{} {kind} {label}", folder.display());
                assert_eq!(
                    found(&log.state, expect, &says(percent)),
                    Vec::<String>::new(),
                    "{name}"
                );
                if wrong != *percent {
                    let codes = found(&log.state, expect, &says(&wrong));
                    assert_eq!(codes, ["QL0001"], "{name}: {wrong}");
                }
                printed += 1;
            }
        }
    }
    assert!(printed >= 15, "{printed}");
    // The report of the demo is circulated as it is.
    let folder = fixtures.join("derby-2021-22-q2");
    let text = std::fs::read_to_string(folder.join("report.toml")).unwrap();
    let report = quarterday_domain::parse_report("report.toml", &text).unwrap();
    let state = history(&folder).1.state;
    let covers = state.covered(&report.covers).unwrap();
    assert_eq!(lint(&state.lint_draft(&report.content, &covers)), []);
}

/// What the linter finds in an overview that says this, by its codes.
fn found(state: &State, expect: &Expect, text: &str) -> Vec<String> {
    let content = ReportContent {
        sections: vec![Section {
            key: "overview".to_owned(),
            heading: "Performance overview".to_owned(),
            text: text.to_owned(),
            exempt_paragraph: None,
        }],
        ..ReportContent::default()
    };
    let cover = Cover {
        plan: expect.plan.clone(),
        quarter: expect.quarter,
    };
    let covers = state.covered(&[cover]).unwrap();
    let found = lint(&state.lint_draft(&content, &covers)).into_iter();
    found.map(|finding| finding.code).collect()
}

fn take(step: &Step, folder: &Path, log: &mut Log) {
    if let Some(file) = &step.scheme {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let scheme = quarterday_domain::scheme::parse(&text).unwrap();
        log.must(Command::AdoptScheme(AdoptScheme { scheme }));
    }
    if let Some(files) = &step.import {
        let paths: Vec<PathBuf> = files.iter().map(|file| folder.join(file)).collect();
        let sheets = parse(&read_paths(&paths).unwrap()).unwrap().sheets;
        let import = Command::Import(Import {
            plan: step.plan.clone(),
            sheets,
        });
        assert!(log.must(import.clone()) > 0, "{}", folder.display());
        assert_eq!(log.must(import), 0, "{}: imported again", folder.display());
    }
    if let Some(open) = &step.open {
        log.must(Command::OpenQuarter(open.clone()));
    }
    if let Some(propose) = &step.propose {
        let change = match (&propose.delete, &propose.split) {
            (Some(reference), None) => ProposedChange::Delete {
                reference: reference.clone(),
            },
            (None, Some(reference)) => ProposedChange::Split {
                reference: reference.clone(),
                into: propose.into.clone(),
            },
            _ => panic!("{}: propose a deletion or a split", folder.display()),
        };
        log.must(Command::ProposeAmendment(ProposeAmendment {
            plan: propose.plan.clone(),
            changes: vec![change],
            rationale: propose.rationale.clone(),
        }));
    }
    if let Some(close) = &step.close {
        log.must(Command::CloseQuarter(close.clone()));
    }
}

fn check(expect: &Expect, state: &State, folder: &str, faults: &mut Vec<String>) {
    let name = format!(
        "{folder} {} {} {}/{}",
        expect.plan, expect.quarter, expect.kind, expect.axis
    );
    let plan = state.plan(&expect.plan).unwrap();
    let record = &plan.quarters[&expect.quarter];
    assert_eq!(record.state, QuarterState::Closed, "{name}");
    let selection = Selection {
        kind: Some(expect.kind),
        axis: Some(expect.axis),
        basis: expect.basis,
        theme: expect.theme.clone(),
        scheme: None,
    };
    let mut now = positions(state, plan, expect.quarter, &selection).unwrap();
    assert_eq!(now.len(), 1, "{name}");
    compare(&name, expect, &now.remove(0), faults);
    match frozen(&record.positions, expect.kind, expect.axis, &selection) {
        Some(position) => compare(&format!("{name} frozen"), expect, position, faults),
        None => faults.push(format!("{name}: not frozen")),
    }
}

fn compare(name: &str, expect: &Expect, position: &Position, faults: &mut Vec<String>) {
    let mut same = |what: &str, found: String, expected: String| {
        if found != expected {
            faults.push(format!(
                "{name}: {what}\n  found    {found}\n  expected {expected}"
            ));
        }
    };
    same(
        "denominator",
        position.denominator.to_string(),
        expect.denominator.to_string(),
    );
    let parts: BTreeMap<String, (u32, String)> = position
        .parts
        .iter()
        .map(|part| (part.status.clone(), (part.count, part.percent.clone())))
        .collect();
    same("parts", format!("{parts:?}"), format!("{:?}", expect.parts));
    let excluded: BTreeMap<String, u32> = position
        .excluded
        .iter()
        .map(|left| (left.reason.clone(), left.count))
        .collect();
    if let Some(expected) = &expect.excluded {
        same("excluded", format!("{excluded:?}"), format!("{expected:?}"));
    }
    if let Some(expected) = &expect.groups {
        let found = figures(&position.groups);
        same("groups", format!("{found:?}"), format!("{expected:?}"));
    }
    if let Some(expected) = &expect.previous_quarter {
        let found = position.previous.as_ref();
        let found = found.map(|previous| (previous.quarter, figures(&previous.groups)));
        let expected = Some((expected.quarter, expected.groups.clone()));
        same(
            "previous quarter",
            format!("{found:?}"),
            format!("{expected:?}"),
        );
    }
}

fn figures(groups: &[GroupFigure]) -> BTreeMap<String, (u32, String)> {
    groups
        .iter()
        .map(|group| (group.label.clone(), (group.count, group.percent.clone())))
        .collect()
}
