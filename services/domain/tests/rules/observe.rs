//! Answers: what they must hold, and the commentary that a status needs.

use quarterday_proto::command::{Command, Observe};
use quarterday_proto::item::{Cause, Unavailable};
use quarterday_proto::target::Basis;
use rstest::rstest;
use rust_decimal::Decimal;

use crate::harness::*;

#[test]
fn an_answer_is_kept_once() {
    let given = actions()
        .when(on_track("A2", "2020-09-30"))
        .then(&["item.observed"]);
    given.when(on_track("A2", "2020-09-30")).then(&[]);
    given
        .when(on_track("A2", "2020-10-01"))
        .then(&["item.observed"]);
}

#[test]
fn a_later_answer_of_the_same_day_replaces_the_earlier() {
    let given =
        actions()
            .and(on_track("A2", "2020-09-30"))
            .and(observe("A2", "2020-09-30", |facts| {
                facts.on_track = Some(false)
            }));
    assert_eq!(given.status("2020-21-Q2", "A2").unwrap(), "red");
}

#[test]
fn what_is_observed_must_exist() {
    let unknown_plan = Command::Observe(Observe {
        plan: "Q".to_owned(),
        reference: "A1".to_owned(),
        entered_for: None,
        observation: silent("2020-09-30"),
    });
    actions().when(unknown_plan).refused("QD0006");
    let near = actions()
        .when(on_track("a1", "2020-09-30"))
        .refused("QD0008");
    assert!(near.detail.contains("did you mean `A1`"), "{near}");
}

#[test]
fn an_officer_enters_for_a_known_owner() {
    let enter_for = |email: &str| {
        let Command::Observe(command) = on_track("A2", "2020-09-30") else {
            unreachable!()
        };
        Command::Observe(Observe {
            entered_for: Some(email.to_owned()),
            ..command
        })
    };
    actions()
        .when(enter_for("nobody@a.example"))
        .refused("QD0009");
    let people = import(&["email,post\nhead@a.example,Head of Roads\n"]);
    actions()
        .and(people)
        .when(enter_for("Head@a.example"))
        .then(&["item.observed"]);
}

#[test]
fn the_sender_must_know_the_last_change() {
    actions()
        .when_known_at(Some(1), on_track("A2", "2020-09-30"))
        .refused("QD0003");
    actions()
        .when_known_at(Some(2), on_track("A2", "2020-09-30"))
        .then(&["item.observed"]);
}

#[test]
fn facts_of_the_future_are_refused() {
    actions()
        .when(on_track("A2", "2020-10-13"))
        .refused("QD0036");
    actions()
        .when(on_track("A2", "1980-09-30"))
        .refused("QD0016");
}

#[rstest]
#[case::completed_after_the_day(|o: &mut Facts| o.completed_on = Some(day("2020-10-03")))]
#[case::completed_and_off_track(|o: &mut Facts| {
    o.completed_on = Some(day("2020-09-01"));
    o.on_track = Some(false);
})]
#[case::more_than_all_of_it(|o: &mut Facts| o.percent_complete = Some(Decimal::from(101)))]
#[case::less_than_nothing(|o: &mut Facts| o.percent_complete = Some(Decimal::from(-1)))]
#[case::nothing_at_all(|o: &mut Facts| o.commentary = None)]
fn facts_that_contradict_each_other_are_refused(#[case] facts: fn(&mut Facts)) {
    actions()
        .when(observe("A2", "2020-09-30", facts))
        .refused("QD0016");
}

#[test]
fn a_figure_and_a_reason_for_having_none_contradict_each_other() {
    let both = observe("M1", "2020-09-30", |facts| {
        facts.actual = Some(Decimal::ONE);
        facts.unavailable = Some(Unavailable::NotCollected);
    });
    let refused = council_with(&[PLAN, MEASURES]).when(both).refused("QD0016");
    assert!(
        refused.detail.contains("reason for having none"),
        "{refused}"
    );
}

type Facts = quarterday_proto::item::Observation;

