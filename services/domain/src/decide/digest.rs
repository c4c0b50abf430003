//! Digests: claimed by one scheduler at a time, sent once.

mod claim;

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{DropDigest, RecordDigestFailed, RecordDigestSent};
use quarterday_proto::digest::DropReason;
use quarterday_proto::event::{DigestDropped, DigestFailed, DigestSent, Event, PersonMailBounced};
use quarterday_proto::id::DigestId;

use super::{Case, Decided};
use crate::rejection::{Code, reject};
use crate::reminders::still_asked;
use crate::state::{Digest, Progress};

pub(super) use claim::claim;

/// The most attempts to send one digest.
const ATTEMPTS_MAX: u32 = 10;

pub(super) fn sent(case: &Case<'_>, command: &RecordDigestSent) -> Result<Decided, Rejection> {
    under_way(case, command.digest, command.attempt)?;
    Ok(Event::DigestSent(DigestSent {
        digest: command.digest,
        attempt: command.attempt,
        transport: command.transport,
        response: command.response.clone(),
    })
    .into())
}

pub(super) fn failed(case: &Case<'_>, command: &RecordDigestFailed) -> Result<Decided, Rejection> {
    let digest = under_way(case, command.digest, command.attempt)?;
    let is_last = command.attempt >= ATTEMPTS_MAX;
    let permanent = command.permanent || command.address_refused;
    let retry_at = (!permanent && !is_last).then(|| command.retry_at.unwrap_or(case.now));
    let mut events = vec![Event::DigestFailed(DigestFailed {
        digest: command.digest,
        attempt: command.attempt,
        permanent,
        unknown: command.unknown,
        error: command.error.clone(),
        retry_at,
    })];
    if command.address_refused {
        events.push(Event::PersonMailBounced(PersonMailBounced {
            person: digest.claim.person,
            permanent: true,
            reason: command.error.clone(),
            digest: Some(command.digest),
        }));
    } else if is_last && !permanent {
        events.push(Event::DigestDropped(DigestDropped {
            digest: command.digest,
            reason: DropReason::Attempts,
        }));
    }
    Ok(events.into())
}

pub(super) fn give_up(case: &Case<'_>, command: &DropDigest) -> Result<Decided, Rejection> {
    case.scheduler_only()?;
    let digest = known(case, command.digest)?;
    if digest.is_final() {
        return Err(finished(digest));
    }
    let person = digest.claim.person;
    let mut items = digest.claim.items.iter();
    if command.reason == DropReason::Done
        && items.any(|asked| still_asked(case.state, asked, person, case.today))
    {
        return Err(reject(
            Code::DigestStale,
            format!("digest {} still asks for something", digest.id),
        ));
    }
    in_no_hand(case, digest)?;
    Ok(Event::DigestDropped(DigestDropped {
        digest: command.digest,
        reason: command.reason,
    })
    .into())
}

/// The digest of an outcome, which must be that of its attempt under way: what
/// a scheduler reports whose lease is over and whose digest another has taken
/// up says nothing of that other attempt.
fn under_way<'a>(case: &Case<'a>, id: DigestId, attempt: u32) -> Result<&'a Digest, Rejection> {
    case.scheduler_only()?;
    let digest = known(case, id)?;
    if digest.standing == Progress::Claimed && digest.attempt == attempt {
        return Ok(digest);
    }
    Err(reject(
        Code::NotCurrentAttempt,
        format!(
            "attempt {attempt} of digest {id} is not under way: the last was {}, which {}",
            digest.attempt,
            in_words(digest)
        ),
    ))
}

/// Refuses a digest that a scheduler has in hand, or that is to wait.
fn in_no_hand(case: &Case<'_>, digest: &Digest) -> Result<(), Rejection> {
    match digest.free_at() {
        Some(free_at) if case.now < free_at => Err(reject(
            Code::DigestClaimed,
            format!(
                "digest {} is in the hand of `{}`: nobody else takes it before {free_at}",
                digest.id, digest.claim.node
            ),
        )),
        _ => Ok(()),
    }
}

fn known<'a>(case: &Case<'a>, id: DigestId) -> Result<&'a Digest, Rejection> {
    let found = case.state.reminders().digest(id);
    found.map(|digest| &**digest).ok_or_else(|| {
        reject(
            Code::UnknownDigest,
            format!("there is no digest {id}, or it is long finished"),
        )
    })
}

fn finished(digest: &Digest) -> Rejection {
    reject(
        Code::DigestFinished,
        format!("digest {} {}", digest.id, in_words(digest)),
    )
}

fn in_words(digest: &Digest) -> String {
    match &digest.standing {
        Progress::Claimed => format!("is in hand until {}", digest.claim.lease_until),
        Progress::Sent { .. } => format!("was sent at {}", digest.changed),
        Progress::Failed { error, .. } => format!("failed: {error}"),
        Progress::Dropped { reason } => format!("was given up ({reason})"),
    }
}
