//! Signing in by an OpenID provider: bindings, roles of a session, refusals.

use jiff::SignedDuration;
use quarterday_domain::rights::Right;
use quarterday_proto::command::*;
use quarterday_proto::event::Event;
use quarterday_proto::id::BindingId;
use quarterday_proto::role::CouncilRole;
use quarterday_proto::session::{Account, GroupsSaid, SignInRefusal, SignInWay};

use crate::harness::*;
use crate::reports::*;

fn account(tenant: Option<&str>, subject: &str) -> Account {
    Account {
        issuer: "https://login.example".to_owned(),
        tenant: tenant.map(str::to_owned),
        subject: subject.to_owned(),
    }
}

/// What a door sends of an account that came back by flow and session number.
fn arrives(
    given: &Given,
    number: u64,
    account: Account,
    email: Option<&str>,
) -> OpenProviderSession {
    OpenProviderSession {
        hash: format!("{number:064x}"),
        flow: format!("{number:064x}"),
        flow_ends: given.now() + SignedDuration::from_mins(10),
        provider: "entra".to_owned(),
        account,
        email: email.map(str::to_owned),
        groups: GroupsSaid::Nothing,
        roles: Vec::new(),
    }
}

fn sent(given: &Given, command: OpenProviderSession) -> Outcome {
    given.when_as("anybody", Command::OpenProviderSession(command))
}

fn refusal(outcome: &Outcome) -> Option<SignInRefusal> {
    match outcome.events() {
        [Event::SignInRefused(refused)] => {
            assert_eq!(refused.provider.as_deref(), Some("entra"));
            Some(refused.why)
        }
        _ => None,
    }
}

const BOUND: &[&str] = &["sign_in.bound", "session.opened"];

#[test]
fn the_first_sign_in_binds_the_account_and_later_ones_need_no_address() {
    let given = council();
    let first = arrives(&given, 1, account(Some("t"), "o"), Some("Member@a.example"));
    let bound = sent(&given, first).then(BOUND);
    let other_address = arrives(&bound, 2, account(Some("t"), "o"), Some(LEGAL));
    let outcome = sent(&bound, other_address);
    let [Event::SessionOpened(opened)] = outcome.events() else {
        panic!("{:?}", outcome.events());
    };
    assert_eq!(opened.person, bound.state.person(MEMBER).unwrap().id);
    assert_eq!(opened.way, SignInWay::Provider);
    let without = arrives(&bound, 3, account(Some("t"), "o"), None);
    sent(&bound, without).then(&["session.opened"]);
}

#[test]
fn who_is_not_let_in() {
    let given = council();
    let first = arrives(&given, 1, account(Some("t"), "o"), Some(MEMBER));
    let bound = sent(&given, first).then(BOUND);
    let check = |number, account, email, why| {
        let command = arrives(&bound, number, account, email);
        assert_eq!(refusal(&sent(&bound, command)), why, "{number}");
    };
    let of = account;
    check(
        2,
        of(Some("t"), "x"),
        Some("nobody@a.example"),
        Some(SignInRefusal::UnknownAddress),
    );
    check(3, of(Some("t"), "x"), None, Some(SignInRefusal::NoAddress));
    check(
        4,
        of(Some("t"), "x"),
        Some(GONE),
        Some(SignInRefusal::HasLeft),
    );
    // The address of somebody who is bound to another account there.
    check(
        5,
        of(Some("t"), "x"),
        Some(MEMBER),
        Some(SignInRefusal::AccountOfOther),
    );
    // Another tenant is another provider.
    check(6, of(Some("u"), "x"), Some(MEMBER), None);
    // What came back once opens nothing again.
    check(
        1,
        of(Some("t"), "o"),
        Some(MEMBER),
        Some(SignInRefusal::FlowOver),
    );
    let late = arrives(&bound, 7, of(Some("t"), "o"), None);
    let outcome = sent(&bound.later(10), late);
    assert_eq!(refusal(&outcome), Some(SignInRefusal::FlowOver));
    // One who leaves later is not let in by the binding either.
    let left = bound.at("2031-01-01T12:00:00Z");
    let again = arrives(&left, 8, of(Some("t"), "o"), None);
    sent(&left, again).then(&["session.opened"]);
}

