//! The linter before a report goes out.

use quarterday_proto::command::*;
use quarterday_proto::event::Event;
use quarterday_proto::report::ReportContent;

use crate::reports::*;

/// One of the plan's actions is behind, so that "None" is wrong.
fn none(content: &mut ReportContent) {
    content.sections[0].heading = "Performance issues".to_owned();
    content.sections[0].text = "None.".to_owned();
}

fn wrong_draft() -> Command {
    draft_of("derby", |draft| none(&mut draft.content))
}

fn circulate_despite(reason: &str) -> Command {
    Command::CirculateReport(CirculateReport {
        report: "R".to_owned(),
        due: None,
        despite_lint: Some(reason.to_owned()),
    })
}

fn edit_despite(change: impl FnOnce(&mut ReportContent), reason: Option<&str>) -> Command {
    let Command::ReviseReport(mut revise) = edit(change) else {
        unreachable!("an edit revises");
    };
    revise.despite_lint = reason.map(str::to_owned);
    Command::ReviseReport(revise)
}

#[test]
fn errors_stop_circulation_and_are_named() {
    let given = council().and(wrong_draft());
    let says = given.when(circulate()).refused("QD0170").detail;
    assert!(
        says.contains("QL0005") && says.contains("Performance issues"),
        "{says}"
    );
    given.when(circulate_despite(" ")).refused("QD0023");
}

#[test]
fn a_reason_lets_them_pass_and_is_kept() {
    let given = council().and(wrong_draft());
    let outcome = given.when(circulate_despite("The chair was told of it."));
    let kept = outcome.events().iter().find_map(|event| match event {
        Event::ReportCirculated(event) => event.despite_lint.clone(),
        _ => None,
    });
    let kept = kept.expect("the reason is kept");
    assert_eq!(kept.reason, "The chair was told of it.");
    let codes: Vec<(&str, &str)> = kept
        .findings
        .iter()
        .map(|kept| (kept.code.as_str(), kept.place.as_str()))
        .collect();
    assert_eq!(codes, [("QL0005", "purpose 1")]);
    let given = given.and(circulate_despite("The chair was told of it."));
    let sent = &given.state.report("R").unwrap().despite_lint;
    assert_eq!((sent.len(), sent[0].version), (1, 1));
    assert_eq!(sent[0].despite, kept);
}

#[test]
fn a_reason_without_errors_leaves_nothing_behind() {
    let given = council()
        .and(draft("derby"))
        .and(circulate_despite("To be sure."));
    assert!(given.state.report("R").unwrap().despite_lint.is_empty());
}

#[test]
fn a_revision_of_what_is_circulated_is_no_way_round() {
    let given = circulated();
    given.when(edit_despite(none, None)).refused("QD0170");
    let given = given.and(edit_despite(none, Some("The chair was told of it.")));
    let sent = &given.state.report("R").unwrap().despite_lint;
    assert_eq!((sent.len(), sent[0].version), (1, 2));
    // What was let pass once is not asked again.
    let more = |content: &mut ReportContent| {
        none(content);
        content.sections[1].text = "To note it all.".to_owned();
    };
    let given = given.and(edit_despite(more, None));
    assert_eq!(given.state.report("R").unwrap().despite_lint.len(), 1);
}

#[test]
fn a_draft_may_say_anything() {
    let given = council().and(draft("derby"));
    let given = given.and(edit_despite(none, None));
    given.when(circulate()).refused("QD0170");
    let mended = given.and(edit(|content| {
        content.sections[0].text = "Work goes on.".to_owned()
    }));
    mended.and(circulate());
}

#[test]
fn a_text_is_held_against_the_figures_that_were_frozen() {
    // Of three actions one is overdue, and two are on track.
    for (heading, text, expected) in [
        (
            "Performance overview",
            "67% (2) of actions are ongoing; one action is overdue.",
            None,
        ),
        (
            "Performance overview",
            "66% (2) of actions are ongoing.",
            Some("QL0001"),
        ),
        (
            "Performance overview",
            "33% (1) of actions are ongoing.",
            Some("QL0002"),
        ),
        (
            "Performance overview",
            "Two actions are overdue.",
            Some("QL0002"),
        ),
        (
            "Performance overview",
            "Of the actions, 76% are ongoing.",
            Some("QL0003"),
        ),
        (
            "Highlights",
            "A fair was held in June 2020.",
            Some("QL0016"),
        ),
        (
            "Highlights",
            "4.1 A fair was held in July 2020.\n4.2 Another was held in May.",
            Some("QL0016"),
        ),
        ("Highlights", "A fair was held in July 2020.", None),
        ("Performance issues", "None.", Some("QL0005")),
        ("Other matters", "None.", None),
    ] {
        let given = council().and(draft_of("derby", |draft| {
            let first = &mut draft.content.sections[0];
            first.heading = heading.to_owned();
            first.text = text.to_owned();
        }));
        let report = given.state.report("R").unwrap();
        let draft = given
            .state
            .lint_draft(report.content(), &report.details.covers);
        let found = quarterday_domain::lint::lint(&draft);
        let codes: Vec<&str> = found.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(codes, Vec::from_iter(expected), "{heading}: {text}");
    }
}
