//! The pages of the real binary in a real browser: every page that one can
//! reach, an update and a sign-off sent by the links of mails, and a report from
//! its draft to its publication, looked at by axe-core and on three widths.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use quarterday_tests::{program, python, run, run_with, script, until};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/web");

/// A demo on a folder of its own, ended with the test, however that ends.
struct Demo {
    program: Child,
    folder: tempfile::TempDir,
    /// Role and link of each that it printed.
    links: Vec<(String, String)>,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Demo {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Command::new(program())
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut demo = Self {
            program,
            folder,
            links: Vec::new(),
        };
        let printed = demo.program.stdout.take().unwrap();
        for line in BufReader::new(printed).lines() {
            let line = line.unwrap();
            let Some((role, link)) = line.trim().split_once(' ') else {
                continue;
            };
            if link.contains("/sign-in/") {
                demo.links.push((role.to_owned(), link.trim().to_owned()));
            }
            // The last that it prints.
            if role == "administrator" {
                break;
            }
        }
        demo
    }

    fn link(&self, role: &str) -> &str {
        let found = self.links.iter().find(|(known, _)| known == role);
        let found = found.unwrap_or_else(|| panic!("the demo prints no link for the {role}"));
        &found.1
    }

    /// Arguments that name a council of it.
    fn of<'a>(&'a self, council: &'a str) -> [&'a str; 4] {
        let data = self.folder.path().to_str().unwrap();
        ["--data", data, "--council", council]
    }

    /// A link that signs somebody in.
    fn sign_in(&self, council: &str, person: &str) -> String {
        let person = ["--person", person, "--format", "json"];
        let of = self.of(council);
        let offered = run([&["sign-in"][..], &of, &person].concat()).done();
        let offered = offered.json();
        offered["link"].as_str().unwrap().to_owned()
    }

    fn send(&self, council: &str, before: &[&str], after: &[&str], input: &str) {
        let all = [before, &self.of(council), after].concat();
        run_with(all, input.as_bytes()).done();
    }

    /// How many entries of a type the trail of a council has.
    fn events(&self, council: &str, kind: &str) -> usize {
        let of = self.of(council);
        let audit = [&["audit"][..], &of, &["--type", kind, "--format", "json"]];
        let found = run(audit.concat()).done().json();
        found.as_array().map(Vec::len).unwrap()
    }

    /// Has a council mail at whatever hour the test is run.
    fn wake(&self, council: &str) {
        let settings = r#"{ "configure_council": { "settings": { "reminders":
            { "quiet_from": "05:00", "quiet_to": "05:00" } } } }"#;
        self.send(council, &["send"], &["-"], settings);
    }

    /// Has a council's owners asked for their answers by mail.
    fn ask_owners(&self, council: &str) {
        let quarter = ["--plan", "resources-2020-21", "--quarter", "2020-21-Q3"];
        self.send(council, &["quarter", "open"], &quarter, "");
        self.wake(council);
        let weekly = ["--name", "answers-weekly"];
        self.send(council, &["schedule", "run-now"], &weekly, "");
    }

    /// The link of a mail of a council, once there is one.
    fn mailed(&self, council: &str) -> String {
        until("a mail with a link", || {
            let outbox = self.folder.path().join("outbox").join(council);
            let mails = outbox.read_dir().ok()?.filter_map(Result::ok);
            let mut mails = mails.filter_map(|mail| std::fs::read_to_string(mail.path()).ok());
            mails.find_map(|mail| link_in(&mail))
        })
    }
}

/// The link in a mail that does what it asks for, its quoted-printable lines joined.
fn link_in(mail: &str) -> Option<String> {
    let mail = mail.replace("=\r\n", "").replace("=\n", "");
    let mut words = mail.split_whitespace();
    let link = words.find(|word| word.starts_with("http://") && word.contains("/link/"))?;
    Some(link.to_owned())
}

