//! What clients asked and were told, held against the log: is there one order
//! of all commands that explains every answer?
//!
//! **The model.** The log is that order: a command that was accepted took place
//! at its place. Items are registers that hold the place of their last change,
//! and an observation sent with `If-Match` is a compare-and-set. Names of tokens
//! are locks that any token may hold: issuing takes one, revoking frees it, and
//! the records of two tokens have different subjects.
//!
//! **The rules**, of which the first three make it linearizable (Herlihy and
//! Wing, 1990) and the last says what reads from one node promise:
//! 1. What was accepted is in the log once, at the place that was told, and the
//!    state that the log has before it allows it.
//! 2. What was answered before another was asked has the smaller place.
//! 3. A refusal is right at some place between what was answered before it was
//!    asked and what was asked after it was answered. What was refused is
//!    nowhere in the log.
//! 4. A read gives a change that is in the log and was asked for before the read
//!    ended, and none older than what the same node had answered or shown before
//!    the read began.
//!
//! Because accepted commands carry their places no search is needed: all is
//! checked in one pass.

use std::collections::{BTreeMap, BTreeSet};

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// An observation of an item, perhaps only if it did not change after a
    /// place.
    Observe { item: u64, known: Option<u64> },
    /// A token of a name.
    Issue { name: u64 },
    /// The end of the token of a name.
    Revoke { name: u64 },
    /// The place of an item's last change, as a node shows it.
    Read { item: u64, node: usize },
}

/// What was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    /// It is stored at a place, or the change read is.
    Place { place: u64, node: usize },
    /// A rule refused it.
    Refused,
    /// Nothing, until the sender gave up.
    Nothing,
}

/// A command from its first sending to its answer, or a read.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) asked: Asked,
    pub(crate) told: Told,
    /// Any clock that all calls share.
    pub(crate) from: u64,
    pub(crate) to: u64,
}

/// The log as it is in the end: the command of each place, from place 1 on.
pub(crate) type Log = Vec<String>;

