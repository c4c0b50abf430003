//! So many in a minute, and no more.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Counts what is let through in a minute.
#[derive(Debug)]
pub(crate) struct PerMinute {
    max: u32,
    counted: Mutex<Option<(Timestamp, u32)>>,
}

impl PerMinute {
    pub(crate) fn new(max: u32) -> Self {
        Self {
            max,
            counted: Mutex::new(None),
        }
    }

    /// Whether one more may pass.
    pub(crate) fn passes(&self, now: Timestamp) -> bool {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let since = SignedDuration::from_mins(1);
        let (began, count) = match *counted {
            Some((began, count)) if now.duration_since(began) < since && now >= began => {
                (began, count)
            }
            _ => (now, 0),
        };
        let passes = count < self.max;
        *counted = Some((began, count + u32::from(passes)));
        passes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_a_minute() {
        let limit = PerMinute::new(2);
        let start: Timestamp = "2021-10-01T09:00:00Z".parse().unwrap();
        let check = |seconds: i64, passes: bool| {
            let now = start + SignedDuration::from_secs(seconds);
            assert_eq!(limit.passes(now), passes, "after {seconds} s");
        };
        check(0, true);
        check(30, true);
        check(59, false);
        check(60, true);
        check(61, true);
        check(62, false);
        // A clock that was set back starts anew.
        check(-5, true);
    }
}
