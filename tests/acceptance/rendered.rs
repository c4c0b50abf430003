//! The five reports as documents: every figure, field of the header, section,
//! list and row of sign-offs that the original has.

use serde_json::Value;

use crate::cycle::{Workspace, fixtures, read};

/// A report as it is printed, and as a program reads it.
struct Rendered {
    workspace: Workspace,
    council: String,
    reference: String,
    /// What stands on it, a line a block.
    lines: Vec<String>,
}

impl Rendered {
    /// Loads a cycle, adopts the council's layout, drafts the report, prints it.
    fn of(name: &str) -> Self {
        let workspace = Workspace::new();
        let folder = fixtures().join(name);
        let cycle = read(&folder);
        workspace.load(&folder, &cycle);
        let council = cycle.council.clone();
        workspace.good(&["layout", "adopt", &council, "--council", &council]);
        let file = folder.join("report.toml").display().to_string();
        workspace.good(&["report", "draft", &file, "--council", &council]);
        let text = std::fs::read_to_string(&file).unwrap();
        let table: toml::Table = toml::from_str(&text).unwrap();
        let mut rendered = Self {
            workspace,
            council,
            reference: table["report"].as_str().unwrap().to_owned(),
            lines: Vec::new(),
        };
        rendered.lines = lines(&rendered.json());
        rendered
    }

    fn print(&self, format: &str) -> Vec<u8> {
        let output = self.workspace.run(&[
            "report",
            "render",
            &self.reference,
            "--council",
            &self.council,
            "--format",
            format,
        ]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{format}: {said}");
        output.stdout
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.print("json")).unwrap()
    }

    /// Checks that lines stand in this order; of each all that is given stands
    /// on one line.
    fn check(&self, expected: &[&str]) {
        let mut from = 0;
        for wanted in expected {
            let rest = &self.lines[from..];
            let found = rest.iter().position(|line| line.contains(wanted));
            let Some(found) = found else {
                panic!(
                    "{}: `{wanted}` does not follow line {from}:\n{}",
                    self.reference,
                    self.lines.join("\n")
                );
            };
            from += found;
        }
    }

    /// Checks that no line says it.
    fn lacks(&self, unwanted: &str) {
        let found = self.lines.iter().find(|line| line.contains(unwanted));
        assert_eq!(found, None, "{}: `{unwanted}`", self.reference);
    }

    /// Checks what is the same in every format: the hash, and the same bytes
    /// when printed again.
    fn check_formats(&self) {
        let json = self.json();
        let hash = json["document_hash"].as_str().unwrap();
        assert_eq!(hash.len(), 64);
        let html = self.print("html");
        let text = String::from_utf8(html.clone()).unwrap();
        assert!(
            text.contains(hash),
            "{}: the page names the hash",
            self.reference
        );
        assert!(text.contains(json["content_hash"].as_str().unwrap()));
        assert_eq!(self.print("html"), html);
    }
}

/// A line for each block, and for each item of a list and row of a table.
fn lines(document: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let runs = |value: &Value| -> String {
        let runs = value.as_array().into_iter().flatten();
        runs.map(|run| text(&run["text"])).collect()
    };
    let row = |value: &Value| -> String {
        let cells: Vec<String> = value.as_array().into_iter().flatten().map(text).collect();
        cells.join(" | ")
    };
    let mut lines = Vec::new();
    for block in document["blocks"].as_array().unwrap() {
        let number = match block["number"].as_str() {
            Some(number) => format!("{number} "),
            None => String::new(),
        };
        match block["block"].as_str().unwrap() {
            "paragraph" => lines.push(format!("{number}{}", runs(&block["runs"]))),
            "heading" => lines.push(format!("# {number}{}", text(&block["text"]))),
            "fields" => {
                let fields = block["fields"].as_array().unwrap().iter();
                lines.extend(fields.map(row));
            }
            "list" => {
                let items = block["items"].as_array().unwrap().iter();
                lines.extend(items.map(|item| format!("- {}", runs(item))));
            }
            "table" => {
                lines.push(row(&block["header"]));
                lines.extend(block["rows"].as_array().unwrap().iter().map(row));
            }
            "chart" => lines.push(text(&block["description"])),
            _ => lines.push(text(&block["text"])),
        }
    }
    lines
}

