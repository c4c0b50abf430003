//! Audit queries: which commits were about a subject, by an actor, of a type.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use quarterday_proto::record::Record;

use crate::error::Error;
use crate::index::{Dimension, IndexKey, Keyed};
use crate::ledger::Ledger;
use crate::read_lock;
use crate::segment::Segment;

/// What to look for. Of each list one entry must fit, and every list that is
/// not empty must.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Subjects, as they stand in heads and events.
    pub subjects: Vec<String>,
    /// Actors.
    pub actors: Vec<String>,
    /// Types of events.
    pub kinds: Vec<String>,
    /// Recorded at or after.
    pub from: Option<Timestamp>,
    /// Recorded at or before.
    pub to: Option<Timestamp>,
    /// First place that counts.
    pub place_from: Option<u64>,
    /// Last place that counts.
    pub place_to: Option<u64>,
    /// The last places first.
    pub newest_first: bool,
    /// At most so many places.
    pub limit: usize,
}

/// The answer to a [`Query`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundPlaces {
    /// Places in the order asked for.
    pub places: Vec<u64>,
    /// Whether there are more than the limit.
    pub more: bool,
}

impl Ledger {
    /// Finds the places that fit a query, each confirmed in the log.
    ///
    /// # Errors
    /// [`Error::Damaged`] or [`Error::Index`].
    pub fn find(&self, query: &Query) -> Result<FoundPlaces, Error> {
        let mut found = FoundPlaces::default();
        let (from, to) = self.bounds(query)?;
        if from > to {
            return Ok(found);
        }
        let keys = query.keys();
        if keys.iter().any(|of_dimension| !of_dimension.is_empty()) {
            self.with_index_of_all()?;
        }
        let mut segments: Vec<Arc<Segment>> = read_lock(&self.shared.segments).clone();
        if query.newest_first {
            segments.reverse();
        }
        for segment in segments {
            let next = self
                .shared
                .segment_after(segment.first)
                .map_or(u64::MAX, |next| next.first);
            if segment.first > to || next <= from {
                continue;
            }
            let (from, to) = (from.max(segment.first), to.min(next - 1));
            let mut places = self.candidates(segment.first, from, to, &keys)?;
            if query.newest_first {
                places.reverse();
            }
            for place in places {
                if !self.confirm(place, query, &keys)? {
                    continue;
                }
                if found.places.len() == query.limit {
                    found.more = true;
                    return Ok(found);
                }
                found.places.push(place);
            }
        }
        Ok(found)
    }

    /// The greatest place whose commits up to it were all recorded at or before
    /// a time; 0 if there is none. What was known at that time.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub fn place_at(&self, at: Timestamp) -> Result<u64, Error> {
        let (mut low, mut high) = (0, self.head().place);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.read(middle)?.record().head.recorded <= at {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Ok(low)
    }

    /// Places that a query can have, by its times and places.
    fn bounds(&self, query: &Query) -> Result<(u64, u64), Error> {
        let mut from = query.place_from.unwrap_or(1).max(1);
        let mut to = query.place_to.unwrap_or(u64::MAX).min(self.head().place);
        if let Some(at) = query.to {
            to = to.min(self.place_at(at)?);
        }
        if let Some(at) = query.from {
            // Times are whole nanoseconds, so what is before is at most one less.
            let before = at.checked_sub(jiff::SignedDuration::from_nanos(1));
            from = from.max(before.map_or(Ok(0), |before| self.place_at(before))? + 1);
        }
        Ok((from, to))
    }

    fn with_index_of_all(&self) -> Result<(), Error> {
        let _step = self.shared.index.step();
        self.shared.index.catch_up(&self.shared)
    }

    /// Places of a segment that fit the fingerprints, in order.
    fn candidates(
        &self,
        segment: u64,
        from: u64,
        to: u64,
        keys: &[Vec<IndexKey>; 3],
    ) -> Result<Vec<u64>, Error> {
        let mut fitting: Option<BTreeSet<u64>> = None;
        for of_dimension in keys.iter().filter(|of_dimension| !of_dimension.is_empty()) {
            let mut places = BTreeSet::new();
            for key in of_dimension {
                let found = self.with_index(|index| index.places(segment, *key))?;
                places.extend(
                    found
                        .into_iter()
                        .filter(|place| (from..=to).contains(place)),
                );
            }
            fitting = Some(match fitting {
                Some(before) => before.intersection(&places).copied().collect(),
                None => places,
            });
        }
        Ok(fitting.map_or_else(
            || (from..=to).collect(),
            |places| places.into_iter().collect(),
        ))
    }

    /// Holds a record against the query itself: fingerprints can collide.
    fn confirm(&self, place: u64, query: &Query, keys: &[Vec<IndexKey>; 3]) -> Result<bool, Error> {
        if keys.iter().all(Vec::is_empty) {
            return Ok(true);
        }
        let owned = self.read(place)?;
        let record = owned.record();
        let mut has = Vec::new();
        (self.shared.options.index_keys)(&Keyed::from(&record), &mut has);
        let texts = [&query.subjects, &query.actors, &query.kinds];
        Ok(keys.iter().zip(texts).all(|(of_dimension, texts)| {
            of_dimension.is_empty()
                || of_dimension
                    .iter()
                    .zip(texts)
                    .any(|(key, text)| has.contains(key) && is_not_a_collision(&record, key, text))
        }))
    }
}

impl Query {
    fn keys(&self) -> [Vec<IndexKey>; 3] {
        let of = |dimension, texts: &[String]| {
            texts
                .iter()
                .map(|text| IndexKey::new(dimension, text))
                .collect()
        };
        [
            of(Dimension::Subject, &self.subjects),
            of(Dimension::Actor, &self.actors),
            of(Dimension::Type, &self.kinds),
        ]
    }
}

/// Whether a key that fits does not come from the head by another text that
/// has the same fingerprint. Keys from within the data are taken at their word:
/// two of ten million texts share 64 bits once in 370,000 logs.
fn is_not_a_collision(record: &Record<'_>, key: &IndexKey, text: &str) -> bool {
    let head = match key.dimension {
        Dimension::Subject => &record.head.subject,
        Dimension::Actor => record.head.actor.as_str(),
        Dimension::Type => &record.head.kind,
    };
    head == text || IndexKey::new(key.dimension, head) != *key
}
