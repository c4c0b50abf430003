//! Each check, on what it finds and on what it leaves alone.

use rstest::rstest;

use super::{draft, lint};

/// What is found in one section of draft 001: twelve actions, eleven on track
/// and one amber, of the period April to June 2023.
fn with(key: &str, heading: &str, text: &str) -> Vec<(String, String)> {
    let mut draft = draft("001");
    draft.sections.retain(|section| section.key == key);
    assert_eq!(draft.sections.len(), 1, "there is a section {key}");
    let section = &mut draft.sections[0];
    section.heading = heading.to_owned();
    section.paragraphs.truncate(1);
    section.paragraphs[0].text = text.to_owned();
    for item in draft.plans.iter_mut().flat_map(|plan| &mut plan.items) {
        item.outside_cause = Some("the supplier put the release back".to_owned());
    }
    lint(&draft)
        .into_iter()
        .map(|finding| (finding.code, finding.says))
        .collect()
}

#[rstest]
// Percentages and counts.
#[case("92% (11) of actions are ongoing and 8% (1) overdue.", None)]
#[case("91.7% (11) of actions are ongoing.", None)]
#[case("92% (10) of actions are ongoing.", Some(("QL0002", "10")))]
#[case("91% (11) of actions are ongoing.", Some(("QL0001", "91%")))]
#[case("Of the actions, 91% are ongoing.", Some(("QL0003", "91%")))]
#[case("Eleven actions are ongoing; one further action is overdue.", None)]
#[case("Two further actions are overdue.", Some(("QL0002", "2")))]
#[case("11 out of 13 actions are ongoing.", Some(("QL0002", "13")))]
#[case("There are 12 actions in the plan.", None)]
#[case("There are 14 actions in the plan.", Some(("QL0002", "14")))]
#[case("One action (1) is overdue.", None)]
#[case("One action (2) is overdue.", Some(("QL0004", "2")))]
// On hold, and denied.
#[case("The people strategy has slipped.", Some(("QL0006", "slipped")))]
#[case("There is no slippage in the people strategy.", None)]
#[case("The people strategy is no longer on hold.", None)]
#[case(
    "The communication strategy for governance and complaints is on hold.",
    None
)]
#[case("The lift has been on hold.", None)]
// Dates.
#[case("A workshop was held in March.", Some(("QL0016", "March")))]
#[case("A workshop was held in May.", None)]
#[case("A workshop was held on 3 July 2023.", Some(("QL0016", "3 July 2023")))]
#[case("A workshop will be held in August.", None)]
#[case("It is to be completed in August.", None)]
#[case("Numbers fell since March 2023.", None)]
#[case("It improved on the figure reported at the end of March.", None)]
#[case("In July 2023 the board approved it.", Some(("QL0016", "July 2023")))]
#[case("Approval is due in May. Approval follows by August.", Some(("QL0017", "Approval follows by August")))]
// Names.
#[case("The Corporate Services Directorate Plan 2022-23 ended.", None)]
#[case("The Corporate Directorate Plan goes on.", Some(("QL0013", "Corporate Directorate Plan")))]
#[case("The Local Plan and the Council Plan go on.", None)]
#[case("The Audit Risk Group met, and the Audit Risk Review Group did not.", Some(("QL0014", "Audit Risk Review Group")))]
#[case("The Audit Group met, and the Audit Review Group did not.", None)]
fn an_overview(#[case] text: &str, #[case] expected: Option<(&str, &str)>) {
    let found = with("overview_corporate_services", "Performance Overview", text);
    let expected = expected.map(|(code, says)| (code.to_owned(), says.to_owned()));
    assert_eq!(found, Vec::from_iter(expected), "{text}");
}

#[rstest]
#[case("Performance Issues", "None", Some("QL0005"))]
#[case("Performance Issues", "There are no issues to report.", Some("QL0005"))]
#[case(
    "Performance Issues",
    "One action is late for want of a release.",
    None
)]
#[case("Finance", "There are no legal implications.", Some("QL0012"))]
#[case("Legal", "There are no legal implications.", None)]
#[case("Background papers", "A", Some("QL0009"))]
#[case("Background papers", "None", None)]
fn a_section_of_a_plan(#[case] heading: &str, #[case] text: &str, #[case] expected: Option<&str>) {
    let found = with("overview_corporate_services", heading, text);
    let codes: Vec<&str> = found.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, Vec::from_iter(expected), "{heading}: {text}");
}

#[test]
fn commentary_of_the_quarter_before_is_found() {
    let codes = |now: &str, before: &str| {
        let mut draft = draft("004");
        draft.plans[0].items[1].commentary = Some(now.to_owned());
        draft.plans[0].items[1].commentary_before = Some(before.to_owned());
        let all = lint(&draft).into_iter().map(|finding| finding.code);
        all.filter(|code| code == "QL0011").count()
    };
    assert_eq!(codes("Work goes on.", "Work  goes on."), 1);
    assert_eq!(codes("Work goes on.", "Work began."), 0);
    assert_eq!(codes("", ""), 0);
}

#[test]
fn a_completion_after_the_period_is_found() {
    let mut draft = draft("000");
    draft.plans[1].items[2].completed = Some("2020-10-03".parse().unwrap());
    let found = lint(&draft);
    let after: Vec<&str> = found
        .iter()
        .filter(|finding| finding.code == "QL0016")
        .map(|finding| finding.says.as_str())
        .collect();
    assert_eq!(after, ["Saturday 3 October 2020"]);
}

#[test]
fn an_amber_is_left_alone_where_its_cause_is_stated() {
    let ambers = |change: &dyn Fn(&mut quarterday_domain::lint::Draft)| {
        let mut draft = draft("000");
        change(&mut draft);
        let found = lint(&draft);
        found
            .iter()
            .filter(|finding| finding.code == "QL0018")
            .count()
    };
    assert_eq!(ambers(&|_| ()), 1);
    assert_eq!(
        ambers(&|draft| draft.plans[0].items[0].outside_cause = Some("no events".to_owned())),
        0
    );
    assert_eq!(
        ambers(&|draft| {
            let paragraph = &mut draft.sections[3].paragraphs[1].text;
            paragraph.push_str(" It is late because national rules stopped events.");
        }),
        0
    );
}
