//! Going through the log for one page of the trail.

use quarterday_ledger::{Ledger, Query as Find};
use quarterday_proto::api::{AuditEntry, Trail};
use quarterday_proto::event::Event;

use super::commit::{Whole, entry, whole};
use crate::limits::{FIND_PLACES_MAX, TEXT_RECORDS_MAX, TRAIL_BYTES_MAX};
use crate::problem::Problem;

/// One page in the making.
pub(super) struct Walk<'a> {
    ledger: &'a Ledger,
    find: Find,
    /// Last place that is visible.
    last: u64,
    /// In small letters and as JSON writes it.
    text: Option<String>,
    limit: u64,
    entries: Vec<AuditEntry>,
    searched: usize,
    bytes: usize,
    /// First and last place of the commit met last: its other records are of
    /// the same entry.
    met: (u64, u64),
    /// Where a next page goes on.
    next: Option<u64>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(ledger: &'a Ledger, mut find: Find, text: Option<&str>, limit: u64) -> Self {
        let last = ledger.head().place.min(find.place_to.unwrap_or(u64::MAX));
        find.limit = match text {
            Some(_) => FIND_PLACES_MAX,
            None => usize::try_from(limit)
                .unwrap_or(FIND_PLACES_MAX)
                .min(FIND_PLACES_MAX),
        };
        let text = text.map(|text| {
            let quoted = serde_json::Value::from(text).to_string();
            quoted[1..quoted.len() - 1].to_lowercase()
        });
        Self {
            ledger,
            find,
            last,
            text,
            limit,
            entries: Vec::new(),
            searched: 0,
            bytes: 0,
            met: (0, 0),
            next: None,
        }
    }

    /// Finds places until the page is full, or there are no more.
    pub(super) fn trail(mut self) -> Result<Trail, Problem> {
        loop {
            let found = self.ledger.find(&self.find)?;
            let count = found.places.len();
            for (index, place) in found.places.into_iter().enumerate() {
                self.take(place)?;
                if self.is_full() && (found.more || index + 1 < count) {
                    return Ok(self.page(true));
                }
            }
            if !found.more {
                return Ok(self.page(false));
            }
            self.go_on();
        }
    }

    fn page(self, more: bool) -> Trail {
        Trail {
            entries: self.entries,
            more,
            next: self.next.filter(|_| more),
        }
    }

    fn is_full(&self) -> bool {
        self.entries.len() as u64 >= self.limit
            || self.bytes >= TRAIL_BYTES_MAX
            || (self.text.is_some() && self.searched >= TEXT_RECORDS_MAX)
    }

    /// Lets the next look at the log begin behind what was met.
    fn go_on(&mut self) {
        match self.next {
            Some(before) if self.find.newest_first => self.find.place_to = Some(before - 1),
            Some(after) => self.find.place_from = Some(after + 1),
            None => {}
        }
    }

    fn take(&mut self, place: u64) -> Result<(), Problem> {
        if (self.met.0..=self.met.1).contains(&place) {
            return Ok(());
        }
        self.searched += 1;
        let Some(found) = whole(self.ledger, place, self.last)? else {
            self.met = (place, place);
            self.next = Some(place);
            return Ok(());
        };
        self.met = (found.first, found.place());
        self.next = Some(if self.find.newest_first {
            found.first
        } else {
            found.place()
        });
        self.searched += found.chunks.len();
        if self.text.as_ref().is_some_and(|text| !found.holds(text)) {
            return Ok(());
        }
        self.add(found)
    }

    fn add(&mut self, found: Whole) -> Result<(), Problem> {
        self.bytes += found.bytes();
        let subjects = &self.find.subjects;
        self.entries
            .push(entry(found, |event| concerns(event, subjects))?);
        Ok(())
    }
}

/// Whether an event is about one of the subjects asked for; about any, where
/// none was.
fn concerns(event: &Event, subjects: &[String]) -> bool {
    if subjects.is_empty() || subjects.contains(&event.subject()) {
        return true;
    }
    let mut about = false;
    event.also_concerns(|subject| about |= subjects.contains(&subject));
    about
}
