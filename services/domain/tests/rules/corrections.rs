//! Edits: whose sign-off they void, and minor corrections, which void none.

use quarterday_proto::command::*;
use quarterday_proto::event::Event;
use quarterday_proto::report::ReportContent;

use crate::harness::*;
use crate::reports::*;

/// Legal reads its own section and the header, finance its own and the figures,
/// the sponsor all.
const ROUTE: &str = "route = \"narrow\"\ntitle = \"Narrow\"\nfrom = \"1990-04-01\"\n\
    [[stage]]\nname = \"Clearance\"\n\
    [[stage.role]]\nkey = \"legal\"\nlabel = \"Legal\"\nindependent = true\n\
    holders = [{ statutory = \"monitoring-officer\" }]\nconcerns = [\"legal\", \"header\"]\n\
    [[stage.role]]\nkey = \"finance\"\nlabel = \"Finance\"\nindependent = true\n\
    holders = [{ statutory = \"section-151-officer\" }]\nconcerns = [\"finance\", \"figures\"]\n\
    [[stage.role]]\nkey = \"sponsor\"\nlabel = \"Sponsor\"\nholders = [\"sponsor\"]\n";

/// The report under that route, signed by all.
pub(crate) fn narrow() -> Given {
    let route = quarterday_domain::parse_route(ROUTE).unwrap();
    council()
        .and(Command::AdoptRoute(AdoptRoute { route }))
        .and(draft("narrow"))
        .and(circulate())
        .signed("legal", LEGAL)
        .signed("finance", FINANCE)
        .signed("sponsor", SPONSOR)
}

#[test]
fn an_edit_voids_exactly_the_roles_concerned_and_asks_them_again() {
    let given = narrow();
    let check = |change: &dyn Fn(&mut ReportContent), stands: &[&str]| {
        let edited = given
            .when(edit(|content| change(content)))
            .then(&["report.revised", "report.sign_off_requested"]);
        assert_eq!(edited.standing_roles(), stands);
        let all = ["legal", "finance", "sponsor"];
        let voided: Vec<&str> = all
            .into_iter()
            .filter(|role| !stands.contains(role))
            .collect();
        let asked: Vec<String> = edited
            .asked("2020-10-12")
            .into_iter()
            .map(|(role, _)| role)
            .collect();
        assert_eq!(asked, voided);
    };
    check(
        &|content| content.sections[0].text.push('.'),
        &["legal", "finance"],
    );
    check(&|content| content.sections[2].text.push('.'), &["legal"]);
    check(&|content| content.sections[3].text.push('.'), &["finance"]);
    check(&|content| content.title.push('.'), &["finance"]);
    check(&|content| drop(content.sections.remove(3)), &["finance"]);
    check(
        &|content| content.sections.push(section("risk", "None.")),
        &["legal", "finance"],
    );
}

#[test]
fn other_covered_quarters_and_other_authors_are_edits_too() {
    let given = narrow();
    let revise = |change: &dyn Fn(&mut ReviseReport)| {
        let Command::ReviseReport(mut command) = edit(|_| {}) else {
            unreachable!()
        };
        change(&mut command);
        Command::ReviseReport(command)
    };
    let fewer = given.and(revise(&|command| command.covers = Some(vec![])));
    assert_eq!(fewer.standing_roles(), ["legal"]);
    // The author was finance all along, it turns out.
    let author = given.and(revise(&|command| command.author = Some(FINANCE.to_owned())));
    assert!(author.standing_roles().is_empty());
    given
        .when(revise(&|command| {
            command.sponsor = Some(SPONSOR.to_owned())
        }))
        .then(&[]);
    let with_minor = revise(&|command| {
        command.author = Some(FINANCE.to_owned());
        command.minor = Some(minor(CLERK));
    });
    given.when(with_minor).refused("QD0065");
}

#[test]
fn a_reopened_quarter_voids_the_sign_offs_of_its_figures() {
    let given = narrow();
    let reopened = given
        .when(reopen(Q2, "A figure is wrong."))
        .then(&["quarter.reopened", "report.sign_offs_voided"]);
    assert_eq!(reopened.standing_roles(), ["legal"]);
    reopened
        .when(reopened.sign("finance", FINANCE))
        .refused("QD0054");
    let closed = reopened.when(close(Q2)).then(&[
        "quarter.closed",
        "quarter.position_frozen",
        "report.sign_off_requested",
    ]);
    let asked: Vec<String> = closed
        .asked("2020-10-12")
        .into_iter()
        .map(|(role, _)| role)
        .collect();
    assert_eq!(asked, ["finance", "sponsor"]);
    // What was signed under the first closing names other figures.
    let stale = given.sign("finance", FINANCE);
    closed.when(stale).refused("QD0059");
    closed.signed("finance", FINANCE).signed("sponsor", SPONSOR);
}

fn minor(by: &str) -> MinorCorrection {
    MinorCorrection {
        by: by.to_owned(),
        reason: "Spelling.".to_owned(),
    }
}

fn correct(by: &str, change: impl FnOnce(&mut ReportContent)) -> Command {
    let Command::ReviseReport(mut command) = edit(change) else {
        unreachable!()
    };
    command.minor = Some(minor(by));
    Command::ReviseReport(command)
}

#[test]
fn a_minor_correction_leaves_sign_offs_standing() {
    let given = narrow();
    let spelt = |content: &mut ReportContent| {
        content.sections[0].text = "The library plan has 3 actions.".to_owned();
        content
            .header
            .fields
            .insert("agenda_item".to_owned(), "8".to_owned());
    };
    given.when(correct(AUTHOR, spelt)).refused("QD0066");
    given
        .when_by(AUTHOR, correct(CLERK, spelt))
        .refused("QD0007");
    let before = given.hash();
    let outcome = given.when_by(CLERK, correct(CLERK, spelt));
    let Event::ReportRevised(revised) = &outcome.events()[0] else {
        panic!()
    };
    assert!(revised.voids.is_empty() && revised.minor.is_some());
    let corrected = outcome.then(&["report.revised"]);
    assert_ne!(corrected.hash(), before);
    assert_eq!(corrected.standing_roles().len(), 3);
    assert_eq!(
        corrected.state.report("R").unwrap().changed_since(&before),
        Some(vec![])
    );
}

#[test]
fn figures_statuses_and_recommendations_are_no_minor_corrections() {
    let given = narrow();
    let check = |change: &dyn Fn(&mut ReportContent), why: &str| {
        let refused = given
            .when(correct(CLERK, |content| change(content)))
            .refused("QD0065");
        assert!(refused.detail.contains(why), "{refused}");
    };
    check(
        &|content| content.sections[0].text = "The libary plan has 4 actions.".into(),
        "a figure",
    );
    check(
        &|content| content.sections[2].text = "It costs £1,200 and is on track (purpel).".into(),
        "status",
    );
    check(
        &|content| content.sections[2].text = "It costs £1,200 and is on truck (purple).".into(),
        "what is said",
    );
    check(&|content| content.sections[1].text.push('!'), "decides");
    check(&|content| content.sections[3].text = "Nine.".into(), "none");
    check(
        &|content| content.header.meeting = Some(day("2020-11-17")),
        "meeting",
    );
    check(&|content| content.sections.swap(0, 3), "order");
    check(&|content| drop(content.sections.pop()), "section");
    check(
        &|content| content.sections[0].exempt_paragraph = Some("3".into()),
        "exempt",
    );
    check(
        &|content| drop(content.header.fields.insert("wards".into(), "All".into())),
        "wards",
    );
}
