//! Snapshots of places past, so that what was known then is worked out from the
//! nearest one below and not from the first commit on.
//!
//! A few names are used in turn. They lie the closer together the nearer they
//! are to the end, where most questions are asked; like every snapshot each is
//! ignored where it does not fit the log.

use quarterday_domain::State;
use quarterday_ledger::Ledger;

use crate::snapshot::{CODE_VERSION, encode, load_as, save_as};

/// Commits between two of them, at least.
pub(crate) const PAST_EVERY: u64 = 500_000;
/// The most of them.
const PAST_MAX: usize = 16;
/// The most bytes of all of them together.
const PAST_BYTES_MAX: u64 = 64 << 20;
/// The most that a replay makes on its way.
const STOPS_MAX: usize = 12;

/// One that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kept {
    slot: usize,
    place: u64,
    bytes: u64,
}

/// The state of the last place at or before one that a snapshot has.
pub(crate) fn nearest(ledger: &Ledger, place: u64) -> Option<State> {
    let mut kept: Vec<Kept> = all(ledger);
    kept.retain(|kept| kept.place <= place);
    kept.sort_by_key(|kept| kept.place);
    kept.iter()
        .rev()
        .find_map(|kept| load_as(ledger, &name(kept.slot)))
}

/// Where a replay from one place to another keeps the state: ever more often
/// towards the end.
pub(crate) fn stops(from: u64, to: u64) -> Vec<u64> {
    let mut stops = Vec::new();
    let (mut left, mut last) = (to.saturating_sub(from), from);
    while stops.len() < STOPS_MAX && left >= 2 * PAST_EVERY {
        let step = (left / 4).max(PAST_EVERY);
        last += step;
        left -= step;
        stops.push(last);
    }
    stops
}

/// Keeps a state, in the place of another where there are enough. Nothing but
/// time is lost when it cannot be kept.
pub(crate) fn keep(ledger: &Ledger, state: &State) {
    let place = state.head();
    let kept = all(ledger);
    if place == 0 || kept.iter().any(|kept| kept.place == place) {
        return;
    }
    let saved = encode(state).and_then(|bytes| {
        let Some((slot, go)) = slot_for(kept, place, bytes.len() as u64) else {
            return Ok(());
        };
        for slot in go {
            ledger.remove_snapshot(&name(slot))?;
        }
        save_as(ledger, &name(slot), place, &bytes)
    });
    if let Err(error) = saved {
        tracing::warn!(%error, place, "no snapshot of this place was kept");
    }
}

/// The slot for a snapshot of so many bytes, and those to be emptied; `None`
/// where it is too large to be kept.
fn slot_for(mut kept: Vec<Kept>, place: u64, bytes: u64) -> Option<(usize, Vec<usize>)> {
    if bytes > PAST_BYTES_MAX / 4 {
        return None;
    }
    kept.sort_by_key(|kept| kept.place);
    let mut go = Vec::new();
    let fits = |kept: &[Kept]| {
        let all: u64 = kept.iter().map(|kept| kept.bytes).sum();
        kept.len() < PAST_MAX && all + bytes <= PAST_BYTES_MAX
    };
    while !fits(&kept) {
        let least = (0..kept.len()).min_by(|a, b| {
            let (a, b) = (worth(&kept, *a, place), worth(&kept, *b, place));
            a.total_cmp(&b)
        })?;
        go.push(kept.remove(least).slot);
    }
    let free = (0..PAST_MAX).find(|slot| kept.iter().all(|kept| kept.slot != *slot));
    Some((free?, go))
}

/// What would be missed without one: the gap that it halves, beside how long
/// ago that is.
#[allow(clippy::cast_precision_loss)]
fn worth(kept: &[Kept], index: usize, now: u64) -> f64 {
    let before = index.checked_sub(1).map_or(0, |before| kept[before].place);
    let after = kept.get(index + 1).map_or(now, |after| after.place);
    let gap = after.saturating_sub(before);
    gap as f64 / (now.saturating_sub(before) + 1) as f64
}

fn all(ledger: &Ledger) -> Vec<Kept> {
    let kept = |slot| {
        let (place, bytes) = ledger.snapshot_of(&name(slot), CODE_VERSION)?;
        Some(Kept { slot, place, bytes })
    };
    (0..PAST_MAX).filter_map(kept).collect()
}

