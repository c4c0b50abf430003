//! Counting: denominators, exclusions, groups, themes, decimals, traces.

use quarterday_domain::{Selection, positions};
use quarterday_proto::item::{Kind, Unavailable};
use quarterday_proto::scheme::Axis;

use crate::harness::*;

const Q2: &str = "2020-21-Q2";

#[test]
fn every_percentage_has_its_count_and_parts_of_zero_are_listed() {
    let position = answered().position(Q2, Kind::Action, Axis::Status);
    let parts: Vec<_> = position
        .parts
        .iter()
        .map(|part| (part.status.as_str(), part.count, part.percent.as_str()))
        .collect();
    assert_eq!(
        parts,
        [
            ("red", 1, "33"),
            ("amber", 0, "0"),
            ("green", 0, "0"),
            ("purple", 2, "67"),
            ("not-updated", 0, "0"),
        ]
    );
    assert_eq!((position.total, position.denominator), (3, 3));
    let ongoing = &position.groups[0];
    assert_eq!(
        (ongoing.label.as_str(), ongoing.count, ongoing.denominator),
        ("ongoing", 2, 3)
    );
}

#[test]
fn decimals_are_the_plans_where_it_has_any() {
    let plan = "plan,title,year,scheme,decimals\nP,Plan,2020-21,rochdale,1\n";
    let given = council_with(&[plan, ACTIONS]);
    let position = given.position(Q2, Kind::Action, Axis::Status);
    let printed: Vec<&str> = position
        .parts
        .iter()
        .map(|part| part.percent.as_str())
        .collect();
    assert_eq!(printed, ["33.3", "0", "0", "0", "66.7"]);
}

#[test]
fn what_is_left_out_stays_listed_with_its_typed_reason() {
    let items = "plan,ref,kind,title,target\nP,M1,measure,a,5\nP,M2,measure,b,5\nP,M3,measure,c,5\n\
        P,M4,measure,d,\n";
    let targets = "plan,ref,period,basis,no_target_reason\n\
        P,M4,2020-21-Q2,in-quarter,contextual\n";
    let none = |reference: &str, why| {
        observe(reference, "2020-09-30", |facts| {
            facts.unavailable = Some(why)
        })
    };
    let given = council_with(&[PLAN, items, targets])
        .and(none("M1", Unavailable::NotCollected))
        .and(none("M2", Unavailable::SystemChange))
        .and(actual("M3", "2020-09-30", 5));
    let position = given.position(Q2, Kind::Measure, Axis::Target);
    let excluded: Vec<_> = position
        .excluded
        .iter()
        .map(|left| (left.reason.as_str(), left.count))
        .collect();
    assert_eq!(
        excluded,
        [
            ("contextual", 1),
            ("not collected", 1),
            ("system change", 1)
        ]
    );
    assert_eq!((position.total, position.denominator), (4, 1));
    assert_eq!(position.items[0].excluded.as_deref(), Some("not collected"));
}

#[test]
fn there_is_no_percentage_of_nothing() {
    let items = "plan,ref,kind,title\nP,M1,measure,a\n";
    let position = council_with(&[PLAN, items]).position(Q2, Kind::Measure, Axis::Target);
    assert_eq!((position.total, position.denominator), (1, 0));
    assert!(
        position
            .parts
            .iter()
            .all(|part| part.count == 0 && part.percent.is_empty())
    );
}

#[test]
fn a_group_may_have_its_own_denominator() {
    let text = include_str!("../../../../tests/fixtures/published/p21/scheme.toml")
        .replace("2017-04-01", "2010-04-01");
    let name = scheme(&text).scheme;
    let plan = PLAN.replace("rochdale", &name);
    let items = "plan,ref,kind,title,target\nP,M1,measure,a,5\nP,M2,measure,b,5\nP,M3,measure,c,\n";
    let adopt = quarterday_proto::command::AdoptScheme {
        scheme: scheme(&text),
    };
    let given = given([
        establish(),
        quarterday_proto::command::Command::AdoptScheme(adopt),
    ])
    .and(import(&[&plan, items]))
    .and(actual("M1", "2020-09-30", 5))
    .and(actual("M2", "2020-09-30", 4));
    let position = given.position(Q2, Kind::Measure, Axis::Target);
    let figures: Vec<_> = position
        .groups
        .iter()
        .map(|group| (group.count, group.denominator, group.percent.as_str()))
        .collect();
    assert_eq!(figures[..2], [(1, 3, "33.3"), (1, 2, "50")]);
}