#[test]
fn rochdale_2020_21_has_all_of_the_original() {
    let report = Rendered::of("rochdale-2020-21-q2");
    report.check(&[
        "Report to Corporate Overview and Scrutiny Committee",
        "Date of Meeting | 24 November 2020",
        "Portfolio | Cabinet Member for Quality of Place",
        "Report Author | Data Innovation and Intelligence Manager",
        "Resources and Neighbourhoods Directorate Plans 2020-21 Quarter 2 Performance Update",
        "# Executive Summary",
        "1. ",
        "(1 July to 30 September 2020)",
        "# Recommendation",
        "2. ",
        "# Reason for Recommendation",
        "3. ",
        "3.1 ",
        "- Red:",
        "- Amber:",
        "- Green:",
        "- Purple:",
        "# Key Points for Consideration",
        "# 4. Resources Directorate Plan 2020-21 Progress",
        "# Performance Overview",
        "4.1 97% (29) of the actions in the plan are ongoing. One further action (3%) is not",
        "Bar chart of 30 actions",
        "4.2 The action that is not fully complete",
        "- Develop a corporate approach to sponsorship",
        "# Quarter 2 Summary",
        "4.3 ",
        "4.6 Digital strategy",
        "# 4.7 Neighbourhoods (Corporate Support) Directorate Plan 2020-21 Progress",
        "4.8 90% (9) of the actions in the plan are ongoing. One further action (10%) has been",
        "Bar chart of 10 actions",
        "4.9 ",
        "4.12 ",
        "# Alternatives Considered",
        "4.13 Not applicable",
        "# Costs and Budget Summary",
        "5. None",
        "# Risk and Policy Implications",
        "6. None",
        "# Consultation",
        "7. Not applicable",
        "# Background Papers",
        "8. ",
        "- Appendix 1 - Resources Directorate Plan 2020-21",
        "- Appendix 2 - Neighbourhoods (Corporate Support) Directorate Plan 2020-21",
        "Number One Riverside, Smith Street, Rochdale OL16 1XU",
        "# For Further Information Contact",
        "# Appendix 1",
        "R01 | ",
        "R30 | ",
        "# Appendix 2",
        "N10 | ",
    ]);
    // What was left blank stays blank.
    assert!(
        report
            .lines
            .contains(&"Public/Private Document | ".to_owned())
    );
    report.lacks("1 actions");
    report.check_formats();
}

#[test]
fn rochdale_2019_20_has_all_of_the_original() {
    let report = Rendered::of("rochdale-2019-20-q2");
    report.check(&[
        "# Executive Summary",
        "(1 July to 30 September 2019)",
        "2. ",
        "3. ",
        "- Red:",
        "- Purple:",
        "# 4. Performance Overview",
        "93% (13) of the actions in the plan are ongoing. One further action (7%) has been",
        "Bar chart of 14 actions",
        "# 4.1 Quarter 2 Highlights",
        "# 4.2 Performance Issues",
        "None",
        "# Children's Services Directorate Plan 2019-20 Progress",
        "90% (9) of the actions in the plan are ongoing. One further action (10%) is not fully",
        "# 4.4 Quarter 2 Highlights",
        "# 4.5 Performance Issues",
        "(Amber) is:",
        "orkforce",
        "# Public Health and Wellbeing Directorate Plan 2019-20 Progress",
        "75% (9) of the actions in the plan are ongoing. One further action (8.3%) is not fully",
        "16.7% (2) have been completed.",
        "Bar chart of 12 actions",
        "# 4.7 Quarter 2 Highlights",
        "# 4.8 Performance Issues",
        "(Amber) is:",
        "# Alternatives Considered",
        "None",
        "# Costs and Budget Summary",
        "5. None",
        "# Risk and Policy Implications",
        "6. ",
        "# Consultation",
        "7. Not required",
        "# Background Papers",
        "8. ",
        "# For Further Information Contact",
    ]);
    report.check_formats();
}

#[test]
fn rochdale_2023_24_has_all_of_the_original_and_the_right_percentage() {
    let report = Rendered::of("rochdale-2023-24-q1");
    report.check(&[
        "Corporate Services and Neighbourhoods (Corporate Support) Directorate Plans 2023-24",
        "Report to | Corporate Overview and Scrutiny Committee",
        "Date of meeting | 31 July 2023",
        "Cabinet Portfolio Holder | Cabinet Member for Communities and Co-operation",
        "Report of | Director of Corporate Services; Director of Neighbourhoods",
        "Public or private | Public",
        "Key Decision | Non-key",
        "Published on the Forward Plan | Not applicable",
        "# 1 Report summary",
        "1.1 ",
        "(1 April to 30 June 2023)",
        "# 2 Recommendations",
        "2.1 ",
        "# 3 Reason for recommendation",
        "3.1 ",
        "- Red:",
        "# 4 Alternatives considered",
        "4.1 Not applicable",
        "# 5 Key information",
        "# 5.1 Corporate Services Directorate Plan 2023-24 Progress",
        "5.2 92% (11) of the actions in the plan are ongoing",
        "One further action (8%)",
        "5.3 The action that",
        "83% complete",
        "5.4 People strategy (three years): 56% complete.",
        "5.6 Schools income strategy: 60% complete.",
        "# 5.8 Neighbourhoods (Corporate Support) Directorate Plan 2023-24 Progress",
        "5.9 All nine actions in the plan (100%) are ongoing",
        "5.10 Office 365: 53% complete.",
        "5.12 ",
        "# 6 Finance",
        "6.1 ",
        "# 7 Legal",
        "# 8 Human resource",
        "# 9 Sustainability impact",
        "# 10 Other considerations (corporate priorities, risks)",
        "10.1 None",
        "# Background Papers",
        "# Contact",
    ]);
    report.lacks("93%");
    report.check_formats();
}

