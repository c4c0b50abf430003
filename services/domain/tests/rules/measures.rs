//! Measures against targets, forecasts and other quarters.

use quarterday_proto::command::{AdoptScheme, Command};
use quarterday_proto::item::Kind;
use quarterday_proto::item::{Cause, Unavailable};
use quarterday_proto::scheme::Axis;
use quarterday_proto::target::Basis;
use rstest::rstest;
use rust_decimal::Decimal;

use crate::harness::*;

const Q2: &str = "2020-21-Q2";

/// The whole state space of figures: green to 0, amber to 5, red to 15, black
/// beyond; and bands.
const TOLERANCES: &str = r#"
scheme = "tolerances"
title = "Tolerances"
from = "2000-04-01"
[[assessment]]
kinds = ["measure"]
axis = "target"
[[assessment.status]]
id = "green"
label = "Met"
when = [{ shortfall = { up_to = 0 } }]
[[assessment.status]]
id = "amber"
label = "Within 5%"
when = [{ shortfall = { over = 0, up_to = 5 } }]
[[assessment.status]]
id = "red"
label = "Within 15%"
when = [{ shortfall = { over = 5, up_to = 15 } }]
[[assessment.status]]
id = "black"
label = "Beyond"
when = [{ shortfall = { over = 15 } }]
[[assessment.status]]
id = "none"
label = "Nothing to compare"
counts = false
when = [{ shortfall = "none" }]
"#;

const BANDS: &str = r#"
scheme = "bands"
title = "Low and high target"
from = "2000-04-01"
[[assessment]]
kinds = ["measure"]
axis = "target"
[[assessment.status]]
id = "below"
label = "Below"
when = [{ band = "below" }]
[[assessment.status]]
id = "between"
label = "Between"
when = [{ band = "between" }]
[[assessment.status]]
id = "above"
label = "Above"
when = [{ band = "above" }]
[[assessment.status]]
id = "none"
label = "Nothing to compare"
counts = false
when = [{ band = "none" }]
"#;

const AGAINST_LAST_QUARTER: &str = r#"
scheme = "previous"
title = "Against the quarter before"
from = "2000-04-01"
[[assessment]]
kinds = ["measure"]
axis = "target"
[[assessment.status]]
id = "unknown"
label = "Unknown"
when = [{ versus_previous = "unknown" }]
[[assessment.status]]
id = "worse"
label = "Worse"
when = [{ versus_previous = "worse" }]
[[assessment.status]]
id = "same"
label = "Same"
when = [{ versus_previous = "same" }]
[[assessment.status]]
id = "better"
label = "Better"
when = [{ versus_previous = "better" }]
"#;

/// Plan P under a scheme of its own, with one measure.
fn measure(text: &str, columns: &str, values: &str) -> Given {
    let name = scheme(text).scheme;
    let plan = PLAN.replace("rochdale", &name);
    let items = format!("plan,ref,kind,title,{columns}\nP,M1,measure,One,{values}\n");
    given([
        establish(),
        Command::AdoptScheme(AdoptScheme {
            scheme: scheme(text),
        }),
    ])
    .and(import(&[&plan, &items]))
}

fn figure(text: &str) -> Command {
    let figure: Decimal = text.parse().unwrap();
    observe("M1", "2020-09-30", |facts| facts.actual = Some(figure))
}

#[rstest]
#[case("higher", "100", "100", "green")]
#[case("higher", "100", "120", "green")]
#[case("higher", "100", "99.99", "amber")]
#[case("higher", "100", "95", "amber")]
#[case("higher", "100", "94.99", "red")]
#[case("higher", "100", "85", "red")]
#[case("higher", "100", "84.9", "black")]
#[case("lower", "100", "100", "green")]
#[case("lower", "100", "90", "green")]
#[case("lower", "100", "105", "amber")]
#[case("lower", "100", "110", "red")]
#[case("lower", "100", "116", "black")]
#[case::zero_met("lower", "0", "0", "green")]
#[case::zero_missed("lower", "0", "1", "black")]
#[case::zero_to_exceed("higher", "0", "0", "green")]
#[case::below_zero("higher", "0", "-1", "black")]
#[case::negative_target("higher", "-100", "-104", "amber")]
#[case::no_direction("", "100", "99", "amber")]
fn tolerances_are_percentages_of_the_target(
    #[case] direction: &str,
    #[case] target: &str,
    #[case] actual: &str,
    #[case] status: &str,
) {
    let given = measure(
        TOLERANCES,
        "direction,target",
        &format!("{direction},{target}"),
    );
    assert_eq!(
        given.and(figure(actual)).measured(Q2, "M1").unwrap(),
        status
    );
}

#[rstest]
#[case("range", "89", "red")]
#[case("range", "94.9", "amber")]
#[case("range", "95", "green")]
#[case("range", "105", "green")]
#[case("range", "106", "amber")]
#[case("range", "130", "black")]
fn a_range_is_missed_on_either_side(
    #[case] direction: &str,
    #[case] actual: &str,
    #[case] status: &str,
) {
    let columns = "direction,target_low,target_high";
    let given = measure(TOLERANCES, columns, &format!("{direction},95,105"));
    assert_eq!(
        given.and(figure(actual)).measured(Q2, "M1").unwrap(),
        status
    );
}

