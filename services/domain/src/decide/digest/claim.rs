//! Claiming a digest: all that makes it right to send it now, and to send it
//! once.

use jiff::SignedDuration;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::ClaimDigest;
use quarterday_proto::digest::{Claim, LinkIssued};
use quarterday_proto::event::{DigestClaimed, Event};
use quarterday_proto::id::LinkId;
use quarterday_proto::schedule::Trigger;

use super::super::{Case, Decided};
use super::{ATTEMPTS_MAX, finished, in_no_hand};
use crate::rejection::{Code, reject};
use crate::reminders::{dead_address, is_capped, quiet_until, still_asked};
use crate::state::Digest;

/// The longest lease: how long a digest may wait for a scheduler that died.
const LEASE_MAX: SignedDuration = SignedDuration::from_mins(30);
/// The most things that one mail asks for.
const ITEMS_MAX: usize = 2_000;
/// The most links in one mail.
const LINKS_MAX: usize = 200;
/// Days back that a digest may be the digest of. Less than it is remembered
/// for, so that none is made twice.
const DAYS_BACK_MAX: i32 = 32;

pub(in crate::decide) fn claim(
    case: &Case<'_>,
    command: &ClaimDigest,
) -> Result<Decided, Rejection> {
    case.scheduler_only()?;
    let claim = &command.claim;
    sound(case, command)?;
    let id = claim.digest().ok_or_else(|| invalid("no schedule asks"))?;
    let before = case.state.reminders().digest(id).map(|digest| &**digest);
    let attempt = match before {
        Some(digest) => free(case, digest, claim)?,
        None => first(case, claim)?,
    };
    if let Some(bounce) = dead_address(case.state, claim.person) {
        return Err(reject(
            Code::AddressBounced,
            format!("the person's address takes no mail: {}", bounce.reason),
        ));
    }
    let still = |asked| still_asked(case.state, asked, claim.person, case.today);
    let left = claim.items.iter().filter(|asked| still(asked)).count();
    if left == 0 {
        return Err(reject(
            Code::NothingAsked,
            "all that it asks for is done, or another's by now",
        ));
    }
    if left < claim.items.len() {
        return Err(reject(
            Code::DigestStale,
            format!(
                "of {} things that it asks for {left} are left: write it anew",
                claim.items.len()
            ),
        ));
    }
    if let Some(until) = quiet_until(case.state, case.now) {
        return Err(reject(
            Code::QuietHours,
            format!("nobody is written to before {until}"),
        ));
    }
    let links = command
        .links
        .iter()
        .zip(0..)
        .map(|(offered, index)| LinkIssued {
            link: LinkId::derive(case.id, index),
            hash: offered.hash.clone(),
            purpose: offered.purpose,
            about: offered.about.clone(),
            expires: offered.expires,
        });
    Ok(Event::DigestClaimed(DigestClaimed {
        digest: id,
        claim: Box::new(claim.clone()),
        attempt,
        links: links.collect(),
    })
    .into())
}

/// Refuses a claim that contradicts itself.
fn sound(case: &Case<'_>, command: &ClaimDigest) -> Result<(), Rejection> {
    let claim = &command.claim;
    let lease = claim.lease_until.duration_since(case.now);
    let back = (case.today - claim.day).get_days();
    let hash = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hashes = command.links.iter().map(|offered| offered.hash.as_str());
    let why = if claim.schedules.is_empty() || claim.items.is_empty() {
        "no schedule asks, or nothing is asked for"
    } else if case.state.person_by_id(claim.person).is_none() {
        "there is no such person"
    } else if claim.items.len() > ITEMS_MAX || command.links.len() > LINKS_MAX {
        "it asks for too much at once"
    } else if lease <= SignedDuration::ZERO || lease > LEASE_MAX {
        "the lease is over already, or too long"
    } else if !(0..=DAYS_BACK_MAX).contains(&back) {
        "its day is to come, or too long ago"
    } else if claim.message_id.is_empty() || !hashes.chain([&*claim.content_hash]).all(hash) {
        "a hash is not 64 hex digits, or the Message-ID is missing"
    } else {
        return Ok(());
    };
    Err(invalid(why))
}

fn invalid(why: &str) -> Rejection {
    reject(Code::DigestInvalid, format!("the claim is no good: {why}"))
}

/// The number of the next attempt at a digest that nobody has in hand.
fn free(case: &Case<'_>, digest: &Digest, claim: &Claim) -> Result<u32, Rejection> {
    if digest.is_final() {
        return Err(finished(digest));
    }
    in_no_hand(case, digest)?;
    if digest.attempt >= ATTEMPTS_MAX {
        return Err(reject(
            Code::DigestAttempts,
            format!(
                "digest {} was tried {ATTEMPTS_MAX} times; give it up",
                digest.id
            ),
        ));
    }
    if digest.claim.schedules != claim.schedules
        || digest.claim.about != claim.about
        || digest.claim.message_id != claim.message_id
    {
        return Err(reject(
            Code::DigestInvalid,
            "another attempt has the same schedules and the same Message-ID",
        ));
    }
    Ok(digest.attempt + 1)
}

/// What holds for a digest that nobody has claimed yet: none of its schedules
/// has written to the person for the day, and the person was not written to
/// too often.
fn first(case: &Case<'_>, claim: &Claim) -> Result<u32, Rejection> {
    let reminders = case.state.reminders();
    for name in &claim.schedules {
        let schedule = case.state.schedule(name)?.schedule;
        let at_once = schedule.trigger == Trigger::AtOnce;
        let of_one = claim.schedules.len() == 1 && claim.items.len() == 1;
        if at_once && !(of_one && claim.items[0].thing.since() == claim.about) {
            return Err(invalid("what is asked at once goes into a mail of its own"));
        }
        let written = match claim.items.first() {
            Some(asked) if at_once => reminders.told(claim.person, name, &asked.thing),
            _ => reminders.written(claim.person, name, claim.day),
        };
        if let Some(other) = written {
            return Err(finished(other));
        }
    }
    let (capped, written) = is_capped(case.state, claim.person, case.today);
    if capped {
        return Err(reject(
            Code::DailyCap,
            format!("the person was written to {written} times today, which is the most"),
        ));
    }
    Ok(1)
}
