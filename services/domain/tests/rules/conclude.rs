//! The end of a plan's year.

use quarterday_proto::command::{ClosePlan, Command, ConcludeItem, Conclusion};
use quarterday_proto::item::Kind;
use quarterday_proto::scheme::Axis;

use crate::harness::*;

const QUARTERS: [&str; 4] = ["2020-21-Q1", "2020-21-Q2", "2020-21-Q3", "2020-21-Q4"];
const NEXT: &str = "plan,title,year,scheme\nN,Next,2021-22,rochdale\nP2,Twin,2020-21,rochdale\n";

fn conclude(reference: &str, outcome: Conclusion) -> Command {
    let (plan, reference) = ("P".to_owned(), reference.to_owned());
    Command::ConcludeItem(ConcludeItem {
        plan,
        reference,
        outcome,
    })
}

fn carry(reference: &str, into: &str, to: Option<&str>) -> Command {
    let outcome = Conclusion::CarryForward {
        plan: into.to_owned(),
        reference: to.map(str::to_owned),
        due: Some(day("2021-09-30")),
    };
    conclude(reference, outcome)
}

fn close_plan() -> Command {
    Command::ClosePlan(ClosePlan {
        plan: "P".to_owned(),
    })
}

/// Plan P after its year with every quarter closed.
fn year_over() -> Given {
    let given = actions().and(import(&[NEXT])).on("2021-04-10");
    QUARTERS.into_iter().fold(given, |given, quarter| {
        given
            .and(open(quarter))
            .and(close_because(quarter, "No one answered."))
    })
}

#[test]
fn a_plan_closes_when_every_item_is_settled() {
    let given = year_over();
    let refused = given.when(close_plan()).refused("QD0027");
    assert!(refused.detail.contains("A1, A2, A3"), "{refused}");
    let end = Conclusion::End {
        reference: "CAB/99".to_owned(),
    };
    let given = given
        .and(carry("A1", "N", None))
        .and(conclude("A2", end))
        .and(conclude("A3", Conclusion::Routine));
    given.when_known_at(Some(2), close_plan()).refused("QD0003");
    let done = given.when(close_plan()).then(&["plan.closed"]);
    done.when(close_plan()).refused("QD0026");
    done.when(on_track("A1", "2021-03-31")).refused("QD0026");
    done.when(open("2020-21-Q1")).refused("QD0026");
    done.when(propose(vec![redate("A1", "2021-05-31")]))
        .refused("QD0026");
    let rows = |due: &str| {
        import(&[&format!(
            "plan,ref,kind,title,due\nP,A1,action,First,{due}\n"
        )])
    };
    done.when(rows("2020-12-31"))
        .faulted(2, "plan", "plan_closed");
    done.when(rows("2020-08-31")).then(&[]);
}

#[test]
fn a_plan_with_an_open_quarter_does_not_close() {
    let refused = actions()
        .on("2021-04-10")
        .when(close_plan())
        .refused("QD0027");
    assert!(refused.detail.contains("2020-21-Q1"), "{refused}");
}

#[test]
fn what_is_completed_needs_no_conclusion() {
    let done = |reference: &str| {
        observe(reference, "2021-03-31", |facts| {
            facts.completed_on = Some(day("2021-03-01"))
        })
    };
    let given = actions()
        .on("2021-04-10")
        .and(done("A1"))
        .and(done("A2"))
        .and(done("A3"));
    given
        .when(conclude("A1", Conclusion::Routine))
        .refused("QD0042");
    let given = QUARTERS.into_iter().fold(given, |given, quarter| {
        given
            .and(open(quarter))
            .and(close_because(quarter, "Late."))
    });
    given.when(close_plan()).then(&["plan.closed"]);
}

#[test]
fn an_item_is_carried_forward_with_its_lineage() {
    let given = year_over();
    given
        .when(carry("A1", "N", Some("N7")))
        .then(&["item.added", "item.concluded"]);
    given.when(carry("A1", "P2", None)).refused("QD0033");
    given.when(carry("A1", "Z", None)).refused("QD0006");
    let given = given.and(carry("A1", "N", Some("N7")));
    given.when(carry("A2", "N", Some("N7"))).refused("QD0032");
    given.when(carry("A1", "N", Some("N8"))).refused("QD0041");
    given
        .when(propose(vec![redate("A1", "2021-05-31")]))
        .refused("QD0041");
    let (plan, next) = (
        given.state.plan("P").unwrap(),
        given.state.plan("N").unwrap(),
    );
    let (old, new) = (
        given.state.item(plan, "A1").unwrap(),
        given.state.item(next, "N7").unwrap(),
    );
    assert_eq!(new.descends_from, Some(old.id));
    assert_eq!(new.latest().due, Some(day("2021-09-30")));
    // The year's figures keep it.
    assert_eq!(
        given
            .position("2020-21-Q4", Kind::Action, Axis::Status)
            .total,
        3
    );
}

#[test]
fn ending_names_its_decision() {
    let end = Conclusion::End {
        reference: " ".to_owned(),
    };
    year_over().when(conclude("A1", end)).refused("QD0023");
    let known_before = year_over().when_known_at(Some(1), conclude("A1", Conclusion::Routine));
    known_before.refused("QD0003");
}

#[test]
fn last_years_figure_is_found_through_the_whole_lineage() {
    let text = include_str!("../../../../tests/fixtures/published/p06/scheme.toml")
        .replace("2013-04-01", "2010-04-01");
    let name = scheme(&text).scheme;
    let plans = format!("plan,title,year,scheme\nP,Plan,2020-21,{name}\nN,Next,2021-22,{name}\n");
    let adopt = quarterday_proto::command::AdoptScheme {
        scheme: scheme(&text),
    };
    let given = given([establish(), Command::AdoptScheme(adopt)])
        .and(import(&[&plans, MEASURES]))
        .and(actual("M1", "2020-09-30", 50));
    let split = quarterday_proto::command::ProposedChange::Split {
        reference: "M1".to_owned(),
        into: ["M1a", "M1b"]
            .map(|reference| quarterday_proto::command::ProposedPart {
                reference: reference.to_owned(),
                title: "Part".to_owned(),
                owner_email: None,
                directorate: None,
                due: None,
            })
            .to_vec(),
    };
    let given = amended(given, split, "2020-10-10", None).on("2021-10-12");
    let given = given.and(carry("M1a", "N", None));
    let targets = "plan,ref,period,basis,target\nN,M1a,2021-22-Q2,in-quarter,100\n";
    let observed = "plan,ref,as_at,actual,commentary\nN,M1a,2021-09-30,60,Better.\n";
    let with_figure = given.and(import(&[targets, observed]));
    let asked = quarterday_domain::Selection::default();
    let position = with_figure.positions("N", "2021-22-Q2", asked).remove(0);
    // Off target, and better than its whole was a year ago.
    assert_eq!(status_in(&position, "M1a").unwrap(), "amber");
    let worse = observed.replace(",60,", ",40,");
    let position = with_figure
        .and(import(&[&worse]))
        .positions("N", "2021-22-Q2", Default::default())
        .remove(0);
    assert_eq!(status_in(&position, "M1a").unwrap(), "red");
}
