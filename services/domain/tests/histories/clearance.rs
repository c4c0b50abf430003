//! Commands on reports at random.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use quarterday_domain::State;
use quarterday_proto::command::*;
use quarterday_proto::plan::Decision;
use quarterday_proto::report::{ReportContent, Section};
use quarterday_proto::route::StatutoryPost;

use crate::commands::PEOPLE;

const REPORTS: [&str; 3] = ["R", "S", "T"];
const ROLES: [&str; 4] = ["directors", "sponsor", "other", "finance"];
/// Stands for the hash of what a report says when the command is sent.
const NOW: &str = "now";
const FIRST_DAY: &str = "2020-07-01";

/// A route of two stages, a layout, a report that covers a quarter and one that covers
/// none.
pub(crate) fn setting_up() -> Vec<Command> {
    let text = "title = \"Short\"\nroute = \"short\"\nfrom = \"1990-04-01\"\n\
        [[stage]]\nname = \"First\"\n\
        [[stage.role]]\nkey = \"directors\"\nlabel = \"Directors\"\nholders = [{ body = \"Board\" }]\n\
        concerns = [\"purpose\"]\n\
        [[stage.role]]\nkey = \"other\"\nlabel = \"Others\"\nrequired = false\nneeds = \"all\"\n\
        holders = [\"named\", \"line_manager\"]\n\
        [[stage]]\nname = \"Second\"\n\
        [[stage.role]]\nkey = \"sponsor\"\nlabel = \"Sponsor\"\nindependent = true\n\
        holders = [\"sponsor\"]\nanswer_working_days = 5\n";
    let route = quarterday_domain::parse_route(text).unwrap();
    let mut layout = quarterday_domain::layout::builtin_layouts("plain").remove(0);
    layout.layout = "ours".to_owned();
    let mut commands = vec![
        Command::AdoptRoute(AdoptRoute { route }),
        Command::AdoptLayout(AdoptLayout { layout }),
    ];
    commands.push(draft("R", vec![]));
    commands.push(draft(
        "S",
        vec![Cover {
            plan: "P".to_owned(),
            quarter: "2020-21-Q1".parse().unwrap(),
        }],
    ));
    commands
}

/// A quarter closed, its report circulated and signed, and the quarter reopened.
pub(crate) fn reopened_under_report() -> Vec<Command> {
    let (plan, quarter) = (|| "P".to_owned(), "2020-21-Q1".parse().unwrap());
    let reason = || "Because.".to_owned();
    vec![
        Command::OpenQuarter(OpenQuarter {
            plan: plan(),
            quarter,
            answers_due: None,
        }),
        Command::CloseQuarter(CloseQuarter {
            plan: plan(),
            quarter,
            reason: Some(reason()),
        }),
        circulate("S"),
        by_body("S"),
        sign("S", "sponsor", PEOPLE[1]),
        Command::ReopenQuarter(ReopenQuarter {
            plan: plan(),
            quarter,
            reason: reason(),
        }),
    ]
}

/// A report taken to its meeting, or back to its author.
pub(crate) fn episode() -> impl Strategy<Value = Vec<Command>> {
    let to_the_end = |report| {
        vec![
            circulate(report),
            by_body(report),
            sign(report, "sponsor", PEOPLE[1]),
            publish(report),
            outcome(report),
        ]
    };
    let back = |report| {
        vec![
            circulate(report),
            reassign(report, "other", PEOPLE[0]),
            delegate(PEOPLE[1], PEOPLE[2]),
            end_delegation(),
            by_body(report),
            give_back(report, "sponsor", PEOPLE[1]),
            circulate(report),
            withdraw(report),
        ]
    };
    (select(REPORTS.to_vec()), any::<bool>()).prop_map(move |(report, ends)| {
        if ends {
            to_the_end(report)
        } else {
            back(report)
        }
    })
}

/// The command as it is sent: with the hash of what its report says then, and
/// the day.
pub(crate) fn on_what_is_read(state: &State, mut command: Command) -> Command {
    let (report, hash) = match &mut command {
        Command::SignOff(sign) => (&sign.report, &mut sign.content_hash),
        Command::RecordBodyDecision(decided) => (&decided.report, &mut decided.content_hash),
        Command::PublishReport(publish) => {
            publish.on = state.recorded().map_or(publish.on, |at| state.day_of(at));
            return command;
        }
        _ => return command,
    };
    if let Ok(report) = state.report(report) {
        *hash = report.hash().to_owned();
    }
    command
}

