//! Signing in by an OpenID provider: who an account is, and the binding of the
//! two.
//!
//! An address may pass to somebody else at the provider, an account does not: so
//! an address counts once, for the account that brings it first.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{EndBinding, OpenProviderSession, RefuseSignIn};
use quarterday_proto::event::{AccountBound, AccountUnbound, ByProvider, Event, SignInRefused};
use quarterday_proto::id::{BindingId, PersonId};
use quarterday_proto::session::{SessionEnd, SignInRefusal, SignInWay};

use super::sign_in::{at_doors, ended, hash, masked, opened, refused};
use super::{Case, Decided, required};
use crate::rejection::{Code, reject};

/// Characters of what a provider says of itself and of an account.
const TEXT_CHARS_MAX: usize = 300;
/// Characters of a provider's word for a refusal.
const SAID_CHARS_MAX: usize = 60;

/// Opens a session for an account that a provider vouches for. The first time,
/// the account is bound to the person with its address.
pub(super) fn open(case: &Case<'_>, command: &OpenProviderSession) -> Result<Decided, Rejection> {
    at_doors(case)?;
    let secret = hash(&command.hash, "a session's hash")?;
    let flow = hash(&command.flow, "a flow's hash")?;
    for (text, what) in [
        (&command.provider, "the provider"),
        (&command.account.issuer, "the account's issuer"),
        (&command.account.subject, "the account's subject"),
    ] {
        required(text, what)?;
        if text.chars().count() > TEXT_CHARS_MAX {
            let detail = format!("{what} has more than {TEXT_CHARS_MAX} characters");
            return Err(reject(Code::TextRequired, detail));
        }
    }
    let refuse = |why, person| {
        let refusal = SignInRefused {
            address: command.email.as_deref().map(masked),
            person,
            provider: Some(command.provider.clone()),
            ..SignInRefused::of(why)
        };
        Ok(refused(case, refusal))
    };
    if case.now >= command.flow_ends || case.state.access().flow_is_used(&flow) {
        return refuse(SignInRefusal::FlowOver, None);
    }
    let mut events = Vec::new();
    let (person, binding) = match who(case, command) {
        Ok(Known::Bound(person, binding)) => (person, binding),
        Ok(Known::ByAddress(person)) => {
            let binding = BindingId::derive(case.id, 0);
            events.push(Event::AccountBound(AccountBound {
                binding,
                person,
                provider: command.provider.clone(),
                account: command.account.clone(),
            }));
            (person, binding)
        }
        Err((why, person)) => return refuse(why, person),
    };
    let over = case
        .state
        .person_by_id(person)
        .and_then(|known| known.details.to);
    if over.is_some_and(|to| to < case.today) {
        return refuse(SignInRefusal::HasLeft, Some(person));
    }
    let by = ByProvider {
        provider: command.provider.clone(),
        binding,
        flow,
        groups: command.groups,
        roles: command.roles.clone(),
    };
    events.extend(opened(
        case,
        person,
        secret,
        SignInWay::Provider,
        None,
        Some(by),
    ));
    Ok(events.into())
}

/// Whom an account signs in.
enum Known {
    /// It is bound to the person.
    Bound(PersonId, BindingId),
    /// Its address is the person's.
    ByAddress(PersonId),
}

fn who(
    case: &Case<'_>,
    command: &OpenProviderSession,
) -> Result<Known, (SignInRefusal, Option<PersonId>)> {
    let access = case.state.access();
    if let Some(known) = access.binding_of(&command.account) {
        return Ok(Known::Bound(known.bound.person, known.bound.binding));
    }
    let email = command.email.as_deref();
    let email = email.ok_or((SignInRefusal::NoAddress, None))?;
    let person = case.state.person(email);
    let person = person
        .map_err(|_| (SignInRefusal::UnknownAddress, None))?
        .id;
    let (issuer, tenant) = (&command.account.issuer, &command.account.tenant);
    let of_other = access.bindings_of(person).any(|known| {
        known.bound.account.issuer == *issuer && known.bound.account.tenant == *tenant
    });
    if of_other {
        return Err((SignInRefusal::AccountOfOther, Some(person)));
    }
    Ok(Known::ByAddress(person))
}

/// Records that what came from a provider let nobody in.
pub(super) fn refuse(case: &Case<'_>, command: &RefuseSignIn) -> Result<Decided, Rejection> {
    at_doors(case)?;
    required(&command.provider, "the provider")?;
    let is_word = |text: &str| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        (1..=SAID_CHARS_MAX).contains(&text.len()) && text.bytes().all(fits)
    };
    Ok(refused(
        case,
        SignInRefused {
            provider: Some(command.provider.clone()),
            said: command.said.clone().filter(|said| is_word(said)),
            ..SignInRefused::of(command.why)
        },
    ))
}

/// Ends that an account signs a person in, and with it the sessions that it
/// opened.
pub(super) fn end_binding(case: &Case<'_>, command: &EndBinding) -> Result<Decided, Rejection> {
    let known = case
        .state
        .access()
        .binding(command.binding)
        .ok_or_else(|| {
            let detail = format!("there is no binding `{}`, or it was ended", command.binding);
            reject(Code::UnknownBinding, detail)
        })?;
    let person = known.bound.person;
    let mut events = vec![Event::AccountUnbound(AccountUnbound {
        binding: command.binding,
        person,
    })];
    let sessions = case.state.access().sessions_of(person, case.now);
    let by_it = sessions.into_iter().filter(|session| {
        let by = session.opened.by.as_ref();
        by.is_some_and(|by| by.binding == command.binding)
    });
    events.extend(by_it.map(|session| ended(session, SessionEnd::SignedOutEverywhere)));
    Ok(events.into())
}