#[test]
fn a_theme_has_its_own_figures() {
    let items = "plan,ref,kind,title,theme\nP,A1,action,a,One\nP,A2,action,b,Two\nP,A3,action,c,\n";
    let given = council_with(&[PLAN, items]).and(on_track("A1", "2020-09-30"));
    let asked = Selection {
        theme: Some("One".to_owned()),
        ..Selection::default()
    };
    let position = given.positions("P", Q2, asked).remove(0);
    assert_eq!((position.total, position.parts[3].count), (1, 1));
    let given = given.and(open(Q2)).and(close_because(Q2, "Late."));
    let themes: Vec<_> = given
        .frozen(Q2)
        .into_iter()
        .map(|frozen| frozen.theme)
        .collect();
    assert_eq!(
        themes,
        [None, Some("One".to_owned()), Some("Two".to_owned())]
    );
}

#[test]
fn what_no_scheme_assesses_is_refused() {
    let given = actions();
    let plan = given.state.plan("P").unwrap();
    let ask = |quarter: &str, asked: &Selection| {
        positions(&given.state, plan, quarter.parse().unwrap(), asked).unwrap_err()
    };
    let kind = Selection {
        kind: Some(Kind::Risk),
        ..Selection::default()
    };
    let refused = ask(Q2, &kind);
    assert_eq!(refused.code, "QD0038");
    assert!(
        refused.detail.ends_with("there are: action on status"),
        "{refused}"
    );
    assert_eq!(ask("2019-20-Q2", &Selection::default()).code, "QD0033");
    let scheme = Selection {
        scheme: Some("none".to_owned()),
        ..Selection::default()
    };
    assert_eq!(ask(Q2, &scheme).code, "QD0010");
}

#[test]
fn another_scheme_is_asked_without_a_change() {
    let given = answered().and(import(&["plan,title,year,scheme\nR,R,2020-21,rutland\n"]));
    let asked = Selection {
        scheme: Some("rutland".to_owned()),
        ..Selection::default()
    };
    let position = given.positions("P", Q2, asked).remove(0);
    assert_eq!(position.scheme, "rutland@2020-04-01");
    assert_eq!(status_in(&position, "A1").unwrap(), "behind");
}

#[test]
fn every_figure_is_traced_to_the_events_that_made_it() {
    let given = answered();
    let position = given.position(Q2, Kind::Action, Axis::Status);
    // Import at place 2, opening at 3, answers at 4 to 6.
    assert_eq!(position.trace, [2, 3, 4, 5, 6]);
    let item = |reference: &str| {
        position
            .items
            .iter()
            .find(|item| item.reference == reference)
            .unwrap()
            .trace
            .clone()
    };
    assert_eq!(item("A1"), [2, 4]);
    assert_eq!(position.parts[3].trace, [2, 5, 6]);
    let moved = amended(
        given,
        redate("A2", "2021-06-30"),
        "2020-08-10",
        Some("2020-09-01"),
    );
    let moved = amended(
        moved,
        quarterday_proto::command::ProposedChange::Redefine {
            reference: "A2".to_owned(),
            title: "Anew".to_owned(),
        },
        "2020-08-10",
        Some("2020-09-02"),
    );
    let position = moved.position(Q2, Kind::Action, Axis::Status);
    let item = position
        .items
        .iter()
        .find(|item| item.reference == "A2")
        .unwrap();
    assert_eq!(item.trace, [2, 5, 9, 12], "both amendments");
}

#[test]
fn a_risk_is_counted_while_it_is_on_the_register() {
    let plan = PLAN.replace("2020-21,rochdale", "2021-22,derby");
    let items =
        "plan,ref,kind,title,start\nP,R1,risk,a,\nP,R2,risk,b,2021-08-01\nP,R3,risk,c,2021-10-05\n";
    let given = council_with(&[&plan, items]).on("2021-10-12");
    let given = given.and(observe("R1", "2021-09-30", |facts| {
        facts.completed_on = Some(day("2021-09-15"));
    }));
    let position = given.position("2021-22-Q2", Kind::Risk, Axis::Status);
    let statuses: Vec<&str> = position
        .items
        .iter()
        .map(|item| item.status.as_str())
        .collect();
    assert_eq!(statuses, ["de-escalated", "escalated", "not-yet"]);
    assert_eq!((position.total, position.denominator), (3, 1));
}
