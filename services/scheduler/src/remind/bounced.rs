//! Reports of failed deliveries, held against what a council was mailed.

use quarterday_domain::State;
use quarterday_proto::command::RecordBounce;

use crate::mail::bounce::{self, Bounce, Read};
use crate::mail::{MessageId, ReturnPath};

/// The bounce that a report tells of, where it is about a mail of the council to
/// a person's present address that the server has given up. Anybody can write a
/// report: one that names no mail of ours counts for nothing.
pub fn bounced(state: &State, path: &ReturnPath, report: &[u8]) -> Option<RecordBounce> {
    let Read::Bounces(bounces) = bounce::read(report, Some(path)) else {
        return None;
    };
    let given_up = bounces.iter().filter(|bounce| bounce.given_up);
    given_up.filter_map(|bounce| recorded(state, bounce)).next()
}

fn recorded(state: &State, bounce: &Bounce) -> Option<RecordBounce> {
    let mut digests = state.reminders().digests();
    let digest = digests.find(|digest| {
        let id = MessageId::read(&digest.claim.message_id);
        id.is_some_and(|id| bounce.is_about(&id))
    })?;
    let person = state.person_by_id(digest.claim.person)?;
    let email = person.details.email.clone();
    // What bounced may be the address of before.
    let other = |address: &crate::mail::Address| !address.to_string().eq_ignore_ascii_case(&email);
    if bounce.recipient.as_ref().is_some_and(other) {
        return None;
    }
    Some(RecordBounce {
        email,
        permanent: bounce.permanent,
        reason: format!("{} {}", bounce.status, bounce.diagnostic),
        digest: Some(digest.id),
    })
}
