//! Doors at work in a random history: people ask for links, sign in and out.

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::select;
use quarterday_domain::State;
use quarterday_proto::command::{
    Command, EndBinding, EndSession, EndSessions, OpenProviderSession, OpenSession, RecordRefusals,
    RecordSignInMail, RecordTokenUse, RenewSession, RequestSignIn,
};
use quarterday_proto::id::ActorId;
use quarterday_proto::role::CouncilRole;
use quarterday_proto::session::{Account, GroupsSaid, SignInMail};

use crate::commands::PEOPLE;

/// What happens at a door next.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Request(&'static str),
    Mail,
    Open,
    Deny,
    Use,
    Arrive(&'static str),
    Unbind,
    Renew,
    End,
    EndAll,
}

/// What happens at a door, and how many minutes after what came before.
pub(crate) fn steps() -> impl Strategy<Value = Vec<(Step, i64)>> {
    let step = select(vec![
        Step::Request(PEOPLE[0]),
        Step::Request(PEOPLE[1]),
        Step::Request("nobody@a.example"),
        Step::Mail,
        Step::Open,
        Step::Open,
        Step::Arrive(PEOPLE[0]),
        Step::Arrive(PEOPLE[1]),
        Step::Arrive("nobody@a.example"),
        Step::Unbind,
        Step::Deny,
        Step::Use,
        Step::Use,
        Step::Renew,
        Step::Renew,
        Step::End,
        Step::EndAll,
    ]);
    // Who uses a token comes back on another day.
    let wait = |(step, minutes)| match step {
        Step::Use => (step, minutes + 24 * 60),
        _ => (step, minutes),
    };
    prop::collection::vec((step, 1..14_i64).prop_map(wait), 2..12)
}

/// The command of a step in a state, and who sends it; none where there is
/// nothing to do.
pub(crate) fn command(state: &State, step: Step, now: Timestamp) -> Option<(ActorId, Command)> {
    let anybody: ActorId = "anybody".parse().unwrap();
    let of_link = |email: &&str| format!("{:064x}", u64::from(email.as_bytes()[0]));
    let link = || {
        let hashes = PEOPLE.iter().map(of_link);
        let mut found = hashes.filter_map(|hash| state.access().link(&hash, now));
        found.next()
    };
    let session = || {
        let people = PEOPLE.iter().filter_map(|email| state.person(email).ok());
        let mut live = people.flat_map(|person| state.access().sessions_of(person.id, now));
        live.next()
    };
    let command = match step {
        Step::Request(email) => Command::RequestSignIn(RequestSignIn {
            email: email.to_owned(),
            hash: of_link(&email),
        }),
        Step::Mail => Command::RecordSignInMail(RecordSignInMail {
            request: link()?.requested.request,
            template: "sign-in@1".to_owned(),
            content_hash: "0".repeat(64),
            mail: SignInMail::Kept,
        }),
        Step::Open => Command::OpenSession(OpenSession {
            link: link()?.requested.hash.clone(),
            hash: format!("{:064x}", state.head()),
        }),
        Step::Arrive(email) => Command::OpenProviderSession(OpenProviderSession {
            hash: format!("{:064x}", state.head()),
            flow: format!("{:064x}", state.head()),
            flow_ends: now + jiff::SignedDuration::from_mins(10),
            provider: "entra".to_owned(),
            account: Account {
                issuer: "https://login.example".to_owned(),
                tenant: None,
                subject: email.to_owned(),
            },
            email: Some(email.to_owned()),
            groups: GroupsSaid::Listed,
            roles: vec![CouncilRole::Viewer],
        }),
        Step::Deny => Command::RecordRefusals(RecordRefusals {
            person: None,
            token: None,
            method: "GET".to_owned(),
            route: "/c/{council}/audit".to_owned(),
            needs: "audit".to_owned(),
            count: 1,
            since: now,
        }),
        Step::Use => {
            let token = state.tokens().next()?.id;
            Command::RecordTokenUse(RecordTokenUse { token })
        }
        Step::Unbind => {
            let binding = state.access().bindings().next()?.bound.binding;
            let command = Command::EndBinding(EndBinding { binding });
            return Some(("operator".parse().unwrap(), command));
        }
        Step::Renew => {
            let session = session()?.opened.session;
            Command::RenewSession(RenewSession { session })
        }
        Step::End => {
            let session = session()?.opened.session;
            let command = Command::EndSession(EndSession { session });
            return Some(("operator".parse().unwrap(), command));
        }
        Step::EndAll => Command::EndSessions(EndSessions {
            person: PEOPLE[0].to_owned(),
        }),
    };
    Some((anybody, command))
}
