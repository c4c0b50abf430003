//! The index of one segment in memory: of the one that is written, and of
//! closed ones until their blocks are stored.

use std::ops::Range;

use quarterday_proto::record::Record;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::page::{self, COMMANDS, Entry, Kind};
use super::store::Pair;
use super::{Dimension, IndexKey, fingerprint};

/// See the module.
#[derive(Default, Clone)]
pub(crate) struct Part {
    pub(crate) first: u64,
    commands: FxHashMap<u64, u32>,
    /// Earlier places of a fingerprint that several command ids share.
    twins: FxHashMap<u64, Vec<u32>>,
    /// Postings of each dimension, in the order of places. A list costs the
    /// append path less than a map, and is sorted once, when it is stored.
    postings: [Vec<Entry>; DIMENSIONS.len()],
    /// Records whose postings are in; they can follow later than the commands.
    pub(crate) posted: u64,
}

/// Postings that are noted as records are appended, of 16 bytes each. Those of
/// a segment that has more are read from it again when they are asked for, and
/// when it is closed.
const POSTINGS_MAX: usize = 1 << 20;

const DIMENSIONS: [Dimension; 3] = [Dimension::Subject, Dimension::Actor, Dimension::Type];

impl Part {
    pub(crate) fn new(first: u64) -> Self {
        Self {
            first,
            ..Self::default()
        }
    }

    /// A part for the segment after another, with room for as many records.
    pub(crate) fn after(before: &Self, first: u64) -> Self {
        let commands = before.commands.len();
        Self {
            commands: FxHashMap::with_capacity_and_hasher(commands, FxBuildHasher),
            postings: before
                .postings
                .each_ref()
                .map(|known| Vec::with_capacity(known.len().min(POSTINGS_MAX))),
            ..Self::new(first)
        }
    }

    /// Notes the command of a place.
    pub(crate) fn note_command(&mut self, fingerprint: u64, place: u64) {
        let after = (place - self.first) as u32;
        if let Some(before) = self.commands.insert(fingerprint, after) {
            self.twins.entry(fingerprint).or_default().push(before);
        }
    }

    /// Notes the audit keys of a record; records come in order.
    pub(crate) fn note_keys(&mut self, place: u64, keys: &[IndexKey]) {
        keys.iter().for_each(|key| self.post(place, *key));
        self.posted = place - self.first + 1;
    }

    /// Notes the audit keys of records that are being appended, unless some
    /// before them are missing or there are too many already.
    pub(crate) fn note_new_keys(&mut self, places: Range<u64>, keys: &[(u64, IndexKey)]) {
        let noted: usize = self.postings.iter().map(Vec::len).sum();
        if self.first + self.posted == places.start && noted + keys.len() <= POSTINGS_MAX {
            keys.iter().for_each(|(place, key)| self.post(*place, *key));
            self.posted = places.end - self.first;
        }
    }

    fn post(&mut self, place: u64, key: IndexKey) {
        let after = (place - self.first) as u32;
        // Dimensions count from 1.
        self.postings[key.dimension as usize - 1].push((key.fingerprint, after));
    }

    /// Notes a record whole.
    pub(crate) fn note(&mut self, record: &Record<'_>, keys: &[IndexKey]) {
        self.note_command(
            fingerprint(record.head.command.as_str().as_bytes()),
            record.head.place,
        );
        self.note_keys(record.head.place, keys);
    }

    /// Places whose command may be this.
    pub(crate) fn commands(&self, fingerprint: u64) -> impl Iterator<Item = u64> {
        let found = self.commands.get(&fingerprint).copied();
        let twins = found.and_then(|_| self.twins.get(&fingerprint));
        found
            .into_iter()
            .chain(twins.into_iter().flatten().copied())
            .map(|after| self.first + u64::from(after))
    }

    /// Places that have a key, in order.
    pub(crate) fn places(&self, key: IndexKey) -> Vec<u64> {
        let postings = &self.postings[key.dimension as usize - 1];
        let of_key = postings.iter().filter(|entry| entry.0 == key.fingerprint);
        let mut places: Vec<u64> = of_key
            .map(|(_, after)| self.first + u64::from(*after))
            .collect();
        // A record may name a key twice.
        places.dedup();
        places
    }

    /// The fingerprints of all commands.
    pub(crate) fn fingerprints(&self) -> impl Iterator<Item = u64> {
        self.commands.keys().copied()
    }

    /// Whether all is noted of the segment, of which this is the last place.
    pub(crate) fn is_whole(&self, last: u64) -> bool {
        let records = last + 1 - self.first;
        self.posted == records && self.len() as u64 == records
    }

    /// How many commands there are.
    pub(crate) fn len(&self) -> usize {
        self.commands.len() + self.twins.values().map(Vec::len).sum::<usize>()
    }

    /// The blocks of this segment, encoded.
    pub(crate) fn blocks(&self) -> Vec<Pair> {
        let commands = self.commands.iter().map(|(print, after)| (*print, *after));
        let twins = self.twins.iter();
        let twins = twins.flat_map(|(print, places)| places.iter().map(|after| (*print, *after)));
        let commands: Vec<Entry> = commands.chain(twins).collect();
        let mut pairs = page::encode(COMMANDS, self.first, commands);
        for (dimension, entries) in DIMENSIONS.iter().zip(&self.postings) {
            pairs.extend(page::encode(
                *dimension as Kind,
                self.first,
                entries.clone(),
            ));
        }
        pairs
    }
}