pub(crate) fn commands() -> impl Strategy<Value = Command> {
    let report = || select(REPORTS.to_vec());
    let role = || select(ROLES.to_vec());
    let person = || select(PEOPLE.to_vec());
    let reason = || "Because.".to_owned();
    prop_oneof![
        2 => report().prop_map(|report| draft(report, vec![])),
        4 => (report(), 0..3_u8, person()).prop_map(|(report, text, author)| {
            Command::ReviseReport(ReviseReport {
                report: report.to_owned(),
                content: content(text),
                covers: None,
                author: Some(author.to_owned()),
                sponsor: None,
                report_type: None,
                route: None,
                signatories: None,
                minor: None,
                despite_lint: None,
            })
        }),
        9 => report().prop_map(circulate),
        8 => (report(), role(), person()).prop_map(|(report, role, by)| sign(report, role, by)),
        6 => report().prop_map(by_body),
        6 => report().prop_map(|report| sign(report, "sponsor", PEOPLE[1])),
        3 => (report(), role(), person())
            .prop_map(|(report, role, by)| give_back(report, role, by)),
        1 => report().prop_map(withdraw),
        2 => (report(), role(), person())
            .prop_map(|(report, role, to)| reassign(report, role, to)),
        1 => report().prop_map(move |report| {
            let chair = "Leader".to_owned();
            Command::RecordUrgency(RecordUrgency { report: report.to_owned(), chair, reason: reason() })
        }),
        6 => report().prop_map(publish),
        3 => report().prop_map(outcome),
        2 => (person(), person()).prop_map(|(from, to)| delegate(from, to)),
        1 => Just(end_delegation()),
        1 => (select(StatutoryPost::ALL.to_vec()), person()).prop_map(|(post, person)| {
            Command::AppointStatutory(AppointStatutory {
                post,
                person: person.to_owned(),
                from: FIRST_DAY.parse().unwrap(),
            })
        }),
    ]
}

fn withdraw(report: &str) -> Command {
    Command::WithdrawReport(WithdrawReport {
        report: report.to_owned(),
        reason: "Because.".to_owned(),
    })
}

fn draft(report: &str, covers: Vec<Cover>) -> Command {
    Command::DraftReport(DraftReport {
        report: report.to_owned(),
        report_type: None,
        route: Some("short".to_owned()),
        author: PEOPLE[0].to_owned(),
        sponsor: Some(PEOPLE[1].to_owned()),
        signatories: BTreeMap::from([("other".to_owned(), vec![PEOPLE[2].to_owned()])]),
        covers,
        content: content(0),
    })
}

fn content(number: u8) -> ReportContent {
    let section = |key: &str, text: String| Section {
        key: key.to_owned(),
        heading: "Heading".to_owned(),
        text,
        exempt_paragraph: None,
    };
    ReportContent {
        title: "Report".to_owned(),
        sections: vec![
            section("purpose", format!("Purpose {}", number % 2)),
            section("risk", format!("Risk {number}")),
        ],
        ..ReportContent::default()
    }
}

fn circulate(report: &str) -> Command {
    Command::CirculateReport(CirculateReport {
        report: report.to_owned(),
        due: None,
        despite_lint: None,
    })
}

fn sign(report: &str, role: &str, by: &str) -> Command {
    Command::SignOff(SignOff {
        report: report.to_owned(),
        role: role.to_owned(),
        by: by.to_owned(),
        content_hash: NOW.to_owned(),
        note: None,
    })
}

fn give_back(report: &str, role: &str, by: &str) -> Command {
    Command::ReturnReport(ReturnReport {
        report: report.to_owned(),
        role: role.to_owned(),
        by: by.to_owned(),
        reason: "Because.".to_owned(),
    })
}

fn reassign(report: &str, role: &str, to: &str) -> Command {
    Command::ReassignStep(ReassignStep {
        report: report.to_owned(),
        role: role.to_owned(),
        from: None,
        to: to.to_owned(),
        reason: "Because.".to_owned(),
    })
}

fn delegate(from: &str, to: &str) -> Command {
    Command::Delegate(Delegate {
        from: from.to_owned(),
        to: to.to_owned(),
        first: FIRST_DAY.parse().unwrap(),
        last: "2021-06-30".parse().unwrap(),
        scope: ScopeOfDelegation::All,
        reason: "Because.".to_owned(),
    })
}

fn end_delegation() -> Command {
    Command::EndDelegation(EndDelegation {
        delegation: "D1".to_owned(),
    })
}

fn publish(report: &str) -> Command {
    Command::PublishReport(PublishReport {
        report: report.to_owned(),
        on: FIRST_DAY.parse().unwrap(),
        reason: None,
    })
}

fn outcome(report: &str) -> Command {
    Command::RecordOutcome(RecordOutcome {
        report: report.to_owned(),
        decision: decision("Cabinet"),
        requested_changes: vec![],
        follow_ups: vec![],
    })
}

fn by_body(report: &str) -> Command {
    Command::RecordBodyDecision(RecordBodyDecision {
        report: report.to_owned(),
        role: "directors".to_owned(),
        content_hash: NOW.to_owned(),
        decision: decision("Board"),
        time: None,
        outcome: Default::default(),
        reason: None,
    })
}

fn decision(body: &str) -> Decision {
    Decision {
        body: body.to_owned(),
        on: "2020-07-02".parse().unwrap(),
        reference: "B/1".to_owned(),
    }
}
