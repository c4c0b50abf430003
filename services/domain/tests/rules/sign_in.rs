//! Links to sign in by, and sessions.

use quarterday_proto::command::*;
use quarterday_proto::event::Event;
use quarterday_proto::session::{SessionEnd, SignInMail, SignInRefusal, SignInWay};

use crate::harness::*;
use crate::reports::*;

fn request(email: &str, number: u64) -> Command {
    Command::RequestSignIn(RequestSignIn {
        email: email.to_owned(),
        hash: format!("{number:064x}"),
    })
}

fn open_by(link: u64, session: u64) -> Command {
    Command::OpenSession(OpenSession {
        link: format!("{link:064x}"),
        hash: format!("{session:064x}"),
    })
}

fn asked(given: &Given, command: Command) -> Outcome {
    given.when_as("anybody", command)
}

/// Why a request or a link was refused; nothing where it was not.
fn refusal(outcome: &Outcome) -> Option<(SignInRefusal, Option<String>)> {
    match outcome.events() {
        [Event::SignInRefused(refused)] => Some((refused.why, refused.address.clone())),
        _ => None,
    }
}

/// A member who signed in at noon with session 1.
fn signed_in() -> Given {
    let given = asked(&council(), request(MEMBER, 1)).then(&["sign_in.requested"]);
    asked(&given, open_by(1, 1)).then(&["session.opened"])
}

fn session(given: &Given, number: u64) -> Option<quarterday_domain::Session> {
    let hash = format!("{number:064x}");
    let access = given.state.access();
    access.session_of(&hash, given.now()).cloned()
}

#[test]
fn a_link_is_used_once_within_its_time() {
    let given = asked(&council(), request("Member@a.example ", 1)).then(&["sign_in.requested"]);
    let check = |minutes: i64, lets_in: bool| {
        let outcome = asked(&given.later(minutes), open_by(1, 7));
        let why = refusal(&outcome).map(|(why, _)| why);
        let expected = (!lets_in).then_some(SignInRefusal::LinkOver);
        assert_eq!(why, expected, "after {minutes} minutes");
    };
    check(0, true);
    check(14, true);
    check(15, false);
    let used = asked(&given, open_by(1, 7)).then(&["session.opened"]);
    asked(&used, open_by(1, 8)).then(&["sign_in.refused"]);
    asked(&given, open_by(2, 8)).then(&["sign_in.refused"]);
    assert!(session(&used, 7).is_some());
    assert!(session(&used, 8).is_none());
}

#[test]
fn whoever_asks_is_told_nothing_of_who_there_is() {
    let given = council();
    let check = |email: &str, why: SignInRefusal, address: &str| {
        let outcome = asked(&given, request(email, 1));
        let expected = Some((why, Some(address.to_owned())));
        assert_eq!(refusal(&outcome), expected, "{email}");
        assert_eq!(outcome.notes(), [] as [&str; 0]);
    };
    check(
        "nobody@a.example",
        SignInRefusal::UnknownAddress,
        "n***@a.example",
    );
    check("Ann <x y@b", SignInRefusal::UnknownAddress, "a***@b");
    check("", SignInRefusal::UnknownAddress, "***@");
    check(GONE, SignInRefusal::HasLeft, "g***@a.example");
}

#[test]
fn links_are_few_and_so_are_refusals() {
    let mut given = council();
    for number in 0..5 {
        given = asked(&given, request(MEMBER, number)).then(&["sign_in.requested"]);
    }
    let outcome = asked(&given, request(MEMBER, 5));
    assert_eq!(refusal(&outcome).unwrap().0, SignInRefusal::TooOften);
    // Neither another person nor the operator is held up by it.
    asked(&given, request(LEGAL, 6)).then(&["sign_in.requested"]);
    given.when(request(MEMBER, 7)).then(&["sign_in.requested"]);
    asked(&given.later(15), request(MEMBER, 8)).then(&["sign_in.requested"]);
    let mut given = council();
    for _ in 0..100 {
        given = asked(&given, request("nobody@a.example", 1)).then(&["sign_in.refused"]);
    }
    asked(&given, request("nobody@a.example", 1)).then(&[]);
    asked(&given.later(60), request("nobody@a.example", 1)).then(&["sign_in.refused"]);
}