#[rstest]
#[case::purple("2020-21", "2020-09-30", |o: &mut Facts| o.on_track = Some(true), true)]
#[case::red("2020-21", "2020-09-30", |o: &mut Facts| o.on_track = Some(false), true)]
#[case::amber("2020-21", "2020-09-30", |o: &mut Facts| {
    o.on_track = Some(false);
    o.cause = Some(Cause::Outside);
}, true)]
#[case::green("2020-21", "2020-09-30", |o: &mut Facts| o.completed_on = Some(day("2020-09-01")), false)]
#[case::green_in_2019_20("2019-20", "2019-09-30", |o: &mut Facts| o.completed_on = Some(day("2019-09-01")), true)]
fn commentary_is_asked_by_the_scheme_of_the_year(
    #[case] year: &str,
    #[case] as_at: &str,
    #[case] facts: fn(&mut Facts),
    #[case] needed: bool,
) {
    let plan = format!("plan,title,year,scheme\nP,Plan,{year},rochdale\n");
    let items = "plan,ref,kind,title,due\nP,A2,action,Second,2021-03-31\n";
    let command = observe("A2", as_at, |observation| {
        facts(observation);
        observation.commentary = None;
    });
    let outcome = council_with(&[&plan, items]).when(command);
    if needed {
        outcome.refused("QD0015");
    } else {
        outcome.then(&["item.observed"]);
    }
}

/// The plain scheme asks no commentary of what is on track, but of what is
/// overdue.
fn plain() -> Given {
    council_with(&["plan,title,year,scheme\nP,Plan,2020-21,plain\n", ACTIONS])
}

fn without_words(reference: &str, as_at: &str) -> Command {
    observe(reference, as_at, |facts| {
        facts.on_track = Some(true);
        facts.commentary = None;
    })
}

#[test]
fn commentary_is_asked_as_at_the_day_of_the_answer() {
    // A1 is due on 31 August: on 15 August it is on track.
    plain()
        .when(without_words("A1", "2020-08-15"))
        .then(&["item.observed"]);
    plain()
        .when(without_words("A1", "2020-08-31"))
        .refused("QD0015");
}

#[test]
fn an_earlier_day_needs_no_commentary_for_what_came_after() {
    let given = plain().and(observe("A2", "2020-09-30", |facts| {
        facts.on_track = Some(false)
    }));
    given
        .when(without_words("A2", "2020-08-31"))
        .then(&["item.observed"]);
}

#[test]
fn a_rating_is_on_the_scale() {
    let given = council_with(&[
        "plan,title,year,scheme\nP,Plan,2020-21,plain\n",
        "plan,ref,kind,title\nP,J1,project,Project\n",
    ]);
    let rate = |word: &str| observe("J1", "2020-09-30", |o| o.rating = Some(word.to_owned()));
    let refused = given.when(rate("blue")).refused("QD0017");
    assert!(refused.detail.contains("green, amber, red"), "{refused}");
    given.when(rate("Amber")).then(&["item.observed"]);
}

#[test]
fn figures_of_years_before_need_no_commentary() {
    let given = council_with(&[PLAN, MEASURES]);
    let figure = observe("M1", "2019-09-30", |facts| {
        facts.actual = Some(Decimal::ONE);
        facts.commentary = None;
    });
    given.when(figure).then(&["item.observed"]);
}

#[test]
fn nothing_is_observed_after_an_item_ended() {
    use quarterday_proto::command::ProposedChange;
    let delete = ProposedChange::Delete {
        reference: "A2".to_owned(),
    };
    let given = amended(actions(), delete, "2020-08-10", Some("2020-10-01"));
    given.when(on_track("A2", "2020-10-01")).refused("QD0041");
    given
        .when(on_track("A2", "2020-09-30"))
        .then(&["item.observed"]);
}

/// One item of each kind, under a built-in scheme.
fn of_each_kind(scheme: &str) -> Given {
    council_with(&[
        &format!("plan,title,year,scheme\nP,Plan,2020-21,{scheme}\n"),
        "plan,ref,kind,title,due\nP,A1,action,Action,2021-03-31\nP,S1,milestone,Milestone,\n\
         P,M1,measure,Measure,\nP,J1,project,Project,\nP,R1,risk,Risk,\n",
    ])
}

