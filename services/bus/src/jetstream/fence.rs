//! Answers of a new writer that rest on no record.
//!
//! What the writer before sent may still be on its way: a server that was paused
//! hands it on when it wakes, and the stream takes it as long as nothing else was
//! stored. So a refusal could be answered, and the refused command be stored after
//! all. A record of the new writer's own ends that, for all that was on its way
//! expects another place. Until one is stored, or so long a time has passed that
//! nothing is on its way any more by all likelihood, such answers are kept back.

use std::time::Duration;

use quarterday_proto::record::Hash;
use tokio::time::Instant;

use crate::decider::Reply;
use crate::error::Error;

/// How long a message may be on its way. A server without a sign of life is left
/// after some 6 s.
const ON_ITS_WAY_MAX: Duration = Duration::from_secs(10);
/// Batches of answers that are kept back.
const KEPT_MAX: usize = 1024;
/// A refusal that rests on a stored record: its id was used.
const COMMAND_ID_REUSED: &str = "QD0002";

/// Answers, and the place and leaf that they rest on.
pub(super) struct Kept {
    pub(super) replies: Vec<Reply>,
    pub(super) end: (u64, Hash),
}

/// What keeps answers back for a while.
pub(super) struct Fence {
    began: Instant,
    is_passed: bool,
    kept: Vec<Kept>,
}

impl Fence {
    /// Of a writer that begins after a place. Before the first nobody wrote.
    pub(super) fn after(place: u64) -> Self {
        Self {
            began: Instant::now(),
            is_passed: place == 0,
            kept: Vec::new(),
        }
    }

    /// Keeps those of some answers without a record back that could prove wrong;
    /// the others.
    pub(super) fn keep(&mut self, replies: Vec<Reply>, end: (u64, Hash)) -> Vec<Reply> {
        if self.is_passed {
            return replies;
        }
        let (unsure, sure): (Vec<_>, Vec<_>) = replies.into_iter().partition(is_unsure);
        if !unsure.is_empty() && self.kept.len() < KEPT_MAX {
            let replies = unsure;
            self.kept.push(Kept { replies, end });
        }
        // Whoever is not kept is told to ask again.
        sure
    }

    /// A record of this writer is stored: what it kept back can be answered.
    pub(super) fn pass(&mut self) -> Vec<Kept> {
        self.is_passed = true;
        std::mem::take(&mut self.kept)
    }

    /// The same once nothing can be on its way any more.
    pub(super) fn pass_if_old(&mut self) -> Vec<Kept> {
        if self.is_passed || self.began.elapsed() < ON_ITS_WAY_MAX {
            return Vec::new();
        }
        self.pass()
    }
}

/// Whether an answer without a record says something of what is not in the log.
fn is_unsure(reply: &Reply) -> bool {
    match &reply.result {
        Ok(accepted) => !accepted.repeated,
        Err(Error::Rejected(rejection)) => rejection.code != COMMAND_ID_REUSED,
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use quarterday_proto::answer::{Accepted, Rejection};
    use tokio::sync::oneshot;

    use super::*;

    fn reply(result: Result<Accepted, Error>) -> Reply {
        let (answer, _) = oneshot::channel();
        Reply { answer, result }
    }

    fn refused(code: &str) -> Reply {
        let (name, detail, faults) = (String::new(), String::new(), Vec::new());
        let code = code.to_owned();
        reply(Err(Error::Rejected(Box::new(Rejection {
            code,
            name,
            detail,
            faults,
        }))))
    }

    fn accepted(repeated: bool) -> Reply {
        reply(Ok(Accepted {
            place: 4,
            recorded: None,
            events: 0,
            notes: Vec::new(),
            repeated,
        }))
    }

    fn all() -> Vec<Reply> {
        vec![
            refused("QD0032"),
            refused(COMMAND_ID_REUSED),
            accepted(false),
            accepted(true),
        ]
    }

    #[tokio::test(start_paused = true)]
    async fn what_could_prove_wrong_waits_for_a_record_or_a_while() {
        let end = (4, [7; 32]);
        let mut fence = Fence::after(4);
        assert_eq!(fence.keep(all(), end).len(), 2);
        assert!(fence.pass_if_old().is_empty());
        let kept = fence.pass();
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].replies.len(), kept[0].end), (2, end));
        // From then on nothing is kept.
        assert_eq!(fence.keep(all(), end).len(), 4);

        let mut fence = Fence::after(4);
        assert_eq!(fence.keep(all(), end).len(), 2);
        tokio::time::sleep(ON_ITS_WAY_MAX).await;
        assert_eq!(fence.pass_if_old().len(), 1);
        assert_eq!(fence.keep(all(), end).len(), 4);
    }

    #[tokio::test]
    async fn nobody_wrote_before_the_first_place() {
        assert_eq!(Fence::after(0).keep(all(), (0, [0; 32])).len(), 4);
    }
}
