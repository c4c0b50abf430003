//! Signing in: links, what became of their mails, and sessions.

use jiff::SignedDuration;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{
    EndSession, EndSessions, OpenSession, RecordSignInMail, RenewSession, RequestSignIn,
};
use quarterday_proto::event::{
    ByProvider, Event, SessionEnded, SessionOpened, SessionRenewed, SignInMailed, SignInRefused,
    SignInRequested,
};
use quarterday_proto::id::{PersonId, SessionId, SignInId};
use quarterday_proto::session::{SessionEnd, SignInRefusal, SignInWay};

use super::{Case, Decided};
use crate::rejection::{Code, reject};
use crate::state::{REFUSALS_COUNTED, Session};

/// Who asks at a door before it is known who they are. No token and no session
/// stands for it.
const ANYBODY: &str = "anybody";
const OPERATOR: &str = "operator";

/// How long a link can be used.
const LINK_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// Links that a person gets in the time that one lasts.
const LINKS_MAX: usize = 5;
/// Refusals that are recorded in an hour, so that nobody fills a log from
/// outside.
const REFUSALS_MAX: usize = 100;
/// How long a session lasts at most.
const SESSION_LASTS: SignedDuration = SignedDuration::from_hours(12);
/// Minutes without use after which a session is over.
const IDLE_MINUTES: u32 = 30;
/// Sessions that a person has at the same time.
const SESSIONS_MAX: usize = 10;

/// Makes a link. Whoever asks at the network's door is told nothing of whether
/// there is such an address: a refusal is an event, not a rejection.
pub(super) fn request(case: &Case<'_>, command: &RequestSignIn) -> Result<Decided, Rejection> {
    let offered = match case.actor.as_str() {
        OPERATOR => true,
        ANYBODY => false,
        _ => return Err(at_doors_only()),
    };
    let hash = hash(&command.hash, "a link's hash")?;
    let refuse = |why, person| {
        let refusal = SignInRefused {
            address: Some(masked(&command.email)),
            person,
            ..SignInRefused::of(why)
        };
        refused(case, refusal)
    };
    let person = match case.state.person(&command.email) {
        Ok(person) => person,
        Err(rejection) if offered => return Err(rejection),
        Err(_) => return Ok(refuse(SignInRefusal::UnknownAddress, None)),
    };
    if person.details.to.is_some_and(|to| to < case.today) {
        if offered {
            let detail = "the last day in the post has passed: nobody signs in after it";
            return Err(reject(Code::HasLeft, detail));
        }
        return Ok(refuse(SignInRefusal::HasLeft, Some(person.id)));
    }
    let recently = case.now - LINK_LASTS;
    if !offered && case.state.access.asked_since(person.id, recently) >= LINKS_MAX {
        return Ok(refuse(SignInRefusal::TooOften, Some(person.id)));
    }
    let way = if offered {
        SignInWay::OfferedLink
    } else {
        SignInWay::MailedLink
    };
    Ok(Event::SignInRequested(SignInRequested {
        request: SignInId::derive(case.id, 0),
        person: person.id,
        hash,
        way,
        expires: case.now + LINK_LASTS,
    })
    .into())
}

pub(super) fn record_mail(
    case: &Case<'_>,
    command: &RecordSignInMail,
) -> Result<Decided, Rejection> {
    at_doors(case)?;
    let request = case.state.access.request(command.request);
    let request = request.ok_or_else(link_over)?;
    if request.mail.is_some() {
        return Ok(Decided::default());
    }
    Ok(Event::SignInMailed(SignInMailed {
        request: command.request,
        person: request.requested.person,
        template: command.template.clone(),
        content_hash: command.content_hash.clone(),
        mail: command.mail.clone(),
    })
    .into())
}

/// Opens a session and uses the link up, in one commit: of two that try, one
/// gets in.
pub(super) fn open(case: &Case<'_>, command: &OpenSession) -> Result<Decided, Rejection> {
    at_doors(case)?;
    let hash = hash(&command.hash, "a session's hash")?;
    let Some(request) = case.state.access.link(&command.link, case.now) else {
        // Told apart by the door: no session came of it.
        return Ok(refused(case, SignInRefused::of(SignInRefusal::LinkOver)));
    };
    let requested = &request.requested;
    let (person, request) = (requested.person, Some(requested.request));
    Ok(opened(case, person, hash, requested.way, request, None).into())
}