#[rstest]
#[case::a_figure_of_an_action("plain", "A1", "actual", |o: &mut Facts| o.actual = Some(Decimal::ONE))]
#[case::a_forecast_of_a_milestone("plain", "S1", "forecast", |o: &mut Facts| o.forecast = Some(Decimal::ONE))]
#[case::a_basis_of_an_action("plain", "A1", "basis", |o: &mut Facts| o.basis = Some(Basis::YearToDate))]
#[case::a_judgement_of_a_measure("plain", "M1", "on_track", |o: &mut Facts| o.on_track = Some(true))]
#[case::progress_of_a_measure("plain", "M1", "percent_complete", |o: &mut Facts| o.percent_complete = Some(Decimal::TEN))]
#[case::completion_of_a_measure("plain", "M1", "completed_on", |o: &mut Facts| o.completed_on = Some(day("2020-09-01")))]
#[case::a_cause_of_a_risk("plain", "R1", "cause", |o: &mut Facts| o.cause = Some(Cause::Outside))]
#[case::a_judgement_of_a_risk("plain", "R1", "on_track", |o: &mut Facts| o.on_track = Some(true))]
fn a_fact_that_means_nothing_for_the_kind_is_refused(
    #[case] scheme: &str,
    #[case] reference: &str,
    #[case] fact: &str,
    #[case] state: fn(&mut Facts),
) {
    let refused = of_each_kind(scheme)
        .when(observe(reference, "2020-09-30", state))
        .refused("QD0016");
    assert!(
        refused.detail.starts_with(&format!("`{fact}`")),
        "{refused}"
    );
    assert!(refused.detail.contains(scheme), "{refused}");
}

#[rstest]
#[case::completion_of_a_risk("R1", |o: &mut Facts| o.completed_on = Some(day("2020-09-01")))]
#[case::a_score_of_a_risk("R1", |o: &mut Facts| o.actual = Some(Decimal::TEN))]
#[case::spending_of_a_project("J1", |o: &mut Facts| o.actual = Some(Decimal::TEN))]
#[case::a_judgement_of_a_project("J1", |o: &mut Facts| o.on_track = Some(true))]
#[case::a_cause_of_a_measure("M1", |o: &mut Facts| o.cause = Some(Cause::Outside))]
#[case::progress_of_an_action("A1", |o: &mut Facts| o.percent_complete = Some(Decimal::TEN))]
fn a_fact_that_means_something_for_the_kind_is_taken(
    #[case] reference: &str,
    #[case] state: fn(&mut Facts),
) {
    of_each_kind("plain")
        .when(observe(reference, "2020-09-30", state))
        .then(&["item.observed"]);
}

/// What a scheme asks for of a kind, that kind may state.
#[test]
fn a_scheme_may_ask_for_more() {
    let asking = "scheme = \"asking\"\ntitle = \"Asking\"\nfrom = \"2019-04-01\"\n\
        [[assessment]]\nkinds = [\"measure\"]\naxis = \"target\"\n\
        [[assessment.status]]\nid = \"on\"\nlabel = \"On\"\nwhen = [{ on_track = \"yes\" }]\n\
        [[assessment.status]]\nid = \"off\"\nlabel = \"Off\"\n\
        when = [{ on_track = [\"no\", \"unstated\"] }]\n";
    let adopt = Command::AdoptScheme(quarterday_proto::command::AdoptScheme {
        scheme: scheme(asking),
    });
    let sheets = import(&["plan,title,year,scheme\nP,Plan,2020-21,asking\n", MEASURES]);
    let given = given([establish(), adopt, sheets]);
    given
        .when(on_track("M1", "2020-09-30"))
        .then(&["item.observed"]);
}

#[test]
fn a_rating_needs_a_scale_for_the_kind() {
    let rate = |reference| {
        observe(reference, "2020-09-30", |o| {
            o.rating = Some("green".to_owned())
        })
    };
    let given = of_each_kind("plain");
    given.when(rate("J1")).then(&["item.observed"]);
    let refused = given.when(rate("A1")).refused("QD0017");
    assert!(refused.detail.contains("no rating scale"), "{refused}");
}

#[test]
fn every_fact_of_a_row_that_means_nothing_is_a_fault_of_its_own() {
    let sheet = "plan,ref,as_at,on_track,actual,rating,commentary\n\
        P,A1,2020-09-30,yes,,,On course.\n\
        P,A1,2020-09-15,yes,12,green,On course.\n\
        P,M1,2020-09-30,no,12,,\n";
    let refused = of_each_kind("plain")
        .when(import(&[sheet]))
        .refused("QD0014");
    let faults: Vec<_> = refused
        .faults
        .iter()
        .map(|fault| {
            (
                fault.row,
                fault.column.as_deref(),
                &*fault.code,
                &*fault.found,
            )
        })
        .collect();
    assert_eq!(
        faults,
        [
            (Some(3), Some("actual"), "observation_invalid", "12"),
            (Some(3), Some("rating"), "unknown_rating", "green"),
            (Some(4), Some("on_track"), "observation_invalid", "no"),
        ]
    );
}