#[rstest]
#[case("higher", "79", "below")]
#[case("higher", "80", "between")]
#[case("higher", "90", "above")]
#[case("lower", "91", "below")]
#[case("lower", "90", "between")]
#[case("lower", "80", "above")]
#[case("range", "79", "below")]
#[case("range", "85", "above")]
#[case("range", "91", "below")]
fn two_targets_make_a_band(#[case] direction: &str, #[case] actual: &str, #[case] status: &str) {
    let columns = "direction,target_low,target_high";
    let given = measure(BANDS, columns, &format!("{direction},80,90"));
    assert_eq!(
        given.and(figure(actual)).measured(Q2, "M1").unwrap(),
        status
    );
}

#[test]
fn a_figure_beyond_all_numbers_is_a_miss_and_no_crash() {
    for (direction, target, actual) in [
        ("higher", Decimal::MAX, Decimal::MIN),
        ("lower", Decimal::new(1, 28), Decimal::MAX),
        ("higher", Decimal::new(1, 28), Decimal::MIN),
    ] {
        let given = measure(TOLERANCES, "direction,target", &format!("{direction},1"));
        let plan = given.state.plan("P").unwrap();
        let item = given.state.item(plan, "M1").unwrap().id;
        let target = quarterday_proto::target::Target {
            period: None,
            basis: None,
            target: Some(target),
            low: None,
            high: None,
            status: Default::default(),
            no_target_reason: None,
        };
        let mut given = given.clone();
        let set = quarterday_proto::event::TargetSet {
            item,
            kind: Kind::Measure,
            target,
        };
        let recorded = quarterday_proto::event::Recorded {
            place: 9,
            at: "2020-10-12T12:00:00Z".parse().unwrap(),
        };
        given
            .state
            .evolve(&quarterday_proto::event::Event::TargetSet(set), recorded);
        let given = given.and(figure(&actual.to_string()));
        assert_eq!(given.measured(Q2, "M1").unwrap(), "black");
    }
}

#[rstest]
#[case("higher", "50", "40", "worse")]
#[case("higher", "50", "60", "better")]
#[case("lower", "50", "60", "worse")]
#[case("lower", "50", "40", "better")]
#[case("lower", "50", "50.0", "same")]
#[case("range", "50", "60", "unknown")]
fn a_figure_is_held_against_the_quarter_before(
    #[case] direction: &str,
    #[case] before: &str,
    #[case] now: &str,
    #[case] status: &str,
) {
    let before: Decimal = before.parse().unwrap();
    let given = measure(
        AGAINST_LAST_QUARTER,
        "direction,target",
        &format!("{direction},50"),
    )
    .and(observe("M1", "2020-06-30", |facts| {
        facts.actual = Some(before)
    }));
    assert_eq!(
        given.measured(Q2, "M1").unwrap(),
        "unknown",
        "no figure yet"
    );
    assert_eq!(given.and(figure(now)).measured(Q2, "M1").unwrap(), status);
}

/// An answer of a basis.
fn of_basis(as_at: &str, basis: Basis, figure: i64) -> Command {
    observe("M1", as_at, |facts| {
        facts.basis = Some(basis);
        facts.actual = Some(figure.into());
    })
}

#[test]
fn figures_of_different_bases_are_never_compared() {
    let given = measure(AGAINST_LAST_QUARTER, "direction,target", "higher,50")
        .and(of_basis("2020-06-30", Basis::InQuarter, 10))
        .and(of_basis("2020-09-30", Basis::YearToDate, 60));
    assert_eq!(given.measured(Q2, "M1").unwrap(), "unknown");
    let given = given.and(of_basis("2020-06-30", Basis::YearToDate, 70));
    assert_eq!(given.measured(Q2, "M1").unwrap(), "worse");
    let given = given.and(of_basis("2020-09-30", Basis::InQuarter, 20));
    assert_eq!(
        given.measured(Q2, "M1").unwrap(),
        "better",
        "in-quarter goes first"
    );
}

#[test]
fn in_quarter_and_year_to_date_are_two_figures() {
    let targets = "plan,ref,period,basis,target\n\
        P,M1,2020-21-Q2,in-quarter,50\n\
        P,M1,2020-21-Q2,ytd,100\n";
    let given = measure(TOLERANCES, "direction,target", "higher,")
        .and(import(&[targets]))
        .and(of_basis("2020-09-30", Basis::YearToDate, 60))
        .and(of_basis("2020-09-30", Basis::InQuarter, 50));
    let status = |basis| status_in(&given.on_basis(Q2, Axis::Target, basis), "M1").unwrap();
    assert_eq!(status(Basis::InQuarter), "green");
    assert_eq!(status(Basis::YearToDate), "black");
    assert_eq!(
        given.measured(Q2, "M1").unwrap(),
        "green",
        "its own is in-quarter"
    );
    assert_eq!(status(Basis::YearEnd), "none");
}

