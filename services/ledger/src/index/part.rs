//! The index of one segment in memory: of the one that is written, and of
//! closed ones until their blocks are stored.

use quarterday_proto::record::Record;
use rustc_hash::FxHashMap;

use super::page::{self, COMMANDS, Entry, Kind};
use super::store::Pair;
use super::{Dimension, IndexKey, fingerprint};

/// See the module.
#[derive(Default)]
pub(crate) struct Part {
    pub(crate) first: u64,
    commands: FxHashMap<u64, u32>,
    /// Earlier places of a fingerprint that several command ids share.
    twins: FxHashMap<u64, Vec<u32>>,
    postings: FxHashMap<IndexKey, Vec<u32>>,
    /// Records whose postings are in; they follow later than the commands.
    pub(crate) posted: u64,
}

impl Part {
    pub(crate) fn new(first: u64) -> Self {
        Self {
            first,
            ..Self::default()
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
        let after = (place - self.first) as u32;
        for key in keys {
            let places = self.postings.entry(*key).or_default();
            if places.last() != Some(&after) {
                places.push(after);
            }
        }
        self.posted = after as u64 + 1;
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
        let places = self.postings.get(&key).into_iter().flatten();
        places.map(|after| self.first + u64::from(*after)).collect()
    }

    /// The fingerprints of all commands.
    pub(crate) fn fingerprints(&self) -> impl Iterator<Item = u64> {
        self.commands.keys().copied()
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
        for dimension in [Dimension::Subject, Dimension::Actor, Dimension::Type] {
            let of_dimension = self
                .postings
                .iter()
                .filter(|(key, _)| key.dimension == dimension);
            let entries = of_dimension
                .flat_map(|(key, places)| places.iter().map(|after| (key.fingerprint, *after)))
                .collect();
            pairs.extend(page::encode(dimension as Kind, self.first, entries));
        }
        pairs
    }
}
