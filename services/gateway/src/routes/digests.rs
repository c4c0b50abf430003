//! Digests: what was mailed to whom, and how far it is.

use std::collections::BTreeMap;

use quarterday_domain::rights::Right;
use quarterday_domain::{Digest, Progress, State};
use quarterday_proto::api::{
    BouncedView, DigestDay, DigestList, DigestStanding, DigestTotals, DigestView,
};
use quarterday_proto::digest::Transport;

use super::items::owner;
use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint, Handler, Needs};
use axum::http::Method;

/// Digests that are shown one by one.
const DIGESTS_SHOWN: usize = 1_000;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(
            Method::GET,
            "/api/v1/{council}/digests",
            "digests",
            Needs::Right(Right::Administer),
            Handler::Blocking(list),
        )
        .about(
            "The digests of the last ten weeks: how many of each day were claimed, sent, kept, \
             repeated or failed, and the newest thousand one by one",
        )
        .gives_json::<DigestList>(),
    ]
}

fn list(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let mut digests: Vec<&Digest> = state.reminders().digests().map(|one| &**one).collect();
    digests.sort_by_key(|digest| std::cmp::Reverse((digest.changed_at, digest.id)));
    let mut totals = DigestTotals::default();
    let mut days: BTreeMap<_, DigestTotals> = BTreeMap::new();
    for digest in &digests {
        count(&mut totals, digest);
        count(days.entry(digest.claim.day).or_default(), digest);
    }
    let shown = digests.iter().take(DIGESTS_SHOWN);
    let mut bounced: Vec<BouncedView> = state
        .people()
        .filter_map(|person| {
            let bounce = state.reminders().bounce(person.id)?;
            Some(BouncedView {
                person: owner(&state, person.id)?,
                permanent: bounce.permanent,
                reason: bounce.reason.clone(),
                at: bounce.at,
            })
        })
        .collect();
    bounced.sort_by(|one, other| one.person.email.cmp(&other.person.email));
    let list = DigestList {
        totals,
        days: days
            .into_iter()
            .rev()
            .map(|(day, totals)| DigestDay { day, totals })
            .collect(),
        digests: shown.map(|digest| view(&state, digest)).collect(),
        bounced,
    };
    drop(state);
    answer::json(&list)
}

fn count(totals: &mut DigestTotals, digest: &Digest) {
    totals.digests += 1;
    totals.repeated += digest.repeats;
    let counted = match standing(digest) {
        DigestStanding::Claimed => &mut totals.claimed,
        DigestStanding::Sent => &mut totals.sent,
        DigestStanding::Kept => &mut totals.kept,
        DigestStanding::Waiting => &mut totals.waiting,
        DigestStanding::Failed => &mut totals.failed,
        DigestStanding::Dropped => &mut totals.dropped,
    };
    *counted += 1;
}

pub(crate) fn standing(digest: &Digest) -> DigestStanding {
    match &digest.standing {
        Progress::Claimed => DigestStanding::Claimed,
        Progress::Sent { transport, .. } => match transport {
            Transport::Smtp => DigestStanding::Sent,
            Transport::Kept => DigestStanding::Kept,
        },
        Progress::Failed { permanent, .. } if *permanent => DigestStanding::Failed,
        Progress::Failed { .. } => DigestStanding::Waiting,
        Progress::Dropped { .. } => DigestStanding::Dropped,
    }
}

pub(crate) fn view(state: &State, digest: &Digest) -> DigestView {
    let claim = &digest.claim;
    let detail = match &digest.standing {
        Progress::Claimed => format!("in hand until {}", claim.lease_until),
        Progress::Sent { response, .. } => response.clone(),
        Progress::Failed { error, .. } => error.clone(),
        Progress::Dropped { reason } => reason.to_string(),
    };
    DigestView {
        digest: digest.id,
        day: claim.day,
        to: owner(state, claim.person),
        schedules: claim.schedules.clone(),
        items: u32::try_from(claim.items.len()).unwrap_or(u32::MAX),
        standing: standing(digest),
        detail,
        attempt: digest.attempt,
        repeats: digest.repeats,
        retry_at: match &digest.standing {
            Progress::Failed { retry_at, .. } => *retry_at,
            _ => None,
        },
        node: claim.node.clone(),
        message_id: claim.message_id.clone(),
        content_hash: claim.content_hash.clone(),
        template: claim.template.clone(),
        changed: digest.changed,
        changed_at: digest.changed_at,
    }
}
