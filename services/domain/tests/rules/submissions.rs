//! Answers of several items at once, by owners, deputies and officers, and runs
//! of a schedule for some people.

use quarterday_domain::reminders::{Rule, due};
use quarterday_proto::command::{
    Command, GrantRole, OpenQuarter, RunSchedule, SubmitAnswers, SubmittedAnswer,
};
use quarterday_proto::event::Event;
use quarterday_proto::role::CouncilRole;

use crate::harness::*;
use crate::reminders::waiting;

fn answer(reference: &str, text: &str) -> SubmittedAnswer {
    let mut observation = silent("2020-09-30");
    observation.commentary = Some(text.into());
    observation.on_track = Some(true);
    SubmittedAnswer {
        plan: "P".to_owned(),
        reference: reference.to_owned(),
        entered_for: None,
        known_at: None,
        observation,
    }
}

fn submit(answers: &[SubmittedAnswer]) -> Command {
    Command::SubmitAnswers(SubmitAnswers {
        answers: answers.to_vec(),
    })
}

fn both(text: &str) -> Command {
    submit(&[answer("A1", text), answer("A2", text)])
}

const OWNER: &str = "owner@a.example";

#[test]
fn an_owner_answers_for_all_at_once_or_for_none() {
    let given = waiting();
    let done = given
        .when_by(OWNER, both("On its way."))
        .then(&["item.observed", "item.observed"]);
    // The same again changes nothing.
    done.when_by(OWNER, both("On its way.")).then(&[]);
    let mut wrong = answer("A2", "");
    wrong.observation.commentary = None;
    let refused = given
        .when_by(OWNER, submit(&[answer("A1", "Fine."), wrong]))
        .refused("QD0014");
    let faults: Vec<_> = refused
        .faults
        .iter()
        .map(|fault| (fault.row, fault.found.as_str()))
        .collect();
    assert_eq!(faults, [(Some(2), "QD0015")]);
    given.when_by(OWNER, submit(&[])).refused("QD0090");
    let twice = submit(&[answer("A1", "One."), answer("A1", "Two.")]);
    let refused = given.when_by(OWNER, twice).refused("QD0014");
    assert_eq!(refused.faults[0].found, "QD0181");
}

#[test]
fn who_did_not_see_the_last_answer_is_told_so() {
    let given = waiting();
    let seen = given.state.head();
    let done = given
        .when_by(OWNER, submit(&[answer("A1", "First.")]))
        .then(&["item.observed"]);
    let with = |text: &str, known_at| {
        let mut answer = answer("A1", text);
        answer.known_at = Some(known_at);
        submit(&[answer])
    };
    let refused = done.when_by(OWNER, with("Second.", seen)).refused("QD0014");
    assert_eq!(refused.faults[0].found, "QD0003");
    // Who says the same as was said is not in its way.
    done.when_by(OWNER, with("First.", seen)).then(&[]);
    let seen = done.state.head();
    done.when_by(OWNER, with("Second.", seen))
        .then(&["item.observed"]);
}

#[test]
fn what_is_not_ones_own_is_entered_for_its_owner_by_who_may() {
    let given = waiting();
    let officer = "team@a.example";
    given
        .when_by(officer, both("On its way."))
        .refused("QD0007");
    let for_owner = || {
        let mut one = answer("A1", "On its way.");
        one.entered_for = Some(OWNER.to_owned());
        submit(&[one])
    };
    given.when_by(officer, for_owner()).refused("QD0007");
    let may = given.and(Command::GrantRole(GrantRole {
        person: officer.to_owned(),
        role: CouncilRole::PerformanceOfficer,
    }));
    let outcome = may.when_by(officer, for_owner());
    let Event::ItemObserved(event) = &outcome.events()[0] else {
        panic!("it was observed")
    };
    let owner = given.state.person(OWNER).unwrap().id;
    assert_eq!(event.entered_for, Some(owner));
    // Nor does a role let one pass it off as the owner's own.
    may.when_by(officer, both("On its way.")).refused("QD0007");
}

#[test]
fn a_quarter_that_is_not_open_takes_no_answers() {
    let closed = closed();
    let refused = closed
        .when(submit(&[answer("A1", "Too late.")]))
        .refused("QD0014");
    assert_eq!(refused.faults[0].found, "QD0020");
    let unopened = actions();
    let refused = unopened
        .when(submit(&[answer("A2", "Too early.")]))
        .refused("QD0014");
    assert_eq!(refused.faults[0].found, "QD0018");
    let open = unopened.and(Command::OpenQuarter(OpenQuarter {
        plan: "P".to_owned(),
        quarter: "2020-21-Q2".parse().unwrap(),
        answers_due: None,
    }));
    open.when(submit(&[answer("A2", "In time.")]))
        .then(&["item.observed"]);
}

#[test]
fn a_schedule_runs_for_some_people() {
    let given = waiting();
    let run = |schedule: &str, people: &[&str]| {
        Command::RunSchedule(RunSchedule {
            schedule: schedule.to_owned(),
            people: people.iter().map(|one| (*one).to_owned()).collect(),
        })
    };
    given.when(run("quarter-ended", &[OWNER])).refused("QD0180");
    given
        .when(run("answers-weekly", &["nobody@a.example"]))
        .refused("QD0009");
    let asked = given
        .when(run("answers-weekly", &[OWNER]))
        .then(&["schedule.asked"]);
    asked.when(run("answers-weekly", &[OWNER])).then(&[]);
    let of = |given: &Given| {
        let runs = given.state.reminders().runs("answers-weekly").unwrap();
        runs.asked_of.clone()
    };
    let owner = given.state.person(OWNER).unwrap().id;
    assert_eq!(of(&asked), [owner]);
    let two = asked
        .when(run("answers-weekly", &["team@a.example"]))
        .then(&["schedule.asked"]);
    assert_eq!(of(&two).len(), 2);
    // One for all goes before those for some.
    let all = two
        .when(run("answers-weekly", &[]))
        .then(&["schedule.asked"]);
    assert!(of(&all).is_empty());
    all.when(run("answers-weekly", &[OWNER])).then(&[]);

    let schedule = given.state.schedule("answers-weekly").unwrap().schedule;
    let people = |only: &[_]| {
        let rule = Rule {
            schedule,
            after: None,
            day: day("2020-10-05"),
            only,
        };
        let list = due(&given.state, &[rule], day("2020-10-05")).unwrap();
        list.people.iter().map(|due| due.person).collect::<Vec<_>>()
    };
    assert!(people(&[]).len() > 1);
    assert_eq!(people(&[owner]), [owner]);
}