/// A session of a person, which takes the place of the oldest of too many.
pub(super) fn opened(
    case: &Case<'_>,
    person: PersonId,
    hash: String,
    way: SignInWay,
    request: Option<SignInId>,
    by: Option<ByProvider>,
) -> Vec<Event> {
    let mut events = Vec::new();
    let live = case.state.access.sessions_of(person, case.now);
    let too_many = (live.len() + 1).saturating_sub(SESSIONS_MAX);
    for oldest in live.iter().take(too_many) {
        events.push(ended(oldest, SessionEnd::Replaced));
    }
    events.push(Event::SessionOpened(SessionOpened {
        session: SessionId::derive(case.id, 0),
        person,
        hash,
        way,
        request,
        by,
        ends: case.now + SESSION_LASTS,
        idle_minutes: IDLE_MINUTES,
    }));
    events
}

pub(super) fn renew(case: &Case<'_>, command: &RenewSession) -> Result<Decided, Rejection> {
    let session = live(case, command.session)?;
    if !session.is_to_renew(case.now) {
        return Ok(Decided::default());
    }
    Ok(Event::SessionRenewed(SessionRenewed {
        session: command.session,
        person: session.opened.person,
    })
    .into())
}

pub(super) fn end(case: &Case<'_>, command: &EndSession) -> Result<Decided, Rejection> {
    let session = live(case, command.session)?;
    Ok(ended(session, SessionEnd::SignedOut).into())
}

pub(super) fn end_all(case: &Case<'_>, command: &EndSessions) -> Result<Decided, Rejection> {
    let person = case.state.person(&command.person)?;
    let live = case.state.access.sessions_of(person.id, case.now);
    let ends = live.into_iter();
    let ends: Vec<Event> = ends
        .map(|session| ended(session, SessionEnd::SignedOutEverywhere))
        .collect();
    Ok(ends.into())
}

fn live<'a>(case: &Case<'a>, session: SessionId) -> Result<&'a Session, Rejection> {
    let found = case.state.access.session(session, case.now);
    found.ok_or_else(|| reject(Code::SessionOver, "the session is over: sign in again"))
}

pub(super) fn ended(session: &Session, why: SessionEnd) -> Event {
    Event::SessionEnded(SessionEnded {
        session: session.opened.session,
        person: session.opened.person,
        why,
    })
}

/// A refusal, recorded unless there were many of late.
pub(super) fn refused(case: &Case<'_>, refusal: SignInRefused) -> Decided {
    let recently = case.now - REFUSALS_COUNTED;
    if case.state.access.refused_since(recently) >= REFUSALS_MAX {
        return Decided::default();
    }
    Event::SignInRefused(refusal).into()
}

pub(super) fn hash(text: &str, what: &str) -> Result<String, Rejection> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let detail = format!("{what} is a SHA-256, 64 hex digits");
        return Err(reject(Code::TextRequired, detail));
    }
    Ok(text.to_lowercase())
}

/// Refuses whoever is known: a door sends this for somebody who is not yet.
pub(super) fn at_doors(case: &Case<'_>) -> Result<(), Rejection> {
    if case.actor.as_str() == ANYBODY {
        return Ok(());
    }
    Err(at_doors_only())
}

fn at_doors_only() -> Rejection {
    reject(
        Code::AtDoorsOnly,
        "this is sent by the door where somebody signs in, and by nobody else",
    )
}

fn link_over() -> Rejection {
    reject(Code::SignInLinkOver, "this link was used, or is over")
}

/// An address of which an auditor knows whose it may be, and of which a typing
/// error stays no name in the log.
pub(super) fn masked(address: &str) -> String {
    let first: String = address.trim().chars().take(1).collect();
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let domain: String = domain
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || ".-".contains(*letter))
        .take(100)
        .collect();
    format!("{}***@{domain}", first.to_lowercase())
}