#[test]
fn rutland_has_all_of_the_original() {
    let report = Rendered::of("rutland-2020-21-q2");
    report.check(&[
        "Performance update 2020/21",
        "Date | 17 November 2020",
        "Report of | Chief Executive",
        "Strategic Aim | All",
        "Key Decision | No",
        "Forward Plan Reference | FP/161020",
        "Exempt Information | No",
        "Cabinet Member(s) Responsible | Leader and Portfolio Holder",
        "Contact Officer(s) | Interim Chief Executive",
        "(s.151 Officer)",
        "Ward Councillors | N/A",
        "# DECISION RECOMMENDATIONS",
        "# 1 PURPOSE OF THE REPORT",
        "# 2 BACKGROUND AND MAIN CONSIDERATIONS",
        "1 April to 30 September 2020",
        "# 3 OVERALL SUMMARY",
        "17 of 66",
        "- Not collected (7 measures)",
        "- Not published (4 measures)",
        "- Not recorded (3 measures)",
        "- System change (3 measures)",
        "90% (44) of the measures in the plan are on or above target. 10% (5) are below target.",
        "Bar chart of 49 measures",
        "8 homes against a target of 40 homes, forecast for the year's end 29 homes",
        "82% against a target of 90%",
        "67% against a target of 80%",
        "94% against a target of 100%",
        "75% against a target of 95%",
        "# 3.7 PROJECTS",
        "3.7.1 ",
        "KP1 | ",
        "# 4 CONSULTATION",
        "# 5 ALTERNATIVE OPTIONS",
        "# 6 FINANCIAL IMPLICATIONS",
        "# 7 LEGAL AND GOVERNANCE CONSIDERATIONS",
        "# 8 DATA PROTECTION IMPLICATIONS",
        "# 9 EQUALITY IMPACT ASSESSMENT",
        "# 10 COMMUNITY SAFETY IMPLICATIONS",
        "# 11 HEALTH AND WELLBEING IMPLICATIONS",
        "# 12 CONCLUSION",
        "12.1 90% of the indicators measured (44) are on or above target and 10% (5) below.",
        "# 13 BACKGROUND PAPERS",
        "# 14 APPENDICES",
        "- Appendix A - Quarterly Performance Report",
        "large print or Braille",
        "# Appendix A",
        "PI66 | ",
    ]);
    report.check_formats();
}

#[test]
fn derby_has_all_of_the_original() {
    let report = Rendered::of("derby-2021-22-q2");
    report.check(&[
        "Council Cabinet, 10 November 2021",
        "Report sponsor | Director of Policy, Insight and Communications",
        "Report author | Head of Strategy and Performance",
        "# Purpose",
        "1.1 ",
        "No measure is put forward for a performance surgery",
        "# Recommendations",
        "2.1 ",
        "2.5 ",
        "# Reasons",
        "3.2 ",
        "# Supporting information",
        "4.1 ",
        "Item | Proposed change | Rationale",
        "Measure ME04",
        "Delete this measure",
        "Milestone MS02",
        "Divide this milestone into 2 parts:",
        "78% (25 of 32)",
        "94% (33)",
        "91% (41 of 45) were on track or completed, up from 87% in the quarter before",
        "75% (12 of 16)",
        "18 strategic risks",
        "SR 25",
        "de-escalated on 31 August 2021",
        "SR 27",
        "escalated by the COVID Programme Board on 8 September 2021",
        "# Key areas of achievement",
        "£111.34 million",
        "49 businesses",
        "124 jobs",
        "20 grants",
        "68 audits",
        "# Opportunities for development and areas of risk",
        "# Performance review activities",
        "- SR 6",
        "- SR 7",
        "- SR 10",
        "- SR 16 (also CR17)",
        "- SR 18 (also P-R13 and COVID Risk 10)",
        "# Public/stakeholder engagement",
        "5.1 ",
        "# Other options",
        "6.1 Not applicable",
        "# Financial and value for money issues",
        "7.2 ",
        "# Legal implications",
        "8.1 ",
        "# Climate implications",
        "9.1 ",
        "# Other significant implications",
        "10.1 ",
        "# Background papers",
        "None",
        "# List of appendices",
        "- Appendix 1",
        "- Appendix 2",
        "# Appendix 1",
        "SR 27 | ",
        "# Appendix 2",
        "ME44 | ",
    ]);
    report.check_formats();
}

#[test]
fn a_figure_that_is_not_there_is_refused_with_its_place_and_near_names() {
    let workspace = Workspace::new();
    let folder = fixtures().join("rochdale-2020-21-q2");
    workspace.load(&folder, &read(&folder));
    let text = std::fs::read_to_string(folder.join("report.toml")).unwrap();
    let wrong = text.replace(
        "That members review",
        "{percent ongoin of resources-2020-21} so: review",
    );
    assert_ne!(text, wrong);
    let file = workspace.data.path().join("wrong.toml");
    std::fs::write(&file, wrong).unwrap();
    let file = file.display().to_string();
    let output = workspace.run(&["report", "draft", &file, "--council", "rochdale"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    for wanted in ["QD0162", "section recommendations row 1", "`ongoing`"] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
}
