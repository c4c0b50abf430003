//! Deputies, steps passed on, leavers and statutory posts.

use quarterday_proto::command::*;
use quarterday_proto::event::Event;
use quarterday_proto::route::StatutoryPost;

use crate::harness::*;
use crate::reports::*;

fn delegate(from: &str, to: &str, days: (&str, &str), scope: ScopeOfDelegation) -> Command {
    Command::Delegate(Delegate {
        from: from.to_owned(),
        to: to.to_owned(),
        first: day(days.0),
        last: day(days.1),
        scope,
        reason: "Annual leave.".to_owned(),
    })
}

const LEAVE: (&str, &str) = ("2020-10-19", "2020-10-30");

fn leave(to: &str) -> Command {
    delegate(LEGAL, to, LEAVE, ScopeOfDelegation::All)
}

#[test]
fn a_deputy_signs_in_the_period_and_the_table_says_for_whom() {
    let given = circulated().when(leave(DEPUTY)).then(&["delegation.given"]);
    let check = |today: &str, accepted: bool| {
        let given = given.on(today);
        let outcome = given.when(given.sign("legal", DEPUTY));
        if accepted {
            let row = outcome.then(&["report.signed_off"]).table().remove(0);
            assert_eq!(row.name.unwrap(), "Deputy Director for Director of Law");
        } else {
            outcome.refused("QD0007");
        }
    };
    check("2020-10-18", false);
    check("2020-10-19", true);
    check("2020-10-30", true);
    check("2020-10-31", false);
    let given = given.on("2020-10-20");
    given.signed("legal", LEGAL);
    let open = given.state.open_requests(day("2020-10-20"));
    let deputy = given.state.person(DEPUTY).unwrap().id;
    assert_eq!(open[0].deputies[0].0, deputy);
}

#[test]
fn a_delegation_is_for_what_it_names() {
    let given = circulated().on("2020-10-20");
    let check = |scope: ScopeOfDelegation, role: &str, from: &str, accepted: bool| {
        let given = given.and(delegate(from, DEPUTY, LEAVE, scope));
        let outcome = given.when(given.sign(role, DEPUTY));
        match accepted {
            true => drop(outcome.then(&["report.signed_off"])),
            false => drop(outcome.refused("QD0007")),
        }
    };
    let roles = |role: &str| ScopeOfDelegation::Roles(vec![role.to_owned()]);
    check(roles("legal"), "legal", LEGAL, true);
    check(roles("finance"), "legal", LEGAL, false);
    check(
        ScopeOfDelegation::Reports(vec!["R".to_owned()]),
        "legal",
        LEGAL,
        true,
    );
    check(ScopeOfDelegation::All, "legal", FINANCE, false);
    let step = |role: &str| ScopeOfDelegation::Steps {
        roles: vec![role.to_owned()],
        reports: vec!["R".to_owned()],
    };
    check(step("legal"), "legal", LEGAL, true);
    check(step("finance"), "legal", LEGAL, false);
    let other = given.and(draft_of("derby", |draft| draft.report = "S".to_owned()));
    let other = other.and(delegate(
        LEGAL,
        DEPUTY,
        LEAVE,
        ScopeOfDelegation::Reports(vec!["S".to_owned()]),
    ));
    other.when(other.sign("legal", DEPUTY)).refused("QD0007");
}

