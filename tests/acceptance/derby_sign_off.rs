//! Derby's report of November 2021: drafted, circulated, signed on the days of
//! its sign-off table and published in time, and then each deviation. The command
//! line is the real binary; the node that it reaches has a clock that is set.

use quarterday_tests::Simulated;
use serde_json::Value;

use crate::cycle::{Workspace, fixtures, read};

const REPORT: &str = r#"
report = "REPORT"
report_type = "cabinet"
route = "derby"
author = "AUTHOR"
sponsor = "director.policy@derby.example"
covers = [{ plan = "recovery-plan-2021-22", quarter = "2021-22-Q2" }]

[content]
title = "Performance monitoring: Quarter 2 2021/22"

[content.header]
committee = "Council Cabinet"
meeting = "2021-11-10"
fields = { agenda_item = "12" }

[[content.section]]
key = "recommendations"
heading = "Recommendations"
text = "To approve one deletion and one split, and the targets set late; to note the position."

[[content.section]]
key = "summary"
heading = "Quarter 2 summary"
text = "78% of measures met thier target; 91% of milestones are on track or completed."

[[content.section]]
key = "finance"
heading = "Financial and value for money issues"
text = "None beyond the budget."

[[content.section]]
key = "legal"
heading = "Legal implications"
text = "None."
"#;

pub(crate) const AUTHOR: &str = "head.strategy.performance@derby.example";
pub(crate) const SPONSOR: &str = "director.policy@derby.example";
pub(crate) const LEGAL: &str = "director.legal@derby.example";
pub(crate) const DEPUTY_OF_LEGAL: &str = "head.legal.services@derby.example";
pub(crate) const FINANCE: &str = "director.finance@derby.example";
pub(crate) const BODY: &str = "Corporate Leadership Team";

pub(crate) struct Derby {
    /// Before the folder, so that its log is closed before that is removed.
    pub(crate) clock: Simulated,
    pub(crate) workspace: Workspace,
}

impl Derby {
    /// The cycle with quarter 2 closed, on the morning of 12 October 2021.
    pub(crate) fn closed() -> Self {
        let workspace = Workspace::new();
        let clock = Simulated::start(workspace.data.path(), "2021-10-12T08:00:00Z");
        let folder = fixtures().join("derby-2021-22-q2");
        workspace.load(&folder, &read(&folder));
        let derby = Self { workspace, clock };
        derby.good(&[
            "post",
            "appoint",
            "--post",
            "monitoring-officer",
            "--person",
            LEGAL,
            "--from",
            "2020-04-01",
        ]);
        derby
    }

    pub(crate) fn on(&self, day: &str) {
        self.clock.set(&format!("{day}T09:00:00Z"));
    }

    pub(crate) fn good(&self, arguments: &[&str]) -> String {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--council", "derby"]);
        self.workspace.good(&arguments)
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--council", "derby"]);
        self.workspace.json(&arguments)
    }

    /// The command is refused with this code.
    #[track_caller]
    pub(crate) fn refused(&self, arguments: &[&str], code: &str) -> String {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--council", "derby"]);
        let output = self.workspace.run(&arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}\n{said}");
        assert!(said.contains(code), "{arguments:?}\n{said}");
        said
    }