#[test]
fn links_and_sessions_are_made_at_doors_alone() {
    let given = council();
    let mail = |request| {
        Command::RecordSignInMail(RecordSignInMail {
            request,
            template: "sign-in@1".to_owned(),
            content_hash: "0".repeat(64),
            mail: SignInMail::Kept,
        })
    };
    for actor in ["token.0000000000001", "system"] {
        let sent = |command| given.when_as(actor, command);
        sent(request(MEMBER, 1)).refused("QD0104");
        sent(open_by(1, 1)).refused("QD0104");
        sent(mail(quarterday_proto::id::SignInId::from_u64(1))).refused("QD0104");
    }
    given.when_by(LEGAL, request(MEMBER, 1)).refused("QD0007");
    let offered = given.when(request(MEMBER, 1));
    let [Event::SignInRequested(made)] = offered.events() else {
        panic!("a link was to be made");
    };
    assert_eq!(made.way, SignInWay::OfferedLink);
    given.when(request("nobody@a.example", 1)).refused("QD0009");
    given.when(request(GONE, 1)).refused("QD0101");
    let short = Command::RequestSignIn(RequestSignIn {
        email: MEMBER.to_owned(),
        hash: "secret".to_owned(),
    });
    asked(&given, short).refused("QD0023");
    // What became of a mail is recorded once, while its link lasts.
    let request_id = made.request;
    let offered = offered.then(&["sign_in.requested"]);
    let mailed = asked(&offered, mail(request_id)).then(&["sign_in.mailed"]);
    asked(&mailed, mail(request_id)).then(&[]);
    asked(&given, mail(request_id)).refused("QD0102");
}

#[test]
fn a_session_ends_without_use_and_at_its_end() {
    let given = signed_in();
    let renew = |given: &Given| {
        let session = given
            .state
            .access()
            .sessions_of(given.state.person(MEMBER).unwrap().id, given.now());
        let session = session.first().map(|one| one.opened.session)?;
        Some(Command::RenewSession(RenewSession { session }))
    };
    assert!(session(&given.later(29), 1).is_some());
    assert!(session(&given.later(30), 1).is_none());
    // A use is recorded ten minutes after the one before.
    let early = given.later(9);
    early.when_by(MEMBER, renew(&early).unwrap()).then(&[]);
    let later = given.later(25);
    let renewed = later
        .when_by(MEMBER, renew(&later).unwrap())
        .then(&["session.renewed"]);
    assert!(session(&renewed.later(29), 1).is_some());
    // Whatever the use, it ends after twelve hours.
    let mut used = given;
    for _ in 0..28 {
        used = used.later(25);
        used = used
            .when_by(MEMBER, renew(&used).unwrap())
            .then(&["session.renewed"]);
    }
    assert!(session(&used.later(19), 1).is_some());
    assert!(session(&used.later(20), 1).is_none());
}

#[test]
fn signing_out_here_and_everywhere() {
    let given = asked(&signed_in(), request(MEMBER, 2)).then(&["sign_in.requested"]);
    let given = asked(&given, open_by(2, 2)).then(&["session.opened"]);
    let first = session(&given, 1).unwrap().opened.session;
    let end = || Command::EndSession(EndSession { session: first });
    given.when_by(LEGAL, end()).refused("QD0007");
    let out = given.when_by(MEMBER, end()).then(&["session.ended"]);
    assert!(session(&out, 1).is_none() && session(&out, 2).is_some());
    out.when_by(MEMBER, end()).refused("QD0103");
    let all = || {
        let person = MEMBER.to_owned();
        Command::EndSessions(EndSessions { person })
    };
    given.when_by(LEGAL, all()).refused("QD0007");
    let out = given
        .when_by(MEMBER, all())
        .then(&["session.ended", "session.ended"]);
    assert!(session(&out, 1).is_none() && session(&out, 2).is_none());
    out.when_by(MEMBER, all()).then(&[]);
}

#[test]
fn the_eleventh_session_ends_the_first() {
    let mut given = council();
    for number in 0..10 {
        given = asked(&given.later(6), request(MEMBER, number)).then(&["sign_in.requested"]);
        given = asked(&given, open_by(number, number)).accepted().unwrap();
        let member = given.state.person(MEMBER).unwrap().id;
        let live = given.state.access().sessions_of(member, given.now());
        let live: Vec<_> = live.iter().map(|one| one.opened.session).collect();
        for session in live {
            let renew = Command::RenewSession(RenewSession { session });
            given = given.when_by(MEMBER, renew).accepted().unwrap();
        }
    }
    let given = asked(&given.later(6), request(MEMBER, 10)).then(&["sign_in.requested"]);
    let outcome = asked(&given, open_by(10, 10));
    let [Event::SessionEnded(ended), Event::SessionOpened(_)] = outcome.events() else {
        panic!("{:?}", outcome.events());
    };
    assert_eq!(ended.why, SessionEnd::Replaced);
    assert_eq!(ended.session, session(&given, 0).unwrap().opened.session);
}