#[test]
fn a_delegation_has_two_people_and_a_period_to_come() {
    let given = circulated();
    let all = || ScopeOfDelegation::All;
    let check = |command: Command, code: &str| {
        given.when(command).refused(code);
    };
    check(delegate(LEGAL, LEGAL, LEAVE, all()), "QD0072");
    check(
        delegate(LEGAL, DEPUTY, ("2020-10-30", "2020-10-19"), all()),
        "QD0072",
    );
    check(
        delegate(LEGAL, DEPUTY, ("2020-10-01", "2020-10-11"), all()),
        "QD0072",
    );
    check(
        delegate(LEGAL, DEPUTY, LEAVE, ScopeOfDelegation::Roles(vec![])),
        "QD0072",
    );
    check(
        delegate(LEGAL, DEPUTY, LEAVE, ScopeOfDelegation::Reports(vec![])),
        "QD0072",
    );
    check(delegate(LEGAL, "nobody@a.example", LEAVE, all()), "QD0009");
    let roles = |role: &str| ScopeOfDelegation::Roles(vec![role.to_owned()]);
    check(delegate(LEGAL, DEPUTY, LEAVE, roles("legall")), "QD0058");
    let steps = |role: &str, report: &str| ScopeOfDelegation::Steps {
        roles: vec![role.to_owned()],
        reports: vec![report.to_owned()],
    };
    // Derby's route, which the report takes, has no director.
    check(
        delegate(LEGAL, DEPUTY, LEAVE, steps("director", "R")),
        "QD0058",
    );
    check(
        delegate(LEGAL, DEPUTY, LEAVE, steps("legal", "S")),
        "QD0050",
    );
    let no_role = ScopeOfDelegation::Steps {
        roles: vec![],
        reports: vec!["R".to_owned()],
    };
    check(delegate(LEGAL, DEPUTY, LEAVE, no_role), "QD0072");
    let end = || {
        Command::EndDelegation(EndDelegation {
            delegation: "D1".to_owned(),
        })
    };
    given.when(end()).refused("QD0071");
    let delegated = given.and(leave(DEPUTY));
    // Over by itself, it cannot be ended.
    delegated.on("2020-10-31").when(end()).refused("QD0071");
    delegated
        .on("2020-10-30")
        .when(end())
        .then(&["delegation.ended"]);
    delegated.when(leave(DEPUTY)).refused("QD0072");
    delegated.when_by(FINANCE, end()).refused("QD0007");
    delegated.when_by(FINANCE, leave(MEMBER)).refused("QD0007");
    let ended = delegated
        .when_by(LEGAL, end())
        .then(&["delegation.ended"])
        .on("2020-10-20");
    ended.when(ended.sign("legal", DEPUTY)).refused("QD0007");
}

#[test]
fn a_deputy_does_not_delegate_on() {
    let given = circulated()
        .and(leave(DEPUTY))
        .and(delegate(DEPUTY, MEMBER, LEAVE, ScopeOfDelegation::All))
        .on("2020-10-20");
    given.when(given.sign("legal", MEMBER)).refused("QD0064");
}

#[test]
fn a_deputy_is_as_independent_as_the_holder() {
    let check = |given: &Given, deputy: &str, code: &str| {
        let given = given.and(leave(deputy)).on("2020-10-20");
        given.when(given.sign("legal", deputy)).refused(code);
    };
    check(&circulated(), AUTHOR, "QD0062");
    check(&circulated(), FINANCE, "QD0063");
    // The author's own right, exercised by a deputy.
    let given = council()
        .and(import(&[
            "email,post\nsecond@a.example,Director of Financial Services\n",
        ]))
        .and(draft_of("derby", |draft| draft.author = FINANCE.to_owned()))
        .and(circulate())
        .and(delegate(FINANCE, DEPUTY, LEAVE, ScopeOfDelegation::All))
        .on("2020-10-20");
    given.when(given.sign("finance", DEPUTY)).refused("QD0062");
}

fn reassign(role: &str, to: &str) -> Command {
    Command::ReassignStep(ReassignStep {
        report: "R".to_owned(),
        role: role.to_owned(),
        from: None,
        to: to.to_owned(),
        reason: "Moved to another team.".to_owned(),
    })
}