    /// A report file, with parts of it replaced.
    pub(crate) fn file(&self, report: &str, replace: &[(&str, &str)]) -> String {
        let text = REPORT.replace("REPORT", report);
        let text = match replace.iter().any(|(part, _)| *part == "AUTHOR") {
            true => text,
            false => text.replace("AUTHOR", AUTHOR),
        };
        let text = replace
            .iter()
            .fold(text, |text, (part, other)| text.replace(part, other));
        let path = self.workspace.data.path().join(format!("{report}.toml"));
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    pub(crate) fn circulated(&self, report: &str) {
        self.good(&["report", "draft", &self.file(report, &[])]);
        self.good(&["report", "circulate", report]);
    }

    pub(crate) fn hash(&self, report: &str) -> String {
        let shown = self.json(&["report", "show", report]);
        shown["content_hash"].as_str().unwrap().to_owned()
    }

    pub(crate) fn sign(&self, report: &str, role: &str, by: &str) {
        let hash = self.hash(report);
        self.good(&[
            "report",
            "sign-off",
            report,
            "--role",
            role,
            "--by",
            by,
            "--content-hash",
            &hash,
        ]);
    }

    /// A deputy for a period, for all or for what is named.
    #[track_caller]
    pub(crate) fn delegated(&self, from: &str, to: &str, first: &str, last: &str, of: &[&str]) {
        let mut arguments = vec!["delegate", "give", "--from", from, "--to", to];
        arguments.extend(["--first", first, "--last", last, "--reason", "Leave."]);
        arguments.extend(of);
        self.good(&arguments);
    }

    #[track_caller]
    fn not_signed(&self, report: &str, role: &str, by: &str, code: &str) -> String {
        let hash = self.hash(report);
        let arguments = [
            "report",
            "sign-off",
            report,
            "--role",
            role,
            "--by",
            by,
            "--content-hash",
            &hash,
        ];
        self.refused(&arguments, code)
    }

    pub(crate) fn decided(&self, report: &str, on: &str) {
        let hash = self.hash(report);
        self.good(&[
            "report",
            "body-decision",
            report,
            "--role",
            "service_directors",
            "--body",
            BODY,
            "--on",
            on,
            "--reference",
            "CLT 25/10",
            "--content-hash",
            &hash,
        ]);
    }

    /// The sign-off table as it is printed, without its header.
    pub(crate) fn table(&self, report: &str) -> Vec<String> {
        let csv = self.good(&["report", "table", report, "--format", "csv"]);
        csv.lines().skip(1).map(str::to_owned).collect()
    }

    /// Who is asked, by role and address.
    pub(crate) fn asked(&self, report: &str) -> Vec<String> {
        let all = self.json(&["report", "requests"]);
        let all = all["requests"].as_array().unwrap().iter();
        all.filter(|request| request["report"] == report)
            .map(|request| request["role"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// The printed table of the report, by post.
pub(crate) const TABLE: [&str; 5] = [
    "Legal,\"Director of Legal, Procurement and Democratic Services and Monitoring Officer\",28/10/2021",
    "Finance,Director of Financial Services,21/10/2021",
    "Service Director(s),Corporate Leadership Team,25/10/2021",
    "Report sponsor,\"Director of Policy, Insight and Communications\",21/10/2021",
    "Other(s),,",
];

#[test]
fn derbys_report_is_signed_in_its_order_and_published_in_time() {
    let derby = Derby::closed();
    derby.on("2021-10-18");
    derby.circulated("q2");
    assert_eq!(
        derby.asked("q2"),
        ["legal", "finance", "service_directors", "sponsor"]
    );
    derby.on("2021-10-21");
    derby.sign("q2", "finance", FINANCE);
    derby.sign("q2", "sponsor", SPONSOR);
    derby.on("2021-10-25");
    derby.decided("q2", "2021-10-25");
    derby.refused(&["report", "publish", "q2", "--on", "2021-10-25"], "QD0067");
    derby.on("2021-10-28");
    derby.sign("q2", "legal", LEGAL);
    assert_eq!(derby.table("q2"), TABLE);
    assert!(derby.asked("q2").is_empty());
    derby.on("2021-11-02");
    derby.good(&["report", "publish", "q2", "--on", "2021-11-02"]);
    assert_eq!(derby.table("q2"), TABLE);
    let position = derby.json(&[
        "position",
        "--plan",
        "recovery-plan-2021-22",
        "--quarter",
        "2021-22-Q2",
        "--kind",
        "milestone",
    ]);
    assert!(position.to_string().contains("\"published\""), "{position}");
    // The figures of the trail are those of the log: last day to publish, and who signed.
    let trail = derby.json(&[
        "audit",
        "--subject",
        "report/q2",
        "--type",
        "report.published",
    ]);
    assert!(
        trail.to_string().contains("\"publish_by\":\"2021-11-02\""),
        "{trail}"
    );
    derby.on("2021-11-11");
    derby.good(&[
        "report", "outcome", "q2", "--body", "Council Cabinet", "--on", "2021-11-10", "--reference", "CAB 81/21",
        "--follow-up", r#"{"action":"Report on the capital programme.","owner_email":"director.finance@derby.example","due":"2021-12-31"}"#,
    ]);
    derby.good(&["verify"]);
}

#[test]
fn each_deviation_is_as_the_rules_say() {
    let derby = Derby::closed();
    derby.on("2021-10-18");
    edit_after_finance_signed(&derby);
    minor_correction(&derby);
    figures_reopened(&derby);
    returned(&derby);
    delegated(&derby);
    two_independent_roles(&derby);
    author_as_legal(&derby);
    statutory_posts(&derby);
    by_a_body(&derby);
    another_author(&derby);
    as_printed(&derby);
    not_readable(&derby);
    late_item(&derby);
    derby.good(&["verify"]);
}

fn edit_after_finance_signed(derby: &Derby) {
    derby.circulated("edited");
    derby.sign("edited", "finance", FINANCE);
    let stale = derby.hash("edited");
    let file = derby.file(
        "edited",
        &[("None beyond the budget.", "A saving of £40,000.")],
    );
    let said = derby.good(&["report", "revise", &file]);
    assert!(said.contains("asked again of: finance"), "{said}");
    assert_eq!(derby.table("edited")[1], "Finance,,");
    assert!(derby.asked("edited").contains(&"finance".to_owned()));
    let old = [
        "report",
        "sign-off",
        "edited",
        "--role",
        "legal",
        "--by",
        LEGAL,
        "--content-hash",
        &stale,
    ];
    let said = derby.refused(&old, "QD0059");
    assert!(said.contains("finance"), "{said}");
    let difference = derby.good(&["report", "diff", "edited"]);
    assert!(
        difference.contains("+ A saving of £40,000."),
        "{difference}"
    );
    derby.sign("edited", "finance", FINANCE);
}

fn minor_correction(derby: &Derby) {
    derby.circulated("spelt");
    derby.sign("spelt", "finance", FINANCE);
    let file = derby.file("spelt", &[("thier", "their"), ("\"12\"", "\"14\"")]);
    let minor = [
        "report",
        "revise",
        &file,
        "--minor-by",
        DEPUTY_OF_LEGAL,
        "--reason",
        "Spelling.",
    ];
    derby.refused(&minor, "QD0066");
    let settings = derby.workspace.data.path().join("settings.json");
    let configure = format!(
        r#"{{"configure_council":{{"settings":{{"democratic_services":["{DEPUTY_OF_LEGAL}"]}}}}}}"#
    );
    std::fs::write(&settings, configure).unwrap();
    derby.good(&["send", &settings.display().to_string()]);
    derby.good(&minor);
    assert!(derby.table("spelt")[1].ends_with("18/10/2021"));
    let shown = derby.good(&["report", "show", "spelt"]);
    assert!(
        shown.contains("minor, by Head of Legal Services: Spelling."),
        "{shown}"
    );
    let file = derby.file("spelt", &[("thier", "their"), ("78%", "87%")]);
    let figure = [
        "report",
        "revise",
        &file,
        "--minor-by",
        DEPUTY_OF_LEGAL,
        "--reason",
        "Typing.",
    ];
    derby.refused(&figure, "QD0065");
}

fn figures_reopened(derby: &Derby) {
    derby.circulated("figures");
    derby.sign("figures", "finance", FINANCE);
    let quarter = ["--plan", "recovery-plan-2021-22", "--quarter", "2021-22-Q2"];
    let reopen = [
        &["quarter", "reopen", "--reason", "A count was wrong."],
        &quarter[..],
    ]
    .concat();
    derby.good(&reopen);
    assert_eq!(derby.table("figures")[1], "Finance,,");
    derby.not_signed("figures", "finance", FINANCE, "QD0054");
    derby.good(&[&["quarter", "close"], &quarter[..]].concat());
    derby.sign("figures", "finance", FINANCE);
}

fn returned(derby: &Derby) {
    derby.circulated("returned");
    derby.sign("returned", "finance", FINANCE);
    let give_back = |reason| {
        [
            "report", "return", "returned", "--role", "legal", "--by", LEGAL, "--reason", reason,
        ]
    };
    derby.refused(&give_back(" "), "QD0023");
    derby.good(&give_back("The risk of delay is not described."));
    derby.not_signed("returned", "sponsor", SPONSOR, "QD0056");
    derby.good(&["report", "circulate", "returned"]);
    assert!(derby.table("returned")[1].ends_with("18/10/2021"));
    let shown = derby.good(&["report", "show", "returned"]);
    assert!(
        shown.contains("The risk of delay is not described."),
        "{shown}"
    );
}

fn delegated(derby: &Derby) {
    derby.circulated("delegated");
    derby.not_signed("delegated", "legal", DEPUTY_OF_LEGAL, "QD0007");
    derby.delegated(
        LEGAL,
        DEPUTY_OF_LEGAL,
        "2021-10-18",
        "2021-10-22",
        &["--role", "legal"],
    );
    derby.sign("delegated", "legal", DEPUTY_OF_LEGAL);
    let row = &derby.table("delegated")[0];
    assert!(
        row.contains("Head of Legal Services for Director of Legal"),
        "{row}"
    );
    derby.delegated(DEPUTY_OF_LEGAL, AUTHOR, "2021-10-18", "2021-10-22", &[]);
    derby.circulated("delegated-on");
    derby.not_signed("delegated-on", "legal", AUTHOR, "QD0064");
    derby.good(&["delegate", "end", "--delegation", "D1"]);
    derby.not_signed("delegated-on", "legal", DEPUTY_OF_LEGAL, "QD0007");
}

fn two_independent_roles(derby: &Derby) {
    derby.circulated("both");
    derby.delegated(
        LEGAL,
        FINANCE,
        "2021-10-18",
        "2021-10-22",
        &["--report", "both"],
    );
    derby.not_signed("both", "legal", FINANCE, "QD0063");
}

fn author_as_legal(derby: &Derby) {
    let file = derby.file("own", &[("AUTHOR", DEPUTY_OF_LEGAL)]);
    derby.good(&["report", "draft", &file]);
    derby.good(&["report", "circulate", "own"]);
    derby.delegated(
        LEGAL,
        DEPUTY_OF_LEGAL,
        "2021-10-18",
        "2021-10-22",
        &["--report", "own"],
    );
    derby.not_signed("own", "legal", DEPUTY_OF_LEGAL, "QD0062");
    let file = derby.file("legal-author", &[("AUTHOR", LEGAL)]);
    derby.good(&["report", "draft", &file]);
    derby.refused(&["report", "circulate", "legal-author"], "QD0055");
}

fn statutory_posts(derby: &Derby) {
    for post in ["section-151-officer", "head-of-paid-service"] {
        let appoint = [
            "post",
            "appoint",
            "--post",
            post,
            "--person",
            LEGAL,
            "--from",
            "2021-10-18",
        ];
        derby.refused(&appoint, "QD0069");
    }
}

/// The leadership team signs for the directors: no person does, and the team may
/// return the report.
fn by_a_body(derby: &Derby) {
    derby.circulated("body");
    let reassign = [
        "report",
        "reassign",
        "body",
        "--role",
        "service_directors",
        "--to",
        AUTHOR,
        "--reason",
        "Away.",
    ];
    derby.refused(&reassign, "QD0120");
    let hash = derby.hash("body");
    let decided = [
        "report",
        "body-decision",
        "body",
        "--role",
        "service_directors",
        "--body",
        "corporate leadership TEAM",
        "--on",
        "2021-10-18",
        "--reference",
        "CLT 18/10",
        "--content-hash",
        &hash[..12],
    ];
    derby.good(&decided);
    assert!(derby.table("body")[2].contains(BODY));
    let file = derby.file("body", &[("None beyond the budget.", "A saving.")]);
    derby.good(&["report", "revise", &file]);
    let shown = derby.good(&["report", "show", "body"]);
    assert!(
        shown.contains("Signed on 2021-10-18 by Corporate Leadership Team"),
        "{shown}"
    );
    let hash = derby.hash("body");
    let again: Vec<&str> = decided[..decided.len() - 1]
        .iter()
        .copied()
        .chain([&hash[..]])
        .collect();
    derby.refused(&again, "QD0070");
    let give_back = [&again[..], &["--outcome", "returned"]].concat();
    derby.refused(
        &[&give_back[..], &["--time", "09:00", "--reason", " "]].concat(),
        "QD0023",
    );
    derby.on("2021-10-19");
    let give_back: Vec<&str> = give_back
        .into_iter()
        .map(|word| {
            if word == "2021-10-18" {
                "2021-10-19"
            } else {
                word
            }
        })
        .chain(["--reason", "The saving is not explained."])
        .collect();
    derby.good(&give_back);
    let shown = derby.good(&["report", "show", "body"]);
    assert!(shown.contains("State: returned"), "{shown}");
    assert!(
        shown.contains("by Corporate Leadership Team (service_directors): The saving"),
        "{shown}"
    );
}

fn another_author(derby: &Derby) {
    derby.circulated("author");
    let stale = derby.hash("author");
    let file = derby.file("author", &[("AUTHOR", SPONSOR)]);
    derby.good(&["report", "revise", &file]);
    let difference = derby.good(&["report", "diff", "author"]);
    assert!(difference.contains("author:"), "{difference}");
    let sign = [
        "report",
        "sign-off",
        "author",
        "--role",
        "finance",
        "--by",
        FINANCE,
        "--content-hash",
        &stale,
    ];
    derby.refused(&sign, "QD0059");
    let elsewhere = derby.file("author", &[("\"derby\"", "\"plain\"")]);
    derby.refused(&["report", "revise", &elsewhere], "QD0124");
}

/// Hashes that can be copied, days asked for, local times, who is missing.
fn as_printed(derby: &Derby) {
    let drafted = derby.good(&["report", "draft", &derby.file("printed", &[])]);
    assert!(drafted.contains("Recorded"), "{drafted}");
    let table = derby.good(&["report", "table", "printed"]);
    assert!(table.contains("not circulated"), "{table}");
    derby.good(&["report", "circulate", "printed"]);
    let hash = derby.hash("printed");
    let requests = derby.good(&["report", "requests"]);
    let own: Vec<&str> = requests
        .lines()
        .filter(|line| line.starts_with("│ printed") && line.contains(&hash[..16]))
        .collect();
    assert_eq!(own.len(), 4, "{requests}");
    assert!(
        own.iter().all(|line| line.contains("2021-10-28")),
        "{own:?}"
    );
    let table = derby.good(&["report", "table", "printed"]);
    assert!(
        table.contains("Not signed yet: Legal, Finance, Service Director(s), Report sponsor."),
        "{table}"
    );
    // Nine by Greenwich is ten by the clocks of October.
    let shown = derby.good(&["report", "show", "printed"]);
    assert!(shown.contains("2021-10-19 10:00"), "{shown}");
    let late = derby.good(&["timetable", "--meeting", "2028-12-29"]);
    assert!(late.contains("2028-12-19"), "{late}");
    assert!(late.contains("cannot be dated"), "{late}");
}

fn not_readable(derby: &Derby) {
    let file = derby.file(
        "broken",
        &[("report_type = \"cabinet\"", "report_type = cabinet")],
    );
    let said = derby.refused(&["report", "draft", &file], "QD0053");
    assert!(said.contains("line 3"), "{said}");
    let file = derby.file(
        "untitled",
        &[("Performance monitoring: Quarter 2 2021/22", "")],
    );
    derby.refused(&["report", "draft", &file], "QD0053");
    derby.delegated(
        LEGAL,
        DEPUTY_OF_LEGAL,
        "2021-10-25",
        "2021-10-26",
        &["--role", "legal", "--report", "printed"],
    );
    let delegations = derby.good(&["delegate", "list", "--format", "csv"]);
    assert!(
        delegations.contains("roles legal of reports printed"),
        "{delegations}"
    );
}

fn late_item(derby: &Derby) {
    derby.circulated("late");
    derby.sign("late", "finance", FINANCE);
    derby.sign("late", "sponsor", SPONSOR);
    derby.sign("late", "legal", LEGAL);
    derby.decided("late", "2021-10-19");
    derby.on("2021-11-03");
    let publish = ["report", "publish", "late", "--on", "2021-11-03"];
    let said = derby.refused(&publish, "QD0068");
    assert!(said.contains("Tuesday 2 November 2021"), "{said}");
    let earlier = ["report", "publish", "late", "--on", "2021-11-02"];
    derby.refused(&earlier, "QD0122");
    let told = [&earlier[..], &["--reason", "Forgotten."]].concat();
    derby.refused(&told, "QD0068");
    derby.good(&[
        "report",
        "urgency",
        "late",
        "--chair",
        "Leader of the Council",
        "--reason",
        "A grant lapses on 12 November.",
    ]);
    derby.good(&publish);
}
