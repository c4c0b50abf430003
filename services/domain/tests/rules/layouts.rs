//! Layouts: checked when they are adopted, kept in versions, and figures that
//! text names.

use quarterday_domain::layout::builtin_layouts;
use quarterday_proto::command::*;
use quarterday_proto::layout::Layout;

use crate::harness::*;
use crate::reports::*;

fn adopt(change: impl FnOnce(&mut Layout)) -> Command {
    let mut layout = builtin_layouts("plain").remove(0);
    layout.layout = "ours".to_owned();
    change(&mut layout);
    Command::AdoptLayout(AdoptLayout { layout })
}

/// The title of the layout that the report takes.
fn taken(given: &Given) -> String {
    let report = given.state.report("R").unwrap();
    given.state.layout_of(report, day("2020-11-01")).title
}

fn titled(title: &str, from: &str) -> Command {
    adopt(|layout| {
        layout.title = title.to_owned();
        layout.from = day(from);
    })
}

#[test]
fn a_layout_that_cannot_be_printed_is_refused_by_name() {
    let given = council();
    let check = |change: &dyn Fn(&mut Layout), why: &str| {
        let refused = given.when(adopt(|layout| change(layout))).refused("QD0160");
        assert!(refused.detail.contains(why), "{refused}");
    };
    check(&|layout| layout.layout = "Two words".into(), "its name");
    check(&|layout| layout.sections.clear(), "no section");
    check(
        &|layout| layout.sections[1].key = "purpose".into(),
        "section 2",
    );
    check(&|layout| layout.line = Some("{titel}".into()), "`{titel}`");
    check(&|layout| layout.fields[0].label.clear(), "field 1");
}

#[test]
fn a_layout_adopted_twice_is_one() {
    let given = council();
    let adopted = given.when(adopt(|_| {})).then(&["layout.adopted"]);
    adopted.when(adopt(|_| {})).then(&[]);
    adopted
        .when(titled("Other", "2019-04-01"))
        .then(&["layout.adopted"]);
}

#[test]
fn a_report_takes_the_version_of_its_quarter_that_was_known_when_it_was_circulated() {
    let drafted = council().and(draft("derby"));
    assert_eq!(taken(&drafted), "A quarterly performance report");
    let adopted = drafted
        .and(titled("Of its year", "2020-04-01"))
        .and(titled("Of the year before", "2019-04-01"))
        .and(titled("Of the quarter after", "2020-10-01"));
    assert_eq!(taken(&adopted), "Of its year");
    let later = adopted
        .and(circulate())
        .and(titled("Adopted later", "2020-04-01"));
    assert_eq!(taken(&later), "Of its year");
    let withdrawn = later.and(Command::WithdrawReport(WithdrawReport {
        report: "R".to_owned(),
        reason: "Another layout.".to_owned(),
    }));
    assert_eq!(taken(&withdrawn), "Adopted later");
}

#[test]
fn the_layout_of_its_type_goes_before_one_for_any() {
    let typed = |layout: &mut Layout| {
        layout.layout = "typed".to_owned();
        layout.title = "Typed".to_owned();
        layout.report_types = vec!["performance".to_owned()];
    };
    let given = council()
        .and(draft("derby"))
        .and(adopt(typed))
        .and(titled("For any", "2019-04-01"));
    assert_eq!(taken(&given), "Typed");
}

#[test]
fn a_name_that_stands_for_no_figure_is_refused_with_its_line() {
    let given = council();
    let with = |text: &str| {
        let section = section("summary", text);
        draft_of("derby", |draft| draft.content.sections = vec![section])
    };
    for text in [
        "{percent purple}",
        "{count actions purple of P} so far",
        "{is|are by purple} on track",
        "{total actions}",
        "{{braces}} and a { alone",
    ] {
        given.when(with(text)).accepted().expect(text);
    }
    for (text, row, why) in [
        ("All well.\n{percent purpel}", 2, "`purple`"),
        ("{share purple}", 1, "begins with"),
        ("{before percent purple}", 1, "not closed"),
        ("{actual A99}", 1, "no covered plan has an item"),
        ("{total measures}", 1, "kind `measure`"),
    ] {
        let refused = given.when(with(text)).refused("QD0162");
        let fault = &refused.faults[0];
        assert_eq!(fault.sheet, "section summary", "{text}");
        assert_eq!(fault.row, Some(row), "{text}");
        assert!(fault.expected.contains(why), "{text}: {}", fault.expected);
    }
    let drafted = given.and(with("{percent purple}"));
    let section = section("summary", "{percent purpel}");
    drafted
        .when(edit(|content| content.sections = vec![section]))
        .refused("QD0162");
}
