//! Who asks, and what they may do.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use jiff::Timestamp;
use quarterday_domain::rights::{self, Right};
use quarterday_domain::{Code, reject};
use quarterday_proto::id::{ActorId, CouncilId, PersonId, SessionId, TokenId};
use quarterday_proto::{link, session};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::call::Call;
use crate::gateway::Gateway;
use crate::problem::Problem;
use crate::rights::{May, Needs};
use crate::web::cookie;
use crate::{Door, Tenant};

/// How a token begins; the council and 43 characters of base64url follow, with
/// `_` before each. A council's id holds no `_`.
pub(crate) const TOKEN_PREFIX: &str = "qd_";

/// What may stand behind a link in a text, and in no token.
const BEHIND_LINKS: [char; 8] = ['.', ',', ';', ':', ')', '>', '!', ' '];

/// Who asks.
#[derive(Clone)]
pub(crate) struct Who {
    pub(crate) actor: ActorId,
    pub(crate) may: May,
    pub(crate) token: Option<Holder>,
    pub(crate) session: Option<Signed>,
}

/// Who signed in.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) session: SessionId,
    pub(crate) person: PersonId,
    /// The OpenID provider by which they did, where it was one.
    pub(crate) provider: Option<String>,
    /// Whether its use is to be recorded by now.
    pub(crate) is_to_renew: bool,
}

/// Who holds a token.
#[derive(Clone)]
pub(crate) struct Holder {
    pub(crate) council: CouncilId,
    pub(crate) id: TokenId,
    /// Whether its use is to be recorded by now.
    pub(crate) is_to_record: bool,
}

impl Who {
    fn operator() -> Self {
        let actor = "operator".parse().expect("the word is an actor id");
        Self {
            actor,
            may: May::Everything,
            token: None,
            session: None,
        }
    }

    /// Nobody in particular, for what anybody may ask.
    pub(crate) fn anybody() -> Self {
        let actor = "anybody".parse().expect("the word is an actor id");
        Self {
            actor,
            may: May::Nothing,
            token: None,
            session: None,
        }
    }

    /// Whether what was allowed still is: a stream may outlive its token.
    pub(crate) fn still_may(&self, tenant: &Tenant, now: Timestamp) -> bool {
        let Some(holder) = &self.token else {
            return true;
        };
        let state = tenant.view.state();
        state.tokens().any(|token| {
            token.id == holder.id && !token.revoked && in_time(token.details.expires, now)
        })
    }
}

/// Who signed in to a council, by the cookie. Nobody is told whether there is the
/// council: whoever is not signed in is sent to where that is done.
pub(crate) fn by_session(
    gateway: &Gateway,
    headers: &HeaderMap,
    council: &str,
) -> Result<(Who, Arc<Tenant>), Problem> {
    let none = Problem::unauthorized;
    let id: CouncilId = council.parse().map_err(|_| none())?;
    let secret = cookie::secret(headers, &id, gateway.is_https()).ok_or_else(none)?;
    let tenant = open(gateway, &id, none)?;
    let now = (gateway.surroundings.now)();
    let who = {
        let state = tenant.view.state();
        let found = state.access().session_of(&session::hash(secret), now);
        let found = found.ok_or_else(none)?;
        // A provider that is no longer configured for the council vouches for
        // nobody any more.
        if let Some(by) = &found.opened.by {
            let mut serving = gateway.providers_of(Some(&id)).into_iter();
            if !serving.any(|provider| provider.id == by.provider) {
                return Err(none());
            }
        }
        let (person, session) = (found.opened.person, found.opened.session);
        let roles = state.roles_in(person, Some(session), now);
        Who {
            actor: person_actor(person)?,
            may: May::Rights(rights::of_roles(&roles)),
            token: None,
            session: Some(Signed {
                session,
                person,
                provider: found.opened.by.as_ref().map(|by| by.provider.clone()),
                is_to_renew: found.is_to_renew(now),
            }),
        }
    };
    Ok((who, tenant))
}

fn person_actor(person: PersonId) -> Result<ActorId, Problem> {
    format!("person.{person}")
        .parse()
        .map_err(Problem::internal)
}

/// Finds who asks.
pub(crate) fn who(gateway: &Gateway, headers: &HeaderMap) -> Result<Who, Problem> {
    if gateway.door == Door::Operator {
        return Ok(Who::operator());
    }
    let token = bearer(headers).ok_or_else(Problem::unauthorized)?;
    let council = token
        .strip_prefix(TOKEN_PREFIX)
        .and_then(|rest| rest.split_once('_'));
    let id: CouncilId = council
        .and_then(|(council, _)| council.parse().ok())
        .ok_or_else(Problem::unauthorized)?;
    let tenant = open(gateway, &id, Problem::unauthorized)?;
    holder(&tenant, token, (gateway.surroundings.now)()).ok_or_else(Problem::unauthorized)
}