/// Runs a script of the browser with a link.
fn browse(script: &str, link: &str) {
    browse_with(script, &[link]);
}

/// Runs a script of the browser; what it printed.
fn browse_with(script: &str, arguments: &[&str]) -> String {
    assert!(
        Path::new(FOLDER)
            .join("node_modules/playwright-core")
            .exists(),
        "the browser's driver is missing: tests/run installs it"
    );
    let browser = std::env::var("QUARTERDAY_CHROMIUM");
    let browser = browser.unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    let output = Command::new("node")
        .args([script, &browser])
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
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn an_officer_and_an_auditor_reach_every_page() {
    let demo = Demo::start();
    for role in ["performance_officer", "auditor"] {
        browse("pages.mjs", demo.link(role));
    }
}

#[test]
fn an_owner_answers_all_that_a_mail_asks_for() {
    let demo = Demo::start();
    demo.ask_owners("rochdale");
    browse("update.mjs", &demo.mailed("rochdale"));
    assert_eq!(demo.events("rochdale", "link.used"), 1);
}

#[test]
fn a_signatory_reads_the_version_and_signs_it() {
    let demo = Demo::start();
    let before = demo.events("derby", "report.signed_off");
    demo.wake("derby");
    browse("sign.mjs", &demo.mailed("derby"));
    assert_eq!(demo.events("derby", "report.signed_off"), before + 1);
    assert_eq!(demo.events("derby", "report.returned"), 0);
}

/// Those who have a part in a report of Derby.
const PARTS: [&str; 5] = [
    "head.strategy.performance@derby.example",
    "director.finance@derby.example",
    "director.legal@derby.example",
    "director.policy@derby.example",
    "performance.manager@derby.example",
];

#[test]
fn a_report_is_drafted_returned_signed_and_published() {
    let demo = Demo::start();
    let [author, .., clerk] = PARTS;
    for (person, role) in [(author, "owner"), (clerk, "democratic_services")] {
        let grant = ["--person", person, "--role", role];
        demo.send("derby", &["role", "grant"], &grant, "");
    }
    for script in ["with-script", "without-script"] {
        let links = PARTS.map(|person| demo.sign_in("derby", person));
        let mut arguments = vec![script];
        arguments.extend(links.iter().map(String::as_str));
        browse_with("report.mjs", &arguments);
    }
    assert_eq!(demo.events("derby", "report.published"), 2);
    assert_eq!(demo.events("derby", "report.returned"), 2);
}

#[test]
fn every_report_is_a_page_that_all_can_read() {
    let demo = Demo::start();
    for (council, report) in [
        ("rochdale", "directorate-plans-2019-20-q2"),
        ("rochdale", "directorate-plans-2020-21-q2"),
        ("rochdale", "directorate-plans-2023-24-q1"),
        ("rutland", "performance-update-2020-21-q2"),
        ("derby", "performance-2021-22-q2"),
    ] {
        let file = demo.folder.path().join(format!("{report}.html"));
        let file = file.to_str().unwrap();
        demo.send(council, &["report", "render", report], &["--out", file], "");
        browse("rendered.mjs", &format!("file://{file}"));
    }
}

/// Whom the demo makes an administrator.
const ADMINISTRATOR: &str = "head.transformation@rochdale.example";

/// A workbook with a sheet of people, in the demo's folder.
fn people(demo: &Demo, name: &str, rows: &[[&str; 4]]) -> String {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("people").unwrap();
    let head = ["email", "post", "line_manager_email", "from"];
    for (row, cells) in (0..).zip(std::iter::once(&head).chain(rows)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    let path = demo.folder.path().join(name);
    workbook.save(&path).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn an_administrator_corrects_a_spreadsheet_and_keeps_house() {
    let demo = Demo::start();
    demo.ask_owners("rochdale");
    demo.mailed("rochdale");
    let before = demo.events("rochdale", "person.registered");
    for (number, script) in ["with-script", "without-script"].iter().enumerate() {
        let (head, other) = (
            format!("new{number}@rochdale.example"),
            format!("other{number}@rochdale.example"),
        );
        let wrong = [
            [head.as_str(), "Head of New Things", "", "31/02/2021"],
            ["no address", "Head of Others", "", ""],
            [other.as_str(), "", head.as_str(), ""],
        ];
        let right = [
            [head.as_str(), "Head of New Things", "", "28/02/2021"],
            [other.as_str(), "Head of Others", head.as_str(), ""],
        ];
        let wrong = people(&demo, "wrong.xlsx", &wrong);
        let right = people(&demo, "right.xlsx", &right);
        let link = match number {
            0 => demo.link("administrator").to_owned(),
            _ => demo.sign_in("rochdale", ADMINISTRATOR),
        };
        browse_with("admin.mjs", &[script, &link, &wrong, &right]);
    }
    // Each import is one entry of the trail.
    assert_eq!(demo.events("rochdale", "person.registered"), before + 2);
}

#[test]
fn an_officer_takes_a_quarter_through() {
    let demo = Demo::start();
    browse("cycle.mjs", demo.link("performance_officer"));
    let recorded = |kind: &str| demo.events("rochdale", kind);
    assert_eq!(recorded("amendment.decided"), 1);
    assert_eq!(recorded("person.handed_over"), 0, "it was only looked at");
}

#[test]
fn two_people_answer_and_the_later_chooses() {
    let demo = Demo::start();
    let quarter = ["--plan", "resources-2020-21", "--quarter", "2020-21-Q3"];
    demo.send("rochdale", &["quarter", "open"], &quarter, "");
    let before = demo.events("rochdale", "item.observed");
    browse("two.mjs", demo.link("owner"));
    assert_eq!(demo.events("rochdale", "item.observed"), before + 2);
}

#[test]
fn pages_are_used_by_keyboard_in_other_colours_zoomed_and_without_script() {
    let demo = Demo::start();
    let quarter = ["--plan", "resources-2020-21", "--quarter", "2020-21-Q3"];
    demo.send("rochdale", &["quarter", "open"], &quarter, "");
    let before = demo.events("rochdale", "item.observed");
    let plain = demo.sign_in("rochdale", "head.communications@rochdale.example");
    let officer = demo.link("performance_officer");
    browse_with("ways.mjs", &[officer, demo.link("owner"), &plain]);
    assert_eq!(demo.events("rochdale", "item.observed"), before + 2);
}

#[test]
fn an_auditor_finds_who_changed_a_due_date_and_proves_it() {
    let demo = Demo::start();
    for command in [
        r#"{ "propose_amendment": { "plan": "resources-2020-21", "rationale": "It is late.",
            "changes": [{ "redate": { "ref": "R12", "due": "2021-06-30" } }] } }"#,
        r#"{ "decide_amendment": { "amendment": "A1", "outcome": "approved", "decision": {
            "body": "Cabinet", "on": "2020-10-20", "reference": "C14" } } }"#,
        r#"{ "apply_amendment": { "amendment": "A1" } }"#,
    ] {
        demo.send("rochdale", &["send"], &["-"], command);
    }
    let asked = [
        demo.link("auditor"),
        "resources-2020-21/R12",
        "30 June 2021",
    ];
    let printed = browse_with("auditor.mjs", &asked);
    let (place, leaf) = printed.trim().split_once(' ').unwrap();
    let of = demo.of("rochdale");
    let prove = [&["prove"][..], &of, &["--seq", place, "--format", "json"]];
    let proof = run(prove.concat()).done().json();
    assert_eq!(proof["leaf"], leaf, "the page shows what is proved");
    // Anybody checks it without us.
    let file = demo.folder.path().join("proof.json");
    std::fs::write(&file, proof.to_string()).unwrap();
    let checked = python()
        .arg(script("docs/verifying/check_proof.py"))
        .arg(&file)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{said}");
}
