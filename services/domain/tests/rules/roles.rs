//! Roles: granted, implied, and what they let people do.

use std::collections::BTreeSet;

use quarterday_domain::rights::{self, Right};
use quarterday_proto::command::*;
use quarterday_proto::council::Scope;
use quarterday_proto::role::CouncilRole;

use crate::harness::*;
use crate::reports::*;

fn grant(person: &str, role: CouncilRole) -> Command {
    Command::GrantRole(GrantRole {
        person: person.to_owned(),
        role,
    })
}

fn revoke(person: &str, role: CouncilRole) -> Command {
    Command::RevokeRole(RevokeRole {
        person: person.to_owned(),
        role,
    })
}

fn roles(given: &Given, email: &str, today: &str) -> Vec<&'static str> {
    let person = given.state.person(email).unwrap().id;
    let roles = given.state.roles_on(person, day(today));
    roles.into_iter().map(CouncilRole::as_str).collect()
}

#[test]
fn roles_are_granted_once_and_revoked() {
    let given = council();
    let granted = given
        .when(grant(MEMBER, CouncilRole::Viewer))
        .then(&["person.role_granted"]);
    assert_eq!(roles(&granted, MEMBER, "2020-10-12"), ["viewer"]);
    let again = granted.when(grant("Member@A.example", CouncilRole::Viewer));
    assert_eq!(again.events(), []);
    assert_eq!(again.notes(), ["`member@a.example` is viewer already"]);
    let both = granted.and(grant(MEMBER, CouncilRole::Auditor));
    assert_eq!(roles(&both, MEMBER, "2020-10-12"), ["viewer", "auditor"]);
    let one = both
        .when(revoke(MEMBER, CouncilRole::Viewer))
        .then(&["person.role_revoked"]);
    assert_eq!(roles(&one, MEMBER, "2020-10-12"), ["auditor"]);
    one.when(revoke(MEMBER, CouncilRole::Viewer))
        .refused("QD0100");
    let implied = given.when(revoke(CLERK, CouncilRole::DemocraticServices));
    let refused = implied.refused("QD0100");
    assert!(refused.detail.contains("by what is theirs"), "{refused}");
    given
        .when(grant(GONE, CouncilRole::Viewer))
        .refused("QD0101");
    given
        .when(grant("nobody@a.example", CouncilRole::Viewer))
        .refused("QD0009");
}

#[test]
fn roles_end_with_the_last_day_in_the_post() {
    let given = council().and(import(&[
        "email,post,from,to\nmember@a.example,Portfolio Holder,2020-10-12,2020-10-31\n",
    ]));
    let given = given.and(grant(MEMBER, CouncilRole::Viewer));
    let check = |today: &str, expected: &[&str]| {
        assert_eq!(roles(&given, MEMBER, today), expected, "{today}");
    };
    check("2020-10-11", &[]);
    check("2020-10-12", &["viewer"]);
    check("2020-10-31", &["viewer"]);
    check("2020-11-01", &[]);
}

#[test]
fn what_is_theirs_gives_people_roles() {
    let given = council();
    let check = |given: &Given, email: &str, expected: &[&str]| {
        assert_eq!(roles(given, email, "2020-10-12"), expected, "{email}");
    };
    check(&given, MEMBER, &[]);
    check(&given, CLERK, &["democratic_services"]);
    check(&given, LEGAL, &[]);
    // Asked to sign; the author has a report to write.
    let given = circulated();
    check(&given, LEGAL, &["signatory"]);
    check(&given, AUTHOR, &["owner"]);
    // What they signed stays theirs to read.
    let given = given.and(given.sign("legal", LEGAL));
    check(&given, LEGAL, &["signatory"]);
    // An owner, her deputy and whoever contributes.
    let owned = given.and(import(&[
        "email,post,deputy_email\nhead@a.example,Head of Parks,deputy@a.example\n",
        "plan,title,year\nO,Open plan,2020-21\n",
        "plan,ref,kind,title,owner_email,due,contributors\n\
         O,1,action,Plant trees,head@a.example,2021-03-31,member@a.example\n",
    ]));
    check(&owned, "head@a.example", &["owner"]);
    check(&owned, DEPUTY, &["owner"]);
    check(&owned, MEMBER, &["owner"]);
    check(&owned, GONE, &[]);
}

