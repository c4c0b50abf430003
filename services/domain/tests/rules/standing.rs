//! Whatever happens to a report: a sign-off that stands is one of what its role
//! reads now.

use proptest::prelude::*;
use quarterday_domain::Report;
use quarterday_proto::command::*;
use quarterday_proto::report::{ReportContent, ReportState};
use quarterday_proto::route::{FIGURES, HEADER, Role, Route};

use crate::corrections::narrow;
use crate::harness::*;
use crate::reports::*;
use crate::sign_off::give_back;

#[derive(Debug, Clone)]
enum Step {
    Sign(usize),
    Edit(usize, u8),
    Title(u8),
    Drop(usize),
    Swap(usize, usize),
    Correct(usize),
    Return(usize),
    Withdraw,
    Circulate,
    Reopen,
    Close,
}

const ROLES: [(&str, &str); 3] = [("legal", LEGAL), ("finance", FINANCE), ("sponsor", SPONSOR)];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => (0..3_usize).prop_map(Step::Sign),
        4 => (0..5_usize, 0..3_u8).prop_map(|(section, text)| Step::Edit(section, text)),
        1 => (0..3_u8).prop_map(Step::Title),
        1 => (0..5_usize).prop_map(Step::Drop),
        1 => (0..5_usize, 0..5_usize).prop_map(|(one, other)| Step::Swap(one, other)),
        2 => (0..5_usize).prop_map(Step::Correct),
        1 => (0..3_usize).prop_map(Step::Return),
        1 => Just(Step::Withdraw),
        3 => Just(Step::Circulate),
        1 => Just(Step::Reopen),
        2 => Just(Step::Close),
    ];
    prop::collection::vec(step, 1..30)
}

fn command(given: &Given, step: &Step) -> Command {
    let mut content = given.state.report("R").unwrap().content().clone();
    let count = content.sections.len().max(1);
    match step {
        Step::Sign(role) => given.sign(ROLES[*role].0, ROLES[*role].1),
        Step::Edit(index, text) => {
            if let Some(section) = content.sections.get_mut(index % count) {
                section.text = format!("The libary counts {text}.");
            }
            revise_to(content)
        }
        Step::Title(number) => {
            content.title = format!("Performance {number}");
            revise_to(content)
        }
        Step::Drop(index) => {
            if !content.sections.is_empty() {
                content.sections.remove(index % count);
            }
            revise_to(content)
        }
        Step::Swap(one, other) => {
            if !content.sections.is_empty() {
                content.sections.swap(one % count, other % count);
            }
            revise_to(content)
        }
        Step::Correct(index) => {
            if let Some(section) = content.sections.get_mut(index % count) {
                section.text = section.text.replace("libary", "library");
            }
            let Command::ReviseReport(mut command) = revise_to(content) else {
                unreachable!()
            };
            command.minor = Some(MinorCorrection {
                by: CLERK.to_owned(),
                reason: "Spelling.".to_owned(),
            });
            Command::ReviseReport(command)
        }
        Step::Return(role) => give_back(ROLES[*role].0, ROLES[*role].1, "Not yet."),
        Step::Withdraw => Command::WithdrawReport(WithdrawReport {
            report: "R".to_owned(),
            reason: "Not yet.".to_owned(),
        }),
        Step::Circulate => circulate(),
        Step::Reopen => reopen(Q2, "A figure is wrong."),
        Step::Close => close(Q2),
    }
}

/// What a role reads of a content, with corrected spelling made equal.
fn read(content: &ReportContent, route: &Route, role: &Role) -> Vec<String> {
    let mut read = Vec::new();
    if route.concerns(role, HEADER) {
        read.push(format!("{} {:?}", content.title, content.header));
    }
    let sections = content.sections.iter();
    read.extend(
        sections
            .filter(|section| route.concerns(role, &section.key))
            .map(|section| format!("{section:?}").replace("libary", "library")),
    );
    read
}

fn check(given: &Given) {
    let report: &Report = given.state.report("R").unwrap();
    let route = report.route.as_ref().unwrap();
    for (_, role) in route.roles() {
        for signature in report.standing(&role.key) {
            let signed = report
                .editions
                .iter()
                .rfind(|past| past.hash == signature.hash);
            let signed = signed.expect("what was signed is kept");
            assert_eq!(
                read(&signed.content, route, role),
                read(report.content(), route, role),
                "{}",
                role.key
            );
            if route.concerns(role, FIGURES) {
                let since = report.changed_since(&signature.hash).unwrap();
                assert!(
                    !since.contains(&FIGURES),
                    "{}: the figures changed",
                    role.key
                );
            }
        }
        let standing = report.standing(&role.key).count();
        assert!(standing <= 1, "{} stands {standing} times", role.key);
    }
    let asked = given.asked("2020-10-12");
    if report.state == ReportState::Circulated && report.figures[0].closing > 0 {
        for (_, role) in route.roles() {
            let stands = report.standing(&role.key).next().is_some();
            let waits = asked.iter().any(|(key, _)| *key == role.key);
            assert_ne!(
                stands, waits,
                "{} is neither signed nor asked, or both",
                role.key
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn a_sign_off_that_stands_is_of_what_is_read_now(steps in steps()) {
        let mut given = narrow();
        check(&given);
        for step in steps {
            let outcome = given.when(command(&given, &step));
            if let Some(next) = outcome.accepted() {
                given = next;
                check(&given);
            }
        }
    }
}