#[test]
fn a_measure_with_a_year_to_date_target_only_is_held_against_that() {
    let targets = "plan,ref,period,basis,target\nP,M1,2020-21-Q2,ytd,100\n";
    let given = measure(TOLERANCES, "direction,target", "higher,").and(import(&[targets]));
    let given = given.and(of_basis("2020-09-30", Basis::InQuarter, 100));
    assert_eq!(given.measured(Q2, "M1").unwrap(), "none");
    let given = given.and(of_basis("2020-09-30", Basis::YearToDate, 90));
    assert_eq!(given.measured(Q2, "M1").unwrap(), "red");
}

#[test]
fn a_forecast_is_held_against_the_year_end_target() {
    let targets = "plan,ref,period,basis,target\n\
        P,M1,2020-21-Q2,in-quarter,50\nP,M1,2020-21,year-end,200\n";
    let plan = PLAN.replace("rochdale", "rutland");
    let given = council_with(&[&plan, MEASURES]).and(import(&[targets]));
    let forecast = |as_at: &str, basis, actual: i64, forecast: Option<i64>| {
        observe("M1", as_at, |facts| {
            facts.basis = basis;
            facts.actual = Some(actual.into());
            facts.forecast = forecast.map(Into::into);
        })
    };
    let status = |given: &Given| {
        status_in(&given.position(Q2, Kind::Measure, Axis::Forecast), "M1").unwrap()
    };
    assert_eq!(status(&given), "no-forecast");
    let missing = given.clone().and(forecast("2020-09-30", None, 50, None));
    assert_eq!(status(&missing), "no-forecast");
    let below = given
        .clone()
        .and(forecast("2020-09-30", None, 50, Some(180)));
    assert_eq!(status(&below), "forecast-below");
    assert_eq!(below.measured(Q2, "M1").unwrap(), "on-target");
    // The forecast stands in whichever of the day's answers has it.
    let two = given
        .and(forecast(
            "2020-09-30",
            Some(Basis::InQuarter),
            50,
            Some(210),
        ))
        .and(forecast("2020-09-30", Some(Basis::YearToDate), 90, None));
    assert_eq!(status(&two), "forecast-met");
}

#[test]
fn a_provisional_target_is_used() {
    let targets = |status: &str, target: u32| {
        import(&[&format!(
            "plan,ref,period,basis,target,status\nP,M1,2020-21-Q2,in-quarter,{target},{status}\n"
        )])
    };
    let given = measure(TOLERANCES, "direction,target", "higher,").and(approve_plan());
    let given = given.and(targets("provisional", 100)).and(figure("96"));
    assert_eq!(given.measured(Q2, "M1").unwrap(), "amber");
    // Altered on approval while the quarter is open, it counts in it.
    let approved = given.and(targets("approved", 96));
    assert_eq!(approved.measured(Q2, "M1").unwrap(), "green");
    approved
        .when(targets("approved", 90))
        .faulted(2, "target", "amendment_required");
    let closed = approved.and(open(Q2)).and(close(Q2));
    let third = "plan,ref,period,basis,target\nP,M1,2020-21-Q3,in-quarter,120\n";
    closed.when(import(&[third])).then(&["item.target_set"]);
}

#[test]
fn a_target_of_a_closed_quarter_is_not_altered() {
    let given = council_with(&[PLAN, MEASURES]).and(open(Q2));
    let given = given.and(close_because(Q2, "Late."));
    let second = "plan,ref,period,basis,target\nP,M1,2020-21-Q2,in-quarter,120\n";
    given
        .when(import(&[second]))
        .faulted(2, "period", "quarter_closed");
}

#[test]
fn a_missed_target_is_amber_with_an_outside_cause() {
    let given = council_with(&[PLAN, MEASURES]).and(actual("M1", "2020-09-30", 90));
    assert_eq!(given.measured(Q2, "M1").unwrap(), "red");
    let outside = observe("M1", "2020-09-30", |facts| {
        facts.actual = Some(90.into());
        facts.cause = Some(Cause::Outside);
    });
    assert_eq!(given.and(outside).measured(Q2, "M1").unwrap(), "amber");
}

#[test]
fn a_measure_without_an_answer_is_not_updated_and_counts() {
    let given = council_with(&[PLAN, MEASURES]).and(actual("M1", "2020-06-30", 100));
    let position = given.position(Q2, Kind::Measure, Axis::Target);
    assert_eq!((position.total, position.denominator), (2, 2));
    assert_eq!(status_in(&position, "M1").unwrap(), "not-updated");
    let suspended = observe("M1", "2020-09-30", |facts| {
        facts.unavailable = Some(Unavailable::Suspended);
    });
    let position = given
        .and(suspended)
        .position(Q2, Kind::Measure, Axis::Target);
    assert_eq!(
        (position.denominator, position.excluded[0].reason.as_str()),
        (1, "suspended")
    );
}
