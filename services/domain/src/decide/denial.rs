//! Refusals of what somebody has no right to, as doors count them.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::RecordRefusals;
use quarterday_proto::event::{AccessRefused, Event};

use super::sign_in::at_doors;
use super::{Case, Decided};
use crate::rejection::{Code, reject};
use crate::state::REFUSALS_COUNTED;

/// Refusals that are recorded in an hour: each stands for a minute of one person
/// at one route, however many they were.
const DENIALS_MAX: usize = 1_000;
/// Characters of a route, its method and what it needs.
const TEXT_CHARS_MAX: usize = 200;

pub(super) fn record(case: &Case<'_>, command: &RecordRefusals) -> Result<Decided, Rejection> {
    at_doors(case)?;
    let texts = [&command.method, &command.route, &command.needs];
    let fits = |text: &&String| (1..=TEXT_CHARS_MAX).contains(&text.chars().count());
    if command.count == 0 || !texts.iter().all(fits) {
        let detail = "a refusal has a route, a method, what it needs and a count";
        return Err(reject(Code::TextRequired, detail));
    }
    let recently = case.now - REFUSALS_COUNTED;
    if case.state.access().denied_since(recently) >= DENIALS_MAX {
        return Ok(Decided::default());
    }
    Ok(Event::AccessRefused(AccessRefused {
        person: command.person,
        token: command.token,
        method: command.method.clone(),
        route: command.route.clone(),
        needs: command.needs.clone(),
        count: command.count,
        since: command.since,
    })
    .into())
}