#[test]
fn a_command_on_what_is_not_ones_own_needs_a_role() {
    let given = council().and(grant(MANAGER, CouncilRole::Administrator));
    let quarter = || {
        Command::OpenQuarter(OpenQuarter {
            plan: "P".to_owned(),
            quarter: "2020-21-Q3".parse().unwrap(),
            answers_due: None,
        })
    };
    let check = |role: CouncilRole, command: fn() -> Command, may: bool| {
        let given = given.and(grant(MEMBER, role));
        let outcome = given.when_by(MEMBER, command());
        if may {
            outcome.events();
        } else {
            outcome.refused("QD0007");
        }
    };
    let open: fn() -> Command = || {
        Command::OpenQuarter(OpenQuarter {
            plan: "P".to_owned(),
            quarter: "2020-21-Q3".parse().unwrap(),
            answers_due: None,
        })
    };
    let promote: fn() -> Command = || grant(MEMBER, CouncilRole::Administrator);
    let settings: fn() -> Command = || {
        Command::ConfigureCouncil(ConfigureCouncil {
            settings: Default::default(),
        })
    };
    let hand_over: fn() -> Command = || {
        Command::HandOver(HandOver {
            from: LEGAL.to_owned(),
            to: DEPUTY.to_owned(),
            on: day("2020-11-02"),
        })
    };
    // Who there is bears on no figure; a sheet beside it may.
    let people: fn() -> Command = || import(&["email,post\nnew@a.example,Head of New\n"]);
    let more: fn() -> Command = || {
        import(&[
            "email,post\nnew@a.example,Head of New\n",
            "plan,title,year\nN,New plan,2020-21\n",
        ])
    };
    let keeps = [CouncilRole::PerformanceOfficer, CouncilRole::Administrator];
    for role in CouncilRole::ALL.iter().copied() {
        check(role, people, keeps.contains(&role));
        check(role, more, role == CouncilRole::PerformanceOfficer);
        check(role, open, role == CouncilRole::PerformanceOfficer);
        check(role, promote, role == CouncilRole::Administrator);
        check(role, settings, role == CouncilRole::Administrator);
        // Nobody establishes a council, or signs for another, by a role.
        check(role, establish, false);
    }
    given.when_by(MEMBER, quarter()).refused("QD0007");
    given.when_by(MEMBER, hand_over()).refused("QD0007");
    let circulated = circulated().and(grant(MEMBER, CouncilRole::PerformanceOfficer));
    circulated
        .when_by(MEMBER, circulated.sign("legal", LEGAL))
        .refused("QD0007");
}

#[test]
fn an_officer_answers_for_an_owner_and_says_so() {
    let given = council_with(&[
        "email,post\nhead@a.example,Head of Parks\nofficer@a.example,Performance Officer\n",
        "plan,title,year\nP,Plan,2020-21\n",
        "plan,ref,kind,title,owner_email,due\nP,1,action,Plant trees,head@a.example,2021-03-31\n",
    ]);
    let given = given
        .and(open("2020-21-Q2"))
        .and(grant("officer@a.example", CouncilRole::PerformanceOfficer));
    let answer = |entered_for: Option<&str>| {
        let Command::Observe(mut command) = observe("1", "2020-09-30", |one| {
            one.on_track = Some(true);
        }) else {
            unreachable!("an observation");
        };
        command.entered_for = entered_for.map(str::to_owned);
        Command::Observe(command)
    };
    let officer = "officer@a.example";
    given.when_by(officer, answer(None)).refused("QD0007");
    given
        .when_by(officer, answer(Some("head@a.example")))
        .then(&["item.observed"]);
    given
        .when_by("head@a.example", answer(None))
        .then(&["item.observed"]);
}

#[test]
fn the_table_of_rights() {
    let words = |rights: &[Right]| {
        let rights: Vec<&str> = rights.iter().map(|right| right.as_str()).collect();
        rights.join(" ")
    };
    let check = |role: CouncilRole, expected: &str| {
        assert_eq!(words(rights::of_role(role)), expected, "{role}");
    };
    check(CouncilRole::Viewer, "read");
    check(CouncilRole::Owner, "read act");
    check(CouncilRole::PerformanceOfficer, "read audit act run_cycle");
    check(CouncilRole::Signatory, "read act");
    check(CouncilRole::DemocraticServices, "read audit act clerk");
    check(CouncilRole::Auditor, "read audit");
    check(CouncilRole::Administrator, "read audit act administer");
    let scope = |scope: Scope, expected: &str| {
        assert_eq!(words(rights::of_scope(scope)), expected, "{scope}");
    };
    scope(Scope::Read, "read audit");
    scope(Scope::Write, "read audit act run_cycle clerk");
    scope(Scope::Admin, "read audit act run_cycle clerk administer");
    let given = council()
        .and(grant(MEMBER, CouncilRole::Auditor))
        .and(grant(MEMBER, CouncilRole::Owner));
    let member = given.state.person(MEMBER).unwrap().id;
    let both = BTreeSet::from([Right::Read, Right::Audit, Right::Act]);
    assert_eq!(given.state.rights_on(member, day("2020-10-12")), both);
}