#[test]
fn a_step_passed_on_is_the_new_holders_alone() {
    let given = circulated();
    given.when(reassign("legal", AUTHOR)).refused("QD0062");
    given.when(reassign("legal", LEGAL)).refused("QD0042");
    given.when(reassign("legal", GONE)).refused("QD0055");
    let passed = given
        .when(reassign("legal", DEPUTY))
        .then(&["report.step_reassigned", "report.sign_off_requested"]);
    passed.when(passed.sign("legal", LEGAL)).refused("QD0007");
    let signed = passed.signed("legal", DEPUTY);
    signed.when(reassign("legal", MEMBER)).refused("QD0061");
    assert_eq!(signed.table()[0].name.as_deref(), Some("Deputy Director"));
}

#[test]
fn a_leavers_open_steps_are_handed_over_from_the_day() {
    let hand_over = Command::HandOver(HandOver {
        from: SPONSOR.to_owned(),
        to: MEMBER.to_owned(),
        on: day("2020-10-19"),
    });
    let outcome = circulated().when(hand_over);
    let Event::PersonHandedOver(handed) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!(handed.reports.len(), 1);
    let given = outcome.then(&["person.handed_over"]);
    given.signed("sponsor", SPONSOR);
    given.when(given.sign("sponsor", MEMBER)).refused("QD0007");
    let after = given.on("2020-10-19");
    after.when(after.sign("sponsor", SPONSOR)).refused("QD0007");
    after.signed("sponsor", MEMBER);
    let asked = after.asked("2020-10-19");
    assert!(
        asked.contains(&("sponsor".to_owned(), vec![MEMBER.to_owned()])),
        "{asked:?}"
    );
}

#[test]
fn a_statutory_post_is_not_handed_over() {
    let hand_over = Command::HandOver(HandOver {
        from: LEGAL.to_owned(),
        to: DEPUTY.to_owned(),
        on: day("2020-10-12"),
    });
    let given = circulated();
    given.when(hand_over).refused("QD0042");
    given.when(given.sign("legal", DEPUTY)).refused("QD0007");
    // What is handed over beside it leaves the post where it is, and says so.
    let sponsoring = council().and(draft_of("derby", |draft| {
        draft.sponsor = Some(LEGAL.to_owned());
    }));
    let handed = sponsoring.when(Command::HandOver(HandOver {
        from: LEGAL.to_owned(),
        to: DEPUTY.to_owned(),
        on: day("2020-10-12"),
    }));
    let notes = handed.notes().join("\n");
    assert!(
        notes.contains("Director of Law is the monitoring officer until"),
        "{notes}"
    );
    let appointed = given.and(Command::AppointStatutory(AppointStatutory {
        post: StatutoryPost::MonitoringOfficer,
        person: DEPUTY.to_owned(),
        from: day("2020-10-12"),
    }));
    appointed.signed("legal", DEPUTY);
}

#[test]
fn the_monitoring_officer_holds_neither_other_post() {
    use StatutoryPost::{HeadOfPaidService, MonitoringOfficer, Section151Officer};
    let given = council();
    let check = |post, person: &str, from: &str, accepted: bool| {
        let outcome = given.when(Command::AppointStatutory(AppointStatutory {
            post,
            person: person.to_owned(),
            from: day(from),
        }));
        match accepted {
            true => drop(outcome.then(&["post.appointed"])),
            false => drop(outcome.refused("QD0069")),
        }
    };
    check(Section151Officer, LEGAL, "2020-10-12", false);
    check(HeadOfPaidService, LEGAL, "2020-10-12", false);
    check(MonitoringOfficer, FINANCE, "2020-10-12", false);
    // From an earlier day it would meet the appointment that follows.
    check(HeadOfPaidService, LEGAL, "2019-04-01", false);
    check(HeadOfPaidService, FINANCE, "2020-10-12", true);
    check(HeadOfPaidService, SPONSOR, "2020-10-12", true);
    given.when(appoint(MonitoringOfficer, LEGAL)).then(&[]);
    given
        .when(appoint(MonitoringOfficer, "nobody@a.example"))
        .refused("QD0009");
}