fn name(slot: usize) -> String {
    format!("past-{slot}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::Timestamp;
    use quarterday_ledger::Options;
    use quarterday_proto::record::{Draft, Line, encode};
    use serde_json::json;

    use super::*;
    use crate::rebuild::{Replay, replay};

    /// Places kept after a log has grown to so many times the distance.
    fn grown(times: u64, bytes: u64) -> Vec<Kept> {
        let mut kept: Vec<Kept> = Vec::new();
        for place in (1..=times).map(|time| time * PAST_EVERY) {
            let Some((slot, go)) = slot_for(kept.clone(), place, bytes) else {
                continue;
            };
            kept.retain(|kept| !go.contains(&kept.slot));
            assert!(kept.iter().all(|kept| kept.slot != slot));
            kept.push(Kept { slot, place, bytes });
        }
        kept.sort_by_key(|kept| kept.place);
        kept
    }

    #[test]
    fn the_nearest_below_is_found_and_is_as_if_replayed() {
        let dir = tempfile::tempdir().unwrap();
        let (ledger, mut appender) = Ledger::open(dir.path(), Options::default()).unwrap();
        let mut leaf = ledger.head().leaf;
        let line = |place: u64| {
            let name = format!("Council {place}");
            let event = json!({ "council.established": {
                "name": name, "nation": "england", "zone": "Europe/London", "settings": {},
            }});
            let draft = Draft {
                recorded: Timestamp::UNIX_EPOCH,
                subject: "council".to_owned(),
                kind: "council.established".to_owned(),
                actor: "operator".parse().unwrap(),
                command: format!("c-{place}").parse().unwrap(),
                cause: None,
                salt: [0; 32],
                data: json!({ "request": "", "events": [event] })
                    .to_string()
                    .into_bytes(),
            };
            let line = encode(&draft, place, &leaf);
            leaf = line.leaf;
            line
        };
        let lines: Vec<Line> = (1..=9).map(line).collect();
        appender.append(&lines).unwrap();
        let replayed = |place| {
            let mut state = State::default();
            replay(&ledger, &mut state, &Replay::up_to(place, None)).unwrap();
            state
        };
        for place in [7, 3, 5] {
            keep(&ledger, &replayed(place));
            keep(&ledger, &replayed(place));
        }
        assert_eq!(all(&ledger).len(), 3);
        for (asked, found) in [
            (2, None),
            (3, Some(3)),
            (4, Some(3)),
            (6, Some(5)),
            (9, Some(7)),
        ] {
            let state = nearest(&ledger, asked);
            assert_eq!(state.as_ref().map(State::head), found, "{asked}");
            if let Some(mut state) = state {
                replay(&ledger, &mut state, &Replay::up_to(asked, None)).unwrap();
                assert_eq!(state, replayed(asked), "{asked}");
            }
        }
    }

    #[test]
    fn few_are_kept_and_the_nearest_are_closest() {
        for times in [1, 16, 17, 100, 1000] {
            let kept = grown(times, 1000);
            assert_eq!(kept.len(), PAST_MAX.min(times as usize));
            let now = times * PAST_EVERY;
            assert_eq!(kept.last().map(|kept| kept.place), Some(now));
            // Nowhere is more to be read than a part of what lies after.
            let mut before = 0;
            for kept in &kept {
                let gap = kept.place - before;
                let share = (now - before) / 2;
                assert!(
                    gap <= share.max(PAST_EVERY),
                    "{times}: {before} to {}",
                    kept.place
                );
                before = kept.place;
            }
        }
    }

    #[test]
    fn bytes_are_bounded() {
        let kept = grown(100, PAST_BYTES_MAX / 5);
        assert_eq!(kept.len(), 5);
        assert!(grown(3, PAST_BYTES_MAX / 3).is_empty());
    }

    #[test]
    fn a_replay_stops_more_often_towards_the_end() {
        assert!(stops(0, PAST_EVERY).is_empty());
        let stops = stops(0, 20 * PAST_EVERY);
        assert!(stops.len() > 4 && stops.len() <= STOPS_MAX, "{stops:?}");
        assert!(stops.is_sorted_by(|a, b| b - a >= PAST_EVERY));
        assert!(*stops.last().unwrap() < 20 * PAST_EVERY);
    }
}
