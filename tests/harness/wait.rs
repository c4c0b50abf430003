//! Waiting for something to become true.

use std::time::{Duration, Instant};

/// How long anything that a test waits for may take.
const LIMIT: Duration = Duration::from_secs(60);
/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// Waits until there is something.
///
/// # Panics
/// When it takes more than a minute, naming what was waited for.
#[track_caller]
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < LIMIT, "after {LIMIT:?} still not: {what}");
        std::thread::sleep(LOOK_EVERY);
    }
}