/// The council of a path, as far as the asker may know of it.
pub(crate) fn tenant(gateway: &Gateway, who: &Who, text: &str) -> Result<Arc<Tenant>, Problem> {
    let unknown = || Problem::unknown_council(text);
    let id: CouncilId = text.parse().map_err(|_| unknown())?;
    if who
        .token
        .as_ref()
        .is_some_and(|holder| holder.council != id)
    {
        return Err(unknown());
    }
    open(gateway, &id, unknown)
}

/// A council that is open here. While it is not known which there are, nobody is
/// told that there is none.
fn open(
    gateway: &Gateway,
    id: &CouncilId,
    none: impl FnOnce() -> Problem,
) -> Result<Arc<Tenant>, Problem> {
    // Asked before: what was opened since is found all the same.
    let unlisted = gateway.councils.unlisted();
    let found = gateway.councils.get(id);
    found.ok_or_else(|| unlisted.map_or_else(none, Problem::starting))
}

/// The addressee of a link, by its token. Whether it can still be used is for
/// whoever uses it to say; a token that does not fit is told no more than one
/// that there is not.
pub(crate) fn by_link(
    gateway: &Gateway,
    council: &str,
    token: &str,
) -> Result<(Who, Arc<Tenant>), Problem> {
    let unknown = || {
        Problem::from(reject(
            Code::UnknownLink,
            "this link is not known, or ended long ago: the mail that you got last has one that \
             is",
        ))
    };
    // Mail programs take the stop behind a link for part of it.
    let token = token.trim_end_matches(BEHIND_LINKS);
    let (id, link) = link::named(token)
        .filter(|(id, _)| id.as_str() == council)
        .ok_or_else(unknown)?;
    let tenant = gateway.councils.get(&id).ok_or_else(unknown)?;
    let person = {
        let state = tenant.view.state();
        let known = state.reminders().link(link).ok_or_else(unknown)?;
        let hash = link::hash(token);
        let same: bool = known
            .issued
            .hash
            .to_lowercase()
            .as_bytes()
            .ct_eq(hash.as_bytes())
            .into();
        same.then_some(known.person).ok_or_else(unknown)?
    };
    let who = Who {
        actor: person_actor(person)?,
        may: May::Nothing,
        token: None,
        session: None,
    };
    Ok((who, tenant))
}

/// Who reads by a token that stands in the path.
pub(crate) fn by_address(
    gateway: &Gateway,
    council: &str,
    token: &str,
) -> Result<(Who, Arc<Tenant>), Problem> {
    let id = council.parse().map_err(|_| Problem::unauthorized())?;
    let tenant = open(gateway, &id, Problem::unauthorized)?;
    let who = holder(&tenant, token, (gateway.surroundings.now)());
    let who = who.ok_or_else(Problem::unauthorized)?;
    who.may.check(Needs::Right(Right::Read))?;
    Ok((who, tenant))
}

/// The address of the person whom a token stands for, if it does.
pub(crate) fn person(call: &Call) -> Result<Option<String>, Problem> {
    let state = call.tenant()?.view.state();
    let id = call.who.actor.as_str().strip_prefix("person.");
    let person = id.and_then(|id| state.person_by_id(id.parse().ok()?));
    Ok(person.map(|person| person.details.email.clone()))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// Who holds a token of a council. Every token is looked at, and its hash
/// compared in a time that does not depend on it.
fn holder(tenant: &Tenant, token: &str, now: Timestamp) -> Option<Who> {
    let hash = token_hash(token);
    let state = tenant.view.state();
    let mut found = None;
    for known in state.tokens() {
        let same: bool = known.details.hash.as_bytes().ct_eq(hash.as_bytes()).into();
        if same && !known.revoked && in_time(known.details.expires, now) {
            found = Some((known, &known.details));
        }
    }
    let (known, details) = found?;
    let id = known.id;
    let actor = match details.person {
        Some(person) => format!("person.{person}"),
        None => format!("token.{id}"),
    };
    let actor = actor.parse().ok()?;
    Some(Who {
        actor,
        may: May::of_scope(details.scope),
        token: Some(Holder {
            council: tenant.id.clone(),
            id,
            is_to_record: known.is_to_record(now),
        }),
        session: None,
    })
}

/// What is stored of a token: its SHA-256 in hex.
pub(crate) fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

fn in_time(expires: Option<Timestamp>, now: Timestamp) -> bool {
    expires.is_none_or(|expires| now < expires)
}
