//! Roles, signing in, sessions.

use quarterday_proto::command::{
    Command, EndSession, EndSessions, GrantRole, OpenSession, RecordSignInMail, RenewSession,
    RequestSignIn, RevokeRole,
};
use quarterday_proto::event::{
    Event, RoleChanged, SessionEnded, SessionOpened, SessionRenewed, SignInMailed, SignInRefused,
    SignInRequested,
};
use quarterday_proto::id::{SessionId, SignInId};
use quarterday_proto::role::CouncilRole;
use quarterday_proto::session::{SessionEnd, SignInMail, SignInRefusal, SignInWay};

use super::{person, text, time};

pub(super) fn events() -> Vec<Event> {
    let changed = |number, role| RoleChanged {
        person: person(number),
        role,
    };
    vec![
        Event::RoleGranted(changed(1, CouncilRole::Auditor)),
        Event::RoleGranted(changed(2, CouncilRole::DemocraticServices)),
        Event::RoleRevoked(changed(1, CouncilRole::Owner)),
        Event::RoleRevoked(changed(2, CouncilRole::PerformanceOfficer)),
        Event::SignInRequested(requested(1, SignInWay::MailedLink)),
        Event::SignInRequested(requested(2, SignInWay::OfferedLink)),
        Event::SignInMailed(mailed(1, SignInMail::Kept)),
        Event::SignInMailed(mailed(
            2,
            SignInMail::Sent {
                answer: "250 2.0.0 Ok: queued".into(),
            },
        )),
        Event::SignInMailed(mailed(
            3,
            SignInMail::Failed {
                why: "connection refused".into(),
            },
        )),
        Event::SignInRefused(SignInRefused {
            why: SignInRefusal::LinkOver,
            address: None,
            person: None,
        }),
        Event::SignInRefused(SignInRefused {
            why: SignInRefusal::TooOften,
            address: text("o***@council.example"),
            person: Some(person(1)),
        }),
        Event::SessionOpened(opened(1, None)),
        Event::SessionOpened(opened(2, Some(SignInId::from_u64(2)))),
        Event::SessionRenewed(renewed(1)),
        Event::SessionRenewed(renewed(2)),
        Event::SessionEnded(ended(1, SessionEnd::SignedOut)),
        Event::SessionEnded(ended(2, SessionEnd::Replaced)),
    ]
}

fn requested(number: u64, way: SignInWay) -> SignInRequested {
    SignInRequested {
        request: SignInId::from_u64(number),
        person: person(number),
        hash: "0f".repeat(32),
        way,
        expires: time("2021-10-01T09:15:00Z"),
    }
}

fn mailed(number: u64, mail: SignInMail) -> SignInMailed {
    SignInMailed {
        request: SignInId::from_u64(number),
        person: person(number),
        template: "sign-in@1".into(),
        content_hash: "a1".repeat(32),
        mail,
    }
}

fn opened(number: u64, request: Option<SignInId>) -> SessionOpened {
    SessionOpened {
        session: SessionId::from_u64(number),
        person: person(number),
        hash: "1e".repeat(32),
        way: SignInWay::MailedLink,
        request,
        ends: time("2021-10-01T21:00:00Z"),
        idle_minutes: 30,
    }
}

fn renewed(number: u64) -> SessionRenewed {
    SessionRenewed {
        session: SessionId::from_u64(number),
        person: person(number),
    }
}

fn ended(number: u64, why: SessionEnd) -> SessionEnded {
    SessionEnded {
        session: SessionId::from_u64(number),
        person: person(number),
        why,
    }
}

pub(super) fn commands() -> Vec<Command> {
    vec![
        Command::GrantRole(GrantRole {
            person: "officer@council.example".into(),
            role: CouncilRole::PerformanceOfficer,
        }),
        Command::RevokeRole(RevokeRole {
            person: "officer@council.example".into(),
            role: CouncilRole::Viewer,
        }),
        Command::RequestSignIn(RequestSignIn {
            email: "officer@council.example".into(),
            hash: "0f".repeat(32),
        }),
        Command::RecordSignInMail(RecordSignInMail {
            request: SignInId::from_u64(1),
            template: "sign-in@1".into(),
            content_hash: "a1".repeat(32),
            mail: SignInMail::Kept,
        }),
        Command::OpenSession(OpenSession {
            link: "0f".repeat(32),
            hash: "1e".repeat(32),
        }),
        Command::RenewSession(RenewSession {
            session: SessionId::from_u64(1),
        }),
        Command::EndSession(EndSession {
            session: SessionId::from_u64(1),
        }),
        Command::EndSessions(EndSessions {
            person: "officer@council.example".into(),
        }),
    ]
}
