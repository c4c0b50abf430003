//! Roles, signing in, sessions.

use quarterday_proto::command::{
    Command, EndBinding, EndSession, EndSessions, GrantRole, OpenProviderSession, OpenSession,
    RecordRefusals, RecordSignInMail, RecordTokenUse, RefuseSignIn, RenewSession, RequestSignIn,
    RevokeRole,
};
use quarterday_proto::event::{
    AccessRefused, AccountBound, AccountUnbound, ByProvider, Event, RoleChanged, SessionEnded,
    SessionOpened, SessionRenewed, SignInMailed, SignInRefused, SignInRequested,
};
use quarterday_proto::id::{BindingId, SessionId, SignInId, TokenId};
use quarterday_proto::role::CouncilRole;
use quarterday_proto::session::{
    Account, GroupsSaid, SessionEnd, SignInMail, SignInRefusal, SignInWay,
};

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
            provider: None,
            said: None,
        }),
        Event::SignInRefused(SignInRefused {
            why: SignInRefusal::TooOften,
            address: text("o***@council.example"),
            person: Some(person(1)),
            provider: None,
            said: None,
        }),
        Event::SignInRefused(SignInRefused {
            why: SignInRefusal::ProviderRefused,
            address: None,
            person: None,
            provider: text("entra"),
            said: text("access_denied"),
        }),
        Event::AccountBound(bound(1, text("0e1f"))),
        Event::AccountBound(bound(2, None)),
        Event::AccountUnbound(unbound(1)),
        Event::AccountUnbound(unbound(2)),
        Event::AccessRefused(AccessRefused {
            person: Some(person(1)),
            token: Some(TokenId::from_u64(1)),
            method: "POST".into(),
            route: "/api/v1/{council}/commands".into(),
            needs: "act".into(),
            count: 12,
            since: time("2021-10-01T09:15:00Z"),
        }),
        Event::AccessRefused(AccessRefused {
            person: None,
            token: Some(TokenId::from_u64(2)),
            method: "GET".into(),
            route: "/c/{council}/audit".into(),
            needs: "audit".into(),
            count: 1,
            since: time("2021-10-01T09:15:00Z"),
        }),
        Event::SessionOpened(opened(1, None)),
        Event::SessionOpened(opened(2, Some(SignInId::from_u64(2)))),
        Event::SessionOpened(SessionOpened {
            way: SignInWay::Provider,
            by: Some(by_provider(GroupsSaid::Listed, &[CouncilRole::Auditor])),
            ..opened(3, None)
        }),
        Event::SessionOpened(SessionOpened {
            way: SignInWay::Provider,
            by: Some(by_provider(GroupsSaid::TooMany, &[])),
            ..opened(4, None)
        }),
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

fn account(tenant: Option<String>) -> Account {
    Account {
        issuer: "https://login.example/0e1f/v2.0".into(),
        tenant,
        subject: "5a-1".into(),
    }
}

fn bound(number: u64, tenant: Option<String>) -> AccountBound {
    AccountBound {
        binding: BindingId::from_u64(number),
        person: person(number),
        provider: "entra".into(),
        account: account(tenant),
    }
}

fn unbound(number: u64) -> AccountUnbound {
    AccountUnbound {
        binding: BindingId::from_u64(number),
        person: person(number),
    }
}

fn by_provider(groups: GroupsSaid, roles: &[CouncilRole]) -> ByProvider {
    ByProvider {
        provider: "entra".into(),
        binding: BindingId::from_u64(1),
        flow: "2d".repeat(32),
        groups,
        roles: roles.to_vec(),
    }
}

fn opened(number: u64, request: Option<SignInId>) -> SessionOpened {
    SessionOpened {
        session: SessionId::from_u64(number),
        person: person(number),
        hash: "1e".repeat(32),
        way: SignInWay::MailedLink,
        request,
        by: None,
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
        Command::OpenProviderSession(OpenProviderSession {
            hash: "1e".repeat(32),
            flow: "2d".repeat(32),
            flow_ends: time("2021-10-01T09:15:00Z"),
            provider: "entra".into(),
            account: account(text("0e1f")),
            email: text("officer@council.example"),
            groups: GroupsSaid::Listed,
            roles: vec![CouncilRole::PerformanceOfficer],
        }),
        Command::OpenProviderSession(OpenProviderSession {
            hash: "1e".repeat(32),
            flow: "2d".repeat(32),
            flow_ends: time("2021-10-01T09:15:00Z"),
            provider: "other".into(),
            account: account(None),
            email: None,
            groups: GroupsSaid::Nothing,
            roles: Vec::new(),
        }),
        Command::RefuseSignIn(RefuseSignIn {
            why: SignInRefusal::TokenInvalid,
            provider: "entra".into(),
            said: None,
        }),
        Command::RefuseSignIn(RefuseSignIn {
            why: SignInRefusal::ProviderRefused,
            provider: "entra".into(),
            said: text("access_denied"),
        }),
        Command::RecordRefusals(RecordRefusals {
            person: Some(person(1)),
            token: None,
            method: "GET".into(),
            route: "/c/{council}/audit".into(),
            needs: "audit".into(),
            count: 3,
            since: time("2021-10-01T09:15:00Z"),
        }),
        Command::RecordRefusals(RecordRefusals {
            person: None,
            token: Some(TokenId::from_u64(1)),
            method: "POST".into(),
            route: "/api/v1/{council}/commands".into(),
            needs: "act".into(),
            count: 1,
            since: time("2021-10-01T09:15:00Z"),
        }),
        Command::RecordTokenUse(RecordTokenUse {
            token: TokenId::from_u64(1),
        }),
        Command::EndBinding(EndBinding {
            binding: BindingId::from_u64(1),
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