/// Holds a history against the log, whose first `before` places were there
/// before any call and changed every item.
///
/// # Errors
/// The first answer that no order explains, in words.
pub(crate) fn check(calls: &[Call], log: &Log, before: u64) -> Result<(), String> {
    let places = places(log, before)?;
    answered_is_stored(calls, &places)?;
    let states = States::replay(calls, log, before)?;
    let order = Order::of(calls);
    for call in calls {
        order.check(call)?;
        match (&call.told, &call.asked) {
            (Told::Refused, _) => states.explains(call, &order, log.len() as u64)?,
            (Told::Place { place, .. }, Asked::Read { item, node }) => {
                states.shows(call, *item, *place)?;
                order.keeps_up(call, *node)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn places(log: &Log, before: u64) -> Result<BTreeMap<&str, u64>, String> {
    let mut places = BTreeMap::new();
    for (id, place) in log.iter().zip(1..).filter(|(_, place)| *place > before) {
        if let Some(first) = places.insert(id.as_str(), place) {
            return Err(format!("{id} is stored twice, at {first} and {place}"));
        }
    }
    Ok(places)
}

fn answered_is_stored(calls: &[Call], places: &BTreeMap<&str, u64>) -> Result<(), String> {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for call in calls {
        if matches!(call.asked, Asked::Read { .. }) {
            continue;
        }
        known.insert(&call.id);
        let stored = places.get(call.id.as_str());
        match (&call.told, stored) {
            (Told::Place { place, .. }, Some(stored)) if place == stored => {}
            (Told::Refused, None) | (Told::Nothing, _) => {}
            (told, stored) => {
                return Err(format!(
                    "{} was told {told:?}, the log has {stored:?}",
                    call.id
                ));
            }
        }
    }
    match places.iter().find(|(id, _)| !known.contains(*id)) {
        Some((id, place)) => Err(format!("nobody asked for {id} at place {place}")),
        None => Ok(()),
    }
}

/// What the log makes of items and names.
#[derive(Default)]
struct States {
    before: u64,
    /// Places of the changes of each item, with the time each was asked for.
    changes: BTreeMap<u64, BTreeMap<u64, u64>>,
    /// From which place to before which other a name was held.
    held: BTreeMap<u64, Vec<(u64, u64)>>,
}

impl States {
    /// Goes through the log; each command must be allowed where it stands.
    fn replay(calls: &[Call], log: &Log, before: u64) -> Result<Self, String> {
        let asked: BTreeMap<&str, &Call> = calls
            .iter()
            .filter(|call| !matches!(call.asked, Asked::Read { .. }))
            .map(|call| (call.id.as_str(), call))
            .collect();
        let mut states = Self {
            before,
            ..Self::default()
        };
        for (id, place) in log.iter().zip(1..).filter(|(_, place)| *place > before) {
            let call = asked[id.as_str()];
            if states.refuses(&call.asked, place - 1) {
                return Err(format!(
                    "{call:?} stands at {place}, where it is not allowed"
                ));
            }
            match call.asked {
                Asked::Observe { item, .. } => {
                    states
                        .changes
                        .entry(item)
                        .or_default()
                        .insert(place, call.from);
                }
                Asked::Issue { name } => {
                    states.held.entry(name).or_default().push((place, u64::MAX));
                }
                Asked::Revoke { name } => {
                    let held = states.held.entry(name).or_default().last_mut();
                    held.expect("it is held, or it would be refused").1 = place;
                }
                Asked::Read { .. } => {}
            }
        }
        Ok(states)
    }

    /// Whether the state after a place refuses something.
    fn refuses(&self, asked: &Asked, after: u64) -> bool {
        match asked {
            Asked::Observe { item, known } => {
                let changes = self.changes.get(item);
                let last = changes.and_then(|changes| changes.range(..=after).next_back());
                let last = last.map_or(self.before, |(place, _)| *place);
                known.is_some_and(|known| known < last.min(after))
            }
            Asked::Issue { name } => self.is_held(*name, after),
            Asked::Revoke { name } => !self.is_held(*name, after),
            Asked::Read { .. } => false,
        }
    }

    fn is_held(&self, name: u64, after: u64) -> bool {
        let mut held = self.held.get(&name).into_iter().flatten();
        held.any(|(from, to)| (*from..*to).contains(&after))
    }

    /// A refusal is right at some place where it may have been decided.
    fn explains(&self, call: &Call, order: &Order, end: u64) -> Result<(), String> {
        let from = order.answered_before(call.from).max(self.before);
        let to = order.asked_after(call.to).map_or(end, |place| place - 1);
        // The state changes only where something is stored.
        if (from..=to).any(|place| self.refuses(&call.asked, place)) {
            Ok(())
        } else {
            Err(format!(
                "{call:?} was refused, and no state from place {from} to {to} refuses it"
            ))
        }
    }

    /// A read gives a change of the log that was asked for before it ended.
    fn shows(&self, call: &Call, item: u64, place: u64) -> Result<(), String> {
        let change = self.changes.get(&item).and_then(|all| all.get(&place));
        match change {
            Some(asked) if *asked < call.to => Ok(()),
            None if place <= self.before => Ok(()),
            _ => Err(format!(
                "{call:?} gave a change that is not in the log, or not yet"
            )),
        }
    }
}

/// Who was answered before whom asked.
struct Order {
    /// Greatest place that was answered up to a time, by that time.
    answered: BTreeMap<u64, u64>,
    /// Least place of what was asked from a time on, by that time.
    asked: BTreeMap<u64, u64>,
    /// Greatest place of an item that a node had told up to a time.
    told: BTreeMap<(usize, u64), BTreeMap<u64, u64>>,
}

impl Order {
    fn of(calls: &[Call]) -> Self {
        let mut answered = BTreeMap::new();
        let mut asked = BTreeMap::new();
        let mut told: BTreeMap<_, BTreeMap<u64, u64>> = BTreeMap::new();
        let mut by_answer: Vec<_> = calls.iter().collect();
        by_answer.sort_by_key(|call| call.to);
        let mut greatest = 0;
        for call in &by_answer {
            let Told::Place { place, node } = call.told else {
                continue;
            };
            if let Asked::Observe { item, .. } | Asked::Read { item, .. } = call.asked {
                let known = told.entry((node, item)).or_default();
                let before = known.last_key_value().map_or(0, |(_, place)| *place);
                known.insert(call.to, place.max(before));
            }
            if !matches!(call.asked, Asked::Read { .. }) {
                greatest = place.max(greatest);
                answered.insert(call.to, greatest);
            }
        }
        by_answer.sort_by_key(|call| call.from);
        let mut least = u64::MAX;
        for call in by_answer.iter().rev() {
            if let (Told::Place { place, .. }, false) =
                (&call.told, matches!(call.asked, Asked::Read { .. }))
            {
                least = least.min(*place);
                asked.insert(call.from, least);
            }
        }
        Self {
            answered,
            asked,
            told,
        }
    }

    /// Greatest place that was answered before a time.
    fn answered_before(&self, time: u64) -> u64 {
        let last = self.answered.range(..time).next_back();
        last.map_or(0, |(_, place)| *place)
    }

    /// Least place of what was asked after a time.
    fn asked_after(&self, time: u64) -> Option<u64> {
        let first = self.asked.range(time + 1..).next();
        first.map(|(_, place)| *place)
    }

    fn check(&self, call: &Call) -> Result<(), String> {
        let (Told::Place { place, .. }, false) =
            (&call.told, matches!(call.asked, Asked::Read { .. }))
        else {
            return Ok(());
        };
        let before = self.answered_before(call.from);
        if before < *place {
            Ok(())
        } else {
            Err(format!(
                "{call:?} was asked after place {before} was answered"
            ))
        }
    }

    fn keeps_up(&self, call: &Call, node: usize) -> Result<(), String> {
        let (Told::Place { place, .. }, Asked::Read { item, .. }) = (&call.told, &call.asked)
        else {
            return Ok(());
        };
        let told = self.told.get(&(node, *item));
        let before = told.and_then(|told| told.range(..call.from).next_back());
        match before {
            Some((_, before)) if before > place => Err(format!(
                "{call:?} is older than place {before}, which the node had told before"
            )),
            _ => Ok(()),
        }
    }
}
