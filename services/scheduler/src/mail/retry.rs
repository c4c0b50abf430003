//! Whether and when a mail is tried again: a pure function of the attempt.

use std::time::Duration;

use super::Outcome;

/// How often and how far apart a mail is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// How many attempts there are in all.
    pub attempts_max: u32,
    /// About how long after the first attempt the second is; each further wait
    /// is twice the one before.
    pub first: Duration,
    /// No wait is longer.
    pub longest: Duration,
}

/// What follows an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is handed over, kept, or not wanted any more.
    Done,
    /// Try again after this time.
    Again(Duration),
    /// No further attempt: it was refused for good, or all attempts are used up.
    GiveUp,
}

impl Policy {
    /// What follows attempt number `attempt` (1 is the first) with this
    /// outcome. The seed spreads out the mails that failed together; the same
    /// seed gives the same waits.
    pub fn after(&self, outcome: &Outcome, attempt: u32, seed: u64) -> Next {
        match outcome {
            Outcome::Accepted { .. } | Outcome::Stopped { .. } | Outcome::Kept { .. } => Next::Done,
            Outcome::Refused(refusal) if refusal.permanent => Next::GiveUp,
            Outcome::Refused(_) | Outcome::Unknown { .. } => {
                self.wait(attempt, seed).map_or(Next::GiveUp, Next::Again)
            }
        }
    }

    /// The wait after attempt number `attempt`: between half and all of the
    /// doubled time. None after the last.
    pub fn wait(&self, attempt: u32, seed: u64) -> Option<Duration> {
        if attempt >= self.attempts_max {
            return None;
        }
        let doublings = attempt.saturating_sub(1).min(31);
        let full = self.first.saturating_mul(1 << doublings).min(self.longest);
        let half = full / 2;
        let span = u64::try_from((full - half).as_millis()).unwrap_or(u64::MAX);
        let spread = scattered(seed, attempt) % span.saturating_add(1);
        Some(half + Duration::from_millis(spread))
    }
}

/// A number that looks like chance and is the same every time: the finaliser of
/// SplitMix64.
fn scattered(seed: u64, attempt: u32) -> u64 {
    let mut mixed = seed ^ u64::from(attempt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{Refusal, Stage};

    const POLICY: Policy = Policy {
        attempts_max: 8,
        first: Duration::from_secs(60),
        longest: Duration::from_secs(3600),
    };

    #[test]
    fn waits_double_up_to_the_longest_and_end() {
        let check = |attempt: u32, seconds: Option<u64>| {
            for seed in 0..200 {
                let wait = POLICY.wait(attempt, seed);
                assert_eq!(wait, POLICY.wait(attempt, seed));
                assert_eq!(wait.is_some(), seconds.is_some());
                let (Some(wait), Some(seconds)) = (wait, seconds) else {
                    continue;
                };
                let full = Duration::from_secs(seconds);
                assert!(
                    full / 2 <= wait && wait <= full,
                    "{attempt} {seed} {wait:?}"
                );
            }
        };
        check(1, Some(60));
        check(2, Some(120));
        check(3, Some(240));
        check(7, Some(3600));
        check(8, None);
        check(9, None);
        check(u32::MAX, None);
        let endless = Policy {
            attempts_max: u32::MAX,
            ..POLICY
        };
        assert!(endless.wait(u32::MAX - 1, 1).unwrap() <= POLICY.longest);
    }

    #[test]
    fn mails_that_failed_together_are_spread_out() {
        let waits: std::collections::BTreeSet<_> =
            (0..1000).map(|seed| POLICY.wait(3, seed)).collect();
        assert!(waits.len() > 900, "{}", waits.len());
        let early = (0..1000).filter(|&seed| POLICY.wait(3, seed) < Some(Duration::from_secs(180)));
        assert!((400..600).contains(&early.count()));
    }

    #[test]
    fn only_what_may_help_is_tried_again() {
        let refused = |code| Outcome::Refused(Refusal::replied(Stage::Recipient, code, "x"));
        let unreachable = Outcome::Refused(Refusal::unanswered(Stage::Connect, "refused"));
        let unknown = Outcome::Unknown { why: String::new() };
        let done = Outcome::Accepted {
            response: String::new(),
        };
        let stopped = Outcome::Stopped { why: String::new() };
        let check = |outcome: &Outcome, attempt: u32, expected: &str| {
            let next = format!("{:?}", POLICY.after(outcome, attempt, 7));
            assert!(next.starts_with(expected), "{outcome:?}: {next}");
        };
        check(&done, 1, "Done");
        check(&stopped, 1, "Done");
        check(&refused(550), 1, "GiveUp");
        check(&refused(451), 1, "Again");
        check(&refused(451), 8, "GiveUp");
        check(&unreachable, 1, "Again");
        check(&unknown, 1, "Again");
        check(&unknown, 8, "GiveUp");
    }
}