#[test]
fn roles_from_groups_count_in_their_session_alone() {
    let given = council();
    let mut command = arrives(&given, 1, account(None, "s"), Some(MEMBER));
    command.roles = vec![CouncilRole::Administrator];
    command.groups = GroupsSaid::Listed;
    let given = sent(&given, command).then(BOUND);
    let person = given.state.person(MEMBER).unwrap().id;
    let session = given
        .state
        .access()
        .session_of(&format!("{:064x}", 1), given.now());
    let session = session.unwrap().opened.session;
    let may = |given: &Given, person, session| {
        let roles = given.state.roles_in(person, session, given.now());
        quarterday_domain::rights::of_roles(&roles).contains(&Right::Administer)
    };
    assert!(may(&given, person, Some(session)));
    assert!(!may(&given, person, None));
    let other = given.state.person(LEGAL).unwrap().id;
    assert!(!may(&given, other, Some(session)));
    let grant = || {
        Command::GrantRole(GrantRole {
            person: LEGAL.to_owned(),
            role: CouncilRole::Auditor,
        })
    };
    given.when_by(MEMBER, grant()).refused("QD0007");
    given
        .when_in(MEMBER, session, grant())
        .then(&["person.role_granted"]);
    given.when_in(LEGAL, session, grant()).refused("QD0007");
    // Not after the session.
    let over = given.later(31);
    over.when_in(MEMBER, session, grant()).refused("QD0007");
}

#[test]
fn an_administrator_ends_a_binding_and_its_sessions() {
    let given = council();
    let first = arrives(&given, 1, account(None, "s"), Some(MEMBER));
    let given = sent(&given, first).then(BOUND);
    let [known] = given.state.access().bindings().collect::<Vec<_>>()[..] else {
        panic!("one account is bound");
    };
    let binding = known.bound.binding;
    let end = |binding| Command::EndBinding(EndBinding { binding });
    given.when_by(MEMBER, end(binding)).refused("QD0007");
    given.when(end(BindingId::from_u64(9))).refused("QD0155");
    let ended = given
        .when(end(binding))
        .then(&["sign_in.unbound", "session.ended"]);
    assert_eq!(ended.state.access().bindings().count(), 0);
    ended.when(end(binding)).refused("QD0155");
    // The address counts again, for another account.
    let other = arrives(&ended, 2, account(None, "r"), Some(MEMBER));
    sent(&ended, other).then(BOUND);
}

#[test]
fn doors_alone_say_who_came_back() {
    let given = council();
    let open = || {
        let command = arrives(&given, 1, account(None, "s"), Some(MEMBER));
        Command::OpenProviderSession(command)
    };
    let refuse = |said: &str| {
        Command::RefuseSignIn(RefuseSignIn {
            why: SignInRefusal::ProviderRefused,
            provider: "entra".to_owned(),
            said: Some(said.to_owned()),
        })
    };
    for actor in ["operator", "token.0000000000001", "system"] {
        given.when_as(actor, open()).refused("QD0104");
        given.when_as(actor, refuse("x")).refused("QD0104");
    }
    given.when_by(MEMBER, open()).refused("QD0007");
    let check = |said: &str, kept: Option<&str>| {
        let outcome = given.when_as("anybody", refuse(said));
        let [Event::SignInRefused(refused)] = outcome.events() else {
            panic!("{:?}", outcome.events());
        };
        assert_eq!(refused.said.as_deref(), kept);
    };
    check("access_denied", Some("access_denied"));
    check("<b>Jane Doe</b>", None);
    check(&"x".repeat(61), None);
    let mut long = arrives(&given, 1, account(None, "s"), Some(MEMBER));
    long.account.subject = "x".repeat(301);
    sent(&given, long).refused("QD0023");
}
